"""Where do the weights of the follower score come from? Prints `audiences/formulas/weights.py` and `rates.py` anew.

Logistic regression on the hand-labelled followers that SRF Data published (CC BY-SA 4.0), both classes counted
alike, pulled towards weights set by hand from the points rule, no weight on the wrong side of zero. What SRF's file
does not hold (biography, verified, link) keeps the weight set by hand. The other collections are for judging, and for
the rates: how often the score hits and errs, and where its middle lies, for each set of columns a file may have.

Run: python -m benchmarks.train_followers
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from benchmarks.follower_sets import FILES, SHARED, collection, without
from scipy.optimize import minimize

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas.accounts import EVIDENCE, GROUPS, evidence, key

#: Log odds for a full piece of evidence, set by hand: a point of the points rule is about 1.3.
BY_HAND = np.array([3, 1.5, 1, 0.5, 1, 2.5, 1, 1.5, 1, 1, 1.2, 1, 2, 1.5, -2.5, -1]) * 1.3
#: How far the data may pull a weight (standard deviation), and how many accounts they count for.
PULL, WORTH = 0.6, 200
#: The usual value of what SRF's file does not hold, for a genuine and a bought account alike.
UNSEEN = {6: 0.5, 14: 0.0, 15: 0.1}


def trained(pieces: Floats, bought: Floats) -> tuple[float, Floats, Floats]:
    """(intercept, weights, usual values): the most likely ones under the hand-set prior."""
    share = np.where(bought == 1, 0.5 / np.sum(bought == 1), 0.5 / np.sum(bought == 0))
    seen = ~np.isnan(pieces)
    usual = np.array(
        [UNSEEN[at] if at in UNSEEN else np.average(pieces[seen[:, at], at], weights=share[seen[:, at]])
         for at in range(len(EVIDENCE))]
    )  # fmt: skip
    filled = np.where(seen, pieces, usual)

    def loss(both: Floats) -> tuple[float, Floats]:
        odds, away = filled @ both[1:] + both[0], (both[1:] - BY_HAND) / PULL
        wrong = WORTH * share * (1 / (1 + np.exp(-odds)) - bought)
        value = WORTH * np.sum(share * (np.logaddexp(0, odds) - bought * odds)) + np.sum(away**2) / 2
        return float(value), np.concatenate([[wrong.sum()], filled.T @ wrong + away / PULL])

    signs = [(None, None)] + [(0, None) if weight > 0 else (None, 0) for weight in BY_HAND]
    best = minimize(loss, np.concatenate([[-5], BY_HAND]), jac=True, method="L-BFGS-B", bounds=signs).x
    return round(float(best[0]), 3), best[1:].round(3), usual.round(3)


def rates(intercept: float, weights: Floats, usual: Floats) -> dict[str, list[float]]:
    """For each set of known columns: the lift, hits (mean, least, most) and false alarms (mean, least, most).

    The lift is added to the odds so that the mean, over the collections, of hits less false alarms is largest at 0.
    """
    sets = [collection(name) for name in FILES]
    found = {}
    for count in range(len(GROUPS) + 1):
        for known in combinations(GROUPS, count):
            odds = []
            for accounts, bought in sets:
                pieces = evidence(without(accounts, set(GROUPS) - set(known)))
                odds.append((intercept + np.where(np.isnan(pieces), usual, pieces) @ weights, bought))
            lifts = np.arange(-6, 6.01, 0.1) if known else np.zeros(1)
            outcomes = np.array([[_rates(each + lift, bought) for each, bought in odds] for lift in lifts])
            gains = (outcomes[:, :, 0] - outcomes[:, :, 1]).mean(axis=1)
            # The middle of the lifts that are as good as the best: one collection's chance should not decide.
            good = np.flatnonzero(gains >= gains.max() - 0.005)
            best = good[len(good) // 2]
            found[key(known)] = [
                float(lifts[best]),
                *(float(f(outcomes[best, :, at])) for at in (0, 1) for f in (np.mean, np.min, np.max)),
            ]
    return found


def _rates(odds: Floats, bought: Floats) -> tuple[float, float]:
    return float(np.mean(odds[bought == 1] >= 0)), float(np.mean(odds[bought == 0] >= 0))


def main() -> None:
    if not (SHARED / "data" / "srf_ig_followers").exists():
        print("The labelled followers of SRF Data are not here; nothing to train on.")
        return
    accounts, bought = collection("srf")
    intercept, weights, usual = trained(evidence(accounts), bought)
    print(f"INTERCEPT = {intercept:.3f}")
    for name, values in (("WEIGHTS", weights), ("NEUTRAL", usual)):
        print(f"{name} = (")
        for (what, _), value in zip(EVIDENCE, values, strict=True):
            print(f"    {abs(value) and value:.3f},  # {what}")
        print(")")
    print("\nRATES: dict[str, tuple[float, float, float, float, float, float, float]] = {")
    for letters, row in rates(intercept, weights, usual).items():
        print(f'    "{letters}": ({", ".join(f"{abs(value) and value:.3f}" for value in row)}),')
    print("}")


if __name__ == "__main__":
    main()
