"""Where the marks of small drawings stand: the interval strip and the time line of an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

WIDTH, HEIGHT, BASE = 200.0, 28.0, 22.0
_EDGE = 6.0


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip's marks in its own 200 by 28 units; None where something is unknown."""

    density: str
    dot: float | None
    low: float | None
    high: float | None
    median: float | None


def strip(
    value: float | None, low: float | None, high: float | None, peers: Sequence[float],
    axis: tuple[float, float] | None = None,
) -> Strip:  # fmt: skip
    """The drawing of one value with its interval among its peers.

    The axis runs over the peers' middle 98 % and over the interval, so that one odd peer does not squeeze the rest; or
    over `axis` too, which several strips share to be compared. Fewer than five peers draw no density.
    """
    given: list[float] = [number for number in (value, low, high) if number is not None]
    sample = np.asarray([peer for peer in peers if np.isfinite(peer)], dtype=float)
    ends: list[float] = [
        *given,
        *(np.quantile(sample, [0.01, 0.99]).tolist() if sample.size >= 5 else []),
        *(axis or ()),
    ]
    if not ends:
        return Strip("", None, None, None, None)
    start, stop = min(ends), max(ends)
    span = (stop - start) or 1.0

    def place(number: float) -> float:
        return round(_EDGE + (number - start) / span * (WIDTH - 2 * _EDGE), 1)

    median = place(float(np.median(sample))) if sample.size >= 5 else None
    marks = [None if number is None else place(number) for number in (value, low, high)]
    return Strip(_density(sample, start, span), marks[0], marks[1], marks[2], median)


def _density(sample: np.ndarray, start: float, span: float) -> str:
    # A smoothed histogram: 24 bins and a short triangular filter are enough at this size.
    if sample.size < 5:
        return ""
    counts, _ = np.histogram(sample, bins=24, range=(start, start + span))
    smooth = np.convolve(counts, [1, 2, 3, 2, 1], mode="same").astype(float)
    top = smooth.max() or 1.0
    step = (WIDTH - 2 * _EDGE) / 23
    points = [f"{_EDGE + i * step:.1f},{BASE - height / top * (BASE - 3):.1f}" for i, height in enumerate(smooth)]
    return f"M{_EDGE:.1f},{BASE:.1f} L" + " L".join(points) + f" L{WIDTH - _EDGE:.1f},{BASE:.1f} Z"


@dataclass(frozen=True, slots=True)
class Touch:
    """One meeting of a buyer with a creator before an order; `reason` says why it counts or not."""

    at: datetime
    label: str
    reason: str
    credited: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A touch and its place on the time line's 640 units."""

    x: float
    touch: Touch


@dataclass(frozen=True, slots=True)
class Timeline:
    """Touches left to right on a real time axis, the window as a span that ends at the order."""

    marks: tuple[Mark, ...]
    window_x: float
    order_x: float
    order_at: datetime
    window: timedelta
    start: datetime

    @property
    def order_mark_x(self) -> float:
        """The left edge of the order's square."""
        return self.order_x - 5

    @property
    def window_width(self) -> float:
        """The shaded span's width."""
        return self.order_x - self.window_x


def timeline(touches: Sequence[Touch], order_at: datetime, window: timedelta) -> Timeline:
    """The time line of an order; it begins at the first touch or the window's start, whichever is earlier."""
    ordered = sorted(touches, key=lambda touch: touch.at)
    start = min([order_at - window, *(touch.at for touch in ordered)])
    span = max((order_at - start).total_seconds(), 1.0)

    def place(at: datetime) -> float:
        return round(12 + (at - start).total_seconds() / span * 616, 1)

    marks = tuple(Mark(place(touch.at), touch) for touch in ordered)
    return Timeline(marks, place(order_at - window), place(order_at), order_at, window, start)
