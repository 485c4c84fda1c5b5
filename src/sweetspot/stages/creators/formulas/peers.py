"""What is usual for a profile of this size?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from sweetspot.core.statistics import Estimate, Floats, percentile_among, shrink, wilson

PEER_WIDTH = 0.35  # in log followers: from 0.70 to 1.42 times the size
PEER_MINIMUM = 30
LEVEL = 0.90
#: How alike the noise of profiles is where it was not measured: that of 366 large Indonesian accounts (8.9 and 9.0).
USUAL_FREEDOM = 9.0
MOST_FREEDOM = 1_000.0  # all profiles alike, as good as


@dataclass(frozen=True, slots=True)
class PeerLine:
    """The usual log engagement rate at a size: `intercept + slope * log(followers)`.

    `noise` is the standard deviation between posts of one profile, `spread` the one between profiles of one size
    (both on the log scale); `sample` profiles from `source` stand behind it (0: a default nobody measured here).
    `freedom` (above 4) says how alike the profiles' own noise is: it counts like so many posts when the noise of one of
    them is estimated; the larger, the more alike.
    """

    intercept: float
    slope: float
    noise: float
    spread: float
    sample: int
    source: str
    freedom: float = USUAL_FREEDOM

    def at(self, followers: float) -> float:
        """The usual log rate of a profile with `followers` (> 0)."""
        return self.intercept + self.slope * math.log(followers)


# About 21 % at 430 followers, 12 % at 3,000, 5.9 % at 30,000, 3.0 % at 300,000: the first from genuine small accounts,
# the rest leaning towards published tier averages. A placeholder until a workspace has 30 profiles of its own.
DEFAULT_LINE = PeerLine(0.26, -0.30, 0.70, 0.62, 0, "default")


@dataclass(frozen=True, slots=True)
class LikelyRate:
    """Likely log rates as arrays of one shape: their centre, the half width of the 90 % interval, the posts' weight."""

    centre: Floats
    half: Floats
    weight: Floats


def likely_rate(mean: ArrayLike, variance: ArrayLike, count: ArrayLike, usual: ArrayLike, line: PeerLine) -> LikelyRate:
    """Pull the mean log rate of `count` posts (from 1) towards what is `usual` (NaN: not pulled, the weight is NaN).

    `variance` is the one between these posts (ddof 1; not read where there is one post). The pull goes by the line's
    noise, the same for everybody; the interval by the profile's own, estimated from its posts and its peers':
    own = (freedom * noise^2 (freedom - 2) / freedom + (n - 1) variance) / (freedom + n - 1), and
    half = t * sqrt(weight^2 own / n + (1 - weight)^2 spread^2), t of Student's with freedom + n - 1. Arrays broadcast.
    Source: linear credibility (Buehlmann 1967) with a moderated variance (Smyth 2004).
    """
    counts = np.asarray(count, dtype=float)
    known = line.freedom + counts - 1
    peers = line.noise**2 * (line.freedom - 2)
    own = (peers + np.where(counts > 1, (counts - 1) * np.asarray(variance, dtype=float), 0.0)) / known
    pulled = shrink(mean, counts, line.noise, usual, line.spread)
    alone = np.isnan(np.asarray(usual, dtype=float))
    centre, weight = np.where(alone, mean, pulled.mean), np.where(alone, 1.0, pulled.weight)
    error = np.sqrt(weight**2 * own / counts + (1 - weight) ** 2 * line.spread**2)
    half = np.asarray(stdtrit(known, (1 + LEVEL) / 2) * error)
    return LikelyRate(np.asarray(centre), half, np.where(alone, np.nan, weight))


@dataclass(frozen=True, slots=True)
class Peers:
    """Profiles of one network to compare with: followers and likely log rates, two arrays of shape (peers,)."""

    followers: Floats
    log_rates: Floats

    def near(self, followers: float) -> Floats:
        """The log rates of the profiles within +-0.35 log followers, in no particular order."""
        with np.errstate(divide="ignore"):
            distance = np.abs(np.log(self.followers) - math.log(followers))
        return self.log_rates[(distance <= PEER_WIDTH) & ~np.isnan(self.log_rates)]


