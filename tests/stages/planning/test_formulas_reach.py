"""Different people worked by hand, and what holds for every audience."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.planning.formulas.reach import Cell, reach_fraction, sainsbury, unique_reach

fractions = st.floats(0, 1, allow_nan=False)


def test_three_independent_creators_reach_what_sainsbury_says() -> None:
    assert sainsbury([0.2, 0.1, 0.05]) == pytest.approx(0.316, abs=1e-12)
    assert sainsbury([]) == 0


def test_the_bounds_are_the_largest_and_the_sum() -> None:
    found = unique_reach([Cell("all", 1000)], [{"all": 0.2}, {"all": 0.1}, {"all": 0.05}])
    assert (round(found.people, 9), round(found.low, 9), round(found.high, 9)) == (316, 200, 350)
    assert found.creators == 3


def test_cells_count_by_their_value_and_nobody_reaches_nobody() -> None:
    cells = [Cell("es", 1000, 2.0), Cell("fr", 500, 0.0)]
    assert unique_reach(cells, [{"es": 0.5, "fr": 1.0, "it": 1.0}]).people == 1000
    empty = unique_reach(cells, [])
    assert (empty.people, empty.low, empty.high, empty.creators) == (0, 0, 0, 0)


def test_ten_thousand_followers_of_whom_a_quarter_live_in_a_town() -> None:
    """10,000 x 0.9 authentic x 0.3 reached x 0.25 in the cell = 675 of 27,000 people."""
    assert reach_fraction(10_000, 0.9, 0.3, 0.25, 27_000) == pytest.approx(0.025)
    assert reach_fraction(10_000, 0.9, 0.3, 0.25, 100) == 1
    assert reach_fraction(10_000, 0.9, 0.3, 0.25, 0) == 0


@pytest.mark.parametrize("wrong", [[-0.1], [1.1], [0.5, float("inf")]])
def test_a_fraction_beyond_the_whole_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        sainsbury(wrong)


def test_a_cell_of_fewer_than_no_people_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Cell("es", -1)


@given(st.lists(fractions, max_size=12), fractions)
def test_reach_lies_within_its_bounds_and_grows(rates: list[float], more: float) -> None:
    found = unique_reach([Cell("all", 1000)], [{"all": rate} for rate in rates])
    assert found.low - 1e-6 <= found.people <= found.high + 1e-6
    assert found.people == pytest.approx(1000 * sainsbury(rates))
    assert sainsbury([*rates, more]) >= sainsbury(rates) - 1e-12
