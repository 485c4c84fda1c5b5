"""What we keep of plans: the question, its assumptions and the creators chosen."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import Person, WorkspaceRow
from sweetspot.stages.creators.models import Profile


class Plan(WorkspaceRow):
    """A budget and the creators that would reach most people for it."""

    name = models.CharField(max_length=200)
    objective = models.CharField(max_length=20)
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    #: The list's filter grammar (`tier=micro&country=DE`) that named the candidates.
    candidates_query = models.TextField(blank=True)
    locked = ArrayField(models.UUIDField(), default=list)
    excluded = ArrayField(models.UUIDField(), default=list)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField()
    version = models.CharField(max_length=40)
    people = models.FloatField()
    people_low = models.FloatField()
    people_high = models.FloatField()
    spend_minor = models.BigIntegerField()
    #: `[[budget_minor, people], …]`, the reach curve.
    curve = models.JSONField(default=list)
    assumptions = models.JSONField(default=dict)


class Choice(WorkspaceRow):
    """One creator of a plan, in the order of what each adds."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="choices")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    cost_minor = models.BigIntegerField()
    #: `quoted` by the creator or `modelled` from followers.
    cost_basis = models.CharField(max_length=10)
    people_added = models.FloatField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "profile"], name="a_profile_is_chosen_once")]
