"""How well does the follower score tell bought accounts from genuine ones, on collections it was not trained on?

Prints JSON lines: each collection as it is; the same recipe trained on one collection and judged on the others; each
collection resampled to shares from 5 to 90 %, with rates that leave it out. Run: python -m benchmarks.followers
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from benchmarks.follower_sets import FILES, SHARED, collection
from benchmarks.train_followers import trained
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas import (
    POINTS_CUT,
    Accounts,
    Rates,
    agreement,
    area,
    chances,
    corrected_interval,
    cut,
    evidence,
    expected_share,
    judge,
    log_odds,
    points,
)
from sweetspot.stages.audiences.formulas.rates import RATES

PREVALENCES, SAMPLE, REPEATS, BINS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9), 400, 100, 10
#: The only collection the shipped weights were trained on.
TRAINED_ON = "srf"


def as_it_is(accounts: Accounts, bought: Floats) -> dict[str, Any]:
    """The shipped score on one collection: ranking, flags, calibration, and the share it says."""
    odds = log_odds(accounts)
    judged = judge(odds, accounts.known())
    told = agreement(judged.scores, judged.flagged, bought)
    by_points = points(accounts)
    marked = by_points >= POINTS_CUT
    share = expected_share(odds)
    after = agreement(chances(odds, share or 0.5), chances(odds, share or 0.5) >= 0.5, bought)
    assert judged.share
    return {
        "accounts": told.accounts, "bought": told.bought, "auc": told.auc, "f1": told.f1, "precision": told.precision,
        "recall": told.recall, "false_alarms": float(np.mean(judged.flagged[bought == 0])),
        "sensitivity_at_specificity_95": sensitivity(odds, bought), "brier": told.brier,
        "calibration_error": calibration_error(judged.scores, bought),
        "share": [judged.share.value, judged.share.low, judged.share.high], "truth": float(np.mean(bought)),
        "share_by_expectation": share, "f1_by_expectation": after.f1,
        "points_auc": area(by_points.astype(float), bought == 1),
        "points_f1": agreement(by_points.astype(float), marked, bought).f1,
    }  # fmt: skip


def sensitivity(odds: Floats, bought: Floats) -> float:
    """The share of bought accounts above the value that 95 % of the genuine ones do not exceed."""
    return float(np.mean(odds[bought == 1] > np.quantile(odds[bought == 0], 0.95)))


def calibration_error(scores: Floats, bought: Floats) -> float:
    """The mean distance of score and truth over ten equal-width bins, weighted by their accounts."""
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs(float(np.sum(scores[place == at] - bought[place == at]))) for at in range(BINS)]
    return sum(gaps) / len(scores)


def across() -> dict[str, dict[str, list[float]]]:
    """For each collection trained on alone, by the shipped recipe: [AUC, F1 after its own share] on every other one."""
    sets = {name: collection(name) for name in FILES}
    found: dict[str, dict[str, list[float]]] = {}
    for source, (accounts, bought) in sets.items():
        intercept, weights, usual = trained(evidence(accounts), bought)
        odds = {}
        for name, (others, _) in sets.items():
            pieces = evidence(others)
            odds[name] = intercept + np.where(np.isnan(pieces), usual, pieces) @ weights
        found[source] = {}
        for name, (_, truth) in sets.items():
            if name != source:
                share = expected_share(odds[name]) or 0.5
                scores = chances(odds[name], share)
                told = agreement(scores, scores >= 0.5, truth)
                found[source][name] = [round(told.auc or 0, 3), round(told.f1 or 0, 3)]
    return found


def held_out(name: str = TRAINED_ON, folds: int = 5) -> dict[str, float]:
    """The recipe on the collection it is trained on, each fold judged by weights that never saw it.

    Flags by the rates of the other collections alone, so that nothing comes from the accounts that are judged but the
    lift, which leans on all four.
    """
    accounts, bought = collection(name)
    pieces, chance = evidence(accounts), np.random.default_rng(7)
    fold = np.empty(len(bought), dtype=int)
    for kind in (0, 1):
        places = chance.permutation(np.flatnonzero(bought == kind))
        fold[places] = np.arange(len(places)) % folds
    odds = np.empty(len(bought))
    for at in range(folds):
        intercept, weights, usual = trained(pieces[fold != at], bought[fold != at])
        odds[fold == at] = intercept + np.where(np.isnan(pieces), usual, pieces)[fold == at] @ weights
    odds += RATES["fgpid"][0]  # what its file holds
    flagged = odds >= cut(corrected_interval(int(np.sum(odds >= 0)), len(odds), rates_without(name)))
    return {
        "auc": area(odds, bought == 1) or 0.0, "sensitivity_at_specificity_95": sensitivity(odds, bought),
        **agreement_of(flagged, bought),
    }  # fmt: skip


def agreement_of(flagged: NDArray[np.bool_], bought: Floats) -> dict[str, float]:
    """F1, recall and false alarms of these flags."""
    told = agreement(flagged.astype(float), flagged, bought)
    return {"f1": told.f1 or 0.0, "recall": told.recall or 0.0, "false_alarms": float(np.mean(flagged[bought == 0]))}


def left_out(name: str) -> dict[str, float]:
    """The flags on a collection with the rates of the other three."""
    accounts, bought = collection(name)
    odds = log_odds(accounts)
    return agreement_of(odds >= cut(corrected_interval(int(np.sum(odds >= 0)), len(odds), rates_without(name))), bought)


def resampled(name: str) -> list[dict[str, float]]:
    """The collection at each of PREVALENCES, drawn anew REPEATS times; the rates are those of the other collections."""
    accounts, bought = collection(name)
    odds, rates, chance = log_odds(accounts), rates_without(name), np.random.default_rng(7)
    kinds = np.flatnonzero(bought == 1), np.flatnonzero(bought == 0)
    rows = []
    for truth in PREVALENCES:
        count = round(SAMPLE * truth)
        values, inside, flagged, alarms, scores = [], [], [], [], []
        for _ in range(REPEATS):
            drawn = np.concatenate([chance.choice(kinds[0], count), chance.choice(kinds[1], SAMPLE - count)])
            share = corrected_interval(int(np.sum(odds[drawn] >= 0)), SAMPLE, rates)
            judged = judge(odds[drawn], accounts.take(drawn).known())
            assert share
            values.append(share.value)
            inside.append(share.low <= truth <= share.high)
            flagged.append(float(np.mean(judged.flagged)))
            alarms.append(float(np.mean(judged.flagged[bought[drawn] == 0])))
            scores.append(agreement(judged.scores, judged.flagged, bought[drawn]).f1 or 0.0)
        rows.append({
            "truth": truth, "share": float(np.mean(values)), "coverage": float(np.mean(inside)),
            "flagged": float(np.mean(flagged)), "false_alarms": float(np.mean(alarms)), "f1": float(np.mean(scores)),
        })  # fmt: skip
    return rows


def rates_without(left_out: str) -> Rates:
    """The score's rates over every collection but this one."""
    hits, alarms = [], []
    for name in FILES:
        if name != left_out:
            accounts, bought = collection(name)
            passed = log_odds(accounts) >= 0
            hits.append(float(np.mean(passed[bought == 1])))
            alarms.append(float(np.mean(passed[bought == 0])))
    return Rates(*(float(f(part)) for part in (hits, alarms) for f in (np.mean, np.min, np.max)))


