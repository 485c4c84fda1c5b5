"""Audience cells, assumed reach and modelled prices, by hand-worked numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.assumptions import (
    Objective,
    assumptions_of,
    default_assumptions,
    kept_assumptions,
    modelled_price,
    reach_rate,
)
from sweetspot.stages.planning.formulas.audiences import Prospect, audience_cells, expected_people
from sweetspot.stages.planning.formulas.curve import budgets_around, next_thousand, quick_curve
from sweetspot.stages.planning.formulas.portfolio import Candidate, CurvePoint, best_portfolio
from sweetspot.stages.planning.formulas.reach import Cell, unique_reach

ASSUMED = default_assumptions("EUR")


def prospect(name: str, audience: float = 10_000, people: float = 2_000, country: str | None = "DE") -> Prospect:
    return Prospect(name, name, "instagram", country, "Beauty", audience, people, Money(10_000, "EUR"))


def test_reach_follows_the_two_published_points() -> None:
    assert round(reach_rate((10_000 * 50_000) ** 0.5), 3) == 0.157
    assert round(reach_rate((500_000 * 1_000_000) ** 0.5), 3) == 0.032
    assert (reach_rate(1), reach_rate(10**12)) == (0.40, 0.01)
    assert ASSUMED.reach_rates["micro"] == 0.134


def test_a_post_costs_ninety_euros_per_ten_thousand_followers_until_quoted() -> None:
    assert modelled_price(25_000, ASSUMED, "EUR") == Money(22_500, "EUR")
    assert modelled_price(25_000, default_assumptions("JPY"), "JPY") == Money(37_500, "JPY")
    with pytest.raises(ValueError):
        default_assumptions("KES")


def test_expected_people_by_objective() -> None:
    assert expected_people(Objective.REACH, 10_000, None, "micro", "look", ASSUMED) == pytest.approx(
        10_000 * 0.9 * 0.134
    )
    assert expected_people(Objective.ENGAGED, 10_000, 300.0, "micro", "look", ASSUMED) == pytest.approx(270)
    assert expected_people(Objective.ENGAGED, 10_000, None, "micro", "look", ASSUMED) is None


def test_two_average_audiences_of_one_cell_share_the_assumed_part() -> None:
    # Both have 10,000 followers, 7,000 of them at home: that cell holds 7,000 / 0.10 = 70,000 people.
    cells, crowd = audience_cells([prospect("a"), prospect("b")], ASSUMED)
    assert {cell.name: round(cell.people) for cell in cells} == {
        "DE · instagram · beauty": 70_000, "elsewhere · instagram · beauty": 30_000,
    }  # fmt: skip
    assert crowd[0].reach == pytest.approx(
        {"DE · instagram · beauty": 1_400 / 70_000, "elsewhere · instagram · beauty": 600 / 30_000}
    )
    assert unique_reach(cells, [crowd[0].reach]).people == pytest.approx(2_000)
    # 2,000 + 2,000 less the 2 % of either that the other reaches too.
    assert unique_reach(cells, [one.reach for one in crowd]).people == pytest.approx(3_960)


def test_a_creator_without_a_country_is_elsewhere_only() -> None:
    (cell,), _ = audience_cells([prospect("a", country=None)], ASSUMED)
    assert cell.name == "elsewhere · instagram · beauty"


def test_assumptions_come_back_and_nonsense_is_refused() -> None:
    changed = replace(ASSUMED, barred_bands=("warning",), overlap=0.2)
    assert assumptions_of(kept_assumptions(changed)) == changed
    for bad in ({"overlap": 0.0}, {"home_share": 2.0}, {"price_per_10k_minor": -1}, {"reach_rates": {"nano": 2.0}}):
        with pytest.raises(ValueError):
            assumptions_of({**kept_assumptions(ASSUMED), **bad})


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0.001, 0.2)), min_size=61, max_size=80))
@settings(max_examples=20, deadline=None)
def test_the_quick_curve_never_falls_and_never_promises_more_than_a_plan(crowd: list[tuple[int, float]]) -> None:
    cells = [Cell("all", 100_000)]
    people = [Candidate(f"{n:03}", str(n), Money(cost, "EUR"), {"all": rate}) for n, (cost, rate) in enumerate(crowd)]
    budgets = budgets_around(Money(400, "EUR"), 10_000)
    curve = quick_curve(cells, people, budgets)
    reached = [point.people for point in curve]
    assert reached == sorted(reached)
    assert all(point.cost.minor <= point.budget.minor for point in curve)
    at_budget = next(point for point in curve if point.budget.minor == 400)
    assert at_budget.people <= best_portfolio(cells, people, Money(400, "EUR")).reach.people + 1e-6


def test_the_next_thousand_people_cost_what_the_curve_says() -> None:
    points = [
        CurvePoint(Money(cost, "EUR"), people, Money(cost, "EUR"), 1) for cost, people in ((100, 500), (300, 2_500))
    ]
    assert next_thousand(points, Money(100, "EUR")) == Money(100, "EUR")
    assert next_thousand(points, Money(300, "EUR")) is None
