"""What we keep of judging history again under newer rules."""

from __future__ import annotations

from django.db import models

from sweetspot.stages.accounts.models import WorkspaceRow


class Reclassing(WorkspaceRow):
    """One go over a workspace's clicks of [since, until): how far it came, and which classes moved where."""

    rules = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    #: Only counted, nothing was changed.
    dry_run = models.BooleanField()
    #: Every click before it is judged; whoever takes the work up goes on from there.
    done_until = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    #: How many clicks went from one class, as `person>bot`, to another or stayed, by both names.
    moves = models.JSONField(default=dict)
