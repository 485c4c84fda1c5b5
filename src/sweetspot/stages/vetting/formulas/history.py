"""Where does a following jump, and is there a plain reason for it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sweetspot.core.statistics import MAD_TO_SD, median_and_mad
from sweetspot.stages.creators.formulas.readings import PostReading, announces_giveaway

AROUND = timedelta(days=28)
NEAR = timedelta(days=3)
FEWEST = 8  # changes around a day needed to say what is usual
DEVIATIONS = 5.0
SMALLEST = 0.01  # of the followers
VIRAL = 3.0  # times the median likes


@dataclass(frozen=True, slots=True)
class Jump:
    """A change between two readings that stands out: when, by how many followers, and a plain reason if any."""

    at: datetime
    followers: int
    usual: float
    explained_by: str


def jumps(readings: Sequence[tuple[datetime, int]], posts: Sequence[PostReading] = ()) -> list[Jump]:
    """The changes per day that lie beyond 5 robust deviations of those within 28 days and above 1 % of the followers.

    `readings` are (moment, followers), oldest first. A Hampel test; with fewer than 8 changes around, nothing is said.
    Source: docs/formulas/authenticity.md.
    """
    changes = [
        (end, after - before, (after - before) / max((end - start) / timedelta(days=1), 1 / 24), before)
        for (start, before), (end, after) in pairwise(readings)
    ]
    found = []
    for at, moved, per_day, before in changes:
        near = [rate for other, _, rate, _ in changes if abs(other - at) <= AROUND and other != at]
        centre = median_and_mad(near)
        if centre is None or len(near) < FEWEST or abs(moved) <= SMALLEST * before:
            continue
        if abs(per_day - centre[0]) > DEVIATIONS * MAD_TO_SD * centre[1]:
            found.append(Jump(at, moved, centre[0], _reason(at, posts)))
    return found


def _reason(at: datetime, posts: Sequence[PostReading]) -> str:
    likes = [post.likes for post in posts if post.likes]
    usual = median(likes) if likes else 0
    near = [post for post in posts if abs(post.published_at - at) <= NEAR]
    if any(announces_giveaway(post.caption) for post in near):
        return "A giveaway was posted within three days."
    if usual and any((post.likes or 0) > VIRAL * usual for post in near):
        return "A post with more than three times the usual likes came within three days."
    return ""
