"""The third step of an import: reading the whole file to say what a run would do, without writing anything."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators.models import Comment, Import, ImportState, Post, Profile
from sweetspot.stages.creators.queries.imports import CheckSummary, RowProblem, import_job
from sweetspot.stages.creators.services import imports
from sweetspot.stages.creators.services.chunks import Chunk
from sweetspot.stages.creators.services.writers import writer

SHOWN_PROBLEMS = 100
SHOWN_REASONS = 20
_QUOTED = re.compile(r"“[^”]*”|\b\d[\d,.]*\b")


@dataclass(slots=True)
class _Tally:
    """What the chunks so far would do. `seen` holds hashes, not rows: a million rows must fit in memory."""

    counts: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    new_creators: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)


def check(workspace_id: UUID, job_id: UUID, *, now: datetime, report: imports.Report | None = None) -> CheckSummary:
    """What a run of the import would do, row by row, kept with the import; writes no creator, post or comment.

    Raises Invalid naming each missing field and each open choice; Conflict once the import has run.
    """
    with scope(workspace_id):
        job = imports.unfinished(job_id)
    table = imports.table_of(job)
    imports.refuse_unready(job, table)
    read, shared, tally = imports.reader_of(job, table, now), imports.shared_by(job), _Tally()
    for rows in imports.chunks_of(table, 0):
        with scope(workspace_id):
            chunk = imports.reckon(job.kind, read, shared, rows, now)
        _tally(tally, job.kind, chunk, policy=shared.options.duplicates)
        if report:
            report(sum(tally.counts.values()))
    return _keep(workspace_id, job_id, _summary(tally, table.notes))


def _tally(tally: _Tally, kind: str, chunk: Chunk, *, policy: str) -> None:
    own: dict[str, Any] = {"creators": Profile, "posts": Post, "comments": Comment}
    made = own[kind] if kind in own else writer(kind).model
    for outcome in chunk.outcomes:
        word = outcome.outcome
        if word == "created" and outcome.target is not None:
            mark = hash(_name(made, chunk, outcome.target) if kind in own else writer(kind).name(chunk, outcome.target))
            if mark in tally.seen:
                tally.repeats += 1
                word = "skipped" if policy == "skip" else "updated"
            elif kind == "creators":
                tally.new_creators += 1
            tally.seen.add(mark)
        elif word != "rejected" and outcome.target in chunk.inserts[made]:
            tally.repeats += 1
        elif word == "rejected":
            _note_problem(tally, outcome.number, outcome.reason, outcome.raw or [])
        tally.counts[word] += 1
    if kind != "creators":
        _tally_creators(tally, chunk)


def _name(model: Any, chunk: Chunk, identifier: UUID) -> tuple[str, ...]:
    """What makes a new row the same row when a later chunk brings it again."""
    row = chunk.inserts[model][identifier]
    if model is Profile:
        return row["network"], row["handle"]
    parent = row["profile_id"] if model is Post else row["post_id"]
    above: Any = Profile if model is Post else Post
    return (*(_name(above, chunk, parent) if parent in chunk.inserts[above] else (str(parent),)), row["external_id"])


def _tally_creators(tally: _Tally, chunk: Chunk) -> None:
    for row in chunk.inserts[Profile].values():
        mark = hash(("creator", row["network"], row["handle"]))
        tally.new_creators += mark not in tally.seen
        tally.seen.add(mark)


def _note_problem(tally: _Tally, number: int, reason: str, cells: list[str]) -> None:
    if len(tally.problems) < SHOWN_PROBLEMS:
        tally.problems.append(RowProblem(number, reason, tuple(cell[:80] for cell in cells[:12])))
    kinds = _QUOTED.sub("…", reason)
    if kinds in tally.reasons or len(tally.reasons) < 1000:
        tally.reasons[kinds] += 1


def _summary(tally: _Tally, notes: tuple[str, ...]) -> CheckSummary:
    counts = tally.counts
    return CheckSummary(
        sum(counts.values()), counts["created"], counts["updated"], counts["skipped"], counts["rejected"],
        tally.repeats, tally.new_creators, tuple(tally.problems), tuple(tally.reasons.most_common(SHOWN_REASONS)),
        notes,
    )  # fmt: skip


def _keep(workspace_id: UUID, job_id: UUID, summary: CheckSummary) -> CheckSummary:
    with scope(workspace_id):
        job: Import = import_job(job_id)
        job.checked, job.rows_total, job.state = asdict(summary), summary.read, ImportState.CHECKED
        job.save(update_fields=["checked", "rows_total", "state"])
    return summary
