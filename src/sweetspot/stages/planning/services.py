"""What we do in planning: choose creators for a budget, try it without keeping it, keep it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.filters import CreatorFilter, query_of
from sweetspot.stages.creators.queries import ProfileRow, Sized
from sweetspot.stages.planning.formulas.assumptions import (
    VERSION,
    Assumptions,
    Objective,
    default_assumptions,
    kept_assumptions,
    modelled_price,
)
from sweetspot.stages.planning.formulas.audiences import Prospect, audience_cells, expected_people, most_promising
from sweetspot.stages.planning.formulas.curve import budgets_around, next_thousand, quick_curve
from sweetspot.stages.planning.formulas.portfolio import CurvePoint, best_portfolio
from sweetspot.stages.planning.formulas.reach import Reach
from sweetspot.stages.planning.models import Choice, Plan
from sweetspot.stages.vetting import queries as vetting

#: So many candidates are compared at most: half of them those with most people for their cost, half those with most.
MOST_CANDIDATES = 20_000
QUOTED, MODELLED = "quoted", "modelled"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One creator of a plan: cost and where it comes from, the people added to those before, and why."""

    position: int
    profile: ProfileRow
    cost: Money
    basis: str
    people_added: float
    people_alone: float
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many candidates could not be considered, and why."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """The answer to a plan's question, kept or not. `reach` counts different people, with its overlap bounds.

    `considered` of `matching` profiles could be chosen; `left_out` says why the others could not. `next_thousand` is
    what 1,000 more people would cost.
    """

    objective: Objective
    budget: Money
    spend: Money
    reach: Reach
    choices: tuple[Chosen, ...]
    curve: tuple[CurvePoint, ...]
    next_thousand: Money | None
    matching: int
    considered: int
    left_out: tuple[LeftOut, ...]
    assumptions: Assumptions


def preview_plan(
    *,
    objective: str,
    budget: Money,
    candidates: CreatorFilter,
    locked: Collection[UUID] = (),
    excluded: Collection[UUID] = (),
    assumptions: Assumptions | None = None,
) -> PlanPreview:
    """The creators that reach most different people for the budget, without keeping anything.

    Candidates are all profiles that the filter names and the locked ones; of more than 20,000, those the budget pays
    for with most people for their cost and with most people. Cost is the price the creator quoted
    in the plan's currency, else modelled from followers and marked so. Invalid for an unknown objective or currency, a
    budget that is not positive, a locked profile that is also excluded or not here, or locked ones that cost more than
    the budget.
    """
    aim = _checked(objective, budget, locked, excluded)
    assumed = assumptions or _defaults(budget.currency)
    rows, matching = _candidates(candidates, locked)
    prospects, left_out = _prospects(rows, aim, budget, assumed, set(locked), set(excluded))
    cells, crowd = audience_cells(prospects, assumed)
    portfolio = best_portfolio(cells, crowd, budget)
    everybody = sum(one.cost.minor for one in crowd if not one.excluded)
    curve = quick_curve(cells, crowd, budgets_around(budget, everybody))
    chosen = [UUID(one.candidate.id) for one in portfolio.choices]
    known = {str(row.profile_id): row for row in vetting.rows_of(chosen)}
    choices = tuple(
        Chosen(
            position, known[one.candidate.id], one.candidate.cost, _basis(known[one.candidate.id], budget.currency),
            one.people_added, one.people_alone, one.reason,
        )
        for position, one in enumerate(portfolio.choices, start=1)
    )  # fmt: skip
    shown = _through(curve, CurvePoint(budget, portfolio.reach.people, portfolio.cost, len(choices)))
    return PlanPreview(
        objective=aim,
        budget=budget,
        spend=portfolio.cost,
        reach=portfolio.reach,
        choices=choices,
        curve=shown,
        next_thousand=next_thousand(shown, budget),
        matching=matching,
        considered=len(prospects),
        left_out=left_out,
        assumptions=assumed,
    )


@transaction.atomic
def make_plan(
    actor: Actor,
    name: str,
    *,
    objective: str,
    budget: Money,
    candidates: CreatorFilter,
    locked: Collection[UUID] = (),
    excluded: Collection[UUID] = (),
    assumptions: Assumptions | None = None,
    now: datetime,
) -> Plan:
    """Keep the answer of `preview_plan` under a name, with its choices, curve and assumptions; Invalid as there."""
    if not name.strip():
        raise Invalid("The plan was not saved.", problems=[Problem("name", "missing", "Give the plan a name.")])
    found = preview_plan(
        objective=objective, budget=budget, candidates=candidates, locked=locked, excluded=excluded,
        assumptions=assumptions,
    )  # fmt: skip
    plan = Plan.objects.create(
        workspace_id=actor.workspace_id,
        name=name.strip()[:200],
        objective=found.objective.value,
        budget_minor=budget.minor,
        currency=budget.currency,
        candidates_query=query_of(candidates),
        locked=list(locked),
        excluded=list(excluded),
        person_id=actor.id if actor.kind == "person" else None,
        computed_at=now,
        version=VERSION,
        people=found.reach.people,
        people_low=found.reach.low,
        people_high=found.reach.high,
        spend_minor=found.spend.minor,
        curve=[[point.budget.minor, point.people] for point in found.curve],
        assumptions=_kept(found),
    )
    Choice.objects.bulk_create(
        Choice(
            workspace_id=actor.workspace_id, plan=plan, profile_id=one.profile.profile_id, position=one.position,
            cost_minor=one.cost.minor, cost_basis=one.basis, people_added=one.people_added, reason=one.reason[:300],
        )
        for one in found.choices
    )  # fmt: skip
    detail = {"budget": str(budget), "creators": len(found.choices)}
    accounts.record(actor, "plan.made", to_public("pln", plan.id), detail, now=now)
    return plan


@transaction.atomic
def remove_plan(actor: Actor, plan_id: UUID, *, now: datetime) -> None:
    """Delete a plan with its choices; campaigns made from it stay. NotFound for another workspace's id."""
    plan = Plan.objects.filter(id=plan_id).first()
    if plan is None:
        raise NotFound("There is no such plan.")
    accounts.record(actor, "plan.removed", to_public("pln", plan.id), {"name": plan.name}, now=now)
    plan.delete()


