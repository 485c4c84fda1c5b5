"""What would other budgets reach, fast enough to follow a slider?"""

from __future__ import annotations

from collections.abc import Sequence

from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.portfolio import Candidate, CurvePoint, _Audience, _greedy, _wanted, reach_curve
from sweetspot.stages.planning.formulas.reach import Cell

POINTS = 25
EXACT_UP_TO = 60


def budgets_around(budget: Money, dearest: int, points: int = POINTS) -> list[Money]:
    """Evenly spaced budgets from nearly nothing to twice the budget (or everybody's cost, if that is less)."""
    top = max(budget.minor, min(2 * budget.minor, dearest))
    steps = sorted({round(top * step / points) for step in range(1, points + 1)} | {budget.minor})
    return [Money(step, budget.currency) for step in steps if step > 0]


def quick_curve(cells: Sequence[Cell], candidates: Sequence[Candidate], budgets: Sequence[Money]) -> list[CurvePoint]:
    """What each budget reaches when creators are taken by new people per cost; `reach_curve` itself for small crowds.

    One greedy run for the largest budget; a smaller one gets the creators that fit before the first that does not. So
    a point is never above what a plan for that budget would reach, and a larger budget never reaches fewer people.
    """
    if len(candidates) <= EXACT_UP_TO:
        return reach_curve(cells, candidates, budgets)
    ordered = sorted(budgets, key=lambda budget: budget.minor)
    wanted = _wanted(candidates, ordered[-1])
    audience = _Audience(cells, wanted)
    locked = [index for index, item in enumerate(wanted) if item.locked]
    chosen, _ = _greedy(audience, wanted, ordered[-1].minor, "ratio", True, locked)
    steps = _steps(audience, wanted, chosen, len(locked))
    points = []
    for budget in ordered:
        within = [step for step in steps if step[0] <= budget.minor]
        if within:
            cost, people, count = within[-1]
            points.append(CurvePoint(budget, people, Money(cost, budget.currency), count))
    return points


def _steps(
    audience: _Audience, wanted: Sequence[Candidate], chosen: Sequence[int], locked: int
) -> list[tuple[int, float, int]]:
    """Cost, people and creators after each creator chosen, from the locked ones on."""
    missed, cost, people = audience.people.copy(), 0, 0.0
    steps = [(0, 0.0, 0)] if locked == 0 else []
    for count, index in enumerate(chosen, start=1):
        people += audience.gain(missed, index)
        audience.reached(missed, index)
        cost += wanted[index].cost.minor
        if count >= locked:
            steps.append((cost, people, count))
    return steps


def next_thousand(curve: Sequence[CurvePoint], budget: Money) -> Money | None:
    """What 1,000 more people cost beyond this budget, from the curve; None where the curve is flat or ends there."""
    here = max((point for point in curve if point.budget.minor <= budget.minor), default=None, key=_size)
    beyond = [point for point in curve if point.budget.minor > budget.minor]
    if here is None or not beyond:
        return None
    there = min(beyond, key=lambda point: (point.people - here.people < 1000, point.budget.minor))
    gained = there.people - here.people
    if gained <= 0:
        return None
    return Money(round(1000 * (there.budget.minor - here.budget.minor) / gained), budget.currency)


def _size(point: CurvePoint) -> int:
    return point.budget.minor
