"""Which of a few profiles is highest in a figure, and which differences are more than chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sweetspot.core.statistics import Estimate


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one of several estimates stands: its `share` of the highest (1 for the highest itself, None where that is
    0), and whether it `overlaps` with the highest, so that the difference may be chance."""

    share: float | None
    highest: bool
    overlaps: bool


def standings(estimates: Sequence[Estimate | None]) -> list[Standing | None]:
    """The standing of each estimate among the others; None where it is unknown or there is nothing to compare with.

    Two estimates overlap where their intervals do: then the data does not say which is higher. Of equal ones the first
    is the highest.
    """
    known = [one for one in estimates if one is not None]
    if len(known) < 2:
        return [None] * len(estimates)
    top = max(known, key=lambda one: one.value)
    return [
        None if one is None
        else Standing(one.value / top.value if top.value else None, one is top, one is not top and one.high >= top.low)
        for one in estimates
    ]  # fmt: skip
