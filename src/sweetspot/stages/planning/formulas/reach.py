"""How many different people a set of creators reaches, and between which bounds that number lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of the audience, such as women of 25-34 in Spain: its people and what each is worth to the objective."""

    name: str
    people: float
    value: float = 1.0

    def __post_init__(self) -> None:
        if self.people < 0 or self.value < 0:
            raise ValueError("a cell's people and value are not negative")


@dataclass(frozen=True, slots=True)
class Reach:
    """Expected different people, with the least and the most the same fractions allow, over `creators` creators.

    `low` holds if everybody's audience lies within the largest, `high` if no two audiences meet.
    """

    people: float
    low: float
    high: float
    creators: int


def sainsbury(fractions: Sequence[float]) -> float:
    """The share of a cell at least one of several independent creators reaches: `1 - prod(1 - r)`; 0 for none.

    Source: Sainsbury's rule of random duplication. ValueError for a fraction outside [0, 1].
    """
    rates = np.asarray(fractions, dtype=float)
    if ((rates < 0) | (rates > 1)).any():
        raise ValueError("a reach fraction lies between 0 and 1")
    return float(1 - np.prod(1 - rates))


def reach_fraction(
    followers: float, authentic: float, reach_rate: float, cell_share: float, cell_people: float
) -> float:
    """The share of a cell one creator reaches: authentic followers x reach rate x the cell's share / its people.

    At most 1; 0 for a cell without people.
    """
    if cell_people <= 0:
        return 0.0
    return min(1.0, followers * authentic * reach_rate * cell_share / cell_people)


def unique_reach(cells: Sequence[Cell], reaches: Sequence[Mapping[str, float]]) -> Reach:
    """The expected different people a set of creators reaches, weighed by the cells' value, with its bounds.

    `reaches` holds one mapping from cell name to fraction per creator; cells not named are not reached.
    """
    weights = np.array([cell.people * cell.value for cell in cells])
    rates = _matrix(cells, reaches)
    return Reach(
        people=float(weights @ (1 - np.prod(1 - rates, axis=0))),
        low=float(weights @ rates.max(axis=0, initial=0.0)),
        high=float(weights @ np.minimum(1.0, rates.sum(axis=0))),
        creators=len(reaches),
    )


def _matrix(cells: Sequence[Cell], reaches: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Creators by cells."""
    rows = [[reach.get(cell.name, 0.0) for cell in cells] for reach in reaches]
    return np.array(rows, dtype=float).reshape(len(reaches), len(cells))
