"""The five rules on hand-worked journeys, and what holds for every journey."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.attribution.formulas.rules import RULES, WHOLE, credits, time_decay, weights

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def days_ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("last", [0, 0, WHOLE]),
        ("first", [WHOLE, 0, 0]),
        ("linear", [333_333_334, 333_333_333, 333_333_333]),
        ("time_decay", [142_857_143, 285_714_286, 571_428_571]),
        ("position", [400_000_000, 200_000_000, 400_000_000]),
    ],
)
def test_three_touches_a_week_apart_get_the_published_weights(rule: str, expected: list[int]) -> None:
    assert weights(rule, days_ago(14, 7, 0)) == expected


def test_the_position_rule_shares_its_middle_fifth() -> None:
    assert weights("position", days_ago(4, 3, 2, 1)) == [400_000_000, 100_000_000, 100_000_000, 400_000_000]
    assert weights("position", days_ago(2, 1)) == [WHOLE // 2, WHOLE // 2]
    assert weights("position", days_ago(1)) == [WHOLE]


def test_time_decay_does_not_depend_on_the_age_of_the_order() -> None:
    old = [time - timedelta(days=4000) for time in days_ago(14, 7, 0)]
    assert time_decay(old) == time_decay(days_ago(14, 7, 0))


@pytest.mark.parametrize("rule", RULES)
def test_no_touch_earns_nothing(rule: str) -> None:
    assert weights(rule, []) == []
    assert credits(Money(1000, "EUR"), []) == []


def test_a_rule_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="is not an attribution rule"):
        weights("best", days_ago(1))


def test_times_that_do_not_ascend_are_refused() -> None:
    with pytest.raises(ValueError, match="ascend"):
        weights("last", days_ago(1, 2))


def test_ten_euros_split_three_ways_lose_no_cent() -> None:
    parts = credits(Money(1000, "EUR"), weights("linear", days_ago(3, 2, 1)))
    assert parts == [Money(334, "EUR"), Money(333, "EUR"), Money(333, "EUR")]


@given(
    st.sampled_from(sorted(RULES)),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40),
    st.integers(0, 10**13),
)
def test_weights_and_credits_always_sum_to_the_whole(rule: str, ages: list[int], minor: int) -> None:
    times = [NOW - timedelta(seconds=age) for age in sorted(ages, reverse=True)]
    parts = weights(rule, times)
    assert sum(parts) == WHOLE
    assert min(parts) >= 0
    assert sum(part.minor for part in credits(Money(minor, "EUR"), parts)) == minor
