"""Plans: who is chosen, at which cost, on which assumptions; kept and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.factories.creators import NOW, make_crowd, make_posts, make_profile

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.core.money import Money
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.formulas.filters import parse_query
from sweetspot.stages.planning import queries, services
from sweetspot.stages.planning.formulas.assumptions import default_assumptions
from sweetspot.stages.planning.models import Choice, Plan
from sweetspot.stages.vetting import services as vetting

BUDGET = Money(200_000, "EUR")


@pytest.fixture
def crowd(in_brand: Any) -> Iterator[Any]:
    """Thirty-one vetted profiles, one with a quote in euros, one with a quote in dollars, one without posts."""
    workspace = in_brand.workspace.id
    make_crowd(workspace, 31)
    make_posts(make_profile(workspace, "quoted", followers=30_000, price_minor=10_000, price_currency="EUR"))
    make_posts(make_profile(workspace, "dollars", followers=30_000, price_minor=10, price_currency="USD"))
    make_profile(workspace, "silent", followers=50_000)
    creators.recompute_engagement(now=NOW)
    vetting.vet(now=NOW)
    return in_brand


def preview(**changes: Any) -> services.PlanPreview:
    given: dict[str, Any] = {"objective": "reach", "budget": BUDGET, "candidates": parse_query("")}
    return services.preview_plan(**{**given, **changes})


def test_a_plan_stays_within_its_budget_and_adds_up(crowd: Any) -> None:
    found = preview()
    assert 0 < found.spend.minor <= BUDGET.minor
    assert found.spend == Money(sum(one.cost.minor for one in found.choices), "EUR")
    assert found.reach.people == pytest.approx(sum(one.people_added for one in found.choices))
    assert found.reach.low <= found.reach.people <= found.reach.high
    added = [one.people_added for one in found.choices]
    assert added == sorted(added, reverse=True)
    assert (found.matching, found.considered) == (34, 34)


def test_a_quote_counts_only_in_the_currency_of_the_plan(crowd: Any) -> None:
    found = preview(budget=Money(10_000_000, "EUR"))
    costs = {one.profile.handle: (one.cost, one.basis) for one in found.choices}
    assert costs["quoted"] == (Money(10_000, "EUR"), "quoted")
    assert costs["dollars"] == (Money(27_000, "EUR"), "modelled")
    assert len(found.choices) == 34


def test_engaged_people_need_a_known_engagement(crowd: Any) -> None:
    found = preview(objective="engaged")
    assert [(one.count, one.reason) for one in found.left_out] == [(1, "The engagement is not known.")]
    assert found.reach.people < preview().reach.people


def test_the_curve_never_falls_and_passes_through_the_plan(crowd: Any) -> None:
    found = preview()
    people = [point.people for point in found.curve]
    assert people == sorted(people)
    assert 20 <= len(people) <= 26
    assert [point.people for point in found.curve if point.budget == BUDGET] == [pytest.approx(found.reach.people)]
    assert found.next_thousand
    assert found.next_thousand.minor > 0


def test_locked_ones_are_in_and_excluded_ones_are_out(crowd: Any) -> None:
    first = preview().choices[0].profile.profile_id
    without = preview(excluded=[first])
    assert first not in [one.profile.profile_id for one in without.choices]
    assert [one.reason for one in without.left_out] == ["Excluded by hand."]
    silent = next(row.profile_id for row in services.vetting.all_rows(parse_query("q=silent")))
    kept = preview(locked=[silent], candidates=parse_query("q=crowd"), objective="engaged")
    assert silent in [one.profile.profile_id for one in kept.choices]


def test_a_wider_choice_is_not_worse_than_a_narrow_one(in_brand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty large creators whom the budget hardly pays must not push the small ones out of the comparison."""
    workspace = in_brand.workspace.id
    for place in range(60):
        make_profile(workspace, f"large{place}", followers=400_000 + 1_000 * place)
        make_profile(workspace, f"small{place}", followers=2_000 + 100 * place)
    narrow = preview(candidates=parse_query("tier=nano"))
    wide = preview()
    assert (wide.matching, wide.considered, wide.left_out) == (120, 120, ())
    assert wide.reach.people >= 0.99 * narrow.reach.people
    monkeypatch.setattr(services, "MOST_CANDIDATES", 100)
    cut = preview()
    assert (cut.matching, cut.considered) == (120, 100)
    assert [(one.count, one.reason) for one in cut.left_out] == [
        (20, "Fewer people, also for the money, than the 100 that were compared.")
    ]
    assert cut.reach.people >= 0.99 * narrow.reach.people


def test_barred_bands_are_left_out(crowd: Any) -> None:
    assumed = replace(default_assumptions("EUR"), barred_bands=("consistent", "look", "close_look", "warning"))
    found = preview(assumptions=assumed)
    assert {one.profile.handle for one in found.choices} <= {"silent"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"objective": "fame"}, "objective"),
        ({"budget": Money(0, "EUR")}, "budget"),
        ({"budget": Money(100, "EEE")}, "currency"),
        ({"budget": Money(100, "KES")}, "price_per_10k"),
        ({"locked": [new_id()]}, "locked"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(crowd: Any, changes: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        preview(**changes)
    assert [one.field for one in caught.value.problems] == [field]


@pytest.mark.usefixtures("in_brand")
def test_without_candidates_the_plan_is_empty() -> None:
    found = preview()
    assert (found.choices, found.reach.people, found.spend) == ((), 0.0, Money(0, "EUR"))


def make(brand: Any, name: str = "Spring", **changes: Any) -> Plan:
    given: dict[str, Any] = {"objective": "reach", "budget": BUDGET, "candidates": parse_query("tier=micro&q=crowd")}
    return services.make_plan(brand.actor, name, **{**given, **changes}, now=NOW)


def test_a_kept_plan_says_what_its_preview_said(crowd: Any) -> None:
    found = preview(candidates=parse_query("tier=micro&q=crowd"))
    detail = queries.plan_detail(make(crowd).id)
    assert [(one.profile.profile_id, one.cost, one.reason) for one in detail.choices] == [
        (one.profile.profile_id, one.cost, one.reason) for one in found.choices
    ]
    assert detail.summary.people == found.reach
    assert (detail.candidates_query, detail.assumptions) == ("q=crowd&tier=micro", found.assumptions)
    assert detail.curve == tuple((point.budget, point.people) for point in found.curve)
    assert [one.name for one in queries.plans()] == ["Spring"]


def test_two_plans_side_by_side(crowd: Any) -> None:
    small, large = make(crowd, "Small", budget=Money(60_000, "EUR")), make(crowd, "Large")
    found = queries.compare_plans(small.id, large.id)
    assert found.people_more > 0
    assert found.spend_more == large_spend(found) - found.first.summary.spend
    assert len(found.both) + len(found.only_second) == len(found.second.choices)


def large_spend(found: queries.PlanComparison) -> Money:
    return found.second.summary.spend


def test_a_plan_needs_a_name_and_can_be_removed(crowd: Any, cleo: Any) -> None:
    with pytest.raises(Invalid):
        make(crowd, " ")
    plan = make(crowd)
    with scope(cleo.workspace.id):
        for ask in (
            lambda: queries.plan_detail(plan.id),
            lambda: services.remove_plan(cleo.actor, plan.id, now=NOW),
        ):
            with pytest.raises(NotFound):
                ask()
    services.remove_plan(crowd.actor, plan.id, now=NOW)
    assert (Plan.objects.count(), Choice.objects.count()) == (0, 0)
