"""The brand's own hosts for short links."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow


class ShortHost(WorkspaceRow):
    """A host of the brand's own, such as `go.brand.example`, at which the tracker answers with the brand's links."""

    host = models.CharField(max_length=253)
    #: What the host's text record shows to prove it.
    token = models.CharField(max_length=32)
    #: Since when it is in force; None until its record was seen.
    verified_at = models.DateTimeField(null=True)
    #: Since when the record is gone; the host goes on, because links are printed on paper.
    lost_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    seen = models.CharField(max_length=300, default="")
    #: The brand's apps that open its links, see `formulas/app_links.py`.
    apple_ids = ArrayField(models.CharField(max_length=200), default=list)
    android_package = models.CharField(max_length=200, default="")
    android_fingerprints = ArrayField(models.CharField(max_length=95), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "host"], name="a_short_host_is_named_once"),
            # Over all workspaces: naming a host takes it from nobody, proving it does.
            models.UniqueConstraint(
                fields=["host"], condition=models.Q(verified_at__isnull=False), name="a_short_host_has_one_workspace"
            ),
        ]
