"""Definitions of engagement by program: what is there, one's own, working one out, putting it into force."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import Basis, Definition, Statistic
from sweetspot.stages.creators.formulas.definitions import stored
from sweetspot.stages.creators.queries.definitions import Comparison, Known, Run
from sweetspot.stages.creators.tasks import defer_in_turn

router = Router(tags=["Creators"])
DefinitionKey = Annotated[str, Field(max_length=80)]
Version = Annotated[int, Field(ge=1, le=100_000)]


class DefinitionTerms(Given):
    """What a rate counts and divides by, of which posts; `formats` empty: of every format."""

    kinds: Annotated[list[Literal["likes", "comments", "shares", "saves"]], Field(max_length=4)]
    basis: Basis
    statistic: Statistic
    formats: Annotated[list[str], Field(max_length=3)] = []
    per_day: bool = False
    posts: Annotated[int, Field(ge=1, le=500)] = 12
    minimum: Annotated[int, Field(ge=1, le=500)] = 6
    youngest_hours: Annotated[int, Field(ge=0, le=87_600)] = 72
    oldest_days: Annotated[int, Field(ge=1, le=3_650)] = 365


class DefinitionIn(Given):
    """A definition of one's own; with `changes`, the next version of the own definition of that key."""

    name: Annotated[str, Field(max_length=120)]
    terms: DefinitionTerms
    changes: DefinitionKey | None = None


class DefinitionOut(Schema):
    """A definition: its terms, its formula and itself in words, and when it was last worked out beside the others."""

    key: str
    version: int
    name: str
    formula: str
    words: str
    terms: DefinitionTerms
    built_in: bool
    in_force: bool
    made_by: str | None
    made_at: datetime | None
    computed_at: datetime | None


class DefinitionRunIn(Given):
    """Which definition to work out for every profile, and whether it is then the one in force."""

    key: DefinitionKey
    version: Version
    comes_into_force: bool = False


class DefinitionRunOut(Schema):
    """How far working out a definition is: `waiting`, `running`, `done` or `failed`."""

    key: str
    version: int
    comes_into_force: bool
    state: str
    done: int
    total: int
    started_at: datetime
    finished_at: datetime | None
    problem: str


class ComparisonQuery(Schema):
    """Two definitions, each as `key.version`."""

    left: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}\.[1-9][0-9]{0,5}$")]
    right: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}\.[1-9][0-9]{0,5}$")]


class DifferentOut(Schema):
    """A profile that the two definitions rank very differently; 1 is the highest rate."""

    profile: str
    handle: str
    left: float
    right: float
    left_rank: int
    right_rank: int


class ComparisonOut(Schema):
    """Two definitions over the whole list; `ratio`: the median of right ÷ left; `agreement`: Spearman's correlation."""

    both: int
    left_only: int
    right_only: int
    neither: int
    ratio: float | None
    agreement: float | None
    left_as_of: datetime | None
    right_as_of: datetime | None
    different: list[DifferentOut]


@router.get("/engagement-definitions", response=ListOut[DefinitionOut], auth=key("creators.view"))
def list_definitions(request: HttpRequest) -> ListOut[DefinitionOut]:
    """The built-in definitions, then every version of your own, the newest first."""
    return listed(map(definition_out, queries.definitions()))


@router.post("/engagement-definitions", response={201: DefinitionOut, 422: ErrorOut}, auth=key("creators.change"))
def add_definition(request: HttpRequest, wanted: DefinitionIn) -> Status[DefinitionOut]:
    """Make a definition, or a version of one; nothing changes until it is put into force."""
    made = services.add_definition(
        actor_of(request), wanted.name, wanted.terms.model_dump(mode="json"), changes=wanted.changes,
        now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, definition_out(_known(made)))


@router.get("/engagement-definitions/runs", response=ListOut[DefinitionRunOut], auth=key("creators.view"))
def list_definition_runs(request: HttpRequest) -> ListOut[DefinitionRunOut]:
    """The newest five runs: how far they are, or how they ended."""
    return listed(map(run_out, queries.runs()))


@router.post(
    "/engagement-definitions/runs",
    response={202: DefinitionRunOut, 404: ErrorOut, 409: ErrorOut},
    auth=key("creators.change"),
)
def run_definition(request: HttpRequest, wanted: DefinitionRunIn) -> Status[DefinitionRunOut]:
    """Have a definition worked out for every profile, in the background; 409 while another is."""
    actor, one = actor_of(request), queries.definition_of(wanted.key, wanted.version)
    run_id = services.start_run(actor, one, comes_into_force=wanted.comes_into_force, now=datetime.now(UTC))
    defer_in_turn("creators.run_definition", actor.workspace_id, run_id=str(run_id))
    return Status(202, run_out(queries.run_of(run_id)))


@router.get(
    "/engagement-definitions/comparison", response={200: ComparisonOut, 404: ErrorOut}, auth=key("creators.view")
)
def compare_definitions(request: HttpRequest, asked: Query[ComparisonQuery]) -> ComparisonOut:
    """How two definitions differ; 404 until both were worked out."""
    found = queries.comparison(_named(asked.left), _named(asked.right))
    if found is None:
        raise NotFound("Have both definitions worked out first: POST /engagement-definitions/runs.")
    return _comparison(found)


def definition_out(one: Known) -> DefinitionOut:
    """A definition as the API and `--json` write it."""
    said = one.definition
    return DefinitionOut(
        key=said.key, version=said.version, name=said.name, formula=said.formula, words=said.words,
        terms=DefinitionTerms(**stored(said)), built_in=one.built_in, in_force=one.in_force, made_by=one.made_by,
        made_at=one.made_at, computed_at=one.computed_at,
    )  # fmt: skip


def run_out(one: Run) -> DefinitionRunOut:
    """A run as the API and `--json` write it."""
    return DefinitionRunOut(
        key=one.definition.key, version=one.definition.version, comes_into_force=one.comes_into_force, state=one.state,
        done=one.done, total=one.total, started_at=one.started_at, finished_at=one.finished_at, problem=one.problem,
    )  # fmt: skip


def _known(made: Definition) -> Known:
    return next(one for one in queries.definitions() if one.definition == made)


def _named(text: str) -> Definition:
    name, _, version = text.rpartition(".")
    return queries.definition_of(name, int(version))


def _comparison(found: Comparison) -> ComparisonOut:
    return ComparisonOut(
        both=found.both, left_only=found.left_only, right_only=found.right_only, neither=found.neither,
        ratio=found.ratio, agreement=found.agreement, left_as_of=found.left_as_of, right_as_of=found.right_as_of,
        different=[
            DifferentOut(
                profile=to_public("prf", one.profile_id), handle=one.handle, left=one.left, right=one.right,
                left_rank=one.left_rank, right_rank=one.right_rank,
            )
            for one in found.different
        ],
    )  # fmt: skip
