"""What we keep of campaigns, partnerships, their terms and the gifts sent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import Person, WorkspaceRow
from sweetspot.stages.creators.models import Creator, Profile
from sweetspot.stages.planning.models import Plan


class CampaignState(models.TextChoices):
    """How far a campaign is."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    ENDED = "ended", "Ended"


class Campaign(WorkspaceRow):
    """Something the brand does with several creators, with one brief."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    state = models.CharField(max_length=8, choices=CampaignState, default=CampaignState.DRAFT)
    objective = models.CharField(max_length=20)
    brief = models.TextField(blank=True)
    hashtags = ArrayField(models.CharField(max_length=100), default=list)
    disclosure = models.CharField(max_length=200, blank=True)
    landing_url = models.URLField(max_length=1000)
    currency = models.CharField(max_length=3)
    budget_minor = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "slug"], name="one_campaign_per_slug")]


class PartnershipStage(models.TextChoices):
    """Where a collaboration is, in order; declined by either side at the end."""

    PROSPECT = "prospect", "Prospect"
    CONTACTED = "contacted", "Contacted"
    TALKS = "talks", "In talks"
    AGREED = "agreed", "Agreed"
    SENT = "sent", "Product sent"
    DRAFT = "draft", "Draft due"
    POSTED = "posted", "Posted"
    MEASURED = "measured", "Measured"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"


class Partnership(WorkspaceRow):
    """A creator in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="partnerships")
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=PartnershipStage, default=PartnershipStage.PROSPECT)
    stage_since = models.DateTimeField()
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Raised with every change, so that two people do not overwrite each other.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "creator"], name="a_creator_joins_a_campaign_once")]


class Terms(WorkspaceRow):
    """What was agreed with a creator from a time on; a change is a new row."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="terms")
    valid_from = models.DateTimeField()
    currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0)
    #: Hundredths of a per cent of kept order value: 1000 is 10 %.
    commission_basis_points = models.PositiveIntegerField(default=0)
    click_window_days = models.PositiveSmallIntegerField(default=30)
    hold_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "valid_from"], name="one_set_of_terms_at_a_time")]


class Gift(WorkspaceRow):
    """Product sent to a creator, at its cost to the brand."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="gifts")
    description = models.CharField(max_length=300)
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sent_on = models.DateField()
