"""Which posts made a signal what it is?"""

from __future__ import annotations

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas.signals import HOUR, PostRows, Signal, log_engagements, sharpest_break

SHOWN = 5


def driving_places(signal: Signal, row: PostRows, high: bool) -> tuple[int, ...]:
    """The places (0 is the oldest) of the up to five posts that drove a signal of one profile, strongest first.

    `row` holds one profile. For a break: the posts right after the date. For the rhythm: the posts around the longest
    (or, when too regular, the most usual) gaps.
    """
    count = int(np.sum(~np.isnan(row.likes[0])))
    if count == 0:
        return ()
    if signal is Signal.BREAK:
        return _after_the_break(row, count)
    pull = _pull(signal, row, high)[:count]
    order = np.argsort(-np.nan_to_num(pull, nan=-np.inf), kind="stable")
    return tuple(int(place) for place in order[:SHOWN])


def _pull(signal: Signal, row: PostRows, high: bool) -> Floats:
    likes, comments = np.log(row.likes[0] + 1), np.log(row.comments[0] + 1)
    sign = 1.0 if high else -1.0
    if signal is Signal.ENGAGEMENT:
        return np.asarray(sign * log_engagements(row)[0])
    if signal is Signal.LIKE_SPREAD:
        return np.asarray(sign * np.abs(likes - np.nanmedian(likes)))
    if signal is Signal.COMMENTS_PER_LIKE:
        return np.asarray(sign * (comments - likes))
    if signal is Signal.CO_MOVEMENT:
        return np.asarray(sign * (likes - np.nanmean(likes)) * (comments - np.nanmean(comments)))
    return _gap_pull(row.days[0], sign)


def _gap_pull(days: Floats, sign: float) -> Floats:
    gaps = np.log(np.maximum(np.diff(days), HOUR))
    if not np.any(~np.isnan(gaps)):
        return np.zeros(len(days))
    return np.append(np.nan, sign * (gaps if sign > 0 else np.abs(gaps - np.nanmedian(gaps))))


def _after_the_break(row: PostRows, count: int) -> tuple[int, ...]:
    before = sharpest_break(row)[1][0]
    return () if np.isnan(before) else tuple(range(int(before), count)[:SHOWN])
