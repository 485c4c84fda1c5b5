"""What do we say about a profile's audience, how sure are we, and on what grounds?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sweetspot.core.statistics import Estimate, Floats
from sweetspot.stages.creators.formulas.readings import PostReading
from sweetspot.stages.vetting.formulas.evidence import driving_places
from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norms
from sweetspot.stages.vetting.formulas.risk import RULES, Assessment, SignalRule, assess, judged
from sweetspot.stages.vetting.formulas.signals import (
    FEWEST,
    MANY,
    PostRows,
    Signal,
    measure,
    post_rows,
    sharpest_break,
)
from sweetspot.stages.vetting.formulas.wording import (
    TITLES,
    Direction,
    direction_of,
    explanations,
    missing_sentence,
    sentence,
    shown_value,
)

RESAMPLES = 200
LEVEL = 0.90
SEED = 20_190_410
TIMED = (Signal.RHYTHM, Signal.BREAK)  # drawing posts anew would destroy the order these are about


class Band(StrEnum):
    """What a score says, in words that accuse nobody."""

    CONSISTENT = "consistent"  # 80 and above
    LOOK = "look"  # 60 to 79
    CLOSE_LOOK = "close_look"  # 40 to 59
    WARNING = "warning"  # below 40

    @property
    def words(self) -> str:
        return _WORDS[self][0]

    @property
    def advice(self) -> str:
        return _WORDS[self][1]


_WORDS = {
    Band.CONSISTENT: ("consistent with a normal audience", "Nothing here speaks against working together."),
    Band.LOOK: ("worth a look", "Look at the posts behind the signals below."),
    Band.CLOSE_LOOK: ("worth a look", "Several things are unusual: ask the creator before agreeing on terms."),
    Band.WARNING: ("strong warning", "Very unusual: agree on terms only when the creator can explain it."),
}


class Confidence(StrEnum):
    """How much the verdict may still move when more is known."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Strength(StrEnum):
    """How strongly a signal speaks, by the points it costs: below 5, below 20, from 20."""

    NEUTRAL = "neutral"
    SMALL = "small"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Check:
    """One signal of a verdict. `value` and `usual` are in the unit shown (None: missing); `points` are points lost.

    `rule` and `version` name the rule that judged it; `posts` are the ids of the posts that drove it; `peers` is the
    number of profiles behind the norm (0: a default).
    """

    signal: Signal
    title: str
    value: float | None
    usual: float | None
    z: float | None
    direction: Direction
    strength: Strength
    points: float
    sentence: str
    explanations: tuple[str, ...]
    posts: tuple[str, ...]
    peers: int
    rule: str
    version: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one profile. `score` (1..100 with its 90 % interval) and `band` are None without enough data.

    `coverage` is the share of the signals' weight that had data; `inputs` a hash of the numbers used; `norms` the
    source of the reference values; `reason` says what is missing when there is no score.
    """

    score: Estimate | None
    band: Band | None
    confidence: Confidence
    coverage: float
    checks: tuple[Check, ...]
    posts: int
    norms: str
    inputs: str
    reason: str | None


def band_of(score: float) -> Band:
    """The band of a score: from 80, from 60, from 40, below."""
    bounds = ((80, Band.CONSISTENT), (60, Band.LOOK), (40, Band.CLOSE_LOOK))
    return next((band for bound, band in bounds if score >= bound), Band.WARNING)


def verdict(
    posts: Sequence[PostReading],
    followers: int | None,
    norms: Norms = DEFAULT_NORMS,
    *,
    rules: Mapping[Signal, SignalRule] = RULES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Verdict:
    """The verdict on one profile from its eligible posts (`select(...).used`) and its followers of today.

    Resampling is seeded, so the same posts always give the same verdict. More followers never raise the score.
    Source: docs/formulas/authenticity.md.
    """
    usable = sorted(
        (post for post in posts if post.likes is not None and post.comments is not None),
        key=lambda post: (post.published_at.timestamp(), post.id),
    )
    row = post_rows([(usable, followers)])
    values = measure(row)
    found = assess(values, row.followers, norms, rules)
    score = _interval(row, found, norms, rules, resamples, seed, len(usable))
    coverage = float(found.coverage[0])
    return Verdict(
        score=score,
        band=None if score is None else band_of(score.value),
        confidence=_confidence(score, coverage),
        coverage=coverage,
        checks=tuple(
            _check(signal, place, row, values, found, norms, rules, [post.id for post in usable])
            for place, signal in enumerate(Signal)
        ),
        posts=len(usable),
        norms=norms.source,
        inputs=_fingerprint(row),
        reason=None if score else _lack(len(usable)),
    )


def _interval(
    row: PostRows,
    found: Assessment,
    norms: Norms,
    rules: Mapping[Signal, SignalRule],
    resamples: int,
    seed: int,
    posts: int,
) -> Estimate | None:
    if math.isnan(found.score[0]):
        return None
    chance = np.random.default_rng(seed)
    drawn = _resampled(row, posts, resamples, chance)
    tried = measure(drawn)
    z = np.array([norms.z(signal, tried[signal], drawn.followers) for signal in Signal])
    again = judged(_held(z, found.z[:, 0], chance), rules)
    scores = np.maximum(1.0, np.round(100 * (1 - again.risk)))
    low, high = (float(part) for part in np.quantile(scores, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    value = float(found.score[0])
    return Estimate(value, min(low, value), max(high, value), LEVEL, posts)


def _resampled(row: PostRows, posts: int, resamples: int, chance: np.random.Generator) -> PostRows:
    places = np.sort(chance.integers(0, posts, (resamples, posts)), axis=1)
    drawn = (part[0][places] for part in (row.likes, row.comments, row.days))
    return PostRows(np.repeat(row.followers, resamples), *drawn)


def _held(drawn: Floats, point: Floats, chance: np.random.Generator) -> Floats:
    # A missing signal could have been anything an ordinary profile shows: that is how it widens the interval.
    for place, signal in enumerate(Signal):
        anything = chance.standard_normal(drawn.shape[1])
        if math.isnan(point[place]):
            drawn[place] = anything
        elif signal in TIMED:
            drawn[place] = point[place]
    return drawn


def _check(
    signal: Signal,
    place: int,
    row: PostRows,
    values: Mapping[Signal, Floats],
    found: Assessment,
    norms: Norms,
    rules: Mapping[Signal, SignalRule],
    ids: Sequence[str],
) -> Check:
    norm, rule = norms.by_signal[signal], rules[signal]
    value, usual = float(values[signal][0]), float(norm.at(row.followers)[0])
    z = None if math.isnan(found.z[place, 0]) else float(found.z[place, 0])
    direction, points = direction_of(z), round(float(found.points[place, 0]), 1)
    needed = FEWEST.get(signal, MANY)
    unusual = direction != "usual" or points > 0
    return Check(
        signal=signal,
        title=TITLES[signal],
        value=None if math.isnan(value) else shown_value(signal, value),
        usual=None if math.isnan(usual) else shown_value(signal, usual),
        z=z,
        direction=direction,
        strength=_strength(points),
        points=points,
        sentence=missing_sentence(signal, len(ids), needed)
        if z is None
        else sentence(signal, value, usual, z, _turned_on(signal, row)),
        explanations=explanations(signal, direction),
        posts=tuple(ids[at] for at in driving_places(signal, row, z > 0)) if z is not None and unusual else (),
        peers=norm.sample,
        rule=rule.id,
        version=rule.version,
    )


def _strength(points: float) -> Strength:
    if points < 5:
        return Strength.NEUTRAL
    return Strength.SMALL if points < 20 else Strength.STRONG


def _turned_on(signal: Signal, row: PostRows) -> float | None:
    if signal is not Signal.BREAK:
        return None
    before = sharpest_break(row)[1][0]
    return None if math.isnan(before) else float(row.days[0, int(before)])


def _confidence(score: Estimate | None, coverage: float) -> Confidence:
    if score is None:
        return Confidence.LOW
    width = score.high - score.low
    if coverage >= 0.85 and width <= 20:
        return Confidence.HIGH
    return Confidence.MEDIUM if coverage >= 0.65 and width <= 40 else Confidence.LOW


def _lack(posts: int) -> str:
    if posts < MANY:
        return f"Not enough posts ({posts} of {MANY}). Import more or decide by hand."
    return "Not enough data: too few of the signals can be computed. Import more or decide by hand."


def _fingerprint(row: PostRows) -> str:
    parts = (row.followers, row.likes, row.comments, row.days)
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()
