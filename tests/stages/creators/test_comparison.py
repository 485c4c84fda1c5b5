"""Which of a few profiles is highest, and which differences are more than chance."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.statistics import Estimate
from sweetspot.stages.creators.formulas.comparison import Standing, standings


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 0.90, 12)


def test_the_highest_the_lower_and_those_that_chance_could_tell_apart() -> None:
    found = standings([estimate(0.04, 0.03, 0.05), None, estimate(0.02, 0.01, 0.025), estimate(0.03, 0.02, 0.04)])
    assert found == [Standing(1.0, True, False), None, Standing(0.5, False, False), Standing(0.75, False, True)]


def test_one_alone_stands_nowhere_and_nothing_is_a_share_of_zero() -> None:
    assert standings([estimate(1, 0, 2), None]) == [None, None]
    assert standings([estimate(0, 0, 0), estimate(0, 0, 0)]) == [
        Standing(None, True, False),
        Standing(None, False, True),
    ]


@given(
    st.lists(st.floats(0.001, 1).map(lambda value: estimate(value, value * 0.8, value * 1.2)), min_size=2, max_size=6)
)
def test_exactly_one_is_the_highest_and_no_share_is_above_one(estimates: list[Estimate]) -> None:
    found = [one for one in standings(estimates) if one]
    assert sum(one.highest for one in found) == 1
    assert all(one.share is not None and 0 < one.share <= 1 for one in found)
