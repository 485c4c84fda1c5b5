"""Which number stands for many, and how sure are we of it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Z80 = 1.2815515655446004
Z90 = 1.6448536269514722
Z95 = 1.959963984540054
Z99 = 2.5758293035489004
MAD_TO_SD = 1.482602218505602  # the MAD of a normal sample times this is its standard deviation


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval `low..high`, the interval's level (.90 = 90 %) and the sample size behind it."""

    value: float
    low: float
    high: float
    level: float
    sample: int

    def scaled(self, factor: float) -> Estimate:
        """The same estimate in another unit; `factor` is not negative. Rounded to 1e-9 so that 10 % of 1,000 is 100."""
        value, low, high = (round(part * factor, 9) for part in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.level, self.sample)


def two_sided_quantile(level: float) -> float:
    """The z that leaves (1 - level)/2 in each tail of a normal: .95 -> 1.95996. Raises ValueError outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError("A level lies between 0 and 1.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(successes: int, trials: int, level: float = 0.95) -> Estimate | None:
    """The share successes/trials with its Wilson score interval; None without trials (Wilson 1927)."""
    if not 0 <= successes <= max(trials, 0):
        raise ValueError("Successes lie between 0 and the number of trials.")
    if trials == 0:
        return None
    share, square = successes / trials, two_sided_quantile(level) ** 2
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = math.sqrt(square * (share * (1 - share) / trials + square / (4 * trials**2))) / (1 + square / trials)
    return Estimate(share, min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half)), level, trials)


def median_and_mad(values: Sequence[float]) -> tuple[float, float] | None:
    """The median and the median absolute deviation from it (unscaled); None when there are no values."""
    if len(values) == 0:
        return None
    middle = float(np.median(np.asarray(values, dtype=float)))
    return middle, float(np.median(np.abs(np.asarray(values, dtype=float) - middle)))


def robust_z(value: float, peers: Sequence[float]) -> float | None:
    """How many robust standard deviations `value` lies above the peers' median; None without spread among peers."""
    centre = median_and_mad(peers)
    if centre is None or centre[1] == 0:
        return None
    return (value - centre[0]) / (MAD_TO_SD * centre[1])


def trimmed_mean(values: Sequence[float], share: float = 0.10) -> float | None:
    """The mean after floor(share * n) values were dropped at each end; None when there are no values."""
    if not 0 <= share < 0.5:
        raise ValueError("The trimmed share lies in [0, .5).")
    if len(values) == 0:
        return None
    cut = trimmed_count(len(values), share)
    kept = sorted(values)[cut : len(values) - cut]
    return math.fsum(kept) / len(kept)


def trimmed_count(count: int, share: float) -> int:
    """How many values the trimmed mean drops at each end; .10 of 10 is 1 (a hair of rounding is forgiven)."""
    return math.floor(share * count + 1e-9)


def trimmed_means(rows: Floats, share: float = 0.10) -> Floats:
    """`trimmed_mean` of each row of (m, n), NaN standing for "no value"; NaN for an empty row. Shape (m,)."""
    ordered = np.sort(rows, axis=1)  # NaN sorts last, so a row's values are its first `count` entries
    count = np.sum(~np.isnan(rows), axis=1)
    cut = np.floor(share * count + 1e-9).astype(int)
    place = np.arange(rows.shape[1])
    kept = (place >= cut[:, None]) & (place < (count - cut)[:, None])
    total = np.where(kept, ordered, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count - 2 * cut, out=np.full(len(rows), np.nan), where=count > 0))


def percentile_among(value: float, peers: Sequence[float]) -> float | None:
    """The share of peers strictly below `value`, 0..1; None without peers."""
    if len(peers) == 0:
        return None
    return float(np.mean(np.asarray(peers, dtype=float) < value))


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Normal-normal posterior as arrays of one shape: its `mean`, its `sd`, and the `weight` the data had (0..1)."""

    mean: Floats
    sd: Floats
    weight: Floats


def shrink(mean: ArrayLike, count: ArrayLike, noise: float, prior_mean: ArrayLike, prior_sd: float) -> Shrunk:
    """Pull `mean` of `count` readings (sd `noise` each) towards `prior_mean` (sd `prior_sd` between subjects).

    weight = prior_sd^2 / (prior_sd^2 + noise^2/count); with count 0 the prior stands alone. Arrays broadcast.
    Source: the normal-normal model, e.g. Efron & Morris 1975.
    """
    if noise <= 0 or prior_sd <= 0:
        raise ValueError("Both standard deviations must be above 0.")
    counts = np.asarray(count, dtype=float)
    weight = np.asarray(counts * prior_sd**2 / (counts * prior_sd**2 + noise**2))
    observed = np.where(counts > 0, np.asarray(mean, dtype=float), 0.0)
    centre = np.asarray(weight * observed + (1 - weight) * np.asarray(prior_mean, dtype=float))
    sd = np.asarray(1 / np.sqrt(1 / prior_sd**2 + counts / noise**2))
    return Shrunk(centre, np.broadcast_to(sd, centre.shape), np.broadcast_to(weight, centre.shape))
