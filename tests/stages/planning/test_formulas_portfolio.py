"""Choosing for a budget: a plan worked by hand, lazy against plain, and distance from the true optimum."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.portfolio import Candidate, best_portfolio, best_single, reach_curve
from sweetspot.stages.planning.formulas.reach import Cell, unique_reach


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


CELLS = [Cell("es", 10_000), Cell("fr", 10_000)]
ANA = Candidate("1", "Ana", eur(100), {"es": 0.4})
EVA = Candidate("2", "Eva", eur(100), {"es": 0.3})
LEO = Candidate("3", "Leo", eur(100), {"fr": 0.2})


def names(candidates: list[Candidate], budget: int) -> list[str]:
    return [choice.candidate.name for choice in best_portfolio(CELLS, candidates, eur(budget)).choices]


def test_the_second_creator_is_the_one_who_adds_new_people() -> None:
    """Eva reaches 3,000 but only 1,800 beside Ana; Leo's 2,000 are all new."""
    plan = best_portfolio(CELLS, [EVA, LEO, ANA], eur(250))
    assert [(choice.candidate.name, round(choice.people_added)) for choice in plan.choices] == [
        ("Ana", 4000),
        ("Leo", 2000),
    ]
    assert [choice.reason for choice in plan.choices] == [
        "Reaches 4,000 people, the most to begin with.",
        "Adds 2,000 people that nobody before reaches.",
    ]
    assert (plan.cost, round(plan.reach.people)) == (eur(200), 6000)


def test_every_creator_says_whom_it_shares_people_with() -> None:
    plan = best_portfolio(CELLS, [ANA, EVA, LEO], eur(300))
    assert plan.choices[2].reason == "Adds 1,800 people not covered by Ana and 1 more."
    assert (plan.choices[2].people_alone, round(plan.choices[2].people_added)) == (3000, 1800)
    assert (round(plan.reach.low), round(plan.reach.people), round(plan.reach.high)) == (6000, 7800, 9000)


def test_people_alone_wins_where_cheapness_misleads() -> None:
    cheap = Candidate("1", "Cheap", eur(1), {"es": 0.01})
    large = Candidate("2", "Large", eur(100), {"es": 0.9})
    plan = best_portfolio(CELLS, [cheap, large], eur(100))
    assert ([choice.candidate.name for choice in plan.choices], plan.order) == (["Large"], "plain")
    assert best_single(CELLS, [cheap, large], eur(100)) == large


def test_locked_creators_come_whatever_they_add_and_excluded_ones_never() -> None:
    must = Candidate("4", "Mia", eur(100), {"es": 0.01}, locked=True)
    never = Candidate("1", "Ana", eur(100), {"es": 0.4}, excluded=True)
    plan = best_portfolio(CELLS, [never, EVA, must], eur(200))
    assert [choice.candidate.name for choice in plan.choices] == ["Eva", "Mia"]
    assert plan.choices[1].reason == "Must be in the plan; adds 70 people not covered by Eva."


def test_a_gift_costs_nothing_and_comes_first_by_ratio() -> None:
    gift = Candidate("9", "Gil", eur(0), {"es": 0.05})
    assert names([ANA, gift], 100) == ["Ana", "Gil"]


def test_nothing_to_choose_is_an_empty_plan() -> None:
    plan = best_portfolio(CELLS, [Candidate("1", "Far", eur(1), {"it": 0.5})], eur(100))
    assert (plan.choices, plan.cost, plan.reach.people) == ((), eur(0), 0)
    assert best_single(CELLS, [], eur(1)) is None
    assert best_single(CELLS, [Candidate("1", "Far", eur(1), {"it": 0.5})], eur(1)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        Candidate("1", "Ana", Money(1, "USD"), {}),
        Candidate("1", "Ana", eur(-1), {}),
        Candidate("1", "Ana", eur(1), {"es": 1.5}),
        Candidate("1", "Ana", eur(101), {}, locked=True),
    ],
)
def test_a_question_without_an_answer_is_refused(wrong: Candidate) -> None:
    with pytest.raises(Invalid):
        best_portfolio(CELLS, [wrong], eur(100))


def test_the_reach_curve_never_falls_and_skips_budgets_below_the_locked() -> None:
    must = Candidate("3", "Leo", eur(100), {"fr": 0.2}, locked=True)
    points = reach_curve(CELLS, [ANA, EVA, must], [eur(300), eur(50), eur(100), eur(200)])
    assert [(point.budget.minor, round(point.people), point.creators) for point in points] == [
        (100, 2000, 1),
        (200, 6000, 2),
        (300, 7800, 3),
    ]


candidate = st.builds(
    lambda cost, reach: (cost, reach),
    st.integers(0, 50),
    st.dictionaries(st.sampled_from("abcde"), st.floats(0, 1), max_size=5),
)