def main() -> None:
    if not all((SHARED / "data" / file).exists() for files in FILES.values() for file in files):
        print(json.dumps({"benchmark": "followers", "skipped": f"no labelled followers under {SHARED / 'data'}"}))
        return
    for name in FILES:
        found = as_it_is(*collection(name))
        print(
            json.dumps({"benchmark": "followers", "collection": name, "trained_on": name == TRAINED_ON} | _short(found))
        )
    for name in FILES:
        print(json.dumps({"benchmark": "followers: rates of the others", "collection": name} | _short(left_out(name))))
    for source, others in across().items():
        print(json.dumps({"benchmark": "followers: recipe trained on", "collection": source, "auc_and_f1_on": others}))
    print(json.dumps({"benchmark": "followers: held out", "collection": TRAINED_ON} | _short(held_out())))
    for name in FILES:
        for row in resampled(name):
            print(json.dumps({"benchmark": "followers: resampled", "collection": name} | _short(row)))


def _short(row: dict[str, Any]) -> dict[str, Any]:
    def short(value: Any) -> Any:
        return [short(each) for each in value] if isinstance(value, list) else (
            round(value, 3) if isinstance(value, float) else value
        )  # fmt: skip

    return {key: short(value) for key, value in row.items()}


if __name__ == "__main__":
    main()
