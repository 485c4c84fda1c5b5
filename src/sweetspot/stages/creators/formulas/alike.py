"""Which creators are alike, and in what? Profiles become points whose squared distance is a sum of parts."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sweetspot.core.statistics import MAD_TO_SD, Floats, median_and_mad

VERSION = "alike 2"
#: What a part counts for: the squared distance between two profiles that have nothing of it in common.
WEIGHTS = {
    "topics": 3.0, "category": 1.5, "language": 1.5, "size": 1.0, "engagement": 1.0, "format": 1.0, "country": 1.0,
    "network": 0.5,
}  # fmt: skip
#: How many numbers each part takes, in this order; values without an order take two places each by their hash.
PLACES = {
    "size": 1, "engagement": 1, "format": 5, "network": 4, "country": 16, "language": 16, "category": 16, "topics": 40,
}  # fmt: skip
_PAIRS = tuple(combinations(range(16), 2))
DIMENSIONS = sum(PLACES.values())
FORMATS = ("image", "carousel", "video", "story", "text")
NETWORKS = ("instagram", "tiktok", "youtube", "x")
#: Fewer known parts than this say too little; the network alone is always known.
LEAST_PARTS = 3
#: A part is a reason from this share of "nothing in common" down.
_ALIKE = 0.35
#: Words in more than this share of the profiles say nothing of any of them.
_USUAL = 0.5
_BUCKETS = 1 << 18
_FARTHEST = 2.0
_WORD = re.compile(r"[^\W\d_]{3,40}")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@]\S+")


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is known of a profile; None and empty where it is not. `words` counts those of its captions."""

    network: str
    followers: int | None = None
    rate: float | None = None
    country: str | None = None
    language: str | None = None
    category: str | None = None
    formats: Mapping[str, int] | None = None
    words: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the logarithms of a figure lie in the workspace; two values `spread` apart differ much."""

    middle: float
    spread: float


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `profiles` a word occurs, counted by its hash: a rare clash makes a word look more usual."""

    profiles: int
    counts: np.ndarray

    def number(self, word: str) -> int:
        """How many profiles use the word."""
        return int(self.counts[_bucket(word, len(self.counts))])

    def share(self, word: str) -> float:
        """The share of the profiles that use the word."""
        return self.number(word) / self.profiles if self.profiles else 0.0

    def says_something(self, word: str) -> bool:
        """Whether the word is used by more than one profile and not by everybody."""
        return self.number(word) >= 2 and self.share(word) <= _USUAL

    def weight(self, word: str) -> float:
        """The inverse document frequency, ln((1 + n) / (1 + n with it)): 0 for a word that everybody uses."""
        return math.log((1 + self.profiles) / (1 + self.number(word)))


@dataclass(frozen=True, slots=True)
class Point:
    """A profile as `DIMENSIONS` numbers, and which parts of it are known."""

    features: Floats
    parts: tuple[str, ...]
    topics: tuple[str, ...]


def words_of(captions: Iterable[str]) -> Counter[str]:
    """How often each word of three letters or more occurs, without addresses and mentions; hashtags are words."""
    counted: Counter[str] = Counter()
    for caption in captions:
        counted.update(_WORD.findall(_ADDRESS.sub(" ", caption.lower())))
    return counted


def frequencies(profiles: Iterable[Iterable[str]], buckets: int = _BUCKETS) -> Frequencies:
    """In how many profiles each word occurs; one collection of words per profile."""
    counts, number = np.zeros(buckets, dtype=np.int32), 0
    for words in profiles:
        number += 1
        for bucket in {_bucket(word, buckets) for word in words}:
            counts[bucket] += 1
    return Frequencies(number, counts)


def scale_of(values: Iterable[float | None]) -> Scale | None:
    """The middle and spread (median, MAD as a standard deviation) of the logarithms of positive values.

    None below two values; where more than half are equal the spread is 1.
    """
    logs = [math.log(value) for value in values if value is not None and value > 0]
    found = median_and_mad(logs) if len(logs) > 1 else None
    return Scale(found[0], found[1] * MAD_TO_SD or 1.0) if found else None


