"""How likely is it that nobody stands behind a follower account?"""

from __future__ import annotations

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas.accounts import EVIDENCE, GROUPS, Accounts, evidence, key
from sweetspot.stages.audiences.formulas.rates import RATES
from sweetspot.stages.audiences.formulas.weights import INTERCEPT, NEUTRAL, WEIGHTS

#: The lift for each set of known groups, by the number whose bits they are.
_LIFTS = np.array([RATES[key([name for at, name in enumerate(GROUPS) if bits >> at & 1])][0] for bits in range(64)])


def log_odds(accounts: Accounts) -> Floats:
    """Log odds that each account was bought or is automated, if as many were as were not; shape (n,).

    A logistic score of `evidence`. What is not known counts as its usual value (the mean over both kinds), and a lift
    moves the middle of the score to where it lies for what is known; an account of which nothing is known gets NaN.
    Fewer followers, fewer posts, more following, no picture, an emptier biography and more digits never lower it.
    """
    pieces = evidence(accounts)
    unknown = np.isnan(pieces)
    known = sum(~np.isnan(getattr(accounts, name)) * (1 << at) for at, name in enumerate(GROUPS))
    scored = INTERCEPT + np.where(unknown, NEUTRAL, pieces) @ np.array(WEIGHTS) + _LIFTS[known]
    return np.where(known == 0, np.nan, scored)


def chances(odds: Floats, prevalence: float = 0.5) -> Floats:
    """Log odds from `log_odds` as chances (0..1) where that share of all accounts was bought; 0 < prevalence < 1."""
    if not 0 < prevalence < 1:
        raise ValueError("A prevalence lies between 0 and 1.")
    return np.asarray(1 / (1 + np.exp(-(odds + np.log(prevalence / (1 - prevalence))))))


def reasons(accounts: Accounts, place: int, count: int = 3) -> list[tuple[str, float]]:
    """What raised the odds of one account most: (what it is, log odds it added beyond the usual), largest first."""
    pieces = evidence(accounts.take(np.array([place])))[0]
    added = np.where(np.isnan(pieces), 0.0, (pieces - np.array(NEUTRAL)) * np.array(WEIGHTS))
    best = [at for at in np.argsort(-added)[:count] if added[at] > 0]
    return [(EVIDENCE[at][0], float(added[at])) for at in best]
