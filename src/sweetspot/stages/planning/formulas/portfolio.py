"""Which creators to choose for a budget so that most different people are reached, and why each of them."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.reach import Cell, Reach, unique_reach

Order = Literal["ratio", "plain"]
#: A choice is improved by exchanges while the chosen times the candidates are no more than this, so that a page with
#: a slider can wait for it; beyond, greedy choice alone is within a few per cent.
EXCHANGES = 10_000
#: Whom a reason names is looked for among so many who add most; a small one shares hardly anybody with anyone.
_NAMED_FROM = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A creator who could be chosen: the cost, and for each audience cell the fraction of its people reached.

    `locked` creators are always chosen, `excluded` ones never.
    """

    id: str
    name: str
    cost: Money
    reach: Mapping[str, float]
    locked: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One chosen creator: the people added to those before it in the list, and a sentence that says so."""

    candidate: Candidate
    people_added: float
    people_alone: float
    reason: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The chosen creators by what each adds, what they cost together, and whom they reach between which bounds.

    `order` is the greedy order that won; `evaluations` counts how often a gain was computed.
    """

    choices: tuple[Choice, ...]
    cost: Money
    reach: Reach
    order: Order
    evaluations: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a budget would reach."""

    budget: Money
    people: float
    cost: Money
    creators: int


class _Audience:
    """The people not reached yet, per cell, and each candidate's sparse reach over the cells."""

    def __init__(self, cells: Sequence[Cell], candidates: Sequence[Candidate]) -> None:
        place = {cell.name: index for index, cell in enumerate(cells)}
        self.people = np.array([cell.people * cell.value for cell in cells], dtype=float)
        self.rows = [_row(candidate, place) for candidate in candidates]

    def gain(self, missed: NDArray[np.float64], index: int) -> float:
        """The expected people candidate `index` adds to those already reached."""
        where, rates = self.rows[index]
        return float((missed[where] * rates).sum())

    def reached(self, missed: NDArray[np.float64], index: int) -> None:
        """Take the people candidate `index` reaches out of `missed`."""
        where, rates = self.rows[index]
        missed[where] *= 1 - rates


