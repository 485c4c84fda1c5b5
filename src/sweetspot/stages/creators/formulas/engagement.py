"""How much of a profile's following answers to a post?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from statistics import fmean, median, variance

from sweetspot.core.statistics import Z90, Estimate, shrink, trimmed_mean
from sweetspot.stages.creators.formulas.peers import DEFAULT_LINE, PeerLine
from sweetspot.stages.creators.formulas.readings import (
    DEFAULT_WINDOW,
    LeftOut,
    PostReading,
    Reason,
    Selection,
    Window,
    select,
)


class Kind(StrEnum):
    """What counts as an engagement."""

    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"


class Basis(StrEnum):
    """What engagements are divided by; rates of two bases are never compared."""

    FOLLOWERS = "followers"
    REACH = "reach"
    VIEWS = "views"


DEFAULT_KINDS = (Kind.LIKES, Kind.COMMENTS)


@dataclass(frozen=True, slots=True)
class Engagement:
    """A profile's engagement rate with everything needed to explain it. Rates are fractions (.10 is 10 %).

    `rate`: the 10 % trimmed mean of the posts' rates, its 90 % interval from the shrunken estimate. `likely`: that
    estimate itself, used to rank. `log_likely`: its logarithm, to be placed among peers. `people`: `rate` times the
    followers of today. `weight`: how much the profile's own posts count in `likely` (the rest is its peers').
    `noise_variance`: between the posts on the log scale, for fitting the peer line. When there are too few posts every
    figure is None and `reason` says so. `above_full` marks a rate over 100 %, possible when non-followers answer.
    """

    basis: Basis
    kinds: tuple[Kind, ...]
    selection: Selection
    rate: Estimate | None = None
    median: float | None = None
    mean: float | None = None
    likely: Estimate | None = None
    log_likely: float | None = None
    log_mean: float | None = None
    noise_variance: float | None = None
    weight: float | None = None
    people: Estimate | None = None
    above_full: bool = False
    followers_assumed: int = 0
    reason: str | None = None


def engagement(
    posts: Sequence[PostReading],
    followers: int | None,
    now: datetime,
    *,
    line: PeerLine = DEFAULT_LINE,
    kinds: tuple[Kind, ...] = DEFAULT_KINDS,
    basis: Basis = Basis.FOLLOWERS,
    window: Window = DEFAULT_WINDOW,
) -> Engagement:
    """The engagement rate of one profile at `now`.

    A post whose follower count at the time is unknown is divided by today's `followers`; `followers_assumed` counts
    these. The line is the peers' usual log rate; it is meant for rates per follower, so other bases are not shrunk.
    Source: docs/formulas/engagement.md.
    """
    selection = _countable(select(posts, now, window, Kind.LIKES in kinds), followers, kinds, basis)
    empty = Engagement(basis, kinds, selection)
    if len(selection.used) < window.minimum:
        return replace(empty, reason=_too_few(selection, window))
    rates = [_rate(post, followers, kinds, basis) for post in selection.used]
    observed = trimmed_mean(rates)
    if observed is None:  # pragma: no cover - there are at least window.minimum rates
        return empty
    logs = [_log_rate(post, followers, kinds, basis) for post in selection.used]
    result = replace(
        empty,
        median=median(rates),
        mean=fmean(rates),
        log_mean=fmean(logs),
        noise_variance=variance(logs) if len(logs) > 1 else None,
        above_full=observed > 1,
        followers_assumed=sum(post.followers_at_post is None for post in selection.used),
    )
    if basis is not Basis.FOLLOWERS or not followers or followers <= 0:
        return replace(result, rate=_unshrunk(observed, logs, line))
    return _shrunken(result, observed, logs, followers, line)


def engaged_people(rate: float | None, followers: int | None) -> float | None:
    """The people expected to answer a post: rate times followers. 10 % of 1,000 is 100; 3 % of 80,000 is 2,400."""
    if rate is None or followers is None:
        return None
    return round(rate * followers, 9)


def _shrunken(result: Engagement, observed: float, logs: Sequence[float], followers: int, line: PeerLine) -> Engagement:
    posterior = shrink(fmean(logs), len(logs), line.noise, line.at(followers), line.spread)
    centre, half = float(posterior.mean), Z90 * float(posterior.sd)
    likely = Estimate(math.exp(centre), math.exp(centre - half), math.exp(centre + half), 0.90, len(logs))
    # The observed figure is what people can recompute by hand, so the interval shown always holds it.
    rate = Estimate(observed, min(observed, likely.low), max(observed, likely.high), 0.90, len(logs))
    return replace(
        result,
        rate=rate,
        likely=likely,
        log_likely=centre,
        weight=float(posterior.weight),
        people=rate.scaled(followers),
    )


def _unshrunk(observed: float, logs: Sequence[float], line: PeerLine) -> Estimate:
    half = Z90 * line.noise / math.sqrt(len(logs))
    low, high = math.exp(fmean(logs) - half), math.exp(fmean(logs) + half)
    return Estimate(observed, min(observed, low), max(observed, high), 0.90, len(logs))


def _countable(selection: Selection, followers: int | None, kinds: tuple[Kind, ...], basis: Basis) -> Selection:
    used, left_out = [], list(selection.left_out)
    for post in selection.used:
        if _engagements(post, kinds) is None:
            left_out.append(LeftOut(post.id, Reason.COUNT_UNKNOWN))
        elif not _denominator(post, followers, basis):
            left_out.append(LeftOut(post.id, Reason.NO_BASIS))
        else:
            used.append(post)
    return Selection(tuple(used), tuple(left_out))


def _engagements(post: PostReading, kinds: tuple[Kind, ...]) -> int | None:
    known = {Kind.LIKES: post.likes, Kind.COMMENTS: post.comments, Kind.SHARES: post.shares, Kind.SAVES: post.saves}
    counts = [known[kind] for kind in kinds]
    return None if any(count is None or count < 0 for count in counts) else sum(count or 0 for count in counts)


def _denominator(post: PostReading, followers: int | None, basis: Basis) -> int:
    at_post = post.followers_at_post if post.followers_at_post is not None else followers
    known = {Basis.FOLLOWERS: at_post, Basis.REACH: post.reach, Basis.VIEWS: post.views}
    return max(known[basis] or 0, 0)


def _rate(post: PostReading, followers: int | None, kinds: tuple[Kind, ...], basis: Basis) -> float:
    return (_engagements(post, kinds) or 0) / _denominator(post, followers, basis)


def _log_rate(post: PostReading, followers: int | None, kinds: tuple[Kind, ...], basis: Basis) -> float:
    return math.log(((_engagements(post, kinds) or 0) + 0.5) / _denominator(post, followers, basis))


def _too_few(selection: Selection, window: Window) -> str:
    found = len(selection.used)
    return f"Not enough data: {found} of the {window.minimum} posts needed can be used."
