"""Up to six profiles side by side: the same figures on the same axes, and which differences are more than chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.core.statistics import Estimate
from sweetspot.doors.web.creator_columns import ABOVE, AUDIENCE, COST, PEOPLE, csv_lines, fields, rate_words, tier_words
from sweetspot.doors.web.permissions import needs
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.comparison import Standing, standings
from sweetspot.stages.creators.queries import ProfileRow
from sweetspot.stages.vetting import queries as vetting

MOST = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of one profile: its interval where it has one, its standing, and the axis that the row shares."""

    profile: ProfileRow
    estimate: Estimate | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of every profile; `ends` is the axis on which all of them are drawn."""

    key: str
    label: str
    why: str
    cells: tuple[Compared, ...]
    ends: tuple[float, float] | None


def lines(profiles: Sequence[ProfileRow], tiers: str, rate: str) -> list[Line]:
    """The figures that can be compared, each on one axis."""
    figures: list[tuple[str, str, str, Callable[[ProfileRow], Estimate | None]]] = [
        ("followers", "Followers", tiers, lambda row: _exact(row.followers)),
        ("people", "Engaged people", PEOPLE, lambda row: row.people),
        ("rate", "Rate", rate, lambda row: row.rate),
        ("score", "Audience", AUDIENCE, _score),
    ]
    return [_line(key, label, why, profiles, figure) for key, label, why, figure in figures]


def _line(
    key: str, label: str, why: str, profiles: Sequence[ProfileRow], figure: Callable[[ProfileRow], Estimate | None]
) -> Line:
    estimates = [figure(row) for row in profiles]
    ends = [end for one in estimates if one for end in (one.low, one.high)]
    cells = tuple(map(Compared, profiles, estimates, standings(estimates)))
    return Line(key, label, why, cells, (min(ends), max(ends)) if ends else None)


def _exact(number: int | None) -> Estimate | None:
    return None if number is None else Estimate(number, number, number, 0.90, 1)


def _score(row: ProfileRow) -> Estimate | None:
    mark = row.verdict
    if mark is None or mark.score is None or mark.low is None or mark.high is None:
        return None
    return Estimate(mark.score, mark.low, mark.high, 0.90, 0)


@needs("creators.view")
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison; the profiles stand in the address."""
    refs = list(dict.fromkeys(request.GET.getlist("profile")))
    rows = vetting.rows_of([profile_id(ref) for ref in refs[:MOST]])
    scheme, definition = creators.tier_scheme(), creators.definition_in_force()
    if "csv" in request.GET:
        name = f"comparison-{datetime.now(UTC):%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            "".join(csv_lines(fields(scheme, definition), rows)), content_type="text/csv", headers=headers
        )
    return render(request, "creators/compare.html", {
        "profiles": rows, "lines": lines(rows, tier_words(scheme), rate_words(definition)),
        "why": {"above": ABOVE, "cost": COST},
        "left_out": max(0, len(refs) - MOST), "most": MOST, "query": request.GET.urlencode(),
        "heads": [(row, _without(rows, row)) for row in rows],
    })  # fmt: skip


def _without(rows: Sequence[ProfileRow], gone: ProfileRow) -> str:
    return "?" + "&".join(f"profile={row.profile_ref}" for row in rows if row is not gone)


def profile_id(ref: str) -> UUID:
    """The profile that an address names; NotFound for anything else."""
    try:
        return from_public("prf", ref)
    except ValueError as error:
        raise NotFound("There is no such profile.") from error


urlpatterns = [path("creators/compare", compare, name="compare_creators")]
