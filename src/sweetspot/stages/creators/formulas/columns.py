"""The same engagement rate for a hundred thousand profiles at once: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats, trimmed_means
from sweetspot.stages.creators.formulas.definitions import DEFAULT_DEFINITION, Basis, Definition, Statistic
from sweetspot.stages.creators.formulas.peers import DEFAULT_LINE, PEER_WIDTH, LikelyRate, PeerLine, likely_rate
from sweetspot.stages.creators.formulas.readings import DEFAULT_WINDOW, Window

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PostColumns:
    """Posts of many profiles, one array entry per post, in any order; NaN means unknown.

    `profile` numbers the profile from 0; `ages` are days before now; `barred` marks pinned posts, giveaways and
    duplicates, which only their words and marks can tell.
    """

    profile: Whole
    ages: Floats
    likes: Floats
    comments: Floats
    barred: Flags


@dataclass(frozen=True, slots=True)
class EngagementColumns:
    """Per profile, shape (profiles,): what `Engagement` says, NaN where undefined. Interval level 90 %."""

    posts: Whole
    rate: Floats
    low: Floats
    high: Floats
    median: Floats
    mean: Floats
    log_mean: Floats
    noise_variance: Floats
    log_likely: Floats
    weight: Floats
    people: Floats
    people_low: Floats
    people_high: Floats


def eligible(columns: PostColumns, window: Window = DEFAULT_WINDOW, likes_needed: bool = True) -> Flags:
    """Which posts may speak (shape of the columns): by age, marks, hidden likes, and the newest of each profile.

    `likes_needed` False keeps posts whose likes are hidden. Posts of formats that do not count are barred.
    """
    day = timedelta(days=1)
    hidden = np.isnan(columns.likes) | ((columns.likes == 0) & (np.nan_to_num(columns.comments) > 0))
    fit = (columns.ages >= window.youngest / day) & (columns.ages <= window.oldest / day) & ~columns.barred
    if likes_needed:
        fit &= ~hidden
    order = np.lexsort((columns.ages, ~fit, columns.profile))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = _places(columns.profile[order])
    return np.asarray(fit & (rank < window.posts))


def padded(profile: Whole, order: Floats, columns: Sequence[Floats], profiles: int) -> list[Floats]:
    """Flat columns, each as rows (profiles, most posts of one) that are sorted by `order` and filled up with NaN."""
    sorting = np.lexsort((order, profile))
    owner = profile[sorting]
    place = _places(owner)
    found = [np.full((profiles, int(place.max()) + 1 if len(place) else 1), np.nan) for _ in columns]
    for rows, values in zip(found, columns, strict=True):
        rows[owner, place] = values[sorting]
    return found


def _places(owner: Whole) -> Whole:
    # 0, 1, 2, ... within each run of equal owners.
    if len(owner) == 0:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    lengths = np.diff(np.r_[starts, len(owner)])
    return np.arange(len(owner)) - np.repeat(starts, lengths)


def engagement_columns(
    engagements: Floats,
    followers: Floats,
    counts: Floats | None = None,
    line: PeerLine | None = None,
    definition: Definition = DEFAULT_DEFINITION,
    days: Floats | None = None,
) -> EngagementColumns:
    """The engagement of many profiles; the same formula as `engagement`, kept equal by a property test.

    engagements: (profiles, posts), what the definition adds up for each eligible post, NaN-padded. followers:
    (profiles,) of today. counts: (profiles, posts) of the definition's basis; for followers those at the time, NaN (or
    None for all) meaning today's. days: (profiles, posts), when, for a daily rate. Undefined where fewer than the
    window's minimum of posts, or no followers in a rate per follower.
    """
    today = np.where(followers > 0, followers, np.nan)
    then = np.full(engagements.shape, np.nan) if counts is None else np.where(counts < 0, np.nan, counts)
    if definition.basis is Basis.FOLLOWERS:
        then = np.where(np.isnan(then), today[:, None], then)
    rates = engagements / np.where(then > 0, then, np.nan)
    fit = np.sum(~np.isnan(rates), axis=1) >= definition.window.minimum
    if definition.basis is Basis.FOLLOWERS:
        fit &= ~np.isnan(today)
    a_day = np.ones(len(today))
    if definition.per_day and days is not None:
        a_day = _a_day(np.where(np.isnan(rates), np.nan, days))
        fit &= ~np.isnan(a_day)
    rates = np.where(fit[:, None], rates, np.nan)
    logs = np.log((engagements + 0.5) / np.where(np.isnan(rates), np.nan, then))
    return _summary(rates, logs, today, a_day, line or definition.usual, definition)


def _a_day(days: Floats) -> Floats:
    count = np.sum(~np.isnan(days), axis=1)
    span = np.fmax.reduce(days, axis=1) - np.fmin.reduce(days, axis=1)
    return np.asarray(np.divide(count - 1, span, out=np.full(len(days), np.nan), where=span > 0))


def _summary(
    rates: Floats, logs: Floats, today: Floats, a_day: Floats, line: PeerLine | None, definition: Definition
) -> EngagementColumns:
    count = np.sum(~np.isnan(rates), axis=1)
    log_mean = _mean(logs, count)
    squares = np.nansum((logs - log_mean[:, None]) ** 2, axis=1)
    variance = np.divide(squares, count - 1, out=np.full(len(count), np.nan), where=count > 1)
    likely = _likely(log_mean, variance, count, today, line)
    rate = _stands_for(rates * a_day[:, None], count, definition.statistic)
    low = np.fmin(rate, a_day * np.exp(likely.centre - likely.half))
    high = np.fmax(rate, a_day * np.exp(likely.centre + likely.half))
    low, high = np.where(count > 0, low, np.nan), np.where(count > 0, high, np.nan)
    people = today if definition.counts_people else np.full(len(today), np.nan)
    return EngagementColumns(
        posts=count,
        rate=rate,
        low=low,
        high=high,
        median=_median(rates, count) * a_day,
        mean=_mean(rates, count) * a_day,
        log_mean=log_mean,
        noise_variance=variance,
        log_likely=np.where(np.isnan(likely.weight), np.nan, likely.centre + np.log(a_day)),
        weight=likely.weight,
        people=rate * people,
        people_low=low * people,
        people_high=high * people,
    )


def _likely(log_mean: Floats, variance: Floats, count: Whole, today: Floats, line: PeerLine | None) -> LikelyRate:
    usual = line.intercept + line.slope * np.log(today) if line else np.full(len(count), np.nan)
    return likely_rate(log_mean, variance, np.where(count > 0, count, np.nan), usual, line or DEFAULT_LINE)


def _stands_for(rates: Floats, count: Whole, statistic: Statistic) -> Floats:
    if statistic is Statistic.MEDIAN:
        return _median(rates, count)
    return _mean(rates, count) if statistic is Statistic.MEAN else trimmed_means(rates)


def _mean(rows: Floats, count: Whole) -> Floats:
    return np.asarray(np.divide(np.nansum(rows, axis=1), count, out=np.full(len(rows), np.nan), where=count > 0))


def _median(rows: Floats, count: Whole) -> Floats:
    # NaN sorts last, so the middle of a row is at (count - 1) / 2; numpy's nanmedian is slow and warns on empty rows.
    ordered = np.sort(rows, axis=1)
    line = np.arange(len(rows))
    return np.asarray((ordered[line, np.maximum((count - 1) // 2, 0)] + ordered[line, count // 2 % rows.shape[1]]) / 2)


def percentiles(followers: Floats, log_likely: Floats) -> tuple[Floats, Whole]:
    """For each profile: the share of its peers with a lower likely rate, and how many peers it has.

    Arrays of shape (profiles,); peers are the others within +-0.35 log followers. NaN without a peer, a rate or
    followers. One sort and one pass over sorted blocks per size band, so 100,000 profiles take seconds.
    """
    share, peers = np.full(len(followers), np.nan), np.zeros(len(followers), dtype=np.int64)
    known = np.flatnonzero((followers > 0) & ~np.isnan(log_likely))
    known = known[np.argsort(followers[known], kind="stable")]
    size, rate = np.log(followers[known]), log_likely[known]
    first = np.searchsorted(size, size - PEER_WIDTH - 1e-12, side="left")
    last = np.searchsorted(size, size + PEER_WIDTH + 1e-12, side="right")
    below = _below(rate, last) - _below(rate, first)
    count = last - first - 1
    share[known] = np.divide(below, count, out=np.full(len(known), np.nan), where=count > 0)
    peers[known] = count
    return share, peers


def _below(rate: Floats, upto: Whole) -> Whole:
    # For each i: how many of rate[:upto[i]] are below rate[i]. Halving: at each level the array is cut into sorted
    # blocks of that width, and the prefix takes a whole block wherever its length has that bit.
    found, start, width = np.zeros(len(rate), dtype=np.int64), np.zeros(len(rate), dtype=np.int64), 1
    while width * 2 <= max(len(rate), 1):
        width *= 2
    rank = np.searchsorted(np.sort(rate), rate, side="left")
    while width >= 1:
        takes = (upto & width) > 0
        key = np.sort((np.arange(len(rate)) // width) * (len(rate) + 1) + rank)
        block = start[takes] // width
        inside = np.searchsorted(key, block * (len(rate) + 1) + rank[takes], side="left")
        found[takes] += inside - start[takes]
        start[takes] += width
        width //= 2
    return found
