"""The same verdict for fifty thousand profiles at once: one pass instead of one resampling each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sweetspot.core.statistics import Estimate, Floats
from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norms
from sweetspot.stages.vetting.formulas.risk import RANK_WEIGHTS, RULES, Assessment, SignalRule, assess
from sweetspot.stages.vetting.formulas.signals import PostRows, Signal, measure
from sweetspot.stages.vetting.formulas.verdict import (
    LEVEL,
    RESAMPLES,
    SEED,
    TIMED,
    Verdict,
    _check,
    _confidence,
    _fingerprint,
    _lack,
    band_of,
)

_LOT = 1_000


def verdicts(
    rows: PostRows,
    ids: Sequence[Sequence[str]],
    norms: Norms = DEFAULT_NORMS,
    *,
    rules: Mapping[Signal, SignalRule] = RULES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Iterator[Verdict]:
    """What `verdict` says of every profile, in the order of `rows`; `ids` are each row's posts, oldest first.

    The draws depend on the number of posts alone, so profiles with equally many share them and sums over drawn posts
    are one matrix product. A property test keeps the results equal to `verdict`'s.
    """
    values = measure(rows)
    found = assess(values, rows.followers, norms, rules)
    low, high = intervals(rows, found, norms, rules=rules, resamples=resamples, seed=seed)
    for index in range(len(rows.followers)):
        yield _one(index, rows, values, found, (low[index], high[index]), norms, rules, ids[index])


def intervals(
    rows: PostRows,
    found: Assessment,
    norms: Norms,
    *,
    rules: Mapping[Signal, SignalRule] = RULES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Floats, Floats]:
    """The 90 % bounds of every score, two arrays of shape (m,); NaN where there is no score."""
    count = np.sum(~np.isnan(rows.likes), axis=1)
    low, high = np.full(len(count), np.nan), np.full(len(count), np.nan)
    scored = ~np.isnan(found.score)
    for posts in np.unique(count[scored]):
        same = np.flatnonzero(scored & (count == posts))
        draws = _Draws(int(posts), resamples, seed)
        for start in range(0, len(same), _LOT):
            lot = same[start : start + _LOT]
            scores = _scores(_part(rows, lot, int(posts)), found.z[:, lot], norms, rules, draws)
            bounds = np.quantile(scores, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=1)
            low[lot], high[lot] = np.minimum(bounds[0], found.score[lot]), np.maximum(bounds[1], found.score[lot])
    return low, high


class _Draws:
    """How often each of n posts is drawn in each resample (resamples, n), and a normal value per missing signal."""

    def __init__(self, posts: int, resamples: int, seed: int) -> None:
        chance = np.random.default_rng(seed)
        places = np.sort(chance.integers(0, posts, (resamples, posts)), axis=1)
        self.times = np.stack([np.bincount(row, minlength=posts) for row in places]).astype(float)
        self.anything = {signal: chance.standard_normal(resamples) for signal in Signal}

    def sums(self, rows: Floats) -> Floats:
        """Sums over the drawn posts: (m, n) gives (m, resamples)."""
        return np.asarray(rows @ self.times.T)


def _part(rows: PostRows, lot: np.ndarray[tuple[int], np.dtype[np.intp]], posts: int) -> PostRows:
    return PostRows(rows.followers[lot], rows.likes[lot, :posts], rows.comments[lot, :posts], rows.days[lot, :posts])


def _scores(rows: PostRows, point: Floats, norms: Norms, rules: Mapping[Signal, SignalRule], draws: _Draws) -> Floats:
    """Scores of every resample, shape (m, resamples)."""
    drawn = _drawn(rows, draws)
    penalties = []
    for place, signal in enumerate(Signal):
        norm = norms.by_signal[signal]
        held = point[place][:, None]
        if signal in TIMED:
            z = np.broadcast_to(held, (len(held), len(draws.times)))
        else:
            z = (drawn[signal] - norm.at(rows.followers)[:, None]) / norm.scale
        z = np.where(np.isnan(held), draws.anything[signal][None, :], z)
        penalties.append(rules[signal].penalty(z))
    ordered = -np.sort(-np.array(penalties), axis=0)
    left = np.prod(1 - np.array(RANK_WEIGHTS)[:, None, None] * ordered, axis=0)
    return np.asarray(np.maximum(1.0, np.round(100 * left)))


def _drawn(rows: PostRows, draws: _Draws) -> dict[Signal, Floats]:
    posts = rows.likes.shape[1]
    followers = np.log(np.where(rows.followers > 0, rows.followers, np.nan))[:, None]
    level = draws.sums(np.log(rows.likes + rows.comments + 0.5)) / posts - followers
    likes, comments = (np.log(part + 1) for part in (rows.likes, rows.comments))
    # Centred first: sums of squares of numbers far from 0 would cancel badly.
    x, y = likes - likes.mean(axis=1, keepdims=True), comments - comments.mean(axis=1, keepdims=True)
    sx, sy = draws.sums(x), draws.sums(y)
    xx, yy = _kept(draws.sums(x * x) - sx * sx / posts), _kept(draws.sums(y * y) - sy * sy / posts)
    scale = np.sqrt(xx * yy)
    xy = draws.sums(x * y) - sx * sy / posts
    return {
        Signal.ENGAGEMENT: level,
        Signal.LIKE_SPREAD: np.log(np.maximum(np.sqrt(xx / max(posts - 1, 1)), 0.01)),
        Signal.COMMENTS_PER_LIKE: np.log((draws.sums(rows.comments) + 0.5) / (draws.sums(rows.likes) + 1)),
        Signal.CO_MOVEMENT: np.divide(xy, scale, out=np.full(scale.shape, np.nan), where=scale > 1e-9),
    }


def _kept(squares: Floats) -> Floats:
    return np.where(squares < 1e-12, 0.0, squares)


def _one(
    index: int,
    rows: PostRows,
    values: Mapping[Signal, Floats],
    found: Assessment,
    bounds: tuple[float, float],
    norms: Norms,
    rules: Mapping[Signal, SignalRule],
    ids: Sequence[str],
) -> Verdict:
    here, posts = slice(index, index + 1), len(ids)
    width = max(posts, 1)
    row = PostRows(rows.followers[here], rows.likes[here, :width], rows.comments[here, :width], rows.days[here, :width])
    mine = {signal: value[here] for signal, value in values.items()}
    part = Assessment(
        found.score[here],
        found.risk[here],
        found.coverage[here],
        found.z[:, here],
        found.penalty[:, here],
        found.points[:, here],
    )
    value, coverage = float(found.score[index]), float(found.coverage[index])
    score = None if math.isnan(value) else Estimate(value, float(bounds[0]), float(bounds[1]), LEVEL, posts)
    return Verdict(
        score=score,
        band=None if score is None else band_of(score.value),
        confidence=_confidence(score, coverage),
        coverage=coverage,
        checks=tuple(_check(signal, place, row, mine, part, norms, rules, ids) for place, signal in enumerate(Signal)),
        posts=posts,
        norms=norms.source,
        inputs=_fingerprint(row),
        reason=None if score else _lack(posts),
    )
