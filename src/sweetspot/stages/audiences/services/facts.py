"""Writing ready facts about audiences in bulk, for programs that make or move whole workspaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sweetspot.engines import bulk
from sweetspot.stages.audiences.models import AudienceShare, FollowerAccount, FollowerSample

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Noun = Literal["sample", "account", "share"]
_MODELS = {"sample": FollowerSample, "account": FollowerAccount, "share": AudienceShare}


def add_facts(
    noun: Noun,
    rows: Iterable[DataclassInstance],
    *,
    workspace_id: UUID,
    now: datetime,
    progress: Callable[[int], None] = lambda written: None,
) -> int:
    """Write new rows of one noun, whose fields are named as its columns, ids included; returns how many.

    Samples go before their accounts. Nothing is checked but what the database checks.
    """
    return bulk.insert(_MODELS[noun], rows, workspace_id=workspace_id, now=now, progress=progress)
