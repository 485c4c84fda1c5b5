"""What we keep of creators, their profiles, dated readings, posts and comments, and of the files these came from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper

from sweetspot.stages.accounts.models import Person, WorkspaceRow
from sweetspot.stages.creators.models.brands import Brand, BrandKind
from sweetspot.stages.creators.models.lists import (
    Answer,
    DefaultView,
    Likeness,
    SavedView,
    Shortlist,
    ShortlistAnswer,
    ShortlistEntry,
    ShortlistShare,
)

__all__ = [
    "Answer", "Benchmark", "Brand", "BrandKind", "Comment", "Creator", "DefaultView", "Definition",
    "DefinitionInForce", "DefinitionRun", "Engagement", "EngagementByDefinition", "Import", "ImportKind",
    "ImportRow", "ImportState", "Likeness", "Network", "Post", "PostFormat", "Profile", "Rated", "SavedMapping",
    "SavedView", "SearchEntry", "Shortlist", "ShortlistAnswer", "ShortlistEntry", "ShortlistShare", "Snapshot",
    "TierScheme",
]  # fmt: skip


class Network(models.TextChoices):
    """Where a profile lives."""

    INSTAGRAM = "instagram", "Instagram"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    X = "x", "X"


class Creator(WorkspaceRow):
    """A person who posts; may have a profile on several networks."""

    name = models.CharField(max_length=200)
    email = models.EmailField(null=True)
    country = models.CharField(max_length=2, null=True)
    language = models.CharField(max_length=40, null=True)
    category = models.CharField(max_length=120, null=True)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    notes = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "name"]), models.Index(Upper("email"), name="creator_email")]


class Profile(WorkspaceRow):
    """A creator's account on one network, with its latest reading."""

    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="profiles")
    network = models.CharField(max_length=12, choices=Network)
    #: Lower case, without the @.
    handle = models.CharField(max_length=120)
    url = models.URLField(max_length=500, null=True)
    biography = models.TextField(blank=True)
    verified = models.BooleanField(null=True)
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    posts_count = models.BigIntegerField(null=True)
    #: When the three numbers above were read.
    read_at = models.DateTimeField(null=True)
    #: What the creator asks for a post, where known.
    price_minor = models.BigIntegerField(null=True)
    price_currency = models.CharField(max_length=3, null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "network", "handle"], name="one_profile_per_handle"),
            models.CheckConstraint(condition=models.Q(followers__gte=0), name="followers_are_not_negative"),
        ]
        indexes = [
            models.Index(fields=["workspace", "network", "-followers"]),
        ]


class SearchEntry(models.Model):
    """What a profile is searched, narrowed and put in order by; the database itself keeps it (migration 0013).

    Its words are asked by SQL alone, see queries/searching.py. In parts by followers.
    """

    profile = models.OneToOneField(Profile, on_delete=models.DO_NOTHING, primary_key=True, related_name="search_entry")
    followers = models.BigIntegerField(null=True)
    rate = models.FloatField(null=True)


class Snapshot(WorkspaceRow):
    """A dated reading of a profile; never changed."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="snapshots")
    taken_at = models.DateTimeField()
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    posts_count = models.BigIntegerField(null=True)
    #: Averages and rate as the source states them; ours are computed from posts.
    average_likes = models.BigIntegerField(null=True)
    average_comments = models.BigIntegerField(null=True)
    average_shares = models.BigIntegerField(null=True)
    average_views = models.BigIntegerField(null=True)
    stated_engagement_rate = models.FloatField(null=True)
    #: Where it came from, such as `import imp_…` or `sample`.
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "taken_at", "source"], name="one_snapshot_per_source_and_time")
        ]


class PostFormat(models.TextChoices):
    """What kind of post it is."""

    IMAGE = "image", "Image"
    CAROUSEL = "carousel", "Carousel"
    VIDEO = "video", "Video"
    STORY = "story", "Story"
    TEXT = "text", "Text"


class Post(WorkspaceRow):
    """Something a creator published, with its latest counts; None means not shown, never zero."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=200)
    url = models.URLField(max_length=500, null=True)
    published_at = models.DateTimeField(null=True)
    caption = models.TextField(blank=True)
    format = models.CharField(max_length=10, choices=PostFormat, null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)
    impressions = models.BigIntegerField(null=True)
    #: People, where views and impressions count showings.
    reach = models.BigIntegerField(null=True)
    followers_at_post = models.BigIntegerField(null=True)
    pinned = models.BooleanField(default=False)
    #: The platform's own paid-partnership flag, where it is known.
    sponsored = models.BooleanField(null=True)
    read_at = models.DateTimeField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "external_id"], name="one_post_per_external_id")]
        indexes = [models.Index(fields=["profile", "-published_at"])]


