"""Plans: creators for a budget, kept with what they rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Currency, Given, ListOut, MoneyOut, PublicId, amount, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.planning import queries, services

router = Router(tags=["Plans"])
Profiles = Annotated[list[PublicId], Field(max_length=500)]


class PlanIn(Given):
    """What a plan is asked for."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    objective: Literal["reach", "engaged"] = "reach"
    budget_minor: Annotated[int, Field(ge=1, le=10**15)]
    currency: Currency
    filter: Annotated[str, Field(max_length=2000)] = Field(
        "", description="Who may be chosen, as in the creators' list: `tier=micro&country=DE`."
    )
    locked: Profiles = Field([], description="Profiles that must be in it.")
    excluded: Profiles = Field([], description="Profiles that must not.")


class ReachOut(Schema):
    """Different people, between the overlap bounds."""

    people: float
    low: float
    high: float
    creators: int


class PlanOut(Schema):
    """A plan in a list."""

    id: str
    name: str
    objective: str
    budget: MoneyOut
    spend: MoneyOut
    reach: ReachOut
    computed_at: datetime


class ChoiceOut(Schema):
    """One creator of a plan, in the order of what each adds; the cost is `quoted` or `modelled`."""

    position: int
    profile: str
    creator: str
    name: str
    cost: MoneyOut
    cost_basis: str
    people_added: float
    reason: str


class CurvePointOut(Schema):
    """How many people a budget would reach."""

    budget: MoneyOut
    people: float


class LeftOut(Schema):
    """How many candidates could not be considered, and why."""

    count: int
    reason: str


class PlanDetailOut(PlanOut):
    """A plan with everything it rests on."""

    filter: str
    locked: list[str]
    excluded: list[str]
    version: str
    matching: int
    considered: int
    left_out: list[LeftOut]
    choices: list[ChoiceOut]
    curve: list[CurvePointOut]


@router.get("/plans", response=ListOut[PlanOut], auth=key("plans.view"))
def list_plans(request: HttpRequest) -> ListOut[PlanOut]:
    """Plans, newest first."""
    return listed(plan_out(one) for one in queries.plans())


@router.post("/plans", response={201: PlanDetailOut, 404: ErrorOut, 422: ErrorOut}, auth=key("plans.change"))
def make_plan(request: HttpRequest, asked: PlanIn) -> Status[PlanDetailOut]:
    """Choose the creators that reach most different people for the budget, and keep the answer."""
    made = services.make_plan(
        actor_of(request), asked.name, objective=asked.objective, budget=Money(asked.budget_minor, asked.currency),
        candidates=candidates(asked.filter), locked=[identifier("prf", one) for one in asked.locked],
        excluded=[identifier("prf", one) for one in asked.excluded], now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, plan_detail_out(queries.plan_detail(made.id)))


@router.get("/plans/{plan_id}", response={200: PlanDetailOut, 404: ErrorOut}, auth=key("plans.view"))
def get_plan(request: HttpRequest, plan_id: str) -> PlanDetailOut:
    """One plan with its creators, its curve and what it took for granted."""
    return plan_detail_out(queries.plan_detail(identifier("pln", plan_id)))


def candidates(text: str) -> CreatorFilter:
    """The filter that a text asks for; Invalid where a part of it means nothing: a plan would hide what it lost."""
    asked = creators.creator_filter(parse_qsl(text, keep_blank_values=True))
    problems = [Problem("filter", "unknown", f"{one.name}={one.value} {one.reason}.") for one in asked.ignored]
    if problems:
        raise Invalid("The filter is not understood.", problems=problems)
    return asked


def plan_out(one: queries.PlanSummary) -> PlanOut:
    """A plan in a list as the API and `--json` write it."""
    reach = ReachOut(people=one.people.people, low=one.people.low, high=one.people.high, creators=one.people.creators)
    return PlanOut(
        id=one.ref, name=one.name, objective=one.objective.value, reach=reach, computed_at=one.computed_at,
        budget=amount(one.budget.minor, one.budget.currency), spend=amount(one.spend.minor, one.spend.currency),
    )  # fmt: skip


def plan_detail_out(one: queries.PlanDetail) -> PlanDetailOut:
    """A plan as the API and `--json` write it."""
    return PlanDetailOut(
        **dict(plan_out(one.summary)), filter=one.candidates_query, version=one.version, matching=one.matching,
        locked=[to_public("prf", each) for each in one.locked],
        excluded=[to_public("prf", each) for each in one.excluded], considered=one.considered,
        left_out=[LeftOut(count=count, reason=reason) for count, reason in one.left_out],
        choices=[_choice(each) for each in one.choices],
        curve=[
            CurvePointOut(budget=amount(budget.minor, budget.currency), people=people) for budget, people in one.curve
        ],
    )  # fmt: skip


def _choice(one: queries.ChoiceRow) -> ChoiceOut:
    return ChoiceOut(
        position=one.position, profile=one.profile.profile_ref, creator=one.profile.creator_ref, name=one.profile.name,
        cost=amount(one.cost.minor, one.cost.currency), cost_basis=one.basis, people_added=one.people_added,
        reason=one.reason,
    )  # fmt: skip
