"""Where does a following jump, how much of it has a plain reason, and what does the rest say?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sweetspot.core.statistics import MAD_TO_SD, median_and_mad
from sweetspot.stages.creators.formulas.readings import PostReading, announces_giveaway
from sweetspot.stages.vetting.formulas.readings import Reading

DAY = timedelta(days=1)
AROUND = 28 * DAY
NEAR = 3 * DAY
FEWEST = 8  # other changes needed to say what is usual
LONGEST = 14 * DAY  # a history shorter than this says nothing
DEVIATIONS = 5.0
SMALLEST = 0.01  # of the followers before
VIRAL = 3.0  # times the usual likes or views
VIEWS_PER_FOLLOWER = 20
GIVEN_BACK, WITHIN, WEIGHT = 0.30, 30 * DAY, 1.5


@dataclass(frozen=True, slots=True)
class Jump:
    """A change between two readings that stands out: until when, by how many followers, from how many.

    `usual` is the usual change a day around it. `explained` of the followers beyond the usual have a plain reason,
    told in `explained_by`; `unexplained` have none; `left` of them were gone again within thirty days.
    """

    at: datetime
    followers: int
    before: int
    usual: float
    explained: int
    unexplained: int
    left: int
    explained_by: str

    @property
    def sawtooth(self) -> bool:
        """Whether at least 30 % were given back within thirty days."""
        return self.followers > 0 and self.left >= GIVEN_BACK * self.followers


@dataclass(frozen=True, slots=True)
class _Excuse:
    """A post that may have brought followers, at most `room` of them (infinite: nobody counted)."""

    at: datetime
    room: float
    words: str


def jumps(readings: Sequence[tuple[datetime, int]], posts: Sequence[PostReading] = ()) -> list[Jump]:
    """The changes per day that lie beyond 5 robust deviations of those around them and above 1 % of the followers.

    `readings` are (moment, followers), oldest first. A Hampel test against the changes within 28 days, or where those
    are fewer than 8, against the 8 nearest; with fewer, nothing is said. A post with three times the usual likes (or
    views) within three days explains one follower for each like above the usual (or for 20 views), a giveaway one for
    each like and comment; each post explains once. Source: docs/formulas/authenticity.md.
    """
    changes = [
        (start, end, after - before, (after - before) / max((end - start) / DAY, 1 / 24), before)
        for (start, before), (end, after) in pairwise(readings)
    ]
    excuses: list[_Excuse] | None = None
    found = []
    for place, (start, at, moved, per_day, before) in enumerate(changes):
        if abs(moved) <= SMALLEST * before:
            continue
        near = [(abs(other - at), rate) for _, other, _, rate, _ in changes[:place] + changes[place + 1 :]]
        within = [rate for apart, rate in near if apart <= AROUND]
        centre = median_and_mad(within if len(within) >= FEWEST else [rate for _, rate in sorted(near)[:FEWEST]])
        if centre is None or len(near) < FEWEST or abs(per_day - centre[0]) <= DEVIATIONS * MAD_TO_SD * centre[1]:
            continue
        excuses = _excuses(posts) if excuses is None else excuses
        beyond = max(0, round(moved - max(centre[0], 0.0) * ((at - start) / DAY)))
        explained, words = _explain(beyond, start, at, excuses)
        found.append(
            Jump(at, moved, before, centre[0], explained, beyond - explained, _left(at, moved, readings), words)
        )
    return found


def _excuses(posts: Sequence[PostReading]) -> list[_Excuse]:
    likes = median([post.likes for post in posts if post.likes] or [0])
    views = median([post.views for post in posts if post.views] or [0])
    found = []
    for post in posts:
        if announces_giveaway(post.caption):
            known = post.likes is not None or post.comments is not None
            room = (post.likes or 0) + (post.comments or 0) if known else math.inf
            found.append(_Excuse(post.published_at, room, "a giveaway"))
        elif likes and (post.likes or 0) > VIRAL * likes:
            times = f"a post with {(post.likes or 0) / likes:.1f} times the usual likes"
            found.append(_Excuse(post.published_at, (post.likes or 0) - likes, times))
        elif views and (post.views or 0) > VIRAL * views:
            times = f"a post with {(post.views or 0) / views:.1f} times the usual views"
            found.append(_Excuse(post.published_at, ((post.views or 0) - views) / VIEWS_PER_FOLLOWER, times))
    return found


def _explain(beyond: int, start: datetime, end: datetime, excuses: list[_Excuse]) -> tuple[int, str]:
    """How many of the followers beyond the usual the posts near this change explain, and by which words.

    What is used up is taken off `excuses`, so that no post explains twice.
    """
    explained, words = 0, []
    near = [one for one in excuses if start - NEAR <= one.at <= end + NEAR]
    for one in sorted(near, key=lambda one: -one.room):
        taken = min(beyond - explained, math.floor(min(one.room, beyond)))
        if taken > 0:
            explained += taken
            words.append(one.words)
            excuses[excuses.index(one)] = _Excuse(one.at, one.room - taken, one.words)
    if not words:
        return 0, ""
    said = " and ".join(words[:2])
    if explained >= beyond:
        return explained, f"{said[0].upper()}{said[1:]} came within three days."
    return explained, f"{said[0].upper()}{said[1:]} came within three days, which explains about {explained:,} of them."


def _left(at: datetime, moved: int, readings: Sequence[tuple[datetime, int]]) -> int:
    level = next(count for moment, count in readings if moment == at)
    after = [count for moment, count in readings if at < moment <= at + WITHIN]
    return max(0, min(moved, level - min(after))) if moved > 0 and after else 0


def growth_reading(readings: Sequence[tuple[datetime, int]], found: Sequence[Jump]) -> Reading:
    """S5: the sum over jumps of log(1 + unexplained / followers before), less the 1 % that counts as nothing.

    A jump of which 30 % were given back within thirty days counts half more. `readings` are those that `jumps` had.
    Bigger jumps never give less. Missing below 9 changes or 14 days.
    """
    days = (readings[-1][0] - readings[0][0]) / DAY if readings else 0.0
    quiet = quiet_growth(len(readings), days)
    if quiet.value is None or not found:
        return quiet
    told = [one for one in found if one.unexplained > SMALLEST * one.before]
    value = math.fsum(
        math.log(1 - SMALLEST + one.unexplained / max(one.before, 1)) * (WEIGHT if one.sawtooth else 1) for one in told
    )
    opens = tuple(one.at.date().isoformat() for one in told)
    return Reading(value, 0.0, len(readings), _note(told, found, len(readings)), opens)


def quiet_growth(readings: int, days: float) -> Reading:
    """S5 of a following without jumps, from the number of its readings and the days they span."""
    if readings <= FEWEST + 1 or days < LONGEST / DAY:
        count = f"{readings} {'reading' if readings == 1 else 'readings'} of the following so far"
        return Reading(None, 0.0, readings, f"{count}; jumps show from ten readings over two weeks on.")
    return Reading(0.0, 0.0, readings, f"No jump stands out among {readings} readings of the following.")


def _note(told: Sequence[Jump], found: Sequence[Jump], readings: int) -> str:
    if not told:
        if any(one.followers > 0 for one in found):
            return f"Every jump among {readings} readings of the following has a plain reason that fits its size."
        return f"No upward jump stands out among {readings} readings of the following."
    largest = sorted(sorted(told, key=lambda one: -one.unexplained)[:3], key=lambda one: one.at)
    listed = ", ".join(f"{one.unexplained:+,} until {one.at.day} {one.at:%b %Y}" for one in largest)
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    back = sum(one.left for one in told if one.sawtooth)
    gone = f" {back:,} of them were gone again within thirty days." if back else ""
    return f"The following jumped without a known reason: {listed}{more}.{gone}"
