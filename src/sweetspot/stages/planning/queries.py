"""What we ask of planning: which plans there are, what is in one, how two differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.stages.creators.queries import ProfileRow
from sweetspot.stages.planning.formulas.assumptions import Assumptions, Objective, assumptions_of
from sweetspot.stages.planning.formulas.reach import Reach
from sweetspot.stages.planning.models import Plan
from sweetspot.stages.vetting import queries as vetting


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in a list."""

    id: UUID
    name: str
    objective: Objective
    budget: Money
    spend: Money
    people: Reach
    computed_at: datetime
    person: str | None

    @property
    def ref(self) -> str:
        """The plan's outside name, `pln_…`."""
        return to_public("pln", self.id)


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One creator of a plan, in the order of what each adds."""

    position: int
    profile: ProfileRow
    cost: Money
    basis: str
    people_added: float
    reason: str


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """A plan with everything it rests on. `curve` is (budget, people), cheapest first."""

    summary: PlanSummary
    candidates_query: str
    locked: tuple[UUID, ...]
    excluded: tuple[UUID, ...]
    version: str
    choices: tuple[ChoiceRow, ...]
    curve: tuple[tuple[Money, float], ...]
    assumptions: Assumptions
    matching: int
    considered: int
    left_out: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two plans side by side: who is in both, who only in one. Differences are the second less the first.

    `spend_more` is None where the currencies differ.
    """

    first: PlanDetail
    second: PlanDetail
    both: tuple[ChoiceRow, ...]
    only_first: tuple[ChoiceRow, ...]
    only_second: tuple[ChoiceRow, ...]
    people_more: float
    spend_more: Money | None


def plans() -> list[PlanSummary]:
    """The plans of the workspace in scope, newest first."""
    rows = Plan.objects.select_related("person").annotate(creators=Count("choices")).order_by("-computed_at", "-id")
    return [_summary(row, row.creators) for row in rows]


def plan_detail(plan_id: UUID) -> PlanDetail:
    """A plan with its choices and reasons; NotFound for another workspace's id."""
    row = Plan.objects.select_related("person").filter(id=plan_id).first()
    if row is None:
        raise NotFound("There is no such plan.")
    chosen = list(row.choices.order_by("position"))
    profiles = {one.profile_id: one for one in vetting.rows_of([choice.profile_id for choice in chosen])}
    return PlanDetail(
        summary=_summary(row, len(chosen)),
        candidates_query=row.candidates_query,
        locked=tuple(row.locked),
        excluded=tuple(row.excluded),
        version=row.version,
        choices=tuple(
            ChoiceRow(
                choice.position, profiles[choice.profile_id], Money(choice.cost_minor, row.currency),
                choice.cost_basis, choice.people_added, choice.reason,
            )
            for choice in chosen
        ),
        curve=tuple((Money(budget, row.currency), people) for budget, people in row.curve),
        assumptions=assumptions_of(row.assumptions),
        matching=row.assumptions.get("matching", 0),
        considered=row.assumptions.get("considered", 0),
        left_out=tuple((count, reason) for count, reason in row.assumptions.get("left_out", [])),
    )  # fmt: skip


def compare_plans(first_id: UUID, second_id: UUID) -> PlanComparison:
    """Two plans side by side; NotFound for another workspace's id."""
    first, second = plan_detail(first_id), plan_detail(second_id)
    left = {choice.profile.profile_id for choice in first.choices}
    right = {choice.profile.profile_id for choice in second.choices}
    same_currency = first.summary.spend.currency == second.summary.spend.currency
    return PlanComparison(
        first=first,
        second=second,
        both=tuple(choice for choice in first.choices if choice.profile.profile_id in right),
        only_first=tuple(choice for choice in first.choices if choice.profile.profile_id not in right),
        only_second=tuple(choice for choice in second.choices if choice.profile.profile_id not in left),
        people_more=second.summary.people.people - first.summary.people.people,
        spend_more=second.summary.spend - first.summary.spend if same_currency else None,
    )


def _summary(row: Plan, creators: int) -> PlanSummary:
    return PlanSummary(
        id=row.id,
        name=row.name,
        objective=Objective(row.objective),
        budget=Money(row.budget_minor, row.currency),
        spend=Money(row.spend_minor, row.currency),
        people=Reach(row.people, row.people_low, row.people_high, creators),
        computed_at=row.computed_at,
        person=(row.person.name or row.person.email) if row.person else None,
    )
