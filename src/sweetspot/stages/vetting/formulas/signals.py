"""What can be measured on a profile's posts that bought attention would change?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas.columns import Flags, Whole
from sweetspot.stages.creators.formulas.readings import PostReading

#: A post with so many likes has comments, unless nobody may write any: ten to thirty are usual.
LIKES_THAT_TALK = 1_000
FEWEST = {"engagement": 3, "comments_per_like": 3}  # every other signal needs MANY posts
MANY = 8
SIDE = 4  # posts needed before and after a date to speak of a break
HOUR = 1 / 24
DAY_SECONDS = 86_400


class Signal(StrEnum):
    """The signals, in the order they are shown; the comment is the number used in the documentation."""

    ENGAGEMENT = "engagement"  # S1
    LIKE_SPREAD = "like_spread"  # S2
    COMMENTS_PER_LIKE = "comments_per_like"  # S3
    CO_MOVEMENT = "co_movement"  # S4
    GROWTH = "growth"  # S5
    FOLLOWING = "following"  # S6
    RHYTHM = "rhythm"  # S7
    BREAK = "break"  # S7
    SPAM = "spam"  # S8
    CIRCLE = "circle"  # S9
    COUNTRIES = "countries"  # S10
    SUSPICIOUS = "suspicious"  # S11


#: What the posts alone say; the others come as readings.
FROM_POSTS = (
    Signal.ENGAGEMENT,
    Signal.LIKE_SPREAD,
    Signal.COMMENTS_PER_LIKE,
    Signal.CO_MOVEMENT,
    Signal.RHYTHM,
    Signal.BREAK,
)
FROM_READINGS = tuple(signal for signal in Signal if signal not in FROM_POSTS)

Values = Mapping[Signal, Floats]


@dataclass(frozen=True, slots=True)
class PostRows:
    """Profiles as rows: followers of today (m,), and likes, comments, days (m, n) of their eligible posts.

    Each row is oldest first and filled up with NaN at its end. `days` is any clock that counts days. Unknown
    followers are NaN. Followers of *today* on purpose: bought followers stay silent on old posts too.
    """

    followers: Floats
    likes: Floats
    comments: Floats
    days: Floats

    @property
    def counts(self) -> Whole:
        """How many posts each profile has, shape (m,)."""
        return np.asarray(np.sum(~np.isnan(self.likes), axis=1))

    def of(self, places: Whole | slice) -> PostRows:
        """The profiles at these places."""
        return PostRows(self.followers[places], self.likes[places], self.comments[places], self.days[places])


def post_rows(profiles: Sequence[tuple[Sequence[PostReading], int | None]]) -> PostRows:
    """Profiles (their selected posts, in any order, and followers) as rows; a post without a count is skipped."""
    kept = [
        sorted((post for post in posts if post.likes is not None and post.comments is not None), key=_moment)
        for posts, _ in profiles
    ]
    shape = (len(kept), max([len(posts) for posts in kept] + [1]))
    likes, comments, days = (np.full(shape, np.nan) for _ in range(3))
    for row, posts in enumerate(kept):
        likes[row, : len(posts)] = [post.likes or 0 for post in posts]
        comments[row, : len(posts)] = [post.comments or 0 for post in posts]
        days[row, : len(posts)] = [post.published_at.timestamp() / DAY_SECONDS for post in posts]
    followers = np.array([np.nan if count is None else float(count) for _, count in profiles])
    return PostRows(followers, likes, comments, days)


def _moment(post: PostReading) -> tuple[float, str]:
    return post.published_at.timestamp(), post.id


def measure(rows: PostRows) -> dict[Signal, Floats]:
    """The value of every signal of `FROM_POSTS` for every profile, shape (m,); NaN where it cannot be computed.

    engagement: mean of log((likes + comments + .5) / followers), from 3 posts.
    like_spread: log of the standard deviation of log(likes + 1), from 8 posts.
    comments_per_like: log((comments + .5) / (likes + 1)) over the sums, from 3 posts, where people may comment.
    co_movement: correlation of log(likes + 1) and log(comments + 1), from 8 posts, where people may comment.
    rhythm: standard deviation of the log gaps between posts in days, from 8 posts.
    break: log of the largest |t| between the log engagements before and after any date, 4 posts on each side.
    Source: docs/formulas/authenticity.md.
    """
    count = rows.counts
    values = {
        Signal.ENGAGEMENT: engagement_level(rows),
        Signal.LIKE_SPREAD: like_spread(rows),
        Signal.COMMENTS_PER_LIKE: comments_per_like(rows),
        Signal.CO_MOVEMENT: co_movement(rows),
        Signal.RHYTHM: rhythm(rows),
        Signal.BREAK: sharpest_break(rows)[0],
    }
    for signal in (Signal.COMMENTS_PER_LIKE, Signal.CO_MOVEMENT):
        values[signal] = np.where(comments_are_off(rows), np.nan, values[signal])
    return {key: np.where(count >= FEWEST.get(key, MANY), value, np.nan) for key, value in values.items()}


def errors(rows: PostRows, values: Values) -> dict[Signal, Floats]:
    """Standard errors of the first four values, shape (m,); NaN where there is none.

    sd/sqrt(n) of the posts' logs for S1 and S3, 1/sqrt(2(n - 1)) for the log of a spread, (1 - r^2)/sqrt(n - 3) for a
    correlation.
    """
    count = rows.counts.astype(float)
    root, less, least = np.sqrt(count), np.maximum(count - 1, 1), np.maximum(count - 3, 1)
    ratio = np.log((rows.comments + 0.5) / (rows.likes + 1))
    found = {
        Signal.ENGAGEMENT: _sd(log_engagements(rows)) / np.maximum(root, 1),
        Signal.LIKE_SPREAD: 1 / np.sqrt(2 * less),
        Signal.COMMENTS_PER_LIKE: _sd(ratio) / np.maximum(root, 1),
        Signal.CO_MOVEMENT: (1 - values[Signal.CO_MOVEMENT] ** 2) / np.sqrt(least),
    }
    return {signal: np.where(np.isnan(values[signal]), np.nan, error) for signal, error in found.items()}


def engagement_level(rows: PostRows) -> Floats:
    """Mean log engagements per follower of today; NaN without followers or posts."""
    followers = np.where(rows.followers > 0, rows.followers, np.nan)
    return _mean(log_engagements(rows)) - np.log(followers)


def log_engagements(rows: PostRows) -> Floats:
    """log(likes + comments + .5) of each post, shape (m, n)."""
    return np.asarray(np.log(rows.likes + rows.comments + 0.5))


def like_spread(rows: PostRows) -> Floats:
    """Log of the spread of log likes; a series without any spread counts as .01, which is far below any real one."""
    return np.asarray(np.log(np.maximum(_sd(np.log(rows.likes + 1)), 0.01)))


def comments_per_like(rows: PostRows) -> Floats:
    """Log of comments per like over all posts together, so that posts without comments do no harm."""
    return np.asarray(np.log((np.nansum(rows.comments, axis=1) + 0.5) / (np.nansum(rows.likes, axis=1) + 1)))


def comments_are_off(rows: PostRows) -> Flags:
    """Whether comments seem to be switched off: half of the posts or more have none below 1,000 likes or more.

    Of 470 such posts in the collection of genuine accounts, 454 say that comments are disabled.
    """
    silent = (rows.comments == 0) & (rows.likes >= LIKES_THAT_TALK)
    return np.asarray((2 * np.sum(silent, axis=1) >= rows.counts) & (rows.counts > 0))


def co_movement(rows: PostRows) -> Floats:
    """Correlation of log likes and log comments over the posts; NaN where one of them never moves."""
    likes, comments = (_centred(np.log(part + 1)) for part in (rows.likes, rows.comments))
    scale = np.sqrt(np.nansum(likes**2, axis=1) * np.nansum(comments**2, axis=1))
    together = np.nansum(likes * comments, axis=1)
    return np.asarray(np.divide(together, scale, out=np.full(len(scale), np.nan), where=scale > 1e-9))


def rhythm(rows: PostRows) -> Floats:
    """Spread of the log gaps: near 0 is clockwork, large is bursts and silences. Gaps under an hour count as one."""
    return _sd(np.log(np.maximum(np.diff(rows.days, axis=1), HOUR))) if rows.days.shape[1] > 1 else _mean(rows.days)


def sharpest_break(rows: PostRows) -> tuple[Floats, Floats]:
    """Log of the largest |t|, and the number of posts before that date (NaN where there is none). Shapes (m,)."""
    logs = log_engagements(rows)
    count = np.sum(~np.isnan(logs), axis=1)[:, None]
    before = np.arange(1, logs.shape[1] + 1)[None, :]
    after = count - before
    t = np.abs(_t_of_split(np.where(np.isnan(logs), 0.0, _centred(logs)), count, before, after))
    t = np.where((before >= SIDE) & (after >= SIDE), t, -1.0)
    place = np.argmax(t, axis=1)
    best = t[np.arange(len(t)), place]
    return np.where(best >= 0, np.log(np.maximum(best, 0.05)), np.nan), np.where(best >= 0, place + 1.0, np.nan)


def _t_of_split(logs: Floats, count: Floats, before: Floats, after: Floats) -> Floats:
    sums, total = np.cumsum(logs, axis=1), logs.sum(axis=1, keepdims=True)
    behind = np.maximum(after, 1)
    early, late = sums / before, (total - sums) / behind
    within = (logs**2).sum(axis=1, keepdims=True) - before * early**2 - behind * late**2
    error = np.sqrt(np.maximum(within, 1e-6) / np.maximum(count - 2, 1) * (1 / before + 1 / behind))
    return np.asarray((late - early) / error)


def _mean(rows: Floats) -> Floats:
    count = np.sum(~np.isnan(rows), axis=1)
    return np.asarray(np.divide(np.nansum(rows, axis=1), count, out=np.full(len(rows), np.nan), where=count > 0))


def _centred(rows: Floats) -> Floats:
    return np.asarray(rows - _mean(rows)[:, None])


def _sd(rows: Floats) -> Floats:
    count = np.sum(~np.isnan(rows), axis=1)
    squares = np.nansum(_centred(rows) ** 2, axis=1)
    return np.asarray(np.sqrt(np.divide(squares, count - 1, out=np.full(len(rows), np.nan), where=count > 1)))
