"""The clock of a link as a table whose cells are the darker the more people clicked."""

from __future__ import annotations

from dataclasses import dataclass

from sweetspot.stages.tracking.queries import WEEKDAYS

_SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a weekday: how many clicks, and how dark, from 0 for none to 5 for the most."""

    clicks: int
    shade: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A row of the table."""

    name: str
    cells: list[Cell]
    total: int


def weekdays(clicks: tuple[tuple[int, ...], ...]) -> list[Weekday]:
    """The rows of the table; the darkest cell is the one with the most clicks."""
    most = max(map(max, clicks))
    return [
        Weekday(name, [Cell(number, _shade(number, most)) for number in row], sum(row))
        for name, row in zip(WEEKDAYS, clicks, strict=True)
    ]


def _shade(number: int, most: int) -> int:
    return -(-_SHADES * number // most) if number else 0
