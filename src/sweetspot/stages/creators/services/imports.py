"""Taking a file in: upload, map, check, run, undo. Only `run` and `undo` touch creators, posts and comments."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from sweetspot.core.errors import Conflict, Invalid, Problem, SweetspotError
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.engines.isolation import scope
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.creators.formulas import choices
from sweetspot.stages.creators.formulas.fields import FIELDS, Kind
from sweetspot.stages.creators.formulas.headers import signature
from sweetspot.stages.creators.formulas.mapping import Column, Question, missing_fields, propose, questions
from sweetspot.stages.creators.formulas.rows import AnyRow, CommentRow, CreatorRow, Options, PostRow, row_reader
from sweetspot.stages.creators.formulas.values import Unreadable
from sweetspot.stages.creators.models import Import, ImportState, SavedMapping
from sweetspot.stages.creators.queries.imports import PREFIX, Preview, import_job, silent_imports
from sweetspot.stages.creators.services.chunks import Chunk, Job, Outcome
from sweetspot.stages.creators.services.comment_rows import apply_comments
from sweetspot.stages.creators.services.creator_rows import apply_creators
from sweetspot.stages.creators.services.post_rows import apply_posts
from sweetspot.stages.creators.services.writers import writer

log = logging.getLogger(__name__)
_UNEXPECTED = "Something went wrong on our side."
#: Rows written, with their outcomes and the checkpoint, in one transaction.
CHUNK = 2_000
SAMPLE = 1_000
#: A file's times may be of a zone where it is tomorrow already.
AHEAD = timedelta(days=1)
Clock = Callable[[], datetime]
Report = Callable[[int], None]
Rows = list[tuple[int, Sequence[str]]]


class Table(Protocol):
    """A table file that can be read again and again; `settings.TABLE_READER` names what opens one."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, each once."""

    @property
    def sha256(self) -> str:
        """The fingerprint of the file."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know of the file."""

    def rows(self, after: int = 0) -> Iterator[tuple[int, Sequence[str]]]:
        """(row number, cells) of each row beyond row number `after`."""

    def sample(self, size: int) -> list[Sequence[str]]:
        """The cells of the first rows."""


def upload(actor: Actor, kind: Kind, source: BinaryIO, *, name: str, now: datetime) -> Import:
    """Keep the file and look at it: columns are proposed, or mapped as they were last time under this header.

    Raises Invalid when it is empty, too large, damaged or no table; then nothing is kept.
    """
    identifier = new_id()
    path = settings.HOME / "imports" / f"{identifier}{''.join(Path(name).suffixes[-2:])[:20]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        table = _open(path, name)
        with scope(actor.workspace_id):
            return _note(actor, kind, identifier, path, name, table, now)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _open(path: Path, name: str) -> Table:
    opener = import_string(settings.TABLE_READER)
    return cast(Table, opener(path, name=name, max_bytes=settings.MAX_UPLOAD_BYTES))


def table_of(job: Import) -> Table:
    """The kept file of an import; Invalid when it has been removed or changed."""
    path = Path(job.file_path)
    if not path.exists():
        raise Invalid("The file of this import is no longer kept. Upload it again.", code="file_gone")
    table = _open(path, job.file_name)
    if table.sha256 != job.file_sha256:
        raise Invalid("The file of this import has changed on disk. Upload it again.", code="file_changed")
    return table


def _note(actor: Actor, kind: Kind, identifier: UUID, path: Path, name: str, table: Table, now: datetime) -> Import:
    header = signature(table.columns)
    saved = SavedMapping.objects.filter(kind=kind, header_signature=header).first()
    fields: list[str | None] = list(saved.mapping) if saved else []
    if len(fields) != len(table.columns):
        fields = [column.field for column in propose(kind, table.columns, table.sample(SAMPLE)).columns]
    options = choices.from_json(saved.options) if saved else Options()
    # The same file brings the same figures of the same day: importing it twice must not invent a second reading.
    before = (
        Import.objects.filter(file_sha256=table.sha256, kind=kind).exclude(as_of=None).order_by("created_at").first()
    )
    return Import.objects.create(
        id=identifier, workspace_id=actor.workspace_id, kind=kind, file_name=name[:255], file_path=str(path),
        file_sha256=table.sha256, file_bytes=path.stat().st_size, header_signature=header,
        mapping={"header": list(table.columns), "fields": fields, "remembered": saved is not None},
        options=choices.to_json(options), as_of=before.as_of if before else now,
        person_id=actor.id if actor.kind == "person" else None,
    )  # fmt: skip


