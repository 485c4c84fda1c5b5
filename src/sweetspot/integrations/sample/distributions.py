"""From which distributions are sizes, engagement, prices and moments of the sample drawn?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from uuid import UUID
from zlib import crc32

import numpy as np
from numpy.random import Generator

from sweetspot.core.identifiers import uuid7
from sweetspot.core.statistics import Floats

#: Log engagement falls by this much for each unit of log followers; the level makes 3,000 followers answer with 4 %.
SLOPE, LEVEL, FLAT_FROM = -0.234, -1.345, 1_000_000
#: Standard deviation between creators of one size, and between the posts of the usual creator (both of logs).
BETWEEN, WITHIN = 0.48, 0.54
#: Comments per like of the usual creator, and how far its logarithm strays from creator to creator.
COMMENTS_PER_LIKE, COMMENTS_SPREAD = 0.024, 0.55
#: How much livelier or quieter a network is, on the log scale.
NETWORK_LEVEL = {"instagram": 0.0, "tiktok": 0.15, "youtube": -0.15, "x": -0.40}


@dataclass(frozen=True, slots=True)
class TierDraw:
    """A size class of the sample: its bounds, its share of all creators, and its usual price in cents per follower."""

    name: str
    low: int
    high: int
    share: float
    price: float


TIERS = (
    TierDraw("community", 180, 1_000, 0.10, 0.0),
    TierDraw("nano", 1_000, 10_000, 0.35, 1.2),
    TierDraw("micro", 10_000, 100_000, 0.38, 0.55),
    TierDraw("macro", 100_000, 1_000_000, 0.14, 0.9),
    TierDraw("mega", 1_000_000, 6_000_000, 0.03, 0.8),
)

#: How likely a request is in each hour of a shopper's day, 0 to 23.
_DAY = (2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 9, 10, 12, 11, 9, 9, 10, 12, 15, 18, 21, 20, 14, 7)
#: Monday to Sunday.
_WEEK = (0.92, 0.90, 0.93, 0.97, 1.02, 1.12, 1.24)
DAY_WEIGHTS = np.array(_DAY) / max(_DAY)
WEEK_WEIGHTS = np.array(_WEEK) / max(_WEEK)


def stream(seed: int, purpose: str, index: int = 0) -> Generator:
    """An own source of chance for one purpose and one thing, so that drawing more of one changes nothing else."""
    return np.random.default_rng([seed, crc32(purpose.encode()), index])


def identifier(salt: str, kind: str, index: int, at: datetime) -> UUID:
    """The same UUIDv7 for the same salt, kind and index, beginning with the moment `at`."""
    digest = blake2b(f"{salt} {kind} {index}".encode(), digest_size=10).digest()
    return uuid7(int(at.timestamp() * 1000), int.from_bytes(digest, "big") >> 6)


def followers(rng: Generator, tier: TierDraw) -> int:
    """A follower count in the tier; on the log scale the small end is the crowded one."""
    place = rng.beta(1.2, 1.9)
    return min(int(tier.low * (tier.high / tier.low) ** place), tier.high - 1)


def usual_log_rate(people: Floats, network: str) -> Floats:
    """The usual log engagement rate of profiles with so many followers (> 0); it falls no further beyond a million."""
    return np.asarray(LEVEL + SLOPE * np.log(np.minimum(people, FLAT_FROM)) + NETWORK_LEVEL[network])


def spread_within(rng: Generator) -> float:
    """How far one creator's posts stray on the log scale: median .54, 5 % below .25."""
    return float(np.clip(WITHIN * np.exp(rng.normal(0, 0.45)), 0.22, 1.2))


def counts(rng: Generator, expected: Floats) -> Floats:
    """Whole counts around their expectations."""
    return rng.poisson(np.minimum(expected, 1e12)).astype(float)


def post_days(rng: Generator, count: int, days: int) -> Floats:
    """When `count` posts went out, in days after the start, ascending: log-normal gaps, some of them pauses."""
    gaps = np.exp(rng.normal(0, 0.75, count + 1))
    gaps[rng.random(count + 1) < 0.03] *= 5
    days_in = np.cumsum(gaps)[:-1] / gaps.sum() * days
    return np.asarray(np.clip(np.floor(days_in) + hours(rng, count) / 24, 0, days - 1 / 24))


def hours(rng: Generator, count: int) -> Floats:
    """`count` moments of the day in hours, most of them in the evening."""
    whole = rng.choice(24, size=count, p=DAY_WEIGHTS / DAY_WEIGHTS.sum())
    return np.asarray(whole + rng.random(count))


def moments(rng: Generator, count: int, first: datetime, days: float) -> list[datetime]:
    """`count` moments in the `days` after `first` (a midnight), in the rhythm of day and week; in no order."""
    whole = max(int(days), 1)
    weekday = (first.weekday() + np.arange(whole)) % 7
    weights = WEEK_WEIGHTS[weekday]
    day = rng.choice(whole, size=count, p=weights / weights.sum())
    seconds = day * 86_400 + hours(rng, count) * 3_600
    return [first + timedelta(seconds=float(second)) for second in np.minimum(seconds, days * 86_400 - 1)]


def after_post(rng: Generator, count: int, published: datetime) -> list[datetime]:
    """`count` moments at which people follow a post: half within nine hours, a few days later still some.

    Most of those that fall into the night are moved to the next morning.
    """
    delay = np.exp(rng.normal(math.log(9), 1.25, count)) * 3_600
    raw = published.timestamp() + delay
    asleep = rng.random(count) > DAY_WEIGHTS[(raw // 3_600 % 24).astype(int)] * 1.6 + 0.1
    raw = raw + np.where(asleep, rng.integers(5, 11, count) * 3_600, 0)
    return [datetime.fromtimestamp(float(second), UTC) for second in raw]


def follower_path(rng: Generator, count: int, weeks: int) -> Floats:
    """Weekly follower counts, oldest first, that grew (or, for some, shrank) to `count`. Shape (weeks + 1,)."""
    yearly = rng.normal(0.16, 0.20)
    steps = rng.normal(yearly / 52, 0.006, weeks)
    backwards = np.concatenate([[0.0], np.cumsum(steps[::-1])])
    return np.asarray(np.maximum(np.round(count * np.exp(-backwards[::-1])), 1))
