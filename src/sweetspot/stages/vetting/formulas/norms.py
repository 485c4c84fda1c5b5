"""What do these signals look like on ordinary profiles?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sweetspot.core.statistics import MAD_TO_SD, Floats
from sweetspot.stages.creators.formulas.peers import robust_line
from sweetspot.stages.vetting.formulas.signals import FROM_POSTS, Signal

FEWEST_PEERS = 30
NARROWEST = 0.05  # no norm is so narrow that a rounding error becomes a warning
WIDENS_FROM = 500.0  # followers
FARTHEST = 8.0  # a distance from which no penalty of engagement grows any more
DEFAULT_COUNTS = 30  # a default weighs as much as so many profiles,
SLOPE_MOVES = 0.15  # and lines of engagement by size differ by so much from one collection to another


@dataclass(frozen=True, slots=True)
class Norm:
    """The usual value `centre + slope * log(followers)` of a signal and its robust standard deviation `scale`, which
    is larger by `widening` for each log follower above 500.

    Only engagement may lean on followers, with -1 < slope <= 0 and 0 <= widening <= (1 + slope) / 8: that is what keeps
    bought followers from ever raising a score. `sample` profiles stand behind it; 0 marks a default.
    """

    centre: float
    slope: float
    scale: float
    sample: int
    widening: float = 0.0

    def __post_init__(self) -> None:
        if self.scale <= 0 or not -1 < self.slope <= 0 or not 0 <= self.widening <= (1 + self.slope) / FARTHEST:
            raise ValueError(
                "A norm needs a scale above 0, a slope in (-1, 0] and a widening of at most (1 + slope) / 8."
            )

    def at(self, followers: Floats) -> Floats:
        """The usual value at these follower counts; NaN where they are unknown and matter."""
        if self.slope == 0:
            return np.full(len(followers), self.centre)
        return np.asarray(self.centre + self.slope * np.log(np.where(followers > 0, followers, np.nan)))

    def width(self, followers: Floats) -> Floats:
        """One robust standard deviation at these follower counts; NaN where they are unknown and matter."""
        if self.widening == 0:
            return np.full(len(followers), self.scale)
        return np.asarray(self.scale + self.widening * np.log(np.maximum(followers, WIDENS_FROM) / WIDENS_FROM))


@dataclass(frozen=True, slots=True)
class Norms:
    """One norm per signal, and where they come from."""

    by_signal: Mapping[Signal, Norm]
    source: str

    def z(self, signal: Signal, values: Floats, followers: Floats) -> Floats:
        """Robust standard deviations above the usual value; NaN where value or norm is missing. Shape (m,)."""
        norm = self.by_signal[signal]
        return np.asarray((values - norm.at(followers)) / norm.width(followers))


DEFAULT_NORMS = Norms(
    {
        Signal.ENGAGEMENT: Norm(0.26, -0.30, 0.40, 0, 0.05),
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
    default always. Medians and MADs, so a minority of unusual profiles does not move them, pulled towards the default:
    n of them weigh n / (n + 30), and a slope by the spread of their sizes (linear credibility, Buehlmann 1967).
    """
    own = {signal: _norm(signal, values[signal], followers) for signal in FROM_POSTS}
    return Norms({**DEFAULT_NORMS.by_signal, **own}, source)


def _norm(signal: Signal, values: Floats, followers: Floats) -> Norm:
    leans, default = signal is Signal.ENGAGEMENT, DEFAULT_NORMS.by_signal[signal]
    known = ~np.isnan(values) & ((followers > 0) | (not leans))
    count = int(np.sum(known))
    if count < FEWEST_PEERS:
        return default
    found, sizes, slope = values[known], followers[known], 0.0
    if leans:
        slope = _slope(np.log(sizes), found, default.slope)
        found = found - slope * np.log(sizes)
    # The default as it is for profiles of these sizes.
    usual = float(np.median(default.at(sizes) - slope * np.log(sizes))) if leans else default.centre
    width = float(np.median(default.width(sizes)))
    own, centre = count / (count + DEFAULT_COUNTS), float(np.median(found))
    scale = max(MAD_TO_SD * float(np.median(np.abs(found - centre))), NARROWEST)
    return Norm(
        own * centre + (1 - own) * usual, slope, math.exp(own * math.log(scale) + (1 - own) * math.log(width)), count
    )


def _slope(sizes: Floats, found: Floats, default: float) -> float:
    slope, _, residual = robust_line(sizes, found)
    seen = float(np.sum((sizes - sizes.mean()) ** 2)) * SLOPE_MOVES**2
    own = seen / (seen + float(np.mean(residual**2))) if seen > 0 else 0.0
    return min(0.0, max(-0.9, own * slope + (1 - own) * default))
