"""Which people does each creator reach, as long as nobody has measured the audiences?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.assumptions import Assumptions, Objective
from sweetspot.stages.planning.formulas.portfolio import Candidate
from sweetspot.stages.planning.formulas.reach import Cell

ELSEWHERE = "elsewhere"
ANY = "any"


@dataclass(frozen=True, slots=True)
class Prospect:
    """A profile that could be chosen, as far as its audience and cost matter.

    `people`: those its posts reach or who answer them, before anyone else is chosen. `audience`: the followers taken
    for people, from whom these come.
    """

    id: str
    name: str
    network: str
    country: str | None
    category: str | None
    audience: float
    people: float
    cost: Money
    locked: bool = False
    excluded: bool = False


def expected_people(
    objective: Objective, followers: int, engaged: float | None, tier: str | None, band: str, assumed: Assumptions
) -> float | None:
    """The people one post reaches (followers x people among them x reach rate) or who answer it (engaged x people).

    None where the engagement is unknown but asked for. `band` is a verdict band or `unknown`.
    """
    authentic = assumed.authentic.get(band, 1.0)
    if objective is Objective.ENGAGED:
        return None if engaged is None else engaged * authentic
    return followers * authentic * assumed.reach_rates.get(tier or "", 0.0)


def most_promising(prospects: Sequence[Prospect], budget: Money, most: int) -> list[Prospect]:
    """Those worth comparing where there are more than `most`, in the order given.

    All locked ones; then in turns the one with most people for the cost and the one with most people, so that neither
    the small and cheap nor the large are lost; those who alone cost more than the budget last. Equal ones go by id.
    """
    if len(prospects) <= most:
        return list(prospects)
    by_ratio = sorted(prospects, key=lambda one: (one.cost > budget, -one.people / max(one.cost.minor, 1), one.id))
    by_people = sorted(prospects, key=lambda one: (one.cost > budget, -one.people, one.id))
    kept = {one.id for one in prospects if one.locked}
    for pair in zip(by_ratio, by_people, strict=True):
        for one in pair:
            if len(kept) < most:
                kept.add(one.id)
    return [one for one in prospects if one.id in kept]


def audience_cells(prospects: Sequence[Prospect], assumed: Assumptions) -> tuple[list[Cell], list[Candidate]]:
    """Cells by country, network and niche, and each prospect's reach over them.

    `home_share` of an audience lies in the cell of the creator's country, the rest in the cell of the same network and
    niche elsewhere. A cell holds as many people as make two average audiences in it share `overlap` of their
    followers, and no fewer than its largest audience: N = max(largest, mean / overlap). A guess, said to be one, until
    audiences are measured.
    """
    parts = [(prospect, _parts(prospect, assumed)) for prospect in prospects]
    shares: dict[str, list[float]] = {}
    for prospect, mine in parts:
        for cell, share in mine.items():
            shares.setdefault(cell, []).append(prospect.audience * share)
    sizes = {cell: max(max(some), sum(some) / len(some) / assumed.overlap) for cell, some in shares.items()}
    cells = [Cell(name, people) for name, people in sorted(sizes.items())]
    return cells, [_candidate(prospect, mine, sizes) for prospect, mine in parts]


def _parts(prospect: Prospect, assumed: Assumptions) -> dict[str, float]:
    niche = f"{prospect.network} · {(prospect.category or ANY).casefold()}"
    if prospect.country is None:
        return {f"{ELSEWHERE} · {niche}": 1.0}
    parts = {
        f"{prospect.country} · {niche}": assumed.home_share,
        f"{ELSEWHERE} · {niche}": 1 - assumed.home_share,
    }
    return {cell: share for cell, share in parts.items() if share > 0}


def _candidate(prospect: Prospect, parts: Mapping[str, float], sizes: Mapping[str, float]) -> Candidate:
    reach = {cell: min(1.0, prospect.people * share / sizes[cell]) for cell, share in parts.items() if sizes[cell] > 0}
    return Candidate(prospect.id, prospect.name, prospect.cost, reach, prospect.locked, prospect.excluded)
