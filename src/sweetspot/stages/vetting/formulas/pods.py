"""Do the same few people comment together on most of a creator's posts, as arranged groups do?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from statistics import fmean, median

from scipy.stats import kendalltau

from sweetspot.core.statistics import Estimate, wilson

LEVEL = 0.90
NEWEST_POSTS, FEWEST_POSTS = 12, 5
#: Somebody under at least this share of the newest posts belongs to the core; two people are a friendship.
CORE_PRESENCE, SMALLEST_CORE = 0.60, 3
CORE_SHARE, FIRST_HOUR_SHARE, SAME_ORDER = 0.25, 0.50, 0.60
FIRST_HOUR = timedelta(hours=1)
#: Below so many followers somebody in the core is an ordinary reader.
CREATOR_FOLLOWERS, RECIPROCAL_SHARE = 1_000, 0.50
FEWEST_EVIDENCE = 2


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote under which post and when, and when that post appeared; no text. `author` is a keyed hash."""

    id: str
    post: str
    author: str
    written_at: datetime | None
    published_at: datetime | None


class PodSign(StrEnum):
    """The four kinds of evidence."""

    REGULARS = "regulars"
    FIRST_HOUR = "first_hour"
    SAME_ORDER = "same_order"
    RECIPROCITY = "reciprocity"


@dataclass(frozen=True, slots=True)
class PodEvidence:
    """One kind of evidence: its value, from which value on it speaks, whether it does, and what it rests on.

    `value` is None where it cannot be told; `sample` counts comments, posts, pairs of posts or people.
    """

    sign: PodSign
    value: float | None
    threshold: float
    sample: int

    @property
    def speaks(self) -> bool:
        """Whether the value passes the threshold."""
        return self.value is not None and self.value >= self.threshold


@dataclass(frozen=True, slots=True)
class Pods:
    """What the newest posts show of a group that comments together.

    `core` are the authors under most of the `posts`; `flagged` needs two of the four kinds of evidence. `share` is the
    core's share of the comments with its 90 % interval. Without enough posts `reason` says so.
    """

    core: tuple[str, ...]
    posts: int
    share: Estimate | None
    evidence: tuple[PodEvidence, ...]
    reason: str = ""

    @property
    def flagged(self) -> bool:
        """Whether at least two of the four kinds of evidence speak."""
        return sum(one.speaks for one in self.evidence) >= FEWEST_EVIDENCE


def pods(
    comments: Sequence[Written], followers: Mapping[str, int] | None = None, answered: Collection[str] = ()
) -> Pods:
    """The evidence under the newest 12 posts that have comments by others than the creator.

    `followers` gives the followers of those authors that are creators we know; `answered` are the authors under whose
    own posts this creator comments. Fewer than 5 posts with comments: no evidence. Comments without an author take no
    part.
    Source: Weerasinghe et al. 2020 (comment style and timing of pods); thresholds are ours.
    """
    newest = _newest(comments)
    posts = {one.post for one in newest}
    if len(posts) < FEWEST_POSTS:
        return Pods((), len(posts), None, (), f"Not enough data: comments under {len(posts)} posts of {FEWEST_POSTS}.")
    core = _core(newest, len(posts))
    mine = [one for one in newest if one.author in core]
    evidence: tuple[PodEvidence, ...] = (
        PodEvidence(PodSign.REGULARS, len(mine) / len(newest), CORE_SHARE, len(newest)),
        _first_hour(newest, core),
        _same_order(mine),
        _reciprocity(core, followers or {}, answered),
    )
    if len(core) < SMALLEST_CORE:
        evidence = tuple(PodEvidence(one.sign, None, one.threshold, 0) for one in evidence)
    return Pods(tuple(sorted(core)), len(posts), wilson(len(mine), len(newest), LEVEL), evidence)


def _newest(comments: Sequence[Written]) -> list[Written]:
    dated = [one for one in comments if one.author and one.published_at]
    when = {one.post: one.published_at for one in dated if one.published_at}
    kept = set(sorted(when, key=lambda post: (when[post], post), reverse=True)[:NEWEST_POSTS])
    return [one for one in dated if one.post in kept]


def _core(comments: Sequence[Written], posts: int) -> set[str]:
    presence: dict[str, set[str]] = defaultdict(set)
    for one in comments:
        presence[one.author].add(one.post)
    return {author for author, seen in presence.items() if len(seen) >= CORE_PRESENCE * posts}


def _first_hour(comments: Sequence[Written], core: Collection[str]) -> PodEvidence:
    """The median, over posts, of the core's share of the comments in the first hour."""
    early: dict[str, list[bool]] = defaultdict(list)
    for one in comments:
        if one.written_at and one.published_at and one.written_at - one.published_at <= FIRST_HOUR:
            early[one.post].append(one.author in core)
    shares = [fmean(by_core) for by_core in early.values()]
    value = median(shares) if len(shares) >= FEWEST_POSTS else None
    return PodEvidence(PodSign.FIRST_HOUR, value, FIRST_HOUR_SHARE, len(shares))


def _same_order(mine: Sequence[Written]) -> PodEvidence:
    """The mean Kendall rank correlation of the core's order between pairs of posts that three of them share."""
    first: dict[str, dict[str, datetime]] = defaultdict(dict)
    for one in mine:
        if one.written_at:
            known = first[one.post].get(one.author, one.written_at)
            first[one.post][one.author] = min(known, one.written_at)
    taus = []
    for one_post, other in combinations(first.values(), 2):
        both = sorted(one_post.keys() & other.keys())
        if len(both) >= SMALLEST_CORE:
            ranks = [[moments[author].timestamp() for author in both] for moments in (one_post, other)]
            taus.append(float(kendalltau(*ranks).statistic))
    known_taus = [tau for tau in taus if tau == tau]  # equal times on a whole post have no order
    value = fmean(known_taus) if len(known_taus) >= SMALLEST_CORE else None
    return PodEvidence(PodSign.SAME_ORDER, value, SAME_ORDER, len(known_taus))


def _reciprocity(core: Collection[str], followers: Mapping[str, int], answered: Collection[str]) -> PodEvidence:
    """The share of the core who are creators themselves and under whose posts this creator comments."""
    if not followers:
        return PodEvidence(PodSign.RECIPROCITY, None, RECIPROCAL_SHARE, 0)
    mutual = sum(followers.get(author, 0) >= CREATOR_FOLLOWERS and author in answered for author in core)
    return PodEvidence(PodSign.RECIPROCITY, mutual / len(core) if core else 0.0, RECIPROCAL_SHARE, len(core))
