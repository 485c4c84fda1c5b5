"""What we keep of verdicts, the checks they rest on, and the decisions people took."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import Person, WorkspaceRow
from sweetspot.stages.creators.models import Comment, Profile
from sweetspot.stages.vetting.models.fit import (
    AdHint,
    CaptionReading,
    Dismissal,
    PhraseUsage,
    Preference,
    Term,
    TermMatch,
    WordList,
)

__all__ = [
    "AdHint", "Answer", "AnswerSource", "CaptionReading", "Connection", "Decision", "Dismissal", "JudgedComment",
    "PhraseUsage", "Preference", "Stamina", "Term", "TermMatch", "Verdict", "WordList",
]  # fmt: skip


class AnswerSource(models.TextChoices):
    """The way a creator's answer came."""

    EMAIL = "email", "E-mail"
    MESSAGE = "message", "Message on the network"
    CALL = "call", "Call or meeting"
    PORTAL = "portal", "The creator's own page"
    OTHER = "other", "Another way"


class Verdict(WorkspaceRow):
    """What the checks said of one profile at one time by one version of the rules; derived, never edited."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    is_latest = models.BooleanField(default=True)
    #: 1 to 100; None where coverage is too small for a number.
    score = models.PositiveSmallIntegerField(null=True)
    score_low = models.PositiveSmallIntegerField(null=True)
    score_high = models.PositiveSmallIntegerField(null=True)
    #: `consistent`, `look`, `close_look`, `warning`, or `unknown` without a score.
    band = models.CharField(max_length=40)
    #: `high`, `medium` or `low`: how much the verdict may still move.
    confidence = models.CharField(max_length=10, default="low")
    #: What is missing where there is no score.
    reason = models.CharField(max_length=200, blank=True)
    #: Share of the signals' weight for which there was data.
    coverage = models.FloatField()
    posts_used = models.PositiveIntegerField()
    data_as_of = models.DateTimeField(null=True)
    inputs_hash = models.CharField(max_length=64)
    #: The numbers behind it, per signal, as `queries.stored` writes them; empty where an older version left none.
    figures = models.JSONField(default=dict)
    #: The usual values it was judged by: the source, and per signal `[centre, slope, scale, profiles]`.
    norms = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=models.Q(is_latest=True), name="one_latest_verdict_per_profile"
            )
        ]


class VettingRun(WorkspaceRow):
    """Vetting many profiles in the background: whom, how far it is, and what came of it."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"
        CANCELLED = "cancelled", "Cancelled"

    #: Those that were chosen; None for everybody.
    profiles = ArrayField(models.UUIDField(), null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    #: Counted up whenever a process takes it up; one that was taken over sees another number and stops.
    attempt = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    #: When verdicts began to be written; when it last gave a sign of life.
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)


class Stamina(WorkspaceRow):
    """What a profile's sponsored posts keep of the engagement of its others, and how many there are; rebuilt."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="stamina")
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    #: 1 is all of it; None with a reason where there is not enough data.
    kept = models.FloatField(null=True)
    kept_low = models.FloatField(null=True)
    kept_high = models.FloatField(null=True)
    observed = models.FloatField(null=True)
    #: The chance that less than 80 % is kept.
    weak = models.FloatField(null=True)
    compared = models.PositiveIntegerField()
    #: The share of sponsored posts among the newest 30, None without posts.
    share = models.FloatField(null=True)
    share_low = models.FloatField(null=True)
    share_high = models.FloatField(null=True)
    posts = models.PositiveIntegerField()
    trend = models.FloatField(null=True)
    reason = models.CharField(max_length=200, blank=True)


class Decision(WorkspaceRow):
    """What a person decided after reading the evidence; the evidence stays."""

    class Choice(models.TextChoices):
        """The three ways to decide."""

        APPROVE = "approve", "Approve"
        ASK = "ask", "Ask the creator"
        DECLINE = "decline", "Decline"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.SET_NULL, null=True, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    #: An approval above the workspace's amount waits until another person's approval `seconds` it.
    needs_second = models.BooleanField(default=False)
    seconds = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="seconded_by")
    #: The creator's planned and agreed fees when it was decided, as people read them.
    spend = models.CharField(max_length=200, blank=True)


class JudgedComment(WorkspaceRow):
    """What one version of the rules and the spam model said of a comment; it outlives the comment's text."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40)
    judged_at = models.DateTimeField()
    #: One of `formulas.comments.CommentClass`.
    kind = models.CharField(max_length=12)
    language = models.CharField(max_length=10)
    #: 0 to 1, spam from .5 on; the lures that the rules saw; how many comments of the profile have the same text.
    spam_score = models.FloatField()
    lures = models.JSONField(default=list)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["profile", "kind"])]


class Connection(WorkspaceRow):
    """How a profile and its audience answer each other, as read from its comments; rebuilt, never edited."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    #: What was judged: how many comments, and when the newest of them came in. Other numbers make the row stale.
    comments = models.PositiveIntegerField()
    newest = models.DateTimeField()
    #: 0 to 100; None with a reason where there is not enough data.
    score = models.FloatField(null=True)
    score_low = models.FloatField(null=True)
    score_high = models.FloatField(null=True)
    coverage = models.FloatField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    #: Comments by class and by language.
    classes = models.JSONField(default=dict)
    languages = models.JSONField(default=dict)
    #: By part, `[value, low, high, sample]`; and by part, its place among peers likewise with its weight and reason.
    values = models.JSONField(default=dict)
    parts = models.JSONField(default=list)
    #: What `formulas.pods` found.
    pods = models.JSONField(default=dict)


class Answer(WorkspaceRow):
    """What the creator said about a verdict, kept beside it in their words; it changes no score."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    source = models.CharField(max_length=8, choices=AnswerSource)
    answered_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
