"""What we keep of mentions: where a brand or a campaign's hashtag was spoken of, derived from posts and comments."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow
from sweetspot.stages.campaigns.models import Campaign
from sweetspot.stages.creators.models import Brand, Comment, Network, Post, Profile


class VoiceChoice(models.TextChoices):
    """How a mention came about."""

    EARNED = "earned", "Earned"
    PAID = "paid", "Paid"
    OWN = "own", "Own account"
    UNKNOWN = "unknown", "Not known"


class Mention(WorkspaceRow):
    """One brand or one campaign, spoken of in one post or one comment; rebuilt, never edited.

    The database itself removes mentions with the post or comment they are in (migration 0008).
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    #: The post, or the one under which the comment stands.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False)
    #: The author's profile, where the author is a creator we know.
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False)
    #: Tells authors apart: the profile's id, else the comment's hash; empty where unknown.
    author = models.CharField(max_length=64)
    network = models.CharField(max_length=12, choices=Network)
    at = models.DateTimeField(null=True)
    #: The words by which it was heard, and the handles that stand beside them.
    words = ArrayField(models.CharField(max_length=120))
    beside = ArrayField(models.CharField(max_length=100))
    voice = models.CharField(max_length=8, choices=VoiceChoice)
    reason = models.CharField(max_length=400)
    #: Likes and comments of a post, as far as they are shown; likes of a comment.
    engagement = models.BigIntegerField(null=True)
    #: Whether the author was in a partnership at that time.
    contracted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "comment", "brand", "campaign"], nulls_distinct=False, name="one_mention_in_each_place"
            ),
            models.CheckConstraint(
                condition=models.Q(brand__isnull=False, campaign__isnull=True)
                | models.Q(brand__isnull=True, campaign__isnull=False),
                name="a_mention_is_of_a_brand_or_a_campaign",
            ),
        ]
        indexes = [
            models.Index("workspace", models.F("at").desc(nulls_last=True), "id", name="mentions_by_time"),
            models.Index(fields=["workspace", "brand", "at"], name="mentions_of_a_brand"),
            models.Index(fields=["workspace", "network", "author"], name="mentions_by_an_author"),
        ]


class IgnoredAuthor(WorkspaceRow):
    """An author of mentions who is not to be offered as a prospect."""

    network = models.CharField(max_length=12, choices=Network)
    author = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "network", "author"], name="an_author_is_ignored_once")
        ]
