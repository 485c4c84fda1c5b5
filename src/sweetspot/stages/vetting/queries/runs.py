"""Which vetting in the background is there, and how far is it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.vetting.models import VettingRun

PREFIX = "vet"
OPEN = (VettingRun.State.WAITING, VettingRun.State.RUNNING)
#: A run that gave no sign of life for so long has lost its process.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Run:
    """One vetting: `everybody` or those that were chosen. `rate` is profiles a second, `seconds_left` an estimate."""

    id: UUID
    ref: str
    everybody: bool
    state: str
    done: int
    total: int
    changed: int
    rate: float | None
    seconds_left: float | None
    person: str | None
    created_at: datetime
    finished_at: datetime | None
    problem: str
    silent: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN


def vetting_runs(now: datetime, limit: int = 20) -> list[Run]:
    """The newest vettings of the workspace in scope, and how far each is at `now`."""
    return [_run(row, now) for row in _rows().order_by("-created_at")[:limit]]


def vetting_run(run_id: UUID, now: datetime) -> Run:
    """One vetting; NotFound for another workspace's id, or none."""
    row = _rows().filter(id=run_id).first()
    if row is None:
        raise NotFound("There is no such vetting.")
    return _run(row, now)


def silent_runs(now: datetime) -> list[UUID]:
    """The runs of the workspace in scope that lost their process, the oldest first."""
    rows = VettingRun.objects.filter(state__in=OPEN, heard_at__lt=now - SILENCE)
    return list(rows.order_by("created_at").values_list("id", flat=True))


def _rows() -> QuerySet[VettingRun]:
    # The chosen may be a hundred thousand: that there are some is enough to know.
    return VettingRun.objects.defer("profiles").select_related("person").annotate(everybody=Q(profiles__isnull=True))


def _run(row: Any, now: datetime) -> Run:
    seconds = ((row.finished_at or now) - row.started_at).total_seconds() if row.started_at else 0.0
    rate = row.done / seconds if seconds > 0 and row.done else None
    left = (row.total - row.done) / rate if rate and row.state == VettingRun.State.RUNNING else None
    return Run(
        row.id, to_public(PREFIX, row.id), row.everybody, row.state, row.done, row.total, row.changed, rate, left,
        (row.person.name or row.person.email) if row.person else None, row.created_at, row.finished_at, row.problem,
        row.state == VettingRun.State.RUNNING and row.heard_at < now - SILENCE,
    )  # fmt: skip