def _row(candidate: Candidate, place: Mapping[str, int]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    known = [(place[cell], rate) for cell, rate in candidate.reach.items() if cell in place]
    if any(not 0 <= rate <= 1 for _, rate in known):
        raise Invalid(f"{candidate.name}: a reach fraction lies between 0 and 1.")
    where, rates = [index for index, _ in known], [rate for _, rate in known]
    return np.array(where, dtype=np.intp), np.array(rates, dtype=float)


def best_portfolio(
    cells: Sequence[Cell], candidates: Sequence[Candidate], budget: Money, *, lazy: bool = True
) -> Portfolio:
    """The better of two greedy choices, by people per cost and by people alone; never above the budget.

    The second begins with the best single creator, which is what the guarantee of 0.316 of the optimum asks for. The
    same creators come out whatever order the candidates come in, and whether or not gains are computed lazily. As far
    as `EXCHANGES` allow, exchanging one creator for others is tried as well until it gains nothing.
    Invalid where a cost is negative or in another currency than the budget, or the locked creators cost more than it.
    Sources: Khuller, Moss and Naor 1999; Leskovec and others 2007 (lazy evaluation).
    """
    wanted = _wanted(candidates, budget)
    audience = _Audience(cells, wanted)
    locked = [index for index, item in enumerate(wanted) if item.locked]
    ratio = _greedy(audience, wanted, budget.minor, "ratio", lazy, locked)
    plain = _greedy(audience, wanted, budget.minor, "plain", lazy, locked)
    order: Order = "plain" if _people(audience, plain[0]) > _people(audience, ratio[0]) else "ratio"
    chosen = (plain if order == "plain" else ratio)[0]
    if len(chosen) * len(wanted) <= EXCHANGES:
        chosen = _exchanged(audience, wanted, budget.minor, chosen)
    return _portfolio(cells, audience, wanted, chosen, budget.currency, order, ratio[1] + plain[1])


def best_single(cells: Sequence[Cell], candidates: Sequence[Candidate], budget: Money) -> Candidate | None:
    """The affordable creator who alone reaches most people; None where nobody is affordable or reaches anybody."""
    wanted = [candidate for candidate in _wanted(candidates, budget) if candidate.cost <= budget]
    audience = _Audience(cells, wanted)
    alone = [audience.gain(audience.people, index) for index in range(len(wanted))]
    best = max(range(len(wanted)), key=lambda index: (alone[index], -index), default=None)
    return wanted[best] if best is not None and alone[best] > 0 else None


def reach_curve(cells: Sequence[Cell], candidates: Sequence[Candidate], budgets: Sequence[Money]) -> list[CurvePoint]:
    """What each budget would reach, cheapest first; a larger budget never reaches fewer people.

    Where greedy choice for a larger budget happens to reach fewer, the smaller budget's choice is kept. Budgets below
    the cost of the locked creators are left out.
    """
    points: list[CurvePoint] = []
    locked = sum(candidate.cost.minor for candidate in candidates if candidate.locked)
    for budget in sorted((budget for budget in budgets if budget.minor >= locked), key=lambda budget: budget.minor):
        plan = best_portfolio(cells, candidates, budget)
        point = CurvePoint(budget, plan.reach.people, plan.cost, len(plan.choices))
        before = points[-1] if points else point
        kept = CurvePoint(budget, before.people, before.cost, before.creators)
        points.append(point if point.people >= before.people else kept)
    return points


def _wanted(candidates: Sequence[Candidate], budget: Money) -> list[Candidate]:
    """The candidates not excluded, by id; Invalid where the question cannot be answered."""
    wanted = sorted((item for item in candidates if not item.excluded), key=lambda item: item.id)
    for item in wanted:
        if item.cost.currency != budget.currency or item.cost.minor < 0:
            raise Invalid(f"{item.name}: the cost must be a positive amount in {budget.currency}.")
    if sum(item.cost.minor for item in wanted if item.locked) > budget.minor:
        raise Invalid("The creators that must be in the plan cost more than its budget.")
    return wanted


def _greedy(
    audience: _Audience,
    wanted: Sequence[Candidate],
    budget: int,
    order: Order,
    lazy: bool,
    start: Sequence[int],
    banned: int = -1,
) -> tuple[list[int], int]:
    """Indices in the order chosen, those of `start` first, never `banned`; and how many gains were computed.

    Gains only shrink as people are reached, so an old gain is an upper bound: the top of the heap is recomputed until
    it stays on top. Equal keys go to the smaller index, which makes lazy and plain evaluation choose the same.
    """
    missed = audience.people.copy()
    chosen = list(start)
    for index in chosen:
        audience.reached(missed, index)
    left = budget - sum(wanted[index].cost.minor for index in chosen)
    settled = {*chosen, banned}
    waiting = [index for index in range(len(wanted)) if index not in settled]
    heap = [(*_key(audience.gain(missed, index), wanted[index], order), index, len(chosen)) for index in waiting]
    heapq.heapify(heap)
    evaluations = len(heap)
    while heap:
        _, gain, index, known_at = heapq.heappop(heap)
        if wanted[index].cost.minor > left or gain >= 0:
            continue
        if known_at < len(chosen):
            heapq.heappush(heap, (*_key(audience.gain(missed, index), wanted[index], order), index, len(chosen)))
            evaluations += 1
            continue
        chosen.append(index)
        audience.reached(missed, index)
        left -= wanted[index].cost.minor
        if not lazy:
            heap = [(*_key(audience.gain(missed, i), wanted[i], order), i, len(chosen)) for *_, i, _ in heap]
            heapq.heapify(heap)
            evaluations += len(heap)
    return chosen, evaluations


def _exchanged(audience: _Audience, wanted: Sequence[Candidate], budget: int, chosen: list[int]) -> list[int]:
    """The choice after one creator at a time has been left out and the budget spent anew, while that gains."""
    best, people = chosen, _people(audience, chosen)
    free = [index for index in chosen if not wanted[index].locked]
    orders: tuple[Order, Order] = ("ratio", "plain")
    for out, order in product(free, orders):
        start = [index for index in chosen if index != out]
        tried, _ = _greedy(audience, wanted, budget, order, True, start, out)
        if _people(audience, tried) > people + 1e-9:
            best, people = tried, _people(audience, tried)
    return best if best is chosen else _exchanged(audience, wanted, budget, best)


def _key(gain: float, candidate: Candidate, order: Order) -> tuple[float, float]:
    """What the heap sorts by, smallest first; a creator who costs nothing comes before every other ratio."""
    if order == "plain":
        return -gain, -gain
    return (-gain / candidate.cost.minor if candidate.cost else -np.inf), -gain


def _people(audience: _Audience, chosen: Sequence[int]) -> float:
    missed = audience.people.copy()
    for index in chosen:
        audience.reached(missed, index)
    return float(audience.people.sum() - missed.sum())


def _by_addition(audience: _Audience, chosen: Sequence[int]) -> list[tuple[int, float]]:
    """The chosen ones reordered so that each adds most of those left, with what it adds."""
    missed = audience.people.copy()
    listed: list[tuple[int, float]] = []
    heap = [(-audience.gain(missed, index), index, 0) for index in chosen]
    heapq.heapify(heap)
    while heap:
        loss, index, known_at = heapq.heappop(heap)
        if known_at < len(listed):  # an old gain is an upper bound, as in `_greedy`
            heapq.heappush(heap, (-audience.gain(missed, index), index, len(listed)))
            continue
        listed.append((index, -loss))
        audience.reached(missed, index)
    return listed


def _portfolio(
    cells: Sequence[Cell],
    audience: _Audience,
    wanted: Sequence[Candidate],
    chosen: Sequence[int],
    currency: str,
    order: Order,
    evaluations: int,
) -> Portfolio:
    listed = _by_addition(audience, chosen)
    choices = []
    for place, (index, added) in enumerate(listed):
        alone = audience.gain(audience.people, index)
        before = [wanted[earlier] for earlier, _ in listed[:place]]
        choices.append(Choice(wanted[index], added, alone, _reason(wanted[index], before, added, alone)))
    members = [choice.candidate for choice in choices]
    cost = Money(sum(member.cost.minor for member in members), currency)
    return Portfolio(
        tuple(choices), cost, unique_reach(cells, [member.reach for member in members]), order, evaluations
    )


def _reason(candidate: Candidate, before: Sequence[Candidate], added: float, alone: float) -> str:
    """Why this creator: the people added, and whom they share the others with."""
    must = "Must be in the plan; " if candidate.locked else ""
    if not before:
        return _sentence(f"{must}reaches {_count(added)} people, the most to begin with")
    if alone - added < 0.005 * alone:
        return _sentence(f"{must}adds {_count(added)} people that nobody before reaches")
    nearest = max(
        before[:_NAMED_FROM], key=lambda other: sum(min(r, other.reach.get(c, 0.0)) for c, r in candidate.reach.items())
    )
    others = f" and {len(before) - 1} more" if len(before) > 1 else ""
    return _sentence(f"{must}adds {_count(added)} people not covered by {nearest.name[:80]}{others}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _count(people: float) -> str:
    """People to three significant figures, as an expectation deserves."""
    return f"{float(f'{people:.3g}'):,.0f}" if people >= 10 else f"{people:.1f}"
