"""How penalties add up to a score."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sweetspot.stages.vetting.formulas import (
    DEFAULT_NORMS,
    FROM_POSTS,
    FROM_READINGS,
    RULES,
    VERSIONS,
    Norm,
    Norms,
    Signal,
    Tail,
    assess,
    fit_norms,
)
from sweetspot.stages.vetting.formulas.norms import FARTHEST
from sweetspot.stages.vetting.formulas.risk import combined, judged

usual = {signal: np.array([norm.at(np.array([1_000.0]))[0]]) for signal, norm in DEFAULT_NORMS.by_signal.items()}
COUNT = len(Signal)
FOLLOWERS = np.array([1_000.0])


def test_a_profile_like_all_others_loses_nothing() -> None:
    found = assess(usual, FOLLOWERS, DEFAULT_NORMS)
    assert (found.score[0], found.risk[0], found.coverage[0]) == (100.0, 0.0, 1.0)


def test_the_strongest_penalty_counts_whole_and_the_next_half() -> None:
    penalty = np.zeros((COUNT, 1))
    penalty[:2, 0] = 0.2, 0.4
    found = combined(penalty, np.zeros((COUNT, 1)), np.ones(1))
    assert found.risk[0] == pytest.approx(1 - (1 - 0.4) * (1 - 0.1))
    assert found.score[0] == 54.0
    assert found.points[:, 0].tolist() == pytest.approx([6.0, 40.0, *[0] * (COUNT - 2)])


def test_a_penalty_by_hand() -> None:
    tail = Tail(0.25, 0.16)
    assert tail.penalty(np.array([0.25, 2.75, 99.0, np.nan])).tolist() == pytest.approx([0.0, 0.4**1.5, 1.0, 0.0])
    assert Tail(1.0, 1.0, 0.3).penalty(np.array([5.0]))[0] == 0.3


def test_one_extreme_signal_is_enough_for_the_lowest_score() -> None:
    z = np.zeros((COUNT, 1))
    z[0] = -30
    assert judged(z).score[0] == 1.0


def test_high_engagement_costs_nothing() -> None:
    z = np.zeros((COUNT, 1))
    z[0] = 30
    assert judged(z).score[0] == 100.0


def test_below_half_coverage_there_is_no_score() -> None:
    z = np.zeros((COUNT, 1))
    z[1:] = np.nan
    z[2] = 0
    found = judged(z)
    assert found.coverage[0] == pytest.approx(0.45 / 1.5)
    assert np.isnan(found.score[0])


def test_what_the_posts_say_is_two_thirds_of_what_can_be_known() -> None:
    assert list(RULES) == list(Signal)
    shares = {signal: rule.share for signal, rule in RULES.items()}
    assert sum(shares[signal] for signal in FROM_POSTS) == pytest.approx(1.0)
    assert sum(shares.values()) == pytest.approx(1.5)


def test_a_version_of_the_rules_can_be_compared_with_the_one_before() -> None:
    z = np.full((COUNT, 1), 0.0)
    z[list(Signal).index(Signal.GROWTH)] = 14
    before, now = (judged(z, rules) for rules in VERSIONS.values())
    assert (before.score[0], now.score[0]) == (100.0, 10.0)
    z[[list(Signal).index(signal) for signal in FROM_READINGS]] = np.nan
    before, now = (judged(z, rules) for rules in VERSIONS.values())
    assert (before.coverage[0], now.coverage[0]) == (1.0, pytest.approx(1 / 1.5))
    assert before.score[0] == now.score[0] == 100.0


@given(arrays(float, (COUNT, 5), elements=st.floats(-12, 12)))
def test_points_lost_sum_to_the_risk_and_scores_stay_within_1_and_100(z: np.ndarray) -> None:
    found = judged(z)
    assert found.points.sum(axis=0) == pytest.approx(100 * found.risk)
    assert ((found.score >= 1) & (found.score <= 100)).all()


@given(arrays(float, COUNT, elements=st.floats(0, 1)), st.integers(0, COUNT - 1), st.floats(0, 1))
def test_a_larger_penalty_never_lowers_the_risk(penalty: np.ndarray, place: int, more: float) -> None:
    worse = penalty.copy()
    worse[place] = min(1.0, penalty[place] + more)
    before, after = (combined(p[:, None], np.zeros((COUNT, 1)), np.ones(1)).risk[0] for p in (penalty, worse))
    assert after >= before - 1e-12


def test_norms_of_fewer_than_thirty_profiles_stay_the_defaults() -> None:
    values = {signal: np.linspace(0, 1, 29) for signal in Signal}
    assert fit_norms(values, np.full(29, 1_000.0), "own").by_signal == DEFAULT_NORMS.by_signal


def test_norms_are_found_again_despite_a_tenth_of_unusual_profiles() -> None:
    chance = np.random.default_rng(3)
    followers = np.exp(chance.uniform(6, 13, 2_000))
    values = {signal: chance.standard_normal(2_000) for signal in Signal}
    values[Signal.ENGAGEMENT] = 0.5 - 0.3 * np.log(followers) + 0.4 * chance.standard_normal(2_000)
    values[Signal.ENGAGEMENT][:200] -= 3
    found = fit_norms(values, followers, "own").by_signal[Signal.ENGAGEMENT]
    assert (found.slope, found.scale, found.sample) == (
        pytest.approx(-0.3, abs=0.05),
        pytest.approx(0.45, abs=0.06),
        2_000,
    )


def test_thirty_own_profiles_weigh_as_much_as_the_default() -> None:
    values = {signal: np.full(30, -2.0) for signal in Signal}
    found = fit_norms(values, np.full(30, 500.0), "own").by_signal
    comments, rate = found[Signal.COMMENTS_PER_LIKE], found[Signal.ENGAGEMENT]
    assert (comments.centre, comments.scale) == (-3.0, pytest.approx(math.sqrt(0.80 * 0.05)))
    # All of one size say nothing of the slope: it is the default's, which expects 0.26 - 0.30 log(500) = -1.604 there.
    assert (rate.slope, rate.at(np.array([500.0]))[0]) == (-0.30, pytest.approx((-2.0 - 1.6044) / 2, abs=1e-4))


def test_ordinary_profiles_lie_further_apart_the_larger_they_are() -> None:
    width = DEFAULT_NORMS.by_signal[Signal.ENGAGEMENT].width(np.array([50, 500, 500 * math.e, 500 * math.e**4]))
    assert width == pytest.approx([0.40, 0.40, 0.45, 0.60])


def test_no_penalty_of_engagement_grows_beyond_the_distance_that_bounds_the_widening() -> None:
    for rules in VERSIONS.values():
        tail = rules[Signal.ENGAGEMENT].low
        assert tail
        assert tail.start + 1 / tail.slope <= FARTHEST


@given(st.integers(1, 10**9), st.floats(1, 1e6), st.floats(-15, 3), st.floats(-0.9, 0), st.floats(0.05, 2))
def test_more_followers_never_cost_less_however_fast_a_norm_widens(
    followers: int, times: float, rate: float, slope: float, scale: float
) -> None:
    norms = Norms({Signal.ENGAGEMENT: Norm(0.0, slope, scale, 30, (1 + slope) / FARTHEST)}, "own")
    sizes = np.array([followers, followers * times])
    z = norms.z(Signal.ENGAGEMENT, rate - np.log(sizes / followers), sizes)
    before, after = RULES[Signal.ENGAGEMENT].penalty(z)
    assert after >= before - 1e-9


@pytest.mark.parametrize(
    ("slope", "scale", "widening"), [(-1.0, 1.0, 0.0), (0.1, 1.0, 0.0), (0.0, 0.0, 0.0), (-0.2, 1.0, 0.11)]
)
def test_a_norm_that_could_reward_bought_followers_is_refused(slope: float, scale: float, widening: float) -> None:
    with pytest.raises(ValueError, match="norm"):
        Norm(0.0, slope, scale, 30, widening)
