"""One at a time: work in a workspace that two must not do at once, such as numbering the entries of its audit trail."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def take_turn(work: str, workspace_id: UUID) -> None:
    """Wait until nobody else does this work in the workspace, and keep others from it until the transaction ends.

    What others committed meanwhile can then be read. Taking the same turn twice in one transaction waits for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{work} {workspace_id}"])
