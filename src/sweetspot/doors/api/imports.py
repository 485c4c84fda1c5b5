"""Taking a file in by program: upload, choose, check, run, undo."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, BinaryIO, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.errors import Invalid
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Day, Given, ListOut, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators.queries import imports as queries
from sweetspot.stages.creators.services import import_check, import_undo
from sweetspot.stages.creators.services import imports as services

router = Router(tags=["Imports"])
#: Larger files are checked with `sweetspot creators import` or on the page, which do not keep a request waiting.
CHECKED_AT_ONCE = 20_000_000
Cell = Annotated[str, Field(max_length=300)]


class UploadIn(Given):
    """What the rows of a file are."""

    kind: Literal["creators", "posts", "comments", "followers", "audience"]


class ImportOut(Schema):
    """An import and what came of it: read = created + updated + skipped + rejected."""

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
    started_at: datetime | None
    finished_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None
    problem: str


class ColumnOut(Schema):
    """A column of the file and the field it fills, or null."""

    name: str
    samples: list[str]
    field: str | None
    remark: str


class QuestionOut(Schema):
    """A choice that has to be made before the file can be read."""

    option: str
    reason: str
    likely: str | None


class MappingOut(Schema):
    """How the file would be read; with open `questions` or `missing` fields it cannot be read yet."""

    id: str
    columns: list[ColumnOut]
    questions: list[QuestionOut]
    missing: list[str]
    notes: list[str]


class ChoicesIn(Given):
    """How to read the file; what is not named stays as it is."""

    fields: Annotated[dict[Cell, Cell | None], Field(max_length=500)] = Field(
        {}, description="Column name to field name; null leaves the column out."
    )
    network: Cell | None = None
    handle: Cell | None = Field(None, description="Whose followers or audience it is, where no column says it.")
    rate_unit: Literal["percent", "fraction"] | None = None
    decimal: Literal["point", "comma"] | None = None
    date_order: Literal["day first", "month first"] | None = None
    zone: Cell | None = None
    currency: Cell | None = None
    duplicates: Literal["skip", "fill", "overwrite"] | None = None
    add_missing: bool | None = None
    as_of: Day | None = None


class RowProblemOut(Schema):
    """A row that cannot be taken in."""

    number: int
    reason: str


class CheckedOut(Schema):
    """What a run would do; nothing was written."""

    read: int
    created: int
    updated: int
    skipped: int
    rejected: int
    new_creators: int
    problems: list[RowProblemOut]


class UndoneOut(Schema):
    """What undoing did; `kept` rows were changed or used since."""

    removed: int
    restored: int
    kept: int


@router.get("/imports", response=ListOut[ImportOut], auth=key("creators.view"))
def list_imports(request: HttpRequest) -> ListOut[ImportOut]:
    """The newest 50 imports."""
    return listed(import_out(job.id) for job in queries.recent_imports())


@router.post("/imports", response={201: MappingOut, 422: ErrorOut}, auth=key("creators.change"))
def upload(request: HttpRequest, what: Form[UploadIn], file: File[UploadedFile]) -> Status[MappingOut]:
    """Upload a table (CSV, TSV or XLSX) as multipart form data; its columns are mapped as far as they are known."""
    name = (file.name or "file").replace("\0", "")
    job = services.upload(actor_of(request), what.kind, cast(BinaryIO, file), name=name, now=datetime.now(UTC))
    return Status(201, _mapping(job.id))


@router.get("/imports/{import_id}", response={200: ImportOut, 404: ErrorOut}, auth=key("creators.view"))
def get_import(request: HttpRequest, import_id: str) -> ImportOut:
    """How far an import is, or what came of it."""
    return import_out(queries.import_id(import_id))


@router.get(
    "/imports/{import_id}/mapping", response={200: MappingOut, 404: ErrorOut, 422: ErrorOut}, auth=key("creators.view")
)
def get_mapping(request: HttpRequest, import_id: str) -> MappingOut:
    """How the file would be read."""
    return _mapping(queries.import_id(import_id))


@router.post(
    "/imports/{import_id}/choices",
    response={200: MappingOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)
def choose(request: HttpRequest, import_id: str, wanted: ChoicesIn) -> MappingOut:
    """Map columns and make choices; 409 once the import has run."""
    found = queries.import_id(import_id)
    options = wanted.model_dump(exclude={"fields", "as_of"}, exclude_none=True)
    if wanted.as_of:
        options["as_of"] = datetime(wanted.as_of.year, wanted.as_of.month, wanted.as_of.day, tzinfo=UTC).isoformat()
    services.choose(found, fields=wanted.fields or None, options=options)
    return _mapping(found)


@router.post(
    "/imports/{import_id}/check",
    response={200: CheckedOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)
def check(request: HttpRequest, import_id: str) -> CheckedOut:
    """Read the whole file and say what a run would do; writes nothing."""
    found = queries.import_id(import_id)
    if queries.import_job(found).file_bytes > CHECKED_AT_ONCE:
        raise Invalid("The file is too large to be checked while you wait. Run it: bad rows are kept with a reason.")
    done = import_check.check(actor_of(request).workspace_id, found, now=datetime.now(UTC))
    return CheckedOut(
        read=done.read, created=done.created, updated=done.updated, skipped=done.skipped, rejected=done.rejected,
        new_creators=done.new_creators,
        problems=[RowProblemOut(number=one.number, reason=one.reason) for one in done.problems],
    )  # fmt: skip


@router.post(
    "/imports/{import_id}/run",
    response={202: ImportOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)
def run(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """Have the rows taken in, in the background; ask for the import to see how far it is."""
    actor, found = actor_of(request), queries.import_id(import_id)
    services.start(actor, found, now=datetime.now(UTC))
    pipeline.import_later(actor.workspace_id, found)
    return Status(202, import_out(found))


@router.post(
    "/imports/{import_id}/undo",
    response={200: UndoneOut, 404: ErrorOut, 409: ErrorOut},
    auth=key("creators.change"),
)
def undo(request: HttpRequest, import_id: str) -> UndoneOut:
    """Take an import back within seven days, except for what somebody has changed or used since."""
    actor = actor_of(request)
    done = import_undo.undo(actor, queries.import_id(import_id), now=datetime.now(UTC))
    pipeline.listen_later(actor.workspace_id)
    return UndoneOut(removed=done.removed, restored=done.restored, kept=done.kept)


def _mapping(job_id: UUID) -> MappingOut:
    one = services.preview(queries.import_job(job_id))
    return MappingOut(
        id=one.id, missing=list(one.missing), notes=list(one.notes),
        columns=[
            ColumnOut(name=each.name, samples=list(each.samples), field=each.field, remark=each.remark)
            for each in one.columns
        ],
        questions=[
            QuestionOut(option=each.option, reason=each.reason, likely=each.likely) for each in one.questions
        ],
    )  # fmt: skip


def import_out(job_id: UUID) -> ImportOut:
    """An import as programs see it."""
    one = queries.progress(queries.import_job(job_id), datetime.now(UTC))
    return ImportOut(
        id=one.id, kind=one.kind, state=one.state, file_name=one.file_name, read=one.read, total=one.total,
        created=one.created, updated=one.updated, skipped=one.skipped, rejected=one.rejected,
        started_at=one.started_at, finished_at=one.finished_at, undo_until=one.undo_until, undone_at=one.undone_at,
        problem=one.problem,
    )  # fmt: skip
