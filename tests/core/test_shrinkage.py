"""Eighteen batters of 1970 after 45 at-bats each, and the rest of their season (Efron and Morris 1975)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.core.shrinkage import BetaPrior, beta_prior, james_stein

HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
AT_BATS = 45
EARLY = HITS / AT_BATS
REST = np.array(
    [.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .286, .316, .200]
)  # fmt: skip


def error(found: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(np.sum((found - REST) ** 2))


def test_james_stein_halves_the_batters_error_twice_over() -> None:
    mean = EARLY.mean()
    pulled = james_stein(EARLY, mean * (1 - mean) / AT_BATS)
    assert error(EARLY) == pytest.approx(0.0755, rel=0.01)
    assert error(pulled) == pytest.approx(0.0214, rel=0.01)
    assert error(pulled) / error(EARLY) == pytest.approx(0.283, rel=0.01)
    assert pulled[0] == pytest.approx(0.294, abs=0.0005)  # Clemente


def test_the_same_on_the_arcsine_scale() -> None:
    def scaled(share: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.sqrt(AT_BATS) * np.arcsin(2 * share - 1)

    plain, rest = scaled(EARLY), scaled(REST)
    pulled = james_stein(plain, 1.0)
    assert np.sum((plain - rest) ** 2) == pytest.approx(17.62, rel=0.01)
    assert np.sum((pulled - rest) ** 2) == pytest.approx(5.02, rel=0.01)


def test_beta_binomial_on_the_same_batters() -> None:
    prior = beta_prior(HITS, np.full(18, AT_BATS))
    assert (prior.alpha, prior.beta) == pytest.approx((210.56, 582.71), rel=0.01)
    assert error(prior.rates(HITS, AT_BATS)) == pytest.approx(0.02286, rel=0.01)


def test_without_trials_the_prior_stands_and_many_trials_speak_for_themselves() -> None:
    prior = BetaPrior(2.0, 8.0)
    assert prior.rates([0, 500], [0, 1_000]).tolist() == pytest.approx([0.2, 0.497], abs=0.001)


def test_equal_values_stay_where_they_are() -> None:
    assert james_stein([0.2] * 5, 0.01).tolist() == pytest.approx([0.2] * 5)


def test_a_known_prior_is_found_again() -> None:
    chance = np.random.default_rng(3)
    tried = chance.integers(50, 400, 4_000)
    prior = beta_prior(chance.binomial(tried, chance.beta(6, 30, 4_000)), tried)
    assert (prior.alpha, prior.beta) == pytest.approx((6, 30), rel=0.06)


@pytest.mark.parametrize(("won", "tried"), [([1], [2]), ([3, 1], [2, 2]), ([-1, 1], [2, 2]), ([0, 0], [0, 0])])
def test_counts_that_cannot_be_are_refused(won: list[int], tried: list[int]) -> None:
    with pytest.raises(ValueError, match="At least two subjects"):
        beta_prior(won, tried)


def test_three_values_are_too_few_for_a_common_pull() -> None:
    with pytest.raises(ValueError, match="Four values"):
        james_stein([1, 2, 3], 1.0)


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=4, max_size=30), st.floats(0.001, 50))
def test_pulled_values_lie_between_their_own_and_the_mean(values: list[float], variance: float) -> None:
    pulled, mean = james_stein(values, variance), float(np.mean(values))
    for own, found in zip(values, pulled, strict=True):
        low, high = sorted((own, mean))
        assert low - 1e-9 <= found <= high + 1e-9