def point_of(portrait: Portrait, *, size: Scale | None, engagement: Scale | None, usage: Frequencies) -> Point:
    """A profile as a point; a part that is not known lies in the middle and counts half.

    Figures are standardised logarithms, cut at two spreads; shares of formats, values and topics are such that two
    profiles with nothing in common are the part's weight apart (squared).
    """
    topics, strongest = _topics(portrait.words or {}, usage)
    drawn: dict[str, Floats | None] = {
        "size": _figure(portrait.followers, size), "engagement": _figure(portrait.rate, engagement),
        "format": _formats(portrait.formats or {}), "network": _one_of(portrait.network, NETWORKS),
        "country": _hashed(portrait.country), "language": _hashed(portrait.language),
        "category": _hashed(portrait.category), "topics": topics,
    }  # fmt: skip
    features = [
        np.zeros(places) if (part := drawn[name]) is None else part * math.sqrt(WEIGHTS[name] / 2)
        for name, places in PLACES.items()
    ]
    parts = tuple(name for name in PLACES if drawn[name] is not None)
    return Point(np.concatenate(features), parts, strongest)


def middle_of(points: Sequence[Point]) -> Point:
    """The point between points: the mean of their features; a part is known where it is for at least half of them.

    Raises ValueError without points.
    """
    if not points:
        raise ValueError("There is no middle of no points.")
    known = Counter(part for point in points for part in point.parts)
    topics = Counter(topic for point in points for topic in point.topics)
    return Point(
        np.mean([point.features for point in points], axis=0),
        tuple(part for part in PLACES if known[part] * 2 >= len(points)),
        tuple(topic for topic, _ in topics.most_common(24)),
    )


def apart(one: Point, other: Point) -> dict[str, float]:
    """The squared distance of each part that is known of both; 0 is the same, the part's weight nothing in common."""
    squares, first, found = (one.features - other.features) ** 2, 0, {}
    for name, places in PLACES.items():
        if name in one.parts and name in other.parts:
            found[name] = float(squares[first : first + places].sum())
        first += places
    return found


def alike_in(one: Point, other: Point) -> list[str]:
    """The parts that make two points alike, the one that brings them closest first: weight less distance."""
    gained = {
        name: WEIGHTS[name] - distance
        for name, distance in apart(one, other).items()
        if distance <= _ALIKE * WEIGHTS[name]
    }
    return sorted(gained, key=lambda name: -gained[name])


def likeness(distance: float) -> float:
    """A distance (not squared) as a share: 1 is the same point, 0 nothing in common."""
    return max(0.0, 1.0 - distance**2 / sum(WEIGHTS.values()))


def _figure(value: float | None, scale: Scale | None) -> Floats | None:
    if scale is None or value is None or value <= 0:
        return None
    steps = (math.log(value) - scale.middle) / scale.spread
    # Two spreads are "nothing in common": the squared distance is then the weight, as for the other parts.
    return np.array([max(-_FARTHEST, min(_FARTHEST, steps)) / math.sqrt(2)])


def _formats(counts: Mapping[str, int]) -> Floats | None:
    total = sum(counts.get(name, 0) for name in FORMATS)
    return np.array([counts.get(name, 0) / total for name in FORMATS]) if total else None


def _one_of(value: str, values: Sequence[str]) -> Floats | None:
    return np.array([float(value == one) for one in values]) if value in values else None


def _hashed(value: str | None) -> Floats | None:
    """Two of 16 places: two values fall on the same ones once in 120 times, where single places clash once in 16."""
    if not value:
        return None
    found = np.zeros(16)
    found[list(_PAIRS[zlib.crc32(value.lower().encode()) % len(_PAIRS)])] = math.sqrt(0.5)
    return found


def _topics(words: Mapping[str, int], usage: Frequencies) -> tuple[Floats | None, tuple[str, ...]]:
    weighed = {
        word: (1 + math.log(count)) * usage.weight(word) for word, count in words.items() if usage.says_something(word)
    }
    found = np.zeros(PLACES["topics"])
    for word, weight in weighed.items():
        mixed = zlib.crc32(f"topic {word}".encode())
        found[mixed % len(found)] += weight if mixed & (1 << 20) else -weight
    length = float(np.linalg.norm(found))
    if not length:
        return None, ()
    strongest = sorted(weighed, key=lambda word: (-weighed[word], word))[:12]
    return found / length, tuple(strongest)


def _bucket(word: str, buckets: int) -> int:
    return zlib.crc32(word.encode()) % buckets
