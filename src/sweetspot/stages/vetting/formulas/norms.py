"""What do these signals look like on ordinary profiles?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sweetspot.core.statistics import MAD_TO_SD, Floats
from sweetspot.stages.creators.formulas.peers import robust_line
from sweetspot.stages.vetting.formulas.signals import FROM_POSTS, Signal

FEWEST_PEERS = 30
NARROWEST = 0.05  # no norm is so narrow that a rounding error becomes a warning


@dataclass(frozen=True, slots=True)
class Norm:
    """The usual value `centre + slope * log(followers)` of a signal and its robust standard deviation `scale`.

    Only engagement may lean on followers, with -1 < slope <= 0: that is what keeps bought followers from ever raising
    a score. `sample` profiles stand behind it; 0 marks a default.
    """

    centre: float
    slope: float
    scale: float
    sample: int

    def __post_init__(self) -> None:
        if self.scale <= 0 or not -1 < self.slope <= 0:
            raise ValueError("A norm needs a scale above 0 and a slope in (-1, 0].")

    def at(self, followers: Floats) -> Floats:
        """The usual value at these follower counts; NaN where they are unknown and matter."""
        if self.slope == 0:
            return np.full(len(followers), self.centre)
        return np.asarray(self.centre + self.slope * np.log(np.where(followers > 0, followers, np.nan)))


@dataclass(frozen=True, slots=True)
class Norms:
    """One norm per signal, and where they come from."""

    by_signal: Mapping[Signal, Norm]
    source: str

    def z(self, signal: Signal, values: Floats, followers: Floats) -> Floats:
        """Robust standard deviations above the usual value; NaN where value or norm is missing. Shape (m,)."""
        norm = self.by_signal[signal]
        return np.asarray((values - norm.at(followers)) / norm.scale)


DEFAULT_NORMS = Norms(
    {
        Signal.ENGAGEMENT: Norm(0.26, -0.30, 0.62, 0),
        Signal.LIKE_SPREAD: Norm(-1.35, 0.0, 0.47, 0),
        Signal.COMMENTS_PER_LIKE: Norm(-4.00, 0.0, 0.80, 0),
        Signal.CO_MOVEMENT: Norm(0.35, 0.0, 0.27, 0),
        Signal.RHYTHM: Norm(1.35, 0.0, 0.54, 0),
        Signal.BREAK: Norm(0.61, 0.0, 0.60, 0),
        # Fixed points rather than norms: where many bought followers, that must not become usual.
        Signal.GROWTH: Norm(0.0, 0.0, 0.05, 0),  # no jump; one unit for 5 % more followers
        Signal.FOLLOWING: Norm(0.0, 0.0, 0.35, 0),  # 1,500 accounts followed; 2.2 times as many
        Signal.SPAM: Norm(0.05, 0.0, 0.10, 0),  # 5 % of the comments
        Signal.CIRCLE: Norm(0.0, 0.0, 1.0, 0),  # no sign of a circle of commenters
        Signal.COUNTRIES: Norm(0.40, 0.0, 0.20, 0),  # 40 % of the audience lives elsewhere
        Signal.SUSPICIOUS: Norm(0.10, 0.0, 0.10, 0),  # 10 % of the followers
    },
    "default",
)


def fit_norms(values: Mapping[Signal, Floats], followers: Floats, source: str) -> Norms:
    """Norms re-estimated from a workspace's own profiles (one network); a signal with fewer than 30 keeps its default.

    values: arrays of shape (profiles,) as `measure` gives them, NaN where missing; what is not from posts keeps its
    default always. Medians and MADs, so a minority of
    unusual profiles does not move them.
    """
    own = {signal: _norm(signal, values[signal], followers) for signal in FROM_POSTS}
    return Norms({**DEFAULT_NORMS.by_signal, **own}, source)


def _norm(signal: Signal, values: Floats, followers: Floats) -> Norm:
    leans = signal is Signal.ENGAGEMENT
    known = ~np.isnan(values) & ((followers > 0) | (not leans))
    if np.sum(known) < FEWEST_PEERS:
        return DEFAULT_NORMS.by_signal[signal]
    found, slope = values[known], 0.0
    if leans:
        slope = min(0.0, max(-0.9, robust_line(np.log(followers[known]), found)[0]))
        found = found - slope * np.log(followers[known])
    centre = float(np.median(found))
    scale = MAD_TO_SD * float(np.median(np.abs(found - centre)))
    return Norm(centre, slope, max(scale, NARROWEST), int(np.sum(known)))
