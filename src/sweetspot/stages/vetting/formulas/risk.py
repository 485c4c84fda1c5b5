"""How much do unusual signals, taken together, cost a profile?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas.norms import Norms
from sweetspot.stages.vetting.formulas.signals import Signal

#: The strongest penalty counts whole, the next half, ...
RANK_WEIGHTS = (1.0, 0.5, 0.25, 0.12, 0.06, 0.03, 0.015, 0.008, 0.004, 0.002, 0.001, 0.0005)
LEAST_COVERAGE = 0.50


@dataclass(frozen=True, slots=True)
class Tail:
    """Penalty of one tail: clip(slope * (|z| - start), 0, 1) to the power 1.5, and never above `most`.

    The power lets a far outlier weigh more than two near ones."""

    start: float
    slope: float
    most: float = 1.0

    def penalty(self, distance: Floats) -> Floats:
        """Penalties 0..`most` for signed distances into this tail; NaN counts as nothing unusual."""
        raw = np.minimum(self.slope * (np.fmax(distance, self.start) - self.start), 1.0)
        return np.asarray(np.minimum(raw * np.sqrt(raw), self.most))


@dataclass(frozen=True, slots=True)
class SignalRule:
    """How one signal is judged: its identifier and version, its share of the coverage, and its two tails."""

    id: str
    version: int
    share: float
    low: Tail | None
    high: Tail | None

    def penalty(self, z: Floats) -> Floats:
        """Penalties 0..1 for z-values of shape (m,)."""
        low = self.low.penalty(-z) if self.low else 0.0
        high = self.high.penalty(z) if self.high else 0.0
        return np.asarray(np.maximum(low, high))


Rules = Mapping[Signal, SignalRule]

# Engagement has no high tail: a penalty there would shrink when followers are bought, and the score would rise.
# Bought likes show in the like spread, in comments per like and in the co-movement instead.
_POSTS: Rules = {
    Signal.ENGAGEMENT: SignalRule("S1", 1, 0.25, Tail(0.25, 0.13), None),
    Signal.LIKE_SPREAD: SignalRule("S2", 1, 0.20, Tail(0.25, 0.15), None),
    Signal.COMMENTS_PER_LIKE: SignalRule("S3", 2, 0.20, Tail(0.25, 0.105), Tail(0.25, 0.145)),
    Signal.CO_MOVEMENT: SignalRule("S4", 2, 0.15, Tail(0.25, 0.045), None),
    Signal.RHYTHM: SignalRule("S7a", 1, 0.08, Tail(1.0, 0.08, 0.15), Tail(2.0, 0.05, 0.10)),
    Signal.BREAK: SignalRule("S7b", 1, 0.12, None, Tail(1.0, 0.15, 0.30)),
}
_READINGS: Rules = {
    Signal.GROWTH: SignalRule("S5", 1, 0.15, None, Tail(1.0, 0.136, 0.90)),
    Signal.FOLLOWING: SignalRule("S6", 1, 0.05, None, Tail(0.5, 0.10, 0.15)),
    Signal.SPAM: SignalRule("S8", 1, 0.08, None, Tail(1.0, 0.25, 0.60)),
    Signal.CIRCLE: SignalRule("S9", 1, 0.07, None, Tail(1.0, 0.40, 0.40)),
    Signal.COUNTRIES: SignalRule("S10", 1, 0.04, None, Tail(1.0, 0.30, 0.10)),
    Signal.SUSPICIOUS: SignalRule("S11", 1, 0.11, None, Tail(1.0, 0.25, 0.90)),
}
#: Every version of the rules, oldest first: what a version leaves out is neither judged nor counted as missing.
VERSIONS: Mapping[str, Rules] = MappingProxyType(
    {
        "authenticity 1": _POSTS,
        "authenticity 2": {signal: {**_POSTS, **_READINGS}[signal] for signal in Signal},
    }
)
VERSION = "authenticity 2"
RULES = VERSIONS[VERSION]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Scores of many profiles. Arrays of shape (m,), and per signal (signals in their order) of shape (signals, m).

    `score` 1..100 is NaN where coverage is below one half. `points` lost per signal sum to 100 * risk.
    """

    score: Floats
    risk: Floats
    coverage: Floats
    z: Floats
    penalty: Floats
    points: Floats


def assess(
    values: Mapping[Signal, Floats],
    followers: Floats,
    norms: Norms,
    rules: Rules = RULES,
) -> Assessment:
    """Score profiles from their measured signals: Risk = 1 - prod(1 - w_k p_(k)), Score = round(100 (1 - Risk)).

    values and followers have shape (m,). A missing signal costs nothing here; it lowers coverage, and `find` lets it
    widen the interval.
    """
    missing = np.full(len(followers), np.nan)
    return judged(np.array([norms.z(signal, values.get(signal, missing), followers) for signal in Signal]), rules)


def judged(z: Floats, rules: Rules = RULES) -> Assessment:
    """The assessment that z-values of shape (signals, m) lead to; NaN is a missing signal."""
    penalty, shares = np.zeros_like(z), np.zeros(len(z))
    for place, signal in enumerate(Signal):
        if rule := rules.get(signal):
            penalty[place], shares[place] = rule.penalty(z[place]), rule.share
    coverage = (shares[:, None] * ~np.isnan(z)).sum(axis=0) / shares.sum()
    return combined(penalty, z, coverage)


def combined(penalty: Floats, z: Floats, coverage: Floats) -> Assessment:
    """The assessment that penalties of shape (signals, m) lead to."""
    order = np.argsort(-penalty, axis=0, kind="stable")
    weighted = np.array(RANK_WEIGHTS[: len(penalty)])[:, None] * np.take_along_axis(penalty, order, axis=0)
    left = np.cumprod(1 - weighted, axis=0)
    risk = 1 - left[-1]
    lost = 100 * weighted * np.vstack([np.ones_like(risk), left[:-1]])
    points = np.empty_like(lost)
    np.put_along_axis(points, order, lost, axis=0)
    score = np.maximum(1.0, np.round(100 * (1 - risk)))
    enough = coverage >= LEAST_COVERAGE - 1e-9
    return Assessment(np.where(enough, score, np.nan), risk, coverage, z, penalty, points)
