"""The same engagement rate for a hundred thousand profiles at once: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.statistics import Z90, Floats, shrink, trimmed_means
from sweetspot.stages.creators.formulas.peers import DEFAULT_LINE, PEER_WIDTH, PeerLine
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


def eligible(columns: PostColumns, window: Window = DEFAULT_WINDOW) -> Flags:
    """Which posts may speak (shape of the columns): by age, marks, hidden likes, and the newest of each profile."""
    day = timedelta(days=1)
    hidden = np.isnan(columns.likes) | ((columns.likes == 0) & (np.nan_to_num(columns.comments) > 0))
    fit = (columns.ages >= window.youngest / day) & (columns.ages <= window.oldest / day) & ~columns.barred & ~hidden
    order = np.lexsort((columns.ages, ~fit, columns.profile))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = _places(columns.profile[order])
    return np.asarray(fit & (rank < window.posts) & ~np.isnan(columns.comments))


def padded(profile: Whole, order: Floats, values: Floats, profiles: int) -> Floats:
    """Flat values as rows (profiles, most posts of one), each row sorted by `order`, filled up with NaN."""
    sorting = np.lexsort((order, profile))
    owner = profile[sorting]
    place = _places(owner)
    rows = np.full((profiles, int(place.max()) + 1 if len(place) else 1), np.nan)
    rows[owner, place] = values[sorting]
    return rows


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
    followers_at_post: Floats | None = None,
    line: PeerLine = DEFAULT_LINE,
    window: Window = DEFAULT_WINDOW,
) -> EngagementColumns:
    """The engagement of many profiles; the same formula as `engagement`, kept equal by a property test.

    engagements: (profiles, posts), likes + comments of the eligible posts, NaN-padded. followers: (profiles,) of
    today. followers_at_post: (profiles, posts) or None for today's. Undefined where fewer than `window.minimum` posts
    or no followers.
    """
    today = np.where(followers > 0, followers, np.nan)[:, None]
    then = np.broadcast_to(today, engagements.shape)
    if followers_at_post is not None:
        then = np.where(np.isnan(followers_at_post), today, np.where(followers_at_post > 0, followers_at_post, np.nan))
    rates = engagements / then
    count = np.sum(~np.isnan(rates), axis=1)
    rates = np.where((count >= window.minimum)[:, None] & ~np.isnan(today), rates, np.nan)
    return _summary(rates, np.log((engagements + 0.5) / then), followers, line)


def _summary(rates: Floats, logs: Floats, followers: Floats, line: PeerLine) -> EngagementColumns:
    logs = np.where(np.isnan(rates), np.nan, logs)
    count = np.sum(~np.isnan(rates), axis=1)
    log_mean = _mean(logs, count)
    squares = np.nansum((logs - log_mean[:, None]) ** 2, axis=1)
    variance = np.divide(squares, count - 1, out=np.full(len(count), np.nan), where=count > 1)
    usual = line.intercept + line.slope * np.log(np.where(followers > 0, followers, np.nan))
    posterior = shrink(log_mean, count, line.noise, usual, line.spread)
    likely = np.where(count > 0, posterior.mean, np.nan)
    half = Z90 * posterior.sd
    rate = trimmed_means(rates)
    low, high = np.fmin(rate, np.exp(likely - half)), np.fmax(rate, np.exp(likely + half))
    return EngagementColumns(
        posts=count,
        rate=rate,
        low=low,
        high=high,
        median=_median(rates, count),
        mean=_mean(rates, count),
        log_mean=log_mean,
        noise_variance=variance,
        log_likely=likely,
        weight=np.where(count > 0, posterior.weight, np.nan),
        people=rate * followers,
        people_low=low * followers,
        people_high=high * followers,
    )


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
