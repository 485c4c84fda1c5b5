"""What we keep of audiences: samples of followers without their names, and what an audience consists of."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.creators.models import Profile


class FollowerSample(WorkspaceRow):
    """Some of a profile's followers, as they were on one day."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    sampled_at = models.DateTimeField()
    #: Where it came from, such as `import imp_…` or `sample`.
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "sampled_at"], name="one_follower_sample_per_profile_and_time")
        ]


class FollowerAccount(WorkspaceRow):
    """What one follower's public profile showed: counts and shapes, no name, no words; None means not known."""

    sample = models.ForeignKey(FollowerSample, on_delete=models.CASCADE, related_name="accounts")
    #: A keyed hash that tells repeats within a workspace and names nobody.
    account_hash = models.CharField(max_length=64)
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    #: A short message counts as a tenth of a post, so this may be a fraction.
    posts = models.FloatField(null=True)
    has_picture = models.BooleanField(null=True)
    is_private = models.BooleanField(null=True)
    #: The share of digits in the username.
    digit_share = models.FloatField(null=True)
    #: The number of characters of the biography.
    biography_length = models.PositiveIntegerField(null=True)
    is_verified = models.BooleanField(null=True)
    has_link = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "account_hash"], name="one_account_per_sample")]


class FollowerShare(WorkspaceRow):
    """How much of a sample looks bought or automated, by one version of the score; derived, never edited."""

    sample = models.OneToOneField(FollowerSample, on_delete=models.CASCADE, related_name="judged")
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    accounts = models.PositiveIntegerField()
    flagged = models.PositiveIntegerField()
    #: Shares (0.2 is 20 %) with their 95 % interval; None with a reason where there is not enough data.
    share = models.FloatField(null=True)
    share_low = models.FloatField(null=True)
    share_high = models.FloatField(null=True)
    reason = models.CharField(max_length=200, blank=True)


class Dimension(models.TextChoices):
    """What an audience is broken down by."""

    AGE = "age", "Age"
    GENDER = "gender", "Gender"
    COUNTRY = "country", "Country"


class Provenance(models.TextChoices):
    """Where a share comes from."""

    MEASURED = "measured", "Measured by the network"
    SUPPLIED = "supplied", "Supplied by the creator"
    MODELLED = "modelled", "Modelled"


class AudienceShare(WorkspaceRow):
    """The share of a profile's audience that lies in one cell, on one day, from one kind of source."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=10, choices=Dimension)
    #: `18-24`, `female`, `DE`.
    cell = models.CharField(max_length=40)
    share = models.FloatField()
    provenance = models.CharField(max_length=10, choices=Provenance)
    as_of = models.DateTimeField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "dimension", "cell", "provenance", "as_of"], name="one_share_per_cell_and_time"
            ),
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=1), name="audience_shares_lie_between_0_and_1"
            ),
        ]
