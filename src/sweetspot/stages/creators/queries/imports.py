"""Imports as people and programs see them: the columns, the check, the progress, the result, the rejected rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.spreadsheets import guarded
from sweetspot.stages.creators.formulas.choices import from_json
from sweetspot.stages.creators.formulas.headers import REASON
from sweetspot.stages.creators.formulas.mapping import Column, Question
from sweetspot.stages.creators.formulas.rows import Options
from sweetspot.stages.creators.models import Import, ImportRow, ImportState

PREFIX = "imp"
UNDO_DAYS = 7
#: A running import that gave no sign of life for so long has lost its process, or waits for a worker.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Preview:
    """Step two, map: every column with samples and the field it fills, the choices made, the choices still open."""

    id: str
    kind: str
    file_name: str
    file_bytes: int
    tool: str | None
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    options: Options
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    remembered: bool


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be taken in: its number in the file, why, and its first cells."""

    number: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """Step three, check: what a run would do; nothing was written.

    `read` = `created` + `updated` + `skipped` + `rejected`. `repeats` rows speak of something an earlier row of the
    same file created; where duplicates are filled or overwritten they count as updated, though some may change nothing.
    `problems` are the first hundred; `reasons` the kinds of reasons with their counts, most frequent first.
    """

    read: int
    created: int
    updated: int
    skipped: int
    rejected: int
    repeats: int
    new_creators: int
    problems: tuple[RowProblem, ...]
    reasons: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Step four, run: how far it is and what came of it. `rate` is rows per second, `seconds_left` an estimate.

    `silent` says that it should be running and gives no sign of life.
    """

    id: str
    kind: str
    state: str
    file_name: str
    read: int
    total: int | None
    created: int
    updated: int
    skipped: int
    rejected: int
    rate: float | None
    seconds_left: float | None
    started_at: datetime | None
    finished_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None
    problem: str
    silent: bool


def import_id(text: str) -> UUID:
    """The id behind `imp_…`; NotFound for anything else."""
    try:
        return from_public(PREFIX, text)
    except ValueError as error:
        raise NotFound(f"There is no import {text}.") from error


def import_job(identifier: UUID) -> Import:
    """The import in the workspace in scope; NotFound for none."""
    found = Import.objects.filter(id=identifier).first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def recent_imports(limit: int = 50) -> list[Import]:
    """The newest imports of the workspace in scope."""
    return list(Import.objects.order_by("-created_at")[:limit])


def recent_progress(now: datetime, limit: int = 50) -> list[Progress]:
    """How far the newest imports of the workspace in scope are at `now`."""
    return [progress(job, now) for job in recent_imports(limit)]


def check_summary(job: Import) -> CheckSummary | None:
    """What the last check of the file found, or None before it."""
    return None if job.checked is None else summary_from_json(job.checked)


def summary_from_json(values: dict[str, Any]) -> CheckSummary:
    """The summary as it was kept."""
    problems = tuple(RowProblem(row["number"], row["reason"], tuple(row["cells"])) for row in values["problems"])
    reasons = tuple((reason, count) for reason, count in values["reasons"])
    return CheckSummary(**values | {"problems": problems, "reasons": reasons, "notes": tuple(values["notes"])})


def progress(job: Import, now: datetime) -> Progress:
    """How far an import is at `now`."""
    ended = job.finished_at or now
    seconds = (ended - job.started_at).total_seconds() if job.started_at else 0.0
    rate = job.rows_read / seconds if seconds > 0 and job.rows_read else None
    left = None
    if rate and job.rows_total is not None and job.state == ImportState.RUNNING:
        left = max(0, job.rows_total - job.rows_read) / rate
    return Progress(
        to_public(PREFIX, job.id), job.kind, job.state, job.file_name, job.rows_read, job.rows_total, job.rows_created,
        job.rows_updated, job.rows_skipped, job.rows_rejected, rate, left, job.started_at, job.finished_at,
        undo_until(job, now), job.undone_at, job.problem, is_silent(job, now),
    )  # fmt: skip


def is_silent(job: Import, now: datetime) -> bool:
    """Whether a running import has given no sign of life for `SILENCE`."""
    heard = job.heard_at or job.started_at
    return job.state == ImportState.RUNNING and heard is not None and heard < now - SILENCE


def silent_imports(now: datetime) -> QuerySet[Import]:
    """The imports of the workspace in scope for which `is_silent` holds."""
    heard = Coalesce("heard_at", "started_at")
    return Import.objects.filter(state=ImportState.RUNNING).alias(heard=heard).filter(heard__lt=now - SILENCE)


def undo_until(job: Import, now: datetime) -> datetime | None:
    """Until when the import can be undone, or undone again where something stayed; None where it cannot."""
    in_part = job.state == ImportState.UNDONE and bool(job.problem)
    if job.finished_at is None or not (in_part or job.state in (ImportState.DONE, ImportState.FAILED)):
        return None
    until = job.finished_at + timedelta(days=UNDO_DAYS)
    return until if now <= until and (job.rows_created or job.rows_updated) else None


def option_values(job: Import) -> Options:
    """The choices made for the file."""
    return from_json(job.options)


def rejected_rows(job: Import) -> Iterator[str]:
    """The rejected rows as a CSV file of their own, piece by piece: the file's columns and a last one with the reason.

    It starts with a byte order mark so that spreadsheets see UTF-8; cells that a spreadsheet would run as a formula
    carry an apostrophe, which a later import takes off again.
    """
    header = job.mapping.get("header", [])
    yield "\ufeff" + _line([*map(guarded, header), REASON])
    rows = ImportRow.objects.filter(job=job, outcome="rejected").order_by("number")
    for row in rows.values_list("raw", "reason").iterator(chunk_size=2000):
        yield _line(_with_reason([guarded(cell) for cell in row[0] or []], row[1], len(header)))


def _with_reason(cells: list[str], reason: str, width: int) -> list[str]:
    """The reason stands in its own column also beside a row with too few or too many cells."""
    return [*cells[:width], *[""] * (width - len(cells)), reason, *cells[width:]]


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