def preview(job: Import) -> Preview:
    """The columns with samples, the fields they fill, and what has to be chosen before the file can be read."""
    table = table_of(job)
    kind = cast(Kind, job.kind)
    sample = table.sample(SAMPLE)
    proposal = propose(kind, table.columns, sample)
    fields = _fields(job)
    columns = tuple(_mapped(column, fields.get(column.position)) for column in proposal.columns)
    return Preview(
        to_public(PREFIX, job.id), job.kind, job.file_name, job.file_bytes, proposal.tool,
        (*table.notes, *proposal.remarks), columns, choices.from_json(job.options),
        questions(kind, fields, [job.file_name, *table.columns], sample, choices.from_json(job.options)),
        missing_fields(kind, fields.values()), bool(job.mapping.get("remembered")),
    )  # fmt: skip


def _mapped(column: Column, field: str | None) -> Column:
    return column if column.field == field else replace(column, field=field, remark="")


def _fields(job: Import) -> dict[int, str]:
    return {at: field for at, field in enumerate(job.mapping["fields"]) if field}


@transaction.atomic
def choose(
    job_id: UUID, *, fields: Mapping[str, str | None] | None = None, options: Mapping[str, Any] | None = None
) -> Import:
    """Map columns (by name) to fields (None to leave out) and make choices; what is not named stays as it is.

    Raises Invalid naming each unknown column, field or option, and a field that two columns would fill;
    Conflict once the import has run.
    """
    job = unfinished(job_id)
    if fields is not None:
        job.mapping = job.mapping | {"fields": _chosen_fields(job, fields)}
    merged = choices.from_json(job.options | dict(options or {}))
    job.options = choices.to_json(merged)
    job.as_of = merged.as_of or job.as_of
    job.state, job.checked = ImportState.UPLOADED, None
    job.save(update_fields=["mapping", "options", "as_of", "state", "checked"])
    return job


def unfinished(job_id: UUID) -> Import:
    """The import, locked, as long as nothing of it has been written; Conflict afterwards, NotFound for none."""
    job = Import.objects.select_for_update().filter(id=job_id).first() or import_job(job_id)
    if job.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        raise Conflict(f"This import is {job.get_state_display().lower()}; upload the file again to read it anew.")
    return job


def _chosen_fields(job: Import, wanted: Mapping[str, str | None]) -> list[str | None]:
    header: list[str] = job.mapping["header"]
    allowed = {field.key for field in FIELDS[cast(Kind, job.kind)]}
    problems = [Problem(name, "unknown", f"There is no column {name}.") for name in wanted if name not in header]
    problems += [
        Problem(name, "unknown", f"{job.kind} have no field {field}; there are: {', '.join(sorted(allowed))}.")
        for name, field in wanted.items()
        if field and field not in allowed
    ]
    taken = {field for field in wanted.values() if field}
    # A field that the person gives to one column is taken from the column it was proposed for.
    kept = [None if field in taken else field for field in job.mapping["fields"]]
    fields = [wanted[name] or None if name in wanted else kept[at] for at, name in enumerate(header)]
    twice = [field for field, count in Counter(filter(None, fields)).items() if count > 1]
    problems += [Problem(field, "twice", f"Two columns are mapped to {field}.") for field in twice]
    if problems:
        raise Invalid("The columns cannot be mapped this way.", code="bad_mapping", problems=problems)
    return fields


def discard(job_id: UUID) -> None:
    """Forget an upload that was not run, and its file; Conflict once it has run, NotFound for none."""
    with transaction.atomic():
        job = unfinished(job_id)
        job.delete()
    Path(job.file_path).unlink(missing_ok=True)


def unanswered(job: Import, table: Table) -> tuple[Question, ...]:
    """The choices that still have to be made before the file can be read."""
    names = [job.file_name, *table.columns]
    return questions(cast(Kind, job.kind), _fields(job), names, table.sample(SAMPLE), choices.from_json(job.options))


