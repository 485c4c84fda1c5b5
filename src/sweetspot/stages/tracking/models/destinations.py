"""What is known of the addresses that links lead to."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow


class Destination(WorkspaceRow):
    """An address that links lead to, and how it answered when it was last asked."""

    url = models.URLField(max_length=2000)
    #: SHA-256 of the address, in hex: addresses are too long for an index.
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=300)
    failures = models.PositiveIntegerField()
    status = models.PositiveIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    #: Who answered in the end, after redirects; empty for nobody.
    final_host = models.CharField(max_length=253)
    checked_at = models.DateTimeField()
    #: Since when it is in this state.
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="a_destination_is_known_once")]