@settings(deadline=None)
@given(st.lists(candidate, max_size=9), st.integers(0, 150), st.randoms(use_true_random=False))
def test_lazy_is_plain_and_no_plan_is_above_its_budget(
    drawn: list[tuple[int, dict[str, float]]], budget: int, order: random.Random
) -> None:
    cells = [Cell(name, 1000 + 7 * place) for place, name in enumerate("abcde")]
    crowd = [Candidate(f"{place:03}", f"C{place}", eur(cost), reach) for place, (cost, reach) in enumerate(drawn)]
    plan = best_portfolio(cells, crowd, eur(budget))
    shuffled = list(crowd)
    order.shuffle(shuffled)
    eager = best_portfolio(cells, shuffled, eur(budget), lazy=False)
    assert (eager.choices, eager.cost, eager.reach, eager.order) == (plan.choices, plan.cost, plan.reach, plan.order)
    assert plan.cost <= eur(budget)
    assert sum(choice.people_added for choice in plan.choices) == pytest.approx(plan.reach.people)
    added = [choice.people_added for choice in plan.choices]
    assert added == sorted(added, reverse=True)
    people = [point.people for point in reach_curve(cells, crowd, [eur(budget), eur(2 * budget), eur(3 * budget)])]
    assert people == sorted(people)
    best = max(
        unique_reach(cells, [item.reach for item in group]).people
        for size in range(len(crowd) + 1)
        for group in itertools.combinations(crowd, size)
        if sum(item.cost.minor for item in group) <= budget
    )
    assert plan.reach.people >= 0.316 * best - 1e-6


def test_lazy_choice_of_two_thousand_creators_computes_few_gains() -> None:
    rng = np.random.default_rng(7)
    cells = [Cell(str(index), float(people)) for index, people in enumerate(rng.integers(1000, 90_000, 500))]
    crowd = []
    for place in range(2000):
        where = rng.choice(500, size=40, replace=False)
        reach = {str(cell): float(rate) for cell, rate in zip(where, rng.beta(1, 30, 40), strict=True)}
        crowd.append(Candidate(f"{place:04}", f"C{place}", eur(int(rng.integers(50, 2000)) * 100), reach))
    plan = best_portfolio(cells, crowd, eur(5_000_000))
    assert plan.evaluations < 2000 * len(plan.choices) / 5


def test_more_candidates_never_make_a_plan_much_worse() -> None:
    """Forty crowds of 300 creators with prices by size, all of them against the smaller or the larger half."""
    shares = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        followers = np.exp(rng.uniform(np.log(1_000), np.log(2_000_000), 300))
        cells = [Cell(str(place), 4_000_000.0) for place in range(12)]
        crowd = [
            Candidate(
                f"{place:03}", f"C{place}", eur(max(1, int(size * rng.lognormal(0, 0.5)))),
                {str(rng.integers(12)): float(min(1, 5 * size**0.8 / 4_000_000))},
            )
            for place, size in enumerate(followers)
        ]  # fmt: skip
        budget = eur(int(np.exp(rng.uniform(np.log(20_000), np.log(5_000_000)))))
        whole = best_portfolio(cells, crowd, budget).reach.people
        for half in (followers < np.median(followers), followers >= np.median(followers)):
            some = [one for one, within in zip(crowd, half, strict=True) if within]
            shares.append(whole / max(1.0, best_portfolio(cells, some, budget).reach.people))
    print(f"least {min(shares):.4f} of the plan over a part")
    assert min(shares) >= 0.99


def test_plans_come_within_a_few_per_cent_of_the_true_optimum() -> None:
    """Twelve random crowds of 30 creators and 300 people in five circles, against an exact integer programme."""
    shares = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        circle, home = rng.integers(0, 5, 300), rng.integers(0, 5, 30)
        size = rng.lognormal(0, 0.6, 30)[:, None] * 0.08
        reached = rng.random((30, 300)) < np.clip(np.where(home[:, None] == circle, 3 * size, 0.4 * size), 0, 0.9)
        costs = np.maximum(1, reached.sum(1) * rng.lognormal(0, 0.4, 30) * 10).astype(int)
        budget = int(costs.sum() * 0.15)
        crowd = [
            Candidate(f"{place:02}", f"C{place}", eur(int(cost)), {str(who): 1.0 for who in np.flatnonzero(row)})
            for place, (cost, row) in enumerate(zip(costs, reached, strict=True))
        ]
        plan = best_portfolio([Cell(str(who), 1.0) for who in range(300)], crowd, eur(budget))
        covers = LinearConstraint(np.hstack([-reached.T.astype(float), np.eye(300)]), -np.inf, 0)
        affordable = LinearConstraint(np.r_[costs, np.zeros(300)][None], -np.inf, budget)
        exact = milp(
            np.r_[np.zeros(30), -np.ones(300)],
            constraints=[covers, affordable],
            integrality=np.r_[np.ones(30), np.zeros(300)],
            bounds=Bounds(0, 1),
        )
        shares.append(plan.reach.people / -exact.fun)
    print(f"mean {np.mean(shares):.3f}, least {min(shares):.3f} of the optimum")
    assert np.mean(shares) >= 0.985
    assert min(shares) >= 0.95
