"""What does every definition of engagement say of each profile of a file?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sweetspot.stages.creators.formulas.definitions import Basis, Definition, Kind, Statistic
from sweetspot.stages.creators.formulas.engagement import NO_DAYS, Engagement, engagement
from sweetspot.stages.creators.formulas.peers import PeerLine, fit_line
from sweetspot.stages.creators.formulas.sheets import Averages, Sheet, SheetProfile, moved_undated


@dataclass(frozen=True, slots=True)
class Rated:
    """What one definition says of one profile. `rate` with its 90 % interval is a fraction (.03 is 3 %).

    `source`: `posts`, `averages` or `lifetime`; the latter two have no interval, `reason` says why, and no sample.
    Without enough data `rate` is None and `reason` says what is missing. `first` and `last` are the posts used.
    """

    definition: Definition
    rate: float | None
    low: float | None
    high: float | None
    sample: int | None
    source: str
    reason: str
    median: float | None = None
    mean: float | None = None
    first: datetime | None = None
    last: datetime | None = None
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RatedProfile:
    """A profile of a file with what every definition says of it."""

    profile: SheetProfile
    rates: tuple[Rated, ...]


def rate_sheet(sheet: Sheet, definitions: Sequence[Definition], now: datetime) -> list[RatedProfile]:
    """Every profile of the sheet by every definition at `now`.

    From 30 profiles with a rate on, the usual rate by size and the spread are the file's own, per definition.
    """
    posts = [moved_undated(one, now) for one in sheet.profiles]
    by_definition = []
    for definition in definitions:
        found = [
            engagement(own, one.followers, now, definition=definition)
            for own, one in zip(posts, sheet.profiles, strict=True)
        ]
        line = _line(sheet.profiles, found)
        if line:
            found = [
                engagement(own, one.followers, now, definition=definition, line=line) if was.rate else was
                for own, one, was in zip(posts, sheet.profiles, found, strict=True)
            ]
        by_definition.append(found)
    return [
        RatedProfile(one, tuple(_rated(found[place], one) for found in by_definition))
        for place, one in enumerate(sheet.profiles)
    ]


def _line(profiles: Sequence[SheetProfile], found: Sequence[Engagement]) -> PeerLine | None:
    def column(values: Sequence[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([math.nan if value is None else value for value in values], dtype=float)

    return fit_line(
        column([one.followers for one in profiles]), column([one.log_mean for one in found]),
        column([one.noise_variance for one in found]), column([len(one.selection.used) for one in found]), "file",
    )  # fmt: skip


def _rated(found: Engagement, profile: SheetProfile) -> Rated:
    definition, selection = found.definition, found.selection
    reasons: dict[str, int] = {}
    for left in selection.left_out:
        reasons[str(left.reason)] = reasons.get(str(left.reason), 0) + 1
    gone, sample = tuple(reasons.items()), len(selection.used)
    if not profile.dated and definition.per_day:
        return Rated(definition, None, None, None, sample, "", NO_DAYS, left_out=gone)
    if found.rate is None:
        return _without_posts(definition, profile, found, gone)
    moments = [post.published_at for post in selection.used] if profile.dated else []
    return Rated(
        definition, found.rate.value, found.rate.low, found.rate.high, sample, "posts", "", found.median, found.mean,
        min(moments, default=None), max(moments, default=None), gone,
    )  # fmt: skip


def _without_posts(
    definition: Definition, profile: SheetProfile, found: Engagement, gone: tuple[tuple[str, int], ...]
) -> Rated:
    if profile.posts:
        return Rated(definition, None, None, None, len(found.selection.used), "", found.reason or "", left_out=gone)
    rate, source = from_averages(definition, profile.averages, profile.followers)
    if rate is not None:
        return Rated(definition, rate, None, None, None, source, _BY_SOURCE[source])
    return Rated(definition, None, None, None, 0, "", _why_not(definition, profile))


_BY_SOURCE = {
    "averages": "From the file's own averages, a plain mean of an unknown number of posts: there is no interval.",
    "lifetime": "From the likes of all posts ever, new and old alike: there is no interval.",
}


def from_averages(definition: Definition, told: Averages, followers: int | None) -> tuple[float | None, str]:
    """The rate that averages of posts give, and `averages` or `lifetime`; (None, "") where they do not tell.

    Averages tell no median, no format and no day. A rate per view divides by the average of views.
    """
    divisor = {Basis.FOLLOWERS: followers, Basis.VIEWS: told.views}.get(definition.basis)
    if not divisor or definition.formats or definition.per_day or definition.statistic is Statistic.MEDIAN:
        return None, ""
    known = {Kind.LIKES: told.likes, Kind.COMMENTS: told.comments, Kind.SHARES: told.shares, Kind.SAVES: None}
    counts = [known[kind] for kind in definition.kinds]
    if all(count is not None for count in counts):
        return math.fsum(count or 0 for count in counts) / divisor, "averages"
    if set(definition.kinds) == {Kind.LIKES, Kind.COMMENTS} and told.engagement is not None:
        return told.engagement / divisor, "averages"
    if definition.kinds == (Kind.LIKES,) and definition.basis is Basis.FOLLOWERS and told.total_likes and told.posts:
        return told.total_likes / told.posts / divisor, "lifetime"
    return None, ""


def _why_not(definition: Definition, profile: SheetProfile) -> str:
    if definition.basis is Basis.FOLLOWERS and not profile.followers:
        return "Not enough data: the number of followers is not known or 0."
    return f"Not enough data: the file has no posts, and its averages do not give {definition.formula}."
