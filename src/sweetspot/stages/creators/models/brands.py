"""What we keep of the brands that a workspace listens for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from sweetspot.stages.accounts.models import WorkspaceRow


class BrandKind(models.TextChoices):
    """Whose brand it is."""

    OWN = "own", "Our own"
    COMPETITOR = "competitor", "Competitor"


class Brand(WorkspaceRow):
    """A brand that is listened for in captions and comments, and the words by which it is heard."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=BrandKind)
    #: Other names, such as an old one or one in another script.
    aliases = ArrayField(models.CharField(max_length=80), default=list)
    #: Which of its names are words of the language, too, and the words beside which these count.
    ordinary = ArrayField(models.CharField(max_length=80), default=list)
    context = ArrayField(models.CharField(max_length=80), default=list)
    #: `mejuri` for every network, `tiktok:mejuri` for one.
    handles = ArrayField(models.CharField(max_length=120), default=list)
    #: Without the #.
    hashtags = ArrayField(models.CharField(max_length=100), default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_brand_per_name")]
