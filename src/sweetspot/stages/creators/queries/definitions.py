"""Which definitions of engagement are there, which is in force, and how do two of them differ?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import Count, Max
from scipy.stats import spearmanr

from sweetspot.core.errors import NotFound
from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas import BUILT_IN, DEFAULT_DEFINITION, Definition
from sweetspot.stages.creators.formulas.definitions import read_definition
from sweetspot.stages.creators.models import Definition as DefinitionRow
from sweetspot.stages.creators.models import DefinitionInForce, DefinitionRun, EngagementByDefinition, Profile

#: Points in the drawing of a comparison; the figures beside it are of all profiles.
DRAWN = 1_500
DIFFERENT = 12


@dataclass(frozen=True, slots=True)
class Known:
    """A definition with who made it (None: it is built in), whether it is in force, and when it was last worked out."""

    definition: Definition
    built_in: bool
    in_force: bool
    made_by: str | None
    made_at: datetime | None
    computed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """How far working out a definition is."""

    id: UUID
    definition: Definition
    comes_into_force: bool
    state: str
    done: int
    total: int
    person: str | None
    started_at: datetime
    finished_at: datetime | None
    problem: str

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.state in ("waiting", "running")


@dataclass(frozen=True, slots=True)
class Pair:
    """One profile by two definitions; a rank is 1 for the highest rate among profiles that have both."""

    profile_id: UUID
    creator_id: UUID
    name: str
    handle: str
    network: str
    left: float
    right: float
    left_rank: int
    right_rank: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two definitions over the whole list. `both` profiles have a rate by both; `ratio` is the median of right ÷ left.

    `agreement` is Spearman's rank correlation, None below 3 profiles. `points` are at most 1,500 of the profiles, taken
    evenly; `different` those whose ranks differ most.
    """

    left: Definition
    right: Definition
    both: int
    left_only: int
    right_only: int
    neither: int
    ratio: float | None
    agreement: float | None
    points: tuple[Pair, ...]
    different: tuple[Pair, ...]
    left_as_of: datetime | None
    right_as_of: datetime | None


def definition_in_force() -> Definition:
    """The definition by which the workspace's rates are worked out."""
    row = DefinitionInForce.objects.first()
    return definition_of(row.key, row.version) if row else DEFAULT_DEFINITION


def definition_of(key: str, version: int) -> Definition:
    """The definition of that key and version, built in or the workspace's own; NotFound where there is none."""
    for one in BUILT_IN:
        if (one.key, one.version) == (key, version):
            return one
    row = DefinitionRow.objects.filter(key=key, version=version).first()
    if row is None:
        raise NotFound("There is no such definition.")
    return read_definition(row.key, row.name, row.version, row.terms)


def definitions() -> list[Known]:
    """The built-in definitions, then every version of the workspace's own, the newest first."""
    in_force = definition_in_force().stamp
    done = dict(EngagementByDefinition.objects.order_by().values_list("version").annotate(computed=Max("computed_at")))
    found = [Known(one, True, one.stamp == in_force, None, None, done.get(one.stamp)) for one in BUILT_IN]
    for row in DefinitionRow.objects.select_related("person").order_by("key", "-version"):
        one = read_definition(row.key, row.name, row.version, row.terms)
        by = (row.person.name or row.person.email) if row.person else None
        found.append(Known(one, False, one.stamp == in_force, by, row.created_at, done.get(one.stamp)))
    return found


def runs(limit: int = 5) -> list[Run]:
    """The newest runs, newest first."""
    return [_run(row) for row in DefinitionRun.objects.select_related("person").order_by("-created_at")[:limit]]


def run_of(run_id: UUID) -> Run:
    """One run; NotFound for another workspace's id."""
    row = DefinitionRun.objects.select_related("person").filter(id=run_id).first()
    if row is None:
        raise NotFound("There is no such run.")
    return _run(row)


def _run(row: DefinitionRun) -> Run:
    by = (row.person.name or row.person.email) if row.person else None
    return Run(
        row.id, definition_of(row.key, row.version), row.comes_into_force, row.state, row.done, row.total, by,
        row.created_at, row.finished_at, row.problem,
    )  # fmt: skip


def comparison(left: Definition, right: Definition) -> Comparison | None:
    """How two definitions differ over the whole list; None until both were worked out (`services.start_run`)."""
    rates = [_rates(left), _rates(right)]
    if not rates[0][0] or not rates[1][0]:
        return None
    (first, first_at), (second, second_at) = rates
    shared = sorted(first.keys() & second.keys(), key=str)
    a, b = (np.array([found[one] for one in shared]) for found in (first, second))
    pairs = _pairs(shared, a, b)
    everybody = Profile.objects.count()
    return Comparison(
        left, right, len(shared), len(first) - len(shared), len(second) - len(shared),
        everybody - len(first.keys() | second.keys()),
        float(np.median(b[a > 0] / a[a > 0])) if np.any(a > 0) else None,
        _agreement(a, b), pairs[0], pairs[1], first_at, second_at,
    )  # fmt: skip


def _rates(definition: Definition) -> tuple[dict[UUID, float], datetime | None]:
    rows = EngagementByDefinition.objects.filter(version=definition.stamp)
    facts = rows.aggregate(rows=Count("id"), at=Max("computed_at"))
    known = rows.values_list("profile_id", "rate")
    return {profile: rate for profile, rate in known if rate is not None}, facts["at"]


def _agreement(a: Floats, b: Floats) -> float | None:
    if len(a) < 3 or len(set(a)) < 2 or len(set(b)) < 2:
        return None
    return float(spearmanr(a, b).statistic)


def _pairs(
    shared: Sequence[UUID],
    a: Floats,
    b: Floats,
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    ranks = [np.argsort(np.argsort(-values, kind="stable"), kind="stable") + 1 for values in (a, b)]
    step = max(1, -(-len(shared) // DRAWN))
    drawn = list(range(0, len(shared), step))
    apart = sorted(range(len(shared)), key=lambda place: -abs(int(ranks[0][place]) - int(ranks[1][place])))[:DIFFERENT]
    apart = [place for place in apart if ranks[0][place] != ranks[1][place]]
    wanted = [shared[place] for place in {*drawn, *apart}]
    rows = Profile.objects.filter(id__in=wanted).values_list("id", "creator_id", "creator__name", "handle", "network")
    about = {row[0]: row[1:] for row in rows}

    def pair(place: int) -> Pair:
        return Pair(
            shared[place], *about[shared[place]], float(a[place]), float(b[place]), int(ranks[0][place]),
            int(ranks[1][place]),
        )  # fmt: skip

    return tuple(map(pair, drawn)), tuple(map(pair, apart))
