"""What we keep of verified shop domains, links, codes, clicks and mentions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from sweetspot.stages.accounts.models import Workspace, WorkspaceRow
from sweetspot.stages.campaigns.models import Campaign, Partnership
from sweetspot.stages.tracking.models.codes import Code, Pattern, Pool
from sweetspot.stages.tracking.models.destinations import Destination
from sweetspot.stages.tracking.models.hosts import ShortHost
from sweetspot.stages.tracking.models.mentions import IgnoredAuthor, Mention, VoiceChoice
from sweetspot.stages.tracking.models.privacy import Privacy
from sweetspot.stages.tracking.models.reclassing import Reclassing

__all__ = [
    "Click", "ClickClass", "Code", "Destination", "Domain", "IgnoredAuthor", "Link", "Look", "Mention", "Pattern",
    "Placement", "Pool", "Privacy", "Reclassing", "ShopKind", "ShortHost", "Template", "VoiceChoice",
]  # fmt: skip


class ShopKind(models.TextChoices):
    """Which software the shop at a domain runs on, as far as codes are concerned."""

    SHOPIFY = "shopify", "Shopify"
    WOOCOMMERCE = "woocommerce", "WooCommerce"
    OTHER = "other", "Another"


class Domain(WorkspaceRow):
    """A host that links may lead to; without one there is no link, so no open redirect."""

    host = models.CharField(max_length=253)
    #: Since when links may lead there, because a person vouched for it.
    verified_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, choices=ShopKind, default=ShopKind.OTHER, db_default="other")
    #: How the shop takes a code from an address, see `formulas/applied.py`; empty: links apply none by themselves.
    way = models.CharField(max_length=30, default="", db_default="")
    #: The longest code that the shop takes.
    longest_code = models.PositiveSmallIntegerField(default=40, db_default=40)
    #: What the domain shows to prove itself beside that; empty until somebody asks for it.
    token = models.CharField(max_length=32, default="", db_default="")
    #: The proof that was found last, `dns` or `file`; empty for none, ever.
    proof = models.CharField(max_length=4, default="", db_default="")
    proved_at = models.DateTimeField(null=True)
    #: Since when a proof that was there is gone.
    lost_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    #: What was seen instead of a proof.
    seen = models.CharField(max_length=300, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "host"], name="a_domain_is_named_once")]


class Placement(models.TextChoices):
    """Where a link stands; a click from a story counts for a shorter time."""

    POST = "post", "Post"
    STORY = "story", "Story"
    PROFILE = "profile", "Profile"
    OTHER = "other", "Elsewhere"


class Link(WorkspaceRow):
    """A short address that a creator's people follow to the shop."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    #: Unique over all workspaces, because one short host serves them all; lower case.
    slug = models.CharField(max_length=80, unique=True)
    destination = models.URLField(max_length=2000)
    active = models.BooleanField(default=True)
    placement = models.CharField(max_length=8, choices=Placement, default=Placement.POST, db_default="post")
    #: Which post or story it was made for, in the team's words.
    label = models.CharField(max_length=80, default="", db_default="")
    #: Parameters that are added to wherever it leads, made from the workspace's or campaign's template.
    parameters = models.CharField(max_length=1000, default="", db_default="")
    expires_at = models.DateTimeField(null=True)
    #: Where it leads after that; empty for a page that says it is over.
    fallback = models.URLField(max_length=2000, default="", db_default="")
    #: Other ways, the first that fits; see `formulas/ways.py`.
    rules = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    #: A code that is put into the cart on the way, after how: `shopify:ANNA15`, `coupon:ANNA15`; empty for none.
    applied = models.CharField(max_length=80, default="", db_default="")
    #: Whether a person chose that, or none, for this link; else it follows from the shop and the creator's codes.
    own_choice = models.BooleanField(default=False, db_default=False)
    #: What is shown before it leads on; see `formulas/story.py`.
    story = models.JSONField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(slug__regex=r"^[a-z0-9][a-z0-9-]{1,79}$"), name="slug_is_plain")
        ]


class Template(WorkspaceRow):
    """Parameters for new and present links, such as `utm_source=instagram`; of one campaign, or of the workspace."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "campaign"], nulls_distinct=False, name="one_template_for_each_campaign"
            )
        ]


class Look(WorkspaceRow):
    """How the brand's story pages and QR codes look: a colour, a logo (a small PNG file), its name there."""

    brand = models.CharField(max_length=80)
    accent = models.CharField(max_length=7, default="#86287a")
    logo = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_look_for_each_workspace")]


class ClickClass(models.TextChoices):
    """Who followed the link."""

    PERSON = "person", "Person"
    PREVIEW = "preview", "Preview"
    BOT = "bot", "Bot"
    SUSPECT = "suspect", "Suspect"
    #: A person who looks at a story page; whoever goes on from there is a person's click of its own.
    VIEW = "view", "Story view"
    #: Somebody of the team, from a marked device or one of its networks.
    OWN = "own", "Own"


class Click(models.Model):
    """One request for a link, written before it was answered; partitioned by month, never changed (a tally grows).

    The raw address of the visitor is never written: `visitor` is a keyed hash whose key is destroyed daily.
    """

    id = models.UUIDField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=ClickClass)
    #: The class it had when it came, where later rules gave it another.
    kind_then = models.CharField(max_length=8, null=True)
    reasons = ArrayField(models.CharField(max_length=40))
    rule_version = models.CharField(max_length=20)
    in_app = models.CharField(max_length=20, null=True)
    visitor = models.BinaryField(max_length=16)
    agent = models.CharField(max_length=1000)
    referrer_host = models.CharField(max_length=253, null=True)
    country = models.CharField(max_length=2, null=True)
    #: The rule that chose the way, by its name.
    rule = models.CharField(max_length=12, null=True)
    #: More than 1 where a flood was tallied: so many requests of one class on one link within one minute, never people.
    times = models.IntegerField(default=1)
    #: When it reached the database: long after `at` where it had waited in a tracker's spool. Unknown for old clicks.
    arrived_at = models.DateTimeField(null=True, db_default=Now())

    class Meta:
        managed = False
        db_table = "tracking_click"