def refuse_unready(job: Import, table: Table) -> None:
    """Raise Invalid naming every field that no column fills and every choice still open."""
    missing = missing_fields(cast(Kind, job.kind), _fields(job).values())
    problems = [Problem(name, "missing", f"No column is mapped to {name}.") for name in missing]
    problems += [Problem(question.option, "missing", question.reason) for question in unanswered(job, table)]
    if problems:
        raise Invalid("The file cannot be read yet.", code="unanswered", problems=problems)


def _refuse_tomorrow(job: Import, now: datetime) -> None:
    if job.as_of and job.as_of > now + AHEAD:
        message = (
            f"The date of the figures, {job.as_of:%Y-%m-%d}, lies in the future. Nothing was written; choose another."
        )
        raise Invalid(message, code="future", problems=[Problem("as_of", "future", message)])


def _lasting(options: Options) -> Options:
    """The choices that hold for every file of this header: how it writes, not whom it is about."""
    return Options(
        rate_unit=options.rate_unit, decimal=options.decimal, date_order=options.date_order, zone=options.zone,
        currency=options.currency,
    )  # fmt: skip


# Reading and applying chunks ------------------------------------------------------------------------------------------


def shared_by(job: Import) -> Job:
    """What every row of the import shares."""
    assert job.as_of is not None
    source = f"import {to_public(PREFIX, job.id)}"
    return Job(job.id, job.workspace_id, choices.from_json(job.options), job.as_of, source, str(job.workspace_id))


Reader = Callable[[Sequence[str]], AnyRow]


def reader_of(job: Import, table: Table, now: datetime) -> Reader:
    """How this import's rows are read at `now`."""
    fields, options = _fields(job), choices.from_json(job.options)
    return row_reader(cast(Kind, job.kind), fields, options, width=len(table.columns), latest=now + AHEAD)


def chunks_of(table: Table, after: int) -> Iterator[Rows]:
    """The rows beyond row number `after`, in lists of at most CHUNK."""
    rows = table.rows(after)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def reckon(kind: str, read: Reader, job: Job, rows: Rows, now: datetime) -> Chunk:
    """What these rows change, found out but not written; needs the workspace's scope for what is known already."""
    chunk, good = Chunk(job, now), []
    for number, cells in rows:
        try:
            good.append((number, read(cells)))
        except Unreadable as reason:
            chunk.outcomes.append(Outcome(number, "rejected", str(reason)))
    _apply(kind, chunk, good)
    raw = dict(rows)
    chunk.outcomes = [
        replace(outcome, raw=list(raw[outcome.number])) if outcome.outcome == "rejected" else outcome
        for outcome in chunk.outcomes
    ]
    return chunk


def _apply(kind: str, chunk: Chunk, rows: list[tuple[int, AnyRow]]) -> None:
    if kind == "creators":
        apply_creators(chunk, cast(list[tuple[int, CreatorRow]], rows))
    elif kind == "posts":
        apply_posts(chunk, cast(list[tuple[int, PostRow]], rows))
    elif kind == "comments":
        apply_comments(chunk, cast(list[tuple[int, CommentRow]], rows))
    else:
        writer(kind).apply(chunk, rows)


# Running --------------------------------------------------------------------------------------------------------------


def start(actor: Actor, job_id: UUID, *, now: datetime) -> Import:
    """Get an import ready to run and remember its mapping for files with this header.

    Raises Invalid when fields are missing or choices open, Conflict when it has run. Call `run` (or the task) next.
    """
    with scope(actor.workspace_id):
        job = unfinished(job_id)
        refuse_unready(job, table_of(job))
        _refuse_tomorrow(job, now)
        job.state, job.started_at, job.heard_at = ImportState.RUNNING, now, now
        job.save(update_fields=["state", "started_at", "heard_at"])
        options = choices.to_json(_lasting(choices.from_json(job.options)))
        SavedMapping.objects.update_or_create(
            kind=job.kind, header_signature=job.header_signature,
            defaults={"mapping": job.mapping["fields"], "options": options},
            create_defaults={
                "mapping": job.mapping["fields"], "options": options, "workspace_id": job.workspace_id
            },
        )  # fmt: skip
        record(actor, "import.started", job.file_name, {"import": to_public(PREFIX, job.id), "kind": job.kind}, now=now)
        return job


