"""How many of a creator's followers were bought or are automated, and how sure are we?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.statistics import Estimate, Floats, wilson
from sweetspot.stages.audiences.formulas.accounts import GROUPS, key
from sweetspot.stages.audiences.formulas.rates import RATES
from sweetspot.stages.audiences.formulas.scoring import chances

#: Below this many accounts there is no share: its interval alone would be wider than 18 points.
FEWEST = 100
#: A share outside this does not move scores or cut any further: in small samples extremes are chance. The least is what
#: vetting takes for usual among the followers of an ordinary profile (signal S11).
LEAST, MOST = 0.10, 0.85
#: Hits must exceed false alarms by this much, or the columns known do not tell accounts apart.
TELLING = 0.5
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Rates:
    """How often the score passes one half for bought accounts (`hit`) and for genuine ones (`alarm`).

    Means over four labelled collections, with the smallest and the largest of them.
    """

    hit: float
    hit_low: float
    hit_high: float
    alarm: float
    alarm_low: float
    alarm_high: float

    @property
    def telling(self) -> bool:
        """Whether the share of accounts past one half says enough about how many were bought."""
        return self.hit_low - self.alarm_high >= TELLING


def rates_for(known: NDArray[np.intp], accounts: int) -> Rates:
    """The rates where `known` of so many accounts show each of `GROUPS`; shown by at least half counts as known."""
    shown = [name for name, count in zip(GROUPS, known, strict=True) if accounts and count * 2 >= accounts]
    return Rates(*RATES[key(shown)][1:])


def corrected(raw: float, hit: float, alarm: float) -> float:
    """The share that explains a `raw` share found by a test with these rates, kept in 0..1 (Rogan & Gladen 1978).

    (raw - alarm) / (hit - alarm); raises ValueError where the test does not tell.
    """
    if hit <= alarm:
        raise ValueError("Hits must be more frequent than false alarms.")
    return min(max((raw - alarm) / (hit - alarm), 0.0), 1.0)


def corrected_interval(flagged: int, accounts: int, rates: Rates, level: float = LEVEL) -> Estimate | None:
    """The share of bought accounts behind `flagged` of `accounts`; None without accounts.

    The interval is Wilson's for the flagged, mapped with the rates of the collections that make it widest, so it holds
    both the chance of the sample and how far the rates moved from one collection to another.
    """
    raw = wilson(flagged, accounts, level)
    if raw is None:
        return None
    value = corrected(raw.value, rates.hit, rates.alarm)
    low = corrected(raw.low, rates.hit_high, rates.alarm_high)
    high = corrected(raw.high, rates.hit_low, rates.alarm_low)
    return Estimate(value, min(low, value), max(high, value), level, accounts)


def expected_share(odds: Floats, rounds: int = 500) -> float | None:
    """The share at which the mean of `chances` equals itself, by expectation-maximisation; None without accounts.

    Saerens, Latinne & Decaestecker 2002. It trusts the score to be calibrated wherever it is used; the corrected
    share trusts only its rates, and moved less between collections.
    """
    if len(odds) == 0:
        return None
    share = 0.5
    for _ in range(rounds):
        mean = float(np.mean(chances(odds, min(max(share, 1e-6), 1 - 1e-6))))
        if abs(mean - share) < 1e-7:
            break
        share = mean
    return share


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sample of followers judged: each account's chance in this sample, which are flagged, and the share among all.

    `scores` take the share as estimated, `flagged` the least share that the sample allows, so an account above one half
    need not be flagged. `share` (with its 95 % interval) is None where the sample does not say, and `reason` says why.
    """

    scores: Floats
    flagged: NDArray[np.bool_]
    share: Estimate | None
    reason: str


def judge(odds: Floats, known: NDArray[np.intp]) -> Judgement:
    """Judge the accounts of one sample by their `log_odds`; `known` says how many show each of `GROUPS`.

    The corrected share of the sample moves scores and cut: where few were bought it takes more evidence to flag one. An
    account is flagged where its chance is one half even at the low end of the share's interval: what is not known about
    how often the score errs here counts for them. NaN odds (nothing known) are never flagged and in no share.
    """
    told = odds[~np.isnan(odds)]
    rates = rates_for(known, len(told))
    reason = _refusal(len(told), rates)
    share = None if reason else corrected_interval(int(np.sum(told >= 0)), len(told), rates)
    scores = chances(odds, _held(share.value) if share else 0.5)
    return Judgement(scores, np.asarray(odds >= cut(share)), share, reason)


def cut(share: Estimate | None) -> float:
    """The log odds from which an account is flagged: its chance is then one half at the low end of the share."""
    least = _held(share.low) if share else 0.5
    return float(np.log((1 - least) / least))


def _held(share: float) -> float:
    return min(max(share, LEAST), MOST)


def _refusal(accounts: int, rates: Rates) -> str:
    if accounts < FEWEST:
        return f"Not enough data: {accounts:,} accounts, and a share needs {FEWEST}."
    if not rates.telling:
        return "Not enough data: these columns alone do not tell accounts apart well enough for a share."
    return ""
