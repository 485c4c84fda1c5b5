"""How far is a rate of few trials to be pulled towards that of the others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, digamma

from sweetspot.core.statistics import Floats


def james_stein(values: ArrayLike, variance: float) -> Floats:
    """At least four values of one known `variance`, each pulled towards their mean; shape as given.

    The pull is `(k - 3) variance / sum of squares`, never more than all of it. Raises ValueError below four values.
    Source: Efron and Morris 1975.
    """
    known = np.asarray(values, dtype=float)
    if len(known) < 4 or variance <= 0:
        raise ValueError("Four values with a variance above 0 are needed.")
    apart = known - known.mean()
    squares = float(np.sum(apart**2))
    pull = 1.0 if squares == 0 else min(1.0, (len(known) - 3) * variance / squares)
    return np.asarray(known.mean() + (1 - pull) * apart)


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """Rates of many subjects as a beta distribution: `alpha` successes and `beta` failures are believed beforehand."""

    alpha: float
    beta: float

    def rates(self, successes: ArrayLike, trials: ArrayLike) -> Floats:
        """Posterior mean rates, `(alpha + successes) / (alpha + beta + trials)`; without trials the prior stands."""
        counted = np.asarray(successes, dtype=float) + self.alpha
        return np.asarray(counted / (np.asarray(trials, dtype=float) + self.alpha + self.beta))


def beta_prior(successes: ArrayLike, trials: ArrayLike) -> BetaPrior:
    """The beta distribution under which these counts are likeliest (beta-binomial maximum likelihood).

    successes, trials: shape (n,), n >= 2, with 0 <= successes <= trials; subjects without trials say nothing. Raises
    ValueError otherwise. Where the rates differ by no more than chance the belief grows very large, as it should.
    """
    won, tried = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if len(won) < 2 or not np.any(tried > 0) or np.any(won < 0) or np.any(won > tried):
        raise ValueError("At least two subjects with 0 <= successes <= trials are needed.")
    share = float(np.clip(won.sum() / tried.sum(), 1e-6, 1 - 1e-6))

    def unlikely(place: Floats) -> tuple[float, Floats]:
        alpha, beta = np.exp(place)
        both = digamma(alpha + beta) - digamma(alpha + beta + tried)
        slope = [
            alpha * np.sum(digamma(alpha + won) - digamma(alpha) + both),
            beta * np.sum(digamma(beta + tried - won) - digamma(beta) + both),
        ]
        return float(np.sum(betaln(alpha, beta) - betaln(alpha + won, beta + tried - won))), -np.array(slope)

    # The likelihood is nearly flat along equal shares, so the slope is given and followed to the end.
    exact = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2_000}
    starts = [np.log([share * worth, (1 - share) * worth]) for worth in (2.0, 30.0, 500.0)]
    found = [
        minimize(unlikely, start, jac=True, method="L-BFGS-B", bounds=[(-12.0, 18.0)] * 2, options=exact)
        for start in starts
    ]
    best = min(found, key=lambda one: float(one.fun))
    alpha, beta = np.exp(best.x)
    return BetaPrior(float(alpha), float(beta))
