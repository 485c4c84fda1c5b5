"""How links and codes get their names without two getting the same."""

from __future__ import annotations

from django.db import connection

from sweetspot.stages.accounts.formulas import Actor


def lock_names(actor: Actor) -> None:
    """Let nobody else choose links and codes of this workspace meanwhile."""
    # One at a time per workspace, or two would choose the same free code.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"names {actor.workspace_id}"])
