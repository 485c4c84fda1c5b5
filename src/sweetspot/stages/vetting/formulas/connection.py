"""How well do a creator and the audience answer each other, compared with creators of the same size?"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import gamma

from sweetspot.core.statistics import Z90, Estimate, Floats, wilson
from sweetspot.stages.vetting.formulas.comments.batch import ClassShares, share_of
from sweetspot.stages.vetting.formulas.comments.classes import ASKING, MEANINGFUL, CommentClass

LEVEL = 0.90
REPLY_WITHIN = timedelta(hours=72)
FEWEST_COMMENTS, FEWEST_REPLYABLE, FEWEST_PEERS = 20, 5, 10
#: Below this share of the parts' weight there is no score.
LEAST_COVERAGE = 0.40


class Part(StrEnum):
    """What a connection consists of."""

    MEANINGFUL = "meaningful"
    ASKING = "asking"
    REPLIES = "replies"
    COMMENTS = "comments"
    STAMINA = "stamina"
    MENTIONS = "mentions"


WEIGHTS: Mapping[Part, float] = {
    Part.MEANINGFUL: 0.25,
    Part.ASKING: 0.20,
    Part.REPLIES: 0.20,
    Part.COMMENTS: 0.15,
    Part.STAMINA: 0.15,
    Part.MENTIONS: 0.05,
}
_NEEDED = {
    Part.MEANINGFUL: f"it takes {FEWEST_COMMENTS} comments that count",
    Part.ASKING: f"it takes {FEWEST_COMMENTS} comments that count",
    Part.REPLIES: f"it takes {FEWEST_REPLYABLE} comments that say something",
    Part.COMMENTS: "it takes followers and posts that show their comments",
    Part.STAMINA: "it takes 3 sponsored posts to compare",
    Part.MENTIONS: "it takes a brand of your own that is listened for, and followers",
}
#: Comments that say nothing: what S8 counts, spam among them.
EMPTY = frozenset((CommentClass.SPAM, CommentClass.TAG_ONLY, CommentClass.EMOJI_ONLY, CommentClass.GENERIC))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A comment as replies see it: its id, the comment it answers, whether the creator wrote it, and when."""

    id: str
    reply_to: str | None
    own: bool
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of a score: its value with its interval, its place among peers (0..1), and what it weighs here.

    `weight` is the part's share after missing parts gave theirs away; 0 where the part is missing, with the `reason`.
    """

    part: Part
    value: Estimate | None
    percentile: Estimate | None
    weight: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A score of 0 to 100 with its 90 % interval, made of its parts; None with a `reason` without enough data.

    `coverage` is the share of the parts' full weight that is known.
    """

    score: Estimate | None
    parts: tuple[PartScore, ...]
    coverage: float
    reason: str = ""


def reply_rate(exchanges: Sequence[Exchange], replyable: Collection[str]) -> Estimate | None:
    """The share of replyable comments that the creator answered within 72 hours; None below 5 of them.

    `replyable` are ids of comments that a reply would be an answer to: meaningful ones by others. An answer without a
    time, or to a comment without one, counts.
    """
    asked = {one.id: one for one in exchanges if one.id in replyable}
    if len(asked) < FEWEST_REPLYABLE:
        return None
    answered = {
        one.reply_to
        for one in exchanges
        if one.own and one.reply_to in asked and _in_time(asked[one.reply_to].written_at, one.written_at)
    }
    return wilson(len(answered), len(asked), LEVEL)


def _in_time(asked: datetime | None, answered: datetime | None) -> bool:
    return asked is None or answered is None or answered - asked <= REPLY_WITHIN


def class_parts(shares: ClassShares) -> dict[Part, Estimate]:
    """The meaningful share and the share that asks or wants to buy; empty below 20 comments that count."""
    if shares.counted < FEWEST_COMMENTS:
        return {}
    found = {Part.MEANINGFUL: share_of(MEANINGFUL, shares), Part.ASKING: share_of(ASKING, shares)}
    return {part: share for part, share in found.items() if share}