class Comment(WorkspaceRow):
    """What somebody wrote under a post; the writer is kept as a keyed hash."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comment_rows")
    external_id = models.CharField(max_length=200)
    author_hash = models.CharField(max_length=64)
    #: Kept beside the hash only where the words name one of the workspace's own brands, and as long as the words are.
    author_handle = models.CharField(max_length=120, default="", db_default="")
    by_creator = models.BooleanField(default=False)
    reply_to = models.CharField(max_length=200, null=True)
    text = models.TextField()
    likes = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "external_id"], name="one_comment_per_external_id")]
        indexes = [models.Index(fields=["author_hash"], name="comments_by_author")]


class Rated(WorkspaceRow):
    """What one definition says of a profile's engagement at one time; rebuilt, never edited."""

    #: The definition's key and version, such as `per-follower 1`, and its title for people.
    version = models.CharField(max_length=80)
    definition = models.CharField(max_length=160, blank=True)
    computed_at = models.DateTimeField()
    posts_used = models.PositiveIntegerField()
    #: Fractions: 0.035 is 3.5 %. None with a reason where there is not enough data.
    rate = models.FloatField(null=True)
    rate_low = models.FloatField(null=True)
    rate_high = models.FloatField(null=True)
    people = models.FloatField(null=True)
    people_low = models.FloatField(null=True)
    people_high = models.FloatField(null=True)
    percentile = models.FloatField(null=True)
    peers = models.PositiveIntegerField(default=0)
    latest_post_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Engagement(Rated):
    """A profile's engagement by the definition in force."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="engagement")


class EngagementByDefinition(Rated):
    """A profile's engagement by any definition, worked out to be compared or to come into force."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "version"], name="one_rate_per_definition")]
        indexes = [models.Index(fields=["workspace", "version"])]


class Definition(WorkspaceRow):
    """A workspace's own definition of an engagement rate; a change is a new version, never an edit."""

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    #: As `formulas.definitions.stored` writes it.
    terms = models.JSONField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key", "version"], name="one_definition_a_version")]


class DefinitionInForce(WorkspaceRow):
    """Which definition a workspace's rates are worked out by, where it is not the first built-in one."""

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_definition_in_force")]


class DefinitionRun(WorkspaceRow):
    """Working out every profile by a definition: how far it is, and whether the definition then comes into force."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    comes_into_force = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)


class Benchmark(WorkspaceRow):
    """A published figure that a workspace changed or added; `hides` names the shipped one it stands for."""

    hides = models.CharField(max_length=80, blank=True)
    removed = models.BooleanField(default=False)
    network = models.CharField(max_length=12, choices=Network)
    label = models.CharField(max_length=80)
    followers_from = models.BigIntegerField()
    followers_below = models.BigIntegerField(null=True)
    low = models.FloatField()
    high = models.FloatField()
    basis = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    year = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "hides"], condition=~models.Q(hides=""), name="one_change_per_shipped_benchmark"
            )
        ]


class TierScheme(WorkspaceRow):
    """The workspace's own tiers, if it edits the default: a name and half-open bounds."""

    name = models.CharField(max_length=80)
    #: `[["nano", 1000, 10000], …]`, the last upper bound null.
    bounds = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_tier_scheme_per_workspace")]


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    CREATORS = "creators", "Creators"
    POSTS = "posts", "Posts"
    COMMENTS = "comments", "Comments"
    FOLLOWERS = "followers", "Followers of a creator"
    AUDIENCE = "audience", "Audience breakdown"


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"


class Import(WorkspaceRow):
    """A file on its way in: how its columns are read, how far it is, what came of it."""

    kind = models.CharField(max_length=10, choices=ImportKind)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=500)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    header_signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    #: What the check of the whole file found, for the page that shows it.
    checked = models.JSONField(null=True)
    #: The date of the figures where no column says it.
    as_of = models.DateTimeField(null=True)
    #: The row number up to which everything is done: where a stopped run goes on.
    last_row = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_created = models.BigIntegerField(default=0)
    rows_updated = models.BigIntegerField(default=0)
    rows_skipped = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    #: When its run last gave a sign of life: at its start and after each chunk.
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows_read=models.F("rows_created")
                    + models.F("rows_updated")
                    + models.F("rows_skipped")
                    + models.F("rows_rejected")
                ),
                name="every_row_read_is_accounted_for",
            )
        ]


class ImportRow(WorkspaceRow):
    """What came of one row of a file; with what undo needs, and for a rejected row the row itself."""

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.BigIntegerField()
    outcome = models.CharField(max_length=8)
    reason = models.TextField(blank=True)
    target = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    raw = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_outcome_per_row")]


class SavedMapping(WorkspaceRow):
    """How columns of files with this header were mapped last time."""

    kind = models.CharField(max_length=10, choices=ImportKind)
    header_signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "header_signature"], name="one_mapping_per_header")
        ]