def run(workspace_id: UUID, job_id: UUID, *, clock: Clock, report: Report | None = None) -> Import:
    """Take the rows in, chunk by chunk, from where the import stands; safe to stop at any moment and to call again.

    Raises Conflict when the import is not running or another process runs it. Call it outside a transaction.
    """
    with scope(workspace_id):
        job = import_job(job_id)
        if job.state == ImportState.FAILED and job.finished_at:
            job.state, job.finished_at, job.problem, job.heard_at = ImportState.RUNNING, None, "", clock()
            job.save(update_fields=["state", "finished_at", "problem", "heard_at"])
    if job.state != ImportState.RUNNING:
        raise Conflict(f"This import is {job.get_state_display().lower()} and cannot be run.")
    try:
        table = table_of(job)
        read, shared = reader_of(job, table, clock()), shared_by(job)
        for rows in chunks_of(table, job.last_row):
            job = _run_chunk(job, read, shared, rows, clock)
            if report:
                report(job.rows_read)
    except Conflict:
        raise
    except Exception as error:
        problem = error.message if isinstance(error, SweetspotError) else _UNEXPECTED
        _finish(workspace_id, job_id, ImportState.FAILED, clock(), problem=problem)
        raise
    return _finish(workspace_id, job_id, ImportState.DONE, clock())


def _run_chunk(job: Import, read: Reader, shared: Job, rows: Rows, clock: Clock) -> Import:
    try:
        return _write_chunk(job, read, shared, rows, clock)
    except IntegrityError:
        # Somebody added one of these creators meanwhile: look again, and meet them as known ones.
        return _write_chunk(job, read, shared, rows, clock)


def _write_chunk(job: Import, read: Reader, shared: Job, rows: Rows, clock: Clock) -> Import:
    """One transaction: the rows, their outcomes, the counts and the checkpoint."""
    with scope(job.workspace_id):
        take_turn("import", job.workspace_id)
        mine = Import.objects.select_for_update().get(id=job.id)
        if mine.last_row != job.last_row or mine.state != ImportState.RUNNING:
            raise Conflict("Another process runs this import; this one has stopped. Nothing was done twice.")
        chunk = reckon(job.kind, read, shared, rows, clock())
        chunk.write()
        _count(mine, chunk.outcomes)
        mine.last_row, mine.heard_at = rows[-1][0], clock()
        mine.save(
            update_fields=[
                "last_row", "heard_at", "rows_read", "rows_created", "rows_updated", "rows_skipped", "rows_rejected"
            ]
        )  # fmt: skip
    return mine


def _count(job: Import, outcomes: Sequence[Outcome]) -> None:
    counts = Counter(outcome.outcome for outcome in outcomes)
    job.rows_read += len(outcomes)
    job.rows_created += counts["created"]
    job.rows_updated += counts["updated"]
    job.rows_skipped += counts["skipped"]
    job.rows_rejected += counts["rejected"]


def _finish(workspace_id: UUID, job_id: UUID, state: ImportState, now: datetime, *, problem: str = "") -> Import:
    with scope(workspace_id):
        job = Import.objects.select_for_update().get(id=job_id)
        job.state, job.finished_at, job.problem = state, now, problem
        if state == ImportState.DONE:
            job.rows_total = job.rows_read
        job.save(update_fields=["state", "finished_at", "problem", "rows_total"])
    return job


def resume_silent(workspace_id: UUID, *, clock: Clock) -> int:
    """Take up the imports whose process ended in the middle, each where it stands; returns how many were finished."""
    with scope(workspace_id):
        ids = list(silent_imports(clock()).order_by("started_at").values_list("id", flat=True))
    finished = 0
    for job_id in ids:
        try:
            run(workspace_id, job_id, clock=clock)
            finished += 1
        except SweetspotError as error:
            # Told on the Jobs page; the imports behind it go on.
            log.warning("Import %s did not go on: %s", to_public(PREFIX, job_id), error)
    return finished


def sweep(workspace_id: UUID, *, now: datetime, days: int = 7) -> int:
    """Remove the kept files of imports older than `days`; returns how many."""
    with scope(workspace_id):
        old = Import.objects.filter(created_at__lt=now - timedelta(days=days)).exclude(state=ImportState.RUNNING)
        paths = [Path(path) for path in old.values_list("file_path", flat=True)]
    gone = [path for path in paths if path.exists()]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
