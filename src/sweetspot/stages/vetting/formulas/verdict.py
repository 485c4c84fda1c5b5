"""What do we say about a profile's audience, how sure are we, and on what grounds?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sweetspot.core.statistics import Estimate
from sweetspot.stages.creators.formulas.readings import PostReading
from sweetspot.stages.vetting.formulas.checks import Check, checks, figures_of
from sweetspot.stages.vetting.formulas.findings import LEVEL, RESAMPLES, SEED, Findings, find
from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norms
from sweetspot.stages.vetting.formulas.readings import Readings
from sweetspot.stages.vetting.formulas.risk import RULES, Rules
from sweetspot.stages.vetting.formulas.signals import MANY, PostRows, post_rows


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
    Band.LOOK: ("worth a look", "Look at what stands behind the signals below."),
    Band.CLOSE_LOOK: ("worth a look", "Several things are unusual: ask the creator before agreeing on terms."),
    Band.WARNING: ("strong warning", "Very unusual: agree on terms only when the creator can explain it."),
}


class Confidence(StrEnum):
    """How much the verdict may still move when more is known."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


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
    readings: Readings | None = None,
    rules: Rules = RULES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Verdict:
    """The verdict on one profile from its eligible posts (`select(...).used`), its followers of today and `readings`.

    Resampling is seeded, so the same inputs always give the same verdict. More followers never raise the score.
    Source: docs/formulas/authenticity.md.
    """
    row, ids = post_row(posts, followers)
    told = readings or {}
    found = find(row, [told], norms, rules=rules, resamples=resamples, seed=seed)
    score, coverage = score_of(found, 0, len(ids)), float(found.found.coverage[0])
    figures = next(figures_of(found, row.followers, [told]))
    return Verdict(
        score=score,
        band=None if score is None else band_of(score.value),
        confidence=confidence_of(score, coverage),
        coverage=coverage,
        checks=checks(figures, row, ids, norms, rules),
        posts=len(ids),
        norms=norms.source,
        inputs=next(fingerprints(row, [told])),
        reason=None if score else lack(len(ids)),
    )


def post_row(posts: Sequence[PostReading], followers: int | None) -> tuple[PostRows, list[str]]:
    """The posts of one profile that have counts as a row, oldest first, and their ids in that order."""
    usable = sorted(
        (post for post in posts if post.likes is not None and post.comments is not None),
        key=lambda post: (post.published_at.timestamp(), post.id),
    )
    return post_rows([(usable, followers)]), [post.id for post in usable]


def score_of(found: Findings, place: int, posts: int) -> Estimate | None:
    """The score of one of the profiles that were judged together; None without enough data."""
    value = float(found.found.score[place])
    if math.isnan(value):
        return None
    return Estimate(value, float(found.low[place]), float(found.high[place]), LEVEL, posts)


def confidence_of(score: Estimate | None, coverage: float) -> Confidence:
    """High from 85 % coverage and an interval of at most 20 points, medium from 65 % and at most 40, else low."""
    if score is None:
        return Confidence.LOW
    width = score.high - score.low
    if coverage >= 0.85 and width <= 20:
        return Confidence.HIGH
    return Confidence.MEDIUM if coverage >= 0.65 and width <= 40 else Confidence.LOW


def lack(posts: int) -> str:
    """What is missing where there is no score."""
    if posts < MANY:
        return f"Not enough posts ({posts} of {MANY}). Import more or decide by hand."
    return "Not enough data: too few of the signals can be computed. Import more or decide by hand."


def fingerprints(rows: PostRows, readings: Sequence[Readings]) -> Iterator[str]:
    """A hash of everything that each profile is judged by."""
    numbers = np.stack((rows.likes, rows.comments, rows.days), axis=1)
    for place, (posts, told) in enumerate(zip(rows.counts.tolist(), readings, strict=True)):
        said = ";".join([f"{signal}={one.value}~{one.error}" for signal, one in sorted(told.items())])
        mine = rows.followers[place].tobytes() + numbers[place, :, :posts].tobytes() + said.encode()
        yield hashlib.sha256(mine).hexdigest()