def comments_per_thousand(comments: Sequence[int], followers: int | None) -> Estimate | None:
    """Mean comments of a post for each 1,000 followers, with a 90 % interval of the mean; None below 3 posts.

    None, too, without followers. The interval is that of a mean of logs (with 0.5 added), as counts are skewed.
    """
    if not followers or len(comments) < 3:
        return None
    logs = [math.log((one + 0.5) * 1_000 / followers) for one in comments]
    mean = sum(logs) / len(logs)
    spread = math.sqrt(sum((one - mean) ** 2 for one in logs) / (len(logs) - 1))
    half = Z90 * spread / math.sqrt(len(logs))
    return Estimate(math.exp(mean), math.exp(mean - half), math.exp(mean + half), LEVEL, len(logs))


def authors_per_thousand(authors: int, followers: int | None) -> Estimate | None:
    """Distinct authors of content about the brand for each 1,000 followers, over 90 days; None without followers.

    With the exact 90 % interval of a Poisson count (Garwood 1936); its sample is the number of authors.
    """
    if not followers:
        return None
    tail = (1 - LEVEL) / 2
    low = float(gamma.ppf(tail, authors)) if authors else 0.0
    high = float(gamma.ppf(1 - tail, authors + 1))
    each = 1_000 / followers
    return Estimate(authors * each, low * each, high * each, LEVEL, authors)


def middle_rank(value: float, peers: ArrayLike) -> float:
    """The share of peers below `value`, equal ones counting half. Peers must not be empty."""
    others = np.asarray(peers, dtype=float)
    return float((np.count_nonzero(others < value) + np.count_nonzero(others == value) / 2) / len(others))


def connection(values: Mapping[Part, Estimate], peers: Mapping[Part, Sequence[float] | Floats]) -> Connection:
    """100 times the weighted mean of each part's percentile among peers; missing parts' weights are shared out.

    A part is missing without a value or with fewer than 10 peers that have one; below 40 % of the weight there is no
    score. The interval puts each part's own interval through the percentiles and adds the halves as independent errors.
    Source: docs/formulas/connection.md.
    """
    places = {
        part: _place(values[part], peers[part])
        for part in Part
        if part in values and len(peers.get(part, ())) >= FEWEST_PEERS
    }
    coverage = round(sum(WEIGHTS[part] for part in places), 9)
    parts = tuple(
        PartScore(
            part, values.get(part), places.get(part), WEIGHTS[part] / coverage if part in places else 0.0,
            "" if part in places else _missing(part, part in values, len(peers.get(part, ()))),
        )
        for part in Part
    )  # fmt: skip
    if coverage < LEAST_COVERAGE:
        return Connection(None, parts, coverage, f"Not enough data: {coverage:.0%} of the score's weight is known.")
    known = [(one.weight, one.percentile) for one in parts if one.percentile]
    score = 100 * sum(weight * place.value for weight, place in known)
    below = 100 * math.sqrt(sum((weight * (place.value - place.low)) ** 2 for weight, place in known))
    above = 100 * math.sqrt(sum((weight * (place.high - place.value)) ** 2 for weight, place in known))
    sample = min(place.sample for _, place in known)
    return Connection(
        Estimate(score, max(0.0, score - below), min(100.0, score + above), LEVEL, sample), parts, coverage
    )


def _place(value: Estimate, peers: Sequence[float] | Floats) -> Estimate:
    low, middle, high = (middle_rank(one, peers) for one in (value.low, value.value, value.high))
    return Estimate(middle, min(low, middle), max(high, middle), LEVEL, len(peers))


def _missing(part: Part, has_value: bool, peers: int) -> str:
    if has_value:
        have = "profile of this size has" if peers == 1 else "profiles of this size have"
        return f"Only {peers} {have} it; a place among peers needs {FEWEST_PEERS}."
    return f"Not enough data: {_NEEDED[part]}."


@dataclass(frozen=True, slots=True)
class CommentReading:
    """What a signal of the verdict reads from comments: a share with its interval, and the comments behind it."""

    value: Estimate | None
    comments: tuple[str, ...]


def comment_quality(kinds: Mapping[str, CommentClass], copies: Collection[str], shares: ClassShares) -> CommentReading:
    """S8: the share of comments that say nothing (empty, spam, or copies of another); higher is worse.

    `kinds` by comment id; `copies` are ids whose text the batch repeats. None below 20 comments that count.
    """
    counted = {one for one, kind in kinds.items() if kind in shares.counts}
    empty = sorted(one for one in counted if kinds[one] in EMPTY or one in copies)
    if shares.counted < FEWEST_COMMENTS:
        return CommentReading(None, ())
    return CommentReading(wilson(len(empty), len(counted), LEVEL), tuple(empty[:50]))
