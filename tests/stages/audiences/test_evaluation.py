"""Scores and flags against what is known."""

import numpy as np
import pytest

from sweetspot.stages.audiences.formulas import agreement, area


def test_the_figures_by_hand() -> None:
    scores = np.array([0.9, 0.8, 0.6, 0.2, 0.1])
    found = agreement(scores, scores >= 0.5, np.array([1.0, 1.0, 0.0, 1.0, 0.0]))
    assert (found.accounts, found.bought) == (5, 3)
    assert (found.accuracy, found.precision, found.recall, found.f1) == pytest.approx((3 / 5, 2 / 3, 2 / 3, 2 / 3))
    assert found.auc == pytest.approx(5 / 6)
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.36 + 0.64 + 0.01) / 5)


def test_ties_count_half() -> None:
    assert area(np.array([0.5, 0.5]), np.array([True, False])) == 0.5


def test_nothing_to_divide_by_is_not_known() -> None:
    nothing = agreement(np.array([0.1]), np.array([False]), np.array([0.0]))
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.auc, nothing.accuracy) == (None, None, None, None, 1)
    assert agreement(np.array([]), np.array([], dtype=bool), np.array([])).accuracy is None


def test_accounts_whose_kind_or_score_is_not_known_are_left_out() -> None:
    found = agreement(np.array([0.9, 0.1, np.nan]), np.array([True, False, False]), np.array([1.0, np.nan, 1.0]))
    assert (found.accounts, found.accuracy) == (1, 1.0)
