"""How much of a profile's following answers to a post?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import fmean, median, variance

from sweetspot.core.statistics import Estimate, trimmed_mean
from sweetspot.stages.creators.formulas.definitions import DEFAULT_DEFINITION, Basis, Definition, Kind, Statistic
from sweetspot.stages.creators.formulas.peers import DEFAULT_LINE, PeerLine, likely_rate
from sweetspot.stages.creators.formulas.readings import SENTENCES, LeftOut, PostReading, Reason, Selection, select

NO_DAYS = "Not enough data: the posts' times do not say how many there are a day."


@dataclass(frozen=True, slots=True)
class Engagement:
    """A profile's engagement rate with everything needed to explain it. Rates are fractions (.10 is 10 %).

    `rate`: the definition's statistic of the posts' rates, its 90 % interval from the shrunken estimate. `likely`: that
    estimate itself, used to rank; `log_likely` its logarithm, to be placed among peers. `people`: `rate` times the
    followers of today, where that is a number of people. `weight`: how much the profile's own posts count in `likely`
    (the rest is its peers'). `noise_variance`: between the posts on the log scale, for fitting the peer line. When
    there are too few posts every figure is None and `reason` says so. `above_full` marks a rate over 100 %, possible
    when non-followers answer.
    """

    definition: Definition
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
    definition: Definition = DEFAULT_DEFINITION,
    line: PeerLine | None = None,
) -> Engagement:
    """The engagement rate of one profile at `now` by a definition.

    A post whose follower count at the time is unknown is divided by today's `followers`; `followers_assumed` counts
    these. The line is the peers' usual log rate by the same definition; without one the shipped line stands in where it
    fits (likes per follower), and other rates are not shrunk. Source: docs/formulas/engagement.md.
    """
    chosen = select(posts, now, definition.window, definition.needs_likes, definition.formats)
    selection = _countable(chosen, followers, definition)
    empty = Engagement(definition, selection)
    if len(selection.used) < definition.window.minimum:
        return replace(empty, reason=_too_few(selection, definition))
    a_day = posts_a_day([post.published_at for post in selection.used]) if definition.per_day else 1.0
    if a_day is None:
        return replace(empty, reason=NO_DAYS)
    rates = [_rate(post, followers, definition) * a_day for post in selection.used]
    logs = [_log_rate(post, followers, definition) for post in selection.used]
    result = replace(
        empty,
        median=median(rates),
        mean=fmean(rates),
        log_mean=fmean(logs),
        noise_variance=variance(logs) if len(logs) > 1 else None,
        followers_assumed=sum(post.followers_at_post is None for post in selection.used),
    )
    return _with_rate(result, _stands_for(rates, definition.statistic), logs, a_day, followers, line)


def engaged_people(rate: float | None, followers: int | None) -> float | None:
    """The people expected to answer a post: rate times followers. 10 % of 1,000 is 100; 3 % of 80,000 is 2,400."""
    if rate is None or followers is None:
        return None
    return round(rate * followers, 9)


def post_rate(post: PostReading, followers: int | None, definition: Definition = DEFAULT_DEFINITION) -> float | None:
    """What one post counts in a rate; None where a count, or the number to divide by, is unknown or 0."""
    if _engagements(post, definition.kinds) is None or not _denominator(post, followers, definition.basis):
        return None
    return _rate(post, followers, definition)


def posts_a_day(moments: Sequence[datetime]) -> float | None:
    """Posts a day between the first and the last of these moments; None below two, or where all are one moment."""
    if len(moments) < 2 or max(moments) == min(moments):
        return None
    return (len(moments) - 1) / ((max(moments) - min(moments)) / timedelta(days=1))


def _with_rate(
    result: Engagement, observed: float, logs: Sequence[float], a_day: float, followers: int | None,
    line: PeerLine | None,
) -> Engagement:  # fmt: skip
    """`a_day` turns the rate of a post into that of a day; the peers are compared by the post."""
    peers = line or result.definition.usual
    shrunk = peers is not None and followers is not None and followers > 0
    usual = peers.at(followers) if peers and followers and followers > 0 else math.nan
    found = likely_rate(fmean(logs), result.noise_variance or 0.0, len(logs), usual, peers or DEFAULT_LINE)
    centre, half = float(found.centre), float(found.half)
    value, low, high = (a_day * math.exp(at) for at in (centre, centre - half, centre + half))
    likely = Estimate(value, low, high, 0.90, len(logs))
    # The observed figure is what people can recompute by hand, so the interval shown always holds it.
    rate = Estimate(observed, min(observed, likely.low), max(observed, likely.high), 0.90, len(logs))
    return replace(
        result,
        rate=rate,
        likely=likely if shrunk else None,
        log_likely=math.log(likely.value) if shrunk else None,
        weight=float(found.weight) if shrunk else None,
        people=rate.scaled(followers) if followers and result.definition.counts_people else None,
        above_full=observed > 1,
    )


def _stands_for(rates: Sequence[float], statistic: Statistic) -> float:
    if statistic is Statistic.MEDIAN:
        return median(rates)
    return fmean(rates) if statistic is Statistic.MEAN else trimmed_mean(rates) or 0.0


def _countable(selection: Selection, followers: int | None, definition: Definition) -> Selection:
    used, left_out = [], list(selection.left_out)
    for post in selection.used:
        if _engagements(post, definition.kinds) is None:
            left_out.append(LeftOut(post.id, Reason.COUNT_UNKNOWN))
        elif not _denominator(post, followers, definition.basis):
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
    known = {
        Basis.FOLLOWERS: at_post, Basis.REACH: post.reach, Basis.VIEWS: post.views, Basis.IMPRESSIONS: post.impressions,
    }  # fmt: skip
    return max(known[basis] or 0, 0)


def _rate(post: PostReading, followers: int | None, definition: Definition) -> float:
    return (_engagements(post, definition.kinds) or 0) / _denominator(post, followers, definition.basis)


def _log_rate(post: PostReading, followers: int | None, definition: Definition) -> float:
    engaged = _engagements(post, definition.kinds) or 0
    return math.log((engaged + 0.5) / _denominator(post, followers, definition.basis))


def _too_few(selection: Selection, definition: Definition) -> str:
    found = len(selection.used)
    # That posts are older than the newest is never why there are too few.
    gone = Counter(left.reason for left in selection.left_out if left.reason is not Reason.BEYOND_WINDOW)
    told = [f" {count} left out: {_in_words(reason)}" for reason, count in gone.most_common(1)]
    return "".join([f"Not enough data: {found} of the {definition.window.minimum} posts needed can be used.", *told])


def _in_words(reason: Reason) -> str:
    sentence = SENTENCES[reason]
    return sentence[0].lower() + sentence[1:]
