"""What a workspace chose about its visitors' privacy, and which clicks are its own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow


class Privacy(WorkspaceRow):
    """The choices of one workspace; the tracker has them with every link. No row stands for the usual."""

    #: Whether `Sec-GPC` and `DNT` are honoured; see `formulas/privacy.py`.
    signals = models.CharField(max_length=6, default="honour")
    #: What the script for shops waits for, and how many days it keeps a click then.
    consent = models.CharField(max_length=5, default="asked")
    days = models.PositiveSmallIntegerField(default=0)
    #: Networks of the team, whose clicks are its own: the office's, in CIDR form.
    networks = ArrayField(models.CharField(max_length=43), default=list)
    #: What the team's devices carry in a cookie of the short host; empty until somebody asks for it.
    marker = models.CharField(max_length=32, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="privacy_is_chosen_once")]
