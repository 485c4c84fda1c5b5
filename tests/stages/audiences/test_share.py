"""How many of a sample's accounts were bought, and where the cut lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.audiences.formulas import (
    GROUPS,
    Rates,
    corrected,
    corrected_interval,
    expected_share,
    judge,
    rates_for,
)

POOLED = Rates(0.81, 0.81, 0.81, 0.025, 0.025, 0.025)
EVERYTHING = np.full(len(GROUPS), 10_000)


def test_the_worked_example_of_rogan_and_gladen() -> None:
    assert corrected(0.30, 0.81, 0.025) == pytest.approx(0.350, abs=5e-4)


def test_fewer_flagged_than_false_alarms_alone_means_none() -> None:
    assert corrected(0.01, 0.81, 0.025) == 0.0
    assert corrected(0.99, 0.81, 0.025) == 1.0
    with pytest.raises(ValueError, match="more frequent"):
        corrected(0.3, 0.2, 0.2)


def test_the_interval_is_wilsons_mapped_by_the_rates() -> None:
    found = corrected_interval(120, 400, POOLED)
    assert found is not None
    # Wilson, 95 %: 120 of 400 is .30 (.2571 to .3466).
    assert (found.value, found.low, found.high) == pytest.approx((0.3503, 0.2957, 0.4096), abs=5e-4)
    assert corrected_interval(0, 0, POOLED) is None


def test_rates_that_moved_between_collections_widen_the_interval() -> None:
    moved = Rates(0.81, 0.75, 0.90, 0.025, 0.01, 0.05)
    narrow, wide = corrected_interval(120, 400, POOLED), corrected_interval(120, 400, moved)
    assert narrow is not None
    assert wide is not None
    assert wide.low < narrow.low
    assert wide.high > narrow.high


def test_expectation_finds_the_share_where_the_score_is_calibrated() -> None:
    chance = np.random.default_rng(3)
    for share in (0.05, 0.3, 0.9):
        bought = chance.random(20_000) < share
        odds = chance.normal(np.where(bought, 2.0, -2.0), 2.0)  # log odds of two normals with equal spread
        assert expected_share(odds) == pytest.approx(share, abs=0.02)
    assert expected_share(np.array([])) is None


def sample(share: float, size: int = 1_000) -> np.ndarray:
    """Log odds of a sample that the score passes as often as the rates say."""
    rates = rates_for(EVERYTHING, 10_000)
    passed = round(size * (share * rates.hit + (1 - share) * rates.alarm))
    return np.where(np.arange(size) < passed, 3.0, -3.0)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_the_share_follows_from_how_many_pass_one_half(share: float) -> None:
    judged = judge(sample(share), EVERYTHING)
    assert judged.share is not None
    assert judged.share.value == pytest.approx(share, abs=0.002)
    assert judged.share.low <= share <= judged.share.high
    assert judged.reason == ""


def test_where_few_were_bought_it_takes_more_evidence_to_flag_one() -> None:
    doubtful = 1.0
    few, many = (judge(np.append(sample(share), doubtful), EVERYTHING) for share in (0.05, 0.5))
    assert (bool(few.flagged[-1]), bool(many.flagged[-1])) == (False, True)


def test_doubt_about_the_share_counts_for_the_accounts() -> None:
    odds = np.append(sample(0.5), 0.3)
    judged = judge(odds, EVERYTHING)
    assert judged.share is not None
    # Scored at the share of one half, flagged only from log((1 - low) / low) on, and low is .41 here.
    assert judged.scores[-1] == pytest.approx(1 / (1 + np.exp(-0.3)), abs=0.01)
    assert np.log(1 / judged.share.low - 1) > 0.3
    assert not judged.flagged[-1]


def test_extreme_shares_move_the_cut_only_so_far() -> None:
    none = judge(np.full(1_000, -3.0), EVERYTHING)
    assert none.share is not None
    assert none.share.value == 0.0
    assert none.scores[0] == pytest.approx(1 / (1 + np.exp(3 - np.log(0.10 / 0.90))))


def test_a_small_sample_has_no_share_and_an_unmoved_cut() -> None:
    judged = judge(sample(0.5)[:99], EVERYTHING)
    assert judged.share is None
    assert judged.reason == "Not enough data: 99 accounts, and a share needs 100."
    assert judged.scores[0] == pytest.approx(1 / (1 + np.exp(-3)))


def test_columns_that_do_not_tell_give_no_share() -> None:
    known = np.array([0, 0, 0, 10_000, 0, 0])  # only whether there is a picture
    judged = judge(sample(0.5), known)
    assert judged.share is None
    assert "do not tell accounts apart" in judged.reason


def test_accounts_of_which_nothing_is_known_are_in_no_share() -> None:
    odds = sample(0.3)
    judged = judge(np.append(odds, np.nan), EVERYTHING)
    assert judged.share is not None
    assert judged.share.sample == len(odds)
    assert not judged.flagged[-1]


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_flagged_never_means_fewer_bought(one: int, other: int) -> None:
    rates = rates_for(EVERYTHING, 10_000)
    less, more = (corrected_interval(count, 400, rates) for count in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert (less.low, less.value, less.high) <= (more.low, more.value, more.high)
    assert 0 <= less.low <= less.value <= less.high <= 1
