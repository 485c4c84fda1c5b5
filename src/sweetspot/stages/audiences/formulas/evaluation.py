"""How well do scores and flags agree with what is known of the accounts?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from sweetspot.core.statistics import Floats


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares (0..1) over `accounts` whose kind is known; None where there is nothing to divide by.

    `precision`: of the flagged, bought; `recall`: of the bought, flagged; `f1`: their harmonic mean; `auc`: the chance
    that a bought account scores higher than a genuine one, ties half; `brier`: the mean squared error of the scores.
    """

    accounts: int
    bought: int
    accuracy: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    auc: float | None
    brier: float | None


def agreement(scores: Floats, flagged: NDArray[np.bool_], bought: Floats) -> Agreement:
    """Compare scores and flags with `bought` (1, 0, or NaN where not known); shapes (n,). NaN scores are left out."""
    known = ~np.isnan(bought) & ~np.isnan(scores)
    truth, passed, told = bought[known] == 1, flagged[known], scores[known]
    both, either = int(np.sum(truth & passed)), int(np.sum(truth)) + int(np.sum(passed))
    return Agreement(
        len(truth), int(np.sum(truth)), _over(int(np.sum(truth == passed)), len(truth)),
        _over(both, int(np.sum(passed))), _over(both, int(np.sum(truth))), _over(2 * both, either),
        area(told, truth), float(np.mean((told - truth) ** 2)) if len(truth) else None,
    )  # fmt: skip


def _over(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def area(scores: Floats, truth: NDArray[np.bool_]) -> float | None:
    """The area under the ROC curve, by ranks (Mann & Whitney 1947); None where one of the kinds is missing."""
    ones = int(np.sum(truth))
    others = len(truth) - ones
    if not ones or not others:
        return None
    return float((rankdata(scores)[truth].sum() - ones * (ones + 1) / 2) / (ones * others))
