"""Work that two must not do at once."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings

from sweetspot.core.identifiers import new_id
from sweetspot.engines.turns import take_turn


def free(work: str, workspace_id: Any) -> bool:
    """Whether somebody on another connection could do it now."""
    with psycopg.connect(settings.DATABASE.conninfo(settings.DATABASE.user)) as other:
        row = other.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{work} {workspace_id}"])
        return bool(row.fetchone()[0])  # type: ignore[index]


def test_a_turn_keeps_others_from_this_work_in_this_workspace_alone(ana: Any) -> None:
    workspace = ana.workspace.id
    assert free("counting", workspace)
    take_turn("counting", workspace)
    take_turn("counting", workspace)
    assert not free("counting", workspace)
    assert free("adding", workspace)
    assert free("counting", new_id())
