"""Numbers that stand for many."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core import statistics as stats

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def test_five_of_twenty_lies_between_11_and_47_per_cent() -> None:
    share = stats.wilson(5, 20)
    assert share is not None
    assert (share.value, round(share.low, 3), round(share.high, 3), share.sample) == (0.25, 0.112, 0.469, 20)


def test_a_share_of_nothing_is_undefined() -> None:
    assert stats.wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (1, 0), (0, -3)])
def test_an_impossible_share_is_refused(successes: int, trials: int) -> None:
    if (successes, trials) == (0, -3):
        assert stats.wilson(0, 0) is None
        return
    with pytest.raises(ValueError, match="Successes"):
        stats.wilson(successes, trials)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_its_share_and_stays_within_0_and_1(pair: tuple[int, int]) -> None:
    share = stats.wilson(*pair, level=0.9)
    assert share is not None
    assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.parametrize(("level", "z"), [(0.8, stats.Z80), (0.9, stats.Z90), (0.95, stats.Z95), (0.99, stats.Z99)])
def test_the_named_quantiles_are_the_exact_ones(level: float, z: float) -> None:
    assert stats.two_sided_quantile(level) == pytest.approx(z, abs=1e-12)


@pytest.mark.parametrize("level", [0, 1, -0.1])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        stats.two_sided_quantile(level)


def test_median_and_mad_by_hand() -> None:
    assert stats.median_and_mad([1, 2, 3, 4, 100]) == (3.0, 1.0)
    assert stats.median_and_mad([]) is None


def test_a_robust_z_counts_scaled_deviations() -> None:
    assert stats.robust_z(6, [1, 2, 3, 4, 100]) == pytest.approx(3 / 1.482602218505602)
    assert stats.robust_z(6, [2, 2, 2]) is None
    assert stats.robust_z(6, []) is None


def test_the_trimmed_mean_drops_one_of_ten_at_each_end() -> None:
    assert stats.trimmed_mean([0, 1, 1, 1, 1, 1, 1, 1, 1, 1000]) == 1.0
    assert stats.trimmed_mean([0, 10]) == 5.0
    assert stats.trimmed_mean([]) is None
    with pytest.raises(ValueError, match="trimmed"):
        stats.trimmed_mean([1], 0.5)


@given(st.lists(values, min_size=1, max_size=6))
def test_trimmed_means_of_rows_equal_those_of_lists(rows: list[list[float]]) -> None:
    table = np.full((len(rows) + 1, 40), np.nan)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    found = stats.trimmed_means(table)
    assert math.isnan(found[-1])
    assert found[:-1] == pytest.approx([stats.trimmed_mean(row) for row in rows], rel=1e-9, abs=1e-6)


def test_a_percentile_is_the_share_strictly_below() -> None:
    assert stats.percentile_among(3, [1, 2, 3, 4]) == 0.5
    assert stats.percentile_among(3, []) is None


def test_shrinking_by_hand() -> None:
    # prior sd 1, noise 1, one reading: half and half; the posterior sd is 1/sqrt(2).
    found = stats.shrink(4.0, 1, 1.0, 0.0, 1.0)
    assert (float(found.mean), float(found.weight)) == (2.0, 0.5)
    assert float(found.sd) == pytest.approx(math.sqrt(0.5))


def test_without_readings_the_prior_stands_alone() -> None:
    found = stats.shrink(np.array([np.nan]), np.array([0]), 0.7, 2.0, 0.6)
    assert (found.mean[0], found.weight[0], found.sd[0]) == (2.0, 0.0, pytest.approx(0.6))


def test_shrinking_needs_spreads_above_0() -> None:
    with pytest.raises(ValueError, match="above 0"):
        stats.shrink(1.0, 1, 0.0, 0.0, 1.0)


@given(st.floats(-50, 50), st.integers(0, 60), st.floats(-50, 50))
def test_a_shrunk_mean_lies_between_reading_and_prior(mean: float, count: int, prior: float) -> None:
    found = stats.shrink(mean, count, 0.7, prior, 0.6)
    assert min(mean, prior) - 1e-9 <= float(found.mean) <= max(mean, prior) + 1e-9
    assert float(found.sd) <= 0.6 + 1e-12


def test_an_estimate_scales_as_a_whole() -> None:
    assert stats.Estimate(0.1, 0.08, 0.12, 0.9, 12).scaled(1_000) == stats.Estimate(100.0, 80.0, 120.0, 0.9, 12)
