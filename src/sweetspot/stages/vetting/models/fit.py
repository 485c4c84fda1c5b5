"""What we keep of captions read for fit and safety, of word lists, and of what creators prefer and refuse."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from sweetspot.stages.accounts.models import Person, WorkspaceRow
from sweetspot.stages.creators.models import Creator, Post, Profile


class CaptionReading(WorkspaceRow):
    """What a profile's newest captions speak of: topics, brands, terms of word lists; rebuilt, never edited."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="captions_read")
    version = models.CharField(max_length=80)
    computed_at = models.DateTimeField()
    #: Of the captions and of everything they are read by: equal, and the row stands.
    inputs = models.CharField(max_length=80)
    #: Posts read; of their captions, each once, those judged for topics and those in other scripts.
    posts = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    others = models.PositiveIntegerField()
    #: `[phrase, captions, weight]`, the strongest first; without any, the reason.
    topics = models.JSONField(default=list)
    topic_names = ArrayField(models.CharField(max_length=200), default=list)
    reason = models.CharField(max_length=200, blank=True)
    #: By brand, `[times, paid, earned, the last time]`, as mentions are found; rebuilt with them.
    brands = models.JSONField(default=dict)
    brand_ids = ArrayField(models.UUIDField(), default=list)
    #: By word list's key, in how many posts a term of it counts; and the keys alone.
    lists = models.JSONField(default=dict)
    list_keys = ArrayField(models.CharField(max_length=60), default=list)
    #: In how many posts a term of any list counts.
    flagged = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["topic_names"], name="profiles_by_topic"),
            GinIndex(fields=["brand_ids"], name="profiles_by_brand"),
            GinIndex(fields=["list_keys"], name="profiles_by_word_list"),
        ]


class PhraseUsage(WorkspaceRow):
    """In how many of the workspace's profiles phrases occur: counts by hash, by which topics are weighed."""

    version = models.CharField(max_length=40)
    counted_at = models.DateTimeField()
    profiles = models.PositiveIntegerField()
    #: 32-bit counts, compressed.
    counts = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_phrase_usage_per_workspace")]


class WordList(WorkspaceRow):
    """A list of terms that a workspace wants to know about; the key is its name in addresses and stays."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    on = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_word_list_per_key"),
            models.UniqueConstraint("workspace", Lower("name"), name="one_word_list_per_name"),
        ]


class Term(WorkspaceRow):
    """A word or phrase of a list, with its own switch and the words beside which it does not count."""

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="terms")
    text = models.CharField(max_length=80)
    not_beside = ArrayField(models.CharField(max_length=80), default=list)
    on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word_list", "text"], name="a_term_is_in_a_list_once")]


class TermMatch(WorkspaceRow):
    """A term that a post's caption holds; rebuilt, never edited.

    The database itself removes matches, hints and what was set aside with their post (migration 0008).
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "term"], name="a_term_is_found_in_a_post_once")]


class AdHint(WorkspaceRow):
    """A post that looks like an advertisement without a label, for a person to look at; rebuilt, never edited."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    signs = ArrayField(models.CharField(max_length=40))


class Dismissal(WorkspaceRow):
    """A match or (without a term) a hint that a person looked at and set aside; it no longer counts."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=400)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "term"], nulls_distinct=False, name="a_match_is_dismissed_once"
            )
        ]  # fmt: skip


class Preference(WorkspaceRow):
    """What a creator likes, refuses or asks for, as the team heard it: from where and when."""

    class Stance(models.TextChoices):
        """What the creator said of it."""

        LIKES = "likes", "Likes"
        REFUSES = "refuses", "Refuses"

    class About(models.TextChoices):
        """What it is about."""

        BRAND = "brand", "Brand"
        TOPIC = "topic", "Topic"
        CATEGORY = "category", "Category"
        FORMAT = "format", "Format"
        FEE = "fee", "Minimum fee"

    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance)
    about = models.CharField(max_length=8, choices=About)
    #: A brand, topic, category or format; of a fee the amount stands in the two columns below.
    value = models.CharField(max_length=120, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=200)
    said_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
