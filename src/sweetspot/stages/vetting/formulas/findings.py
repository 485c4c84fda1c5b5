"""What do the signals of one profile, or of a hundred thousand, come to, and how far may it be off?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norms
from sweetspot.stages.vetting.formulas.readings import Readings, as_rows
from sweetspot.stages.vetting.formulas.risk import RANK_WEIGHTS, RULES, Assessment, Rules, assess
from sweetspot.stages.vetting.formulas.signals import FROM_READINGS, PostRows, Signal, errors, measure

RESAMPLES = 200
LEVEL = 0.90
SEED = 20_190_410
TIMED = (Signal.RHYTHM, Signal.BREAK)  # drawing posts anew would destroy the order these are about
_LOT = 1_000


@dataclass(frozen=True, slots=True)
class Findings:
    """Profiles judged (m of them): values and standard errors per signal (signals, m), the assessment, score bounds.

    Values are as `measure` and the readings give them, NaN where missing. `low` and `high` are the 90 % interval of
    the score, shape (m,), NaN without a score.
    """

    values: Floats
    errors: Floats
    found: Assessment
    low: Floats
    high: Floats


def find(
    rows: PostRows,
    readings: Sequence[Readings] = (),
    norms: Norms = DEFAULT_NORMS,
    *,
    rules: Rules = RULES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Findings:
    """Judge profiles by their posts and by what else is known of each (`readings`, in the order of `rows`, or none).

    The posts are drawn anew `resamples` times. The draws depend on the number of posts alone, so profiles with equally
    many share them and sums over drawn posts are one matrix product. Seeded: the same inputs give the same result.
    """
    values = measure(rows)
    spreads = errors(rows, values)
    for signal in FROM_READINGS if readings else ():
        values[signal], spreads[signal] = as_rows(readings, signal)
    found = assess(values, rows.followers, norms, rules)
    missing = np.full(len(rows.followers), np.nan)
    spread = np.array([spreads.get(signal, missing) for signal in Signal])
    low, high = _intervals(rows, found, spread, norms, rules, resamples, seed)
    return Findings(np.array([values.get(signal, missing) for signal in Signal]), spread, found, low, high)


def _intervals(
    rows: PostRows, found: Assessment, spread: Floats, norms: Norms, rules: Rules, resamples: int, seed: int
) -> tuple[Floats, Floats]:
    count = rows.counts
    low, high = np.full(len(count), np.nan), np.full(len(count), np.nan)
    scored = ~np.isnan(found.score)
    for posts in np.unique(count[scored]):
        same = np.flatnonzero(scored & (count == posts))
        draws = _Draws(int(posts), resamples, seed)
        for start in range(0, len(same), _LOT):
            lot = same[start : start + _LOT]
            scores = _scores(_part(rows, lot, int(posts)), found.z[:, lot], spread[:, lot], norms, rules, draws)
            bounds = np.quantile(scores, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=1)
            low[lot], high[lot] = np.minimum(bounds[0], found.score[lot]), np.maximum(bounds[1], found.score[lot])
    return low, high


class _Draws:
    """How often each of n posts is drawn in each resample (resamples, n), and a normal value per signal."""

    def __init__(self, posts: int, resamples: int, seed: int) -> None:
        chance = np.random.default_rng(seed)
        places = np.sort(chance.integers(0, posts, (resamples, posts)), axis=1)
        self.times = np.stack([np.bincount(row, minlength=posts) for row in places]).astype(float)
        self.anything = {signal: chance.standard_normal(resamples) for signal in Signal}

    def sums(self, rows: Floats) -> Floats:
        """Sums over the drawn posts, of several kinds in one product: (kinds, m, n) gives (kinds, m, resamples)."""
        sums = rows.reshape(-1, rows.shape[2]) @ self.times.T
        return np.asarray(sums).reshape(*rows.shape[:2], -1)


def _part(rows: PostRows, lot: np.ndarray[tuple[int], np.dtype[np.intp]], posts: int) -> PostRows:
    return PostRows(rows.followers[lot], rows.likes[lot, :posts], rows.comments[lot, :posts], rows.days[lot, :posts])


def _scores(rows: PostRows, point: Floats, spread: Floats, norms: Norms, rules: Rules, draws: _Draws) -> Floats:
    """Scores of every resample, shape (m, resamples)."""
    drawn = _drawn(rows, draws)
    penalties = []
    for place, signal in enumerate(Signal):
        if signal not in rules:
            continue
        norm, held, anything = norms.by_signal[signal], point[place][:, None], draws.anything[signal][None, :]
        if signal in drawn:
            z = (drawn[signal] - norm.at(rows.followers)[:, None]) / norm.width(rows.followers)[:, None]
        elif signal in TIMED or not spread[place].any():
            z = held
        else:
            z = held + (spread[place] / norm.width(rows.followers))[:, None] * anything
        # A missing signal could have been anything an ordinary profile shows: that is how it widens the interval.
        missing = np.isnan(held)
        if missing.any():
            z = anything if missing.all() else np.where(missing, anything, z)
        penalty = rules[signal].penalty(z)
        if penalty.any():
            penalties.append(penalty)
    left = np.ones((len(point[0]), draws.times.shape[0]))
    for weight, penalty in zip(RANK_WEIGHTS, _largest_first(penalties), strict=False):
        left *= 1 - weight * penalty
    return np.asarray(np.maximum(1.0, np.round(100 * left)))


def _largest_first(arrays: Sequence[Floats]) -> list[Floats]:
    """The same numbers, at each place the largest in the first array: for a few arrays much faster than a sort."""
    ordered: list[Floats] = []
    for one in arrays:
        for place, before in enumerate(ordered):
            ordered[place], one = np.maximum(before, one), np.minimum(before, one)
        ordered.append(one)
    return ordered


def _drawn(rows: PostRows, draws: _Draws) -> Mapping[Signal, Floats]:
    posts = rows.likes.shape[1]
    followers = np.log(np.where(rows.followers > 0, rows.followers, np.nan))[:, None]
    likes, comments = (np.log(part + 1) for part in (rows.likes, rows.comments))
    # Centred first: sums of squares of numbers far from 0 would cancel badly.
    x, y = likes - likes.mean(axis=1, keepdims=True), comments - comments.mean(axis=1, keepdims=True)
    both = np.log(rows.likes + rows.comments + 0.5)
    engaged, sx, sy, sxx, syy, sxy, liked, commented = draws.sums(
        np.array([both, x, y, x * x, y * y, x * y, rows.likes, rows.comments])
    )
    xx, yy = _kept(sxx - sx * sx / posts), _kept(syy - sy * sy / posts)
    scale, xy = np.sqrt(xx * yy), sxy - sx * sy / posts
    return {
        Signal.ENGAGEMENT: engaged / posts - followers,
        Signal.LIKE_SPREAD: np.log(np.maximum(np.sqrt(xx / max(posts - 1, 1)), 0.01)),
        Signal.COMMENTS_PER_LIKE: np.log((commented + 0.5) / (liked + 1)),
        Signal.CO_MOVEMENT: np.divide(xy, scale, out=np.full(scale.shape, np.nan), where=scale > 1e-9),
    }


def _kept(squares: Floats) -> Floats:
    return np.where(squares < 1e-12, 0.0, squares)