@dataclass(frozen=True, slots=True)
class PeerPosition:
    """The share of peers with a lower likely rate (an Estimate, 0..1), and against what it was measured.

    `basis` "peers": the profiles of about this size. "line": fewer than 30 of them, so the peer line stands in, and
    the estimate's sample is the number of profiles behind the line.
    """

    share_below: Estimate
    basis: Literal["peers", "line"]
    peers: int


def peer_position(log_rate: float, followers: int, peers: Peers, line: PeerLine = DEFAULT_LINE) -> PeerPosition | None:
    """Where a likely log rate stands among profiles of the same size; None without followers.

    `peers` must not hold the profile itself.
    """
    if followers <= 0:
        return None
    near = peers.near(followers)
    if len(near) < PEER_MINIMUM:
        below = NormalDist(0, line.spread).cdf(log_rate - line.at(followers))
        return PeerPosition(Estimate(below, 0.0, 1.0, 0.90, line.sample), "line", len(near))
    counted = wilson(int(np.sum(near < log_rate)), len(near), 0.90)
    if counted is None or percentile_among(log_rate, near.tolist()) is None:  # pragma: no cover - near is not empty
        return None
    return PeerPosition(counted, "peers", len(near))


def fit_line(followers: Floats, mean_logs: Floats, variances: Floats, counts: Floats, source: str) -> PeerLine | None:
    """The peer line of a workspace's own profiles; None below 30 usable ones.

    followers, mean_logs (mean log rate of the posts), variances (of the log rates between posts, ddof 1) and counts
    (posts) are arrays of shape (profiles,). The line is least squares after one pass that drops residuals beyond
    3.5 robust deviations; `spread` is the residual variance less the part that the posts' own noise explains.
    """
    usable = (followers > 0) & (counts >= 2) & ~np.isnan(mean_logs) & ~np.isnan(variances)
    if np.sum(usable) < PEER_MINIMUM:
        return None
    x, y, n = np.log(followers[usable]), mean_logs[usable], counts[usable]
    slope, intercept, residual = robust_line(x, y)
    noise = math.sqrt(max(float(np.average(variances[usable], weights=n - 1)), 0.01))
    between = float(np.mean(residual**2) - np.mean(noise**2 / n))
    spread, freedom = math.sqrt(max(between, 0.01)), noise_freedom(variances[usable], n)
    return PeerLine(intercept, slope, noise, spread, int(np.sum(usable)), source, freedom)


def noise_freedom(variances: Floats, counts: Floats) -> float:
    """How alike the true variances behind these are: 4 + 2 / cv^2 with their squared coefficient of variation.

    variances (ddof 1) of counts (from 2) posts, shape (profiles,). Variances of n posts around one true variance have a
    cv^2 of 2 / (n - 1), which is taken off; where nothing is left all are alike, which counts as 1,000. The moments of
    a scaled inverse chi-square distribution: they keep the mean variance, which the noise of a line is.
    """
    weights = counts - 1
    mean = float(np.average(variances, weights=weights))
    square = float(np.average(variances**2 / (1 + 2 / weights), weights=weights))
    apart = square / mean**2 - 1 if mean > 0 else 0.0
    return min(4 + 2 / apart, MOST_FREEDOM) if apart > 0 else MOST_FREEDOM


def robust_line(x: Floats, y: Floats) -> tuple[float, float, Floats]:
    """Slope, intercept and the kept residuals of a line fitted twice, the second time without the far outliers.

    When all x are (nearly) alike the slope is 0. Arrays of shape (n,).
    """
    keep = np.ones(len(x), dtype=bool)
    slope, intercept = _line(x, y)
    for _ in range(2):
        residual = y - (intercept + slope * x)
        middle = np.median(residual)
        deviation = 1.4826 * np.median(np.abs(residual - middle))
        keep = np.abs(residual - middle) <= max(3.5 * deviation, 1e-9)
        slope, intercept = _line(x[keep], y[keep])
    return slope, intercept, (y - (intercept + slope * x))[keep]


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    # Least squares by hand: numpy's polyfit warns where all sizes are alike.
    spread = float(np.sum((x - x.mean()) ** 2))
    slope = float(np.sum((x - x.mean()) * (y - y.mean()))) / spread if spread > 1e-6 * len(x) else 0.0
    return slope, float(y.mean()) - slope * float(x.mean())
