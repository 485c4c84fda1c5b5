"""How often clicks were judged again, how far it came, and what moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from sweetspot.core.identifiers import to_public
from sweetspot.stages.tracking.models import ClickClass, Reclassing

PREFIX = "rcl"
#: One that gave no sign of life for so long has lost its process.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many requests had a class before and have it after."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One go over the clicks: its period in whole UTC days, how many of them are done, and the counts."""

    id: str
    rules: str
    since: datetime
    until: datetime
    dry_run: bool
    started_at: datetime
    finished_at: datetime | None
    days: int
    days_done: int
    judged: int
    moved: int
    classes: tuple[ClassCount, ...]


def recent(limit: int = 5) -> list[Progress]:
    """The newest goes over the clicks of the workspace in scope."""
    return [progress(row) for row in Reclassing.objects.order_by("-created_at")[:limit]]


def silent(now: datetime) -> QuerySet[Reclassing, UUID]:
    """The ids of those whose process ended in the middle."""
    return Reclassing.objects.filter(finished_at=None, beat_at__lt=now - SILENCE).values_list("id", flat=True)


def progress(row: Reclassing) -> Progress:
    """How far one came."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for move, times in row.moves.items():
        old, _, new = move.partition(">")
        before[old] += times
        after[new] += times
    stayed = sum(times for move, times in row.moves.items() if len(set(move.split(">"))) == 1)
    classes = [ClassCount(kind.label, before[kind], after[kind]) for kind in ClickClass if before[kind] or after[kind]]
    return Progress(
        to_public(PREFIX, row.id), row.rules, row.since, row.until, row.dry_run, row.created_at, row.finished_at,
        (row.until - row.since).days, (row.done_until - row.since).days, before.total(), before.total() - stayed,
        tuple(classes),
    )  # fmt: skip
