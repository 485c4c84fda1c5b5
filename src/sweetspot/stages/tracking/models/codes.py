"""What we keep of codes: each with what it gives and its state, the pools of single-use ones, and their patterns."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.campaigns.models import Campaign, Partnership
from sweetspot.stages.tracking.formulas.offers import Kind, Offer, State


class Pattern(WorkspaceRow):
    """How codes are called, such as `{FIRST}{PERCENT}`; of one campaign, or of the workspace."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "campaign"], nulls_distinct=False, name="one_pattern_for_each_campaign"
            )
        ]


class Pool(WorkspaceRow):
    """Codes made at once for one creator, each of which one customer uses once."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    pattern = models.CharField(max_length=60)


class Code(WorkspaceRow):
    """A discount code that a creator's people type."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, null=True, related_name="codes")
    code = models.CharField(max_length=40)
    #: How it is compared: upper case, without spaces.
    normal = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Kind], default="percent")
    #: Of the kind "percent", and 0 for the others.
    discount_basis_points = models.PositiveIntegerField()
    #: Of the kind "amount".
    amount_minor = models.BigIntegerField(null=True)
    #: Of the amount and of the least order.
    currency = models.CharField(max_length=3, default="")
    minimum_minor = models.BigIntegerField(null=True)
    #: How often it may be used by all, and by one customer; None for no limit.
    uses = models.PositiveIntegerField(null=True)
    uses_each = models.PositiveIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    #: The shop it applies in; None for every one.
    domain = models.ForeignKey("tracking.Domain", on_delete=models.SET_NULL, null=True, related_name="+")
    #: What is kept of the state; whether it is expired or used up follows from the clock and the orders.
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in State], default="active")
    #: When it last changed, to the moment: what was changed together is undone together. None: never.
    state_since = models.DateTimeField(null=True)
    state_before = models.CharField(max_length=8, default="")
    #: Why the shop did not create it, in its own words.
    problem = models.CharField(max_length=200, default="")
    #: When and to whom a code of a pool was given.
    handed_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "normal"], name="a_code_belongs_to_one_partnership")
        ]
        indexes = [models.Index(fields=["pool", "normal"], name="codes_of_a_pool")]

    @property
    def offer(self) -> Offer:
        """What it gives, and within which limits."""
        return Offer(
            Kind(self.kind), self.discount_basis_points, self.amount_minor, self.currency, self.minimum_minor,
            self.uses, self.uses_each, self.starts_at, self.expires_at,
        )  # fmt: skip