def _checked(objective: str, budget: Money, locked: Collection[UUID], excluded: Collection[UUID]) -> Objective:
    problems = []
    if objective not in list(Objective):
        problems.append(Problem("objective", "unknown", "Choose reach or engaged."))
    if budget.currency not in CURRENCIES:
        problems.append(Problem("currency", "unknown", f"{budget.currency} is not a currency code."))
    if budget.minor <= 0:
        problems.append(Problem("budget", "invalid", "The budget is an amount above 0."))
    if set(locked) & set(excluded):
        problems.append(Problem("locked", "invalid", "A creator cannot be both a must and excluded."))
    if problems:
        raise Invalid("The plan was not computed.", problems=problems)
    return Objective(objective)


def _defaults(currency: str) -> Assumptions:
    try:
        return replace(default_assumptions(currency, creators.tier_scheme()))
    except ValueError as error:
        raise Invalid(str(error), problems=[Problem("price_per_10k", "missing", str(error))]) from error


def _candidates(asked: CreatorFilter, locked: Collection[UUID]) -> tuple[list[Sized], int]:
    """The locked profiles and the matching ones in the filter's order, with how many match."""
    kept = vetting.sized_of(locked)
    if len(kept) < len(set(locked)):
        message = "A creator who must be in the plan is not here."
        raise Invalid(message, problems=[Problem("locked", "unknown", message)])
    have = {row.profile_id for row in kept}
    found = vetting.sized(asked)
    return [*kept, *(row for row in found if row.profile_id not in have)], len(found)


def _prospects(
    rows: Iterable[Sized],
    aim: Objective,
    budget: Money,
    assumed: Assumptions,
    locked: Collection[UUID],
    excluded: Collection[UUID],
) -> tuple[list[Prospect], tuple[LeftOut, ...]]:
    found: list[Prospect] = []
    reasons: dict[str, int] = {}
    for row in rows:
        made = _prospect(row, aim, budget.currency, assumed, row.profile_id in locked, row.profile_id in excluded)
        if isinstance(made, Prospect):
            found.append(made)
        else:
            reasons[made] = reasons.get(made, 0) + 1
    compared = most_promising(found, budget, MOST_CANDIDATES)
    if len(compared) < len(found):
        reason = f"Fewer people, also for the money, than the {MOST_CANDIDATES:,} that were compared."
        reasons[reason] = len(found) - len(compared)
    return compared, tuple(LeftOut(count, reason) for reason, count in sorted(reasons.items()))


def _prospect(
    row: Sized, aim: Objective, currency: str, assumed: Assumptions, locked: bool, excluded: bool
) -> Prospect | str:
    """The profile as something to choose, or the reason why it cannot be."""
    band = row.band or "unknown"
    if excluded:
        return "Excluded by hand."
    if band in assumed.barred_bands and not locked:
        return "The verdict is one that this plan leaves out."
    if not row.followers:
        return "The number of followers is unknown or 0."
    people = expected_people(aim, row.followers, row.people, row.tier, band, assumed)
    if people is None and not locked:
        return "The engagement is not known."
    return Prospect(
        id=str(row.profile_id), name=row.name, network=row.network, country=row.country, category=row.category,
        audience=row.followers * assumed.authentic.get(band, 1.0), people=people or 0.0,
        cost=_cost(row, assumed, currency), locked=locked,
    )  # fmt: skip


def _basis(row: ProfileRow, currency: str) -> str:
    return QUOTED if row.price is not None and row.price.currency == currency else MODELLED


def _cost(row: Sized, assumed: Assumptions, currency: str) -> Money:
    if row.price is not None and row.price.currency == currency:
        return row.price
    return modelled_price(row.followers or 0, assumed, currency)


def _through(curve: Iterable[CurvePoint], here: CurvePoint) -> tuple[CurvePoint, ...]:
    """The curve with the plan itself on it, still never falling: the plan may be better than the quick curve."""
    points: list[CurvePoint] = []
    for point in sorted([*(one for one in curve if one.budget != here.budget), here], key=lambda one: one.budget.minor):
        best = points[-1] if points and points[-1].people > point.people else point
        points.append(CurvePoint(point.budget, best.people, best.cost, best.creators))
    return tuple(points)


def _kept(found: PlanPreview) -> dict[str, object]:
    return {
        **kept_assumptions(found.assumptions),
        "matching": found.matching,
        "considered": found.considered,
        "left_out": [[one.count, one.reason] for one in found.left_out],
    }
