"""How well does a creator's audience fit the one that is wanted?"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sweetspot.core.statistics import Floats

#: Shares by cell (a country, an age band, a gender); a cell that is absent has none.
Shares = Mapping[str, float]
#: Readings of a prior that stand against an audience's own where nobody says otherwise.
PRIOR_WORTH = 50
#: Networks that show demographics leave out cells of fewer people than this.
SHOWN_FROM = 100


def _normal(shares: Shares) -> dict[str, float]:
    """The same shares with the sum 1; raises ValueError for a negative share or a sum of 0."""
    total = math.fsum(shares.values())
    if total <= 0 or min(shares.values(), default=0) < 0:
        raise ValueError("Shares are not negative and sum to more than 0.")
    return {cell: share / total for cell, share in shares.items()}


def _pairs(audience: Shares, target: Shares) -> list[tuple[float, float]]:
    one, other = _normal(audience), _normal(target)
    return [(one.get(cell, 0.0), other.get(cell, 0.0)) for cell in sorted(one.keys() | other.keys())]


def divergence(audience: Shares, target: Shares) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal shares, 1 for audiences without a common cell (Lin 1991)."""
    total = 0.0
    for p, q in _pairs(audience, target):
        # part / (p + q) and not part / middle: the middle of two tiny shares may be too small to write down.
        total += sum(part / 2 * (1 + math.log2(part / (p + q))) for part in (p, q) if part)
    return min(max(total, 0.0), 1.0)


def fit(audience: Shares, target: Shares) -> float:
    """1 - `divergence`: 1 for the audience that is wanted, 0 for one without a common cell."""
    return 1 - divergence(audience, target)


def overlap(audience: Shares, target: Shares) -> float:
    """The part that both have in common, 0..1: the sum of the smaller shares."""
    return math.fsum(min(pair) for pair in _pairs(audience, target))


def hellinger(audience: Shares, target: Shares) -> float:
    """Hellinger's distance, 0..1: the length between the roots of the shares over the root of 2."""
    return math.sqrt(math.fsum((math.sqrt(p) - math.sqrt(q)) ** 2 for p, q in _pairs(audience, target)) / 2)


def target_share(audience: Shares, wanted: Collection[str]) -> float:
    """How much of the audience lies in the cells that are wanted, 0..1."""
    return math.fsum(share for cell, share in _normal(audience).items() if cell in wanted)


def index(share: float, base: float) -> float | None:
    """100 where a cell is as frequent as in the base, 200 where twice as frequent; None without a base."""
    return 100 * share / base if base > 0 else None


def segment_reach(followers: int, suspicious: float, reach_rate: float, share: float) -> float:
    """People reached in a segment by one post: followers x (1 - suspicious) x reach rate x target share."""
    return followers * (1 - suspicious) * reach_rate * share


def combined_fit(fits: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """The weighted geometric mean of the fits per dimension; a dimension without data is left out, None without any.

    One dimension that does not fit at all makes the whole 0.
    """
    known = {name: value for name, value in fits.items() if value is not None and weights.get(name, 0) > 0}
    total = math.fsum(weights[name] for name in known)
    if not known or not total:
        return None
    if min(known.values()) <= 0:
        return 0.0
    return math.exp(math.fsum(weights[name] * math.log(value) for name, value in known.items()) / total)


def shrunk(observed: Shares, sample: float, prior: Shares, worth: float = PRIOR_WORTH) -> dict[str, float]:
    """Shares seen in a `sample`, pulled towards a prior that counts as much as `worth` readings; they sum to 1.

    (n p + k prior) / (n + k), the Dirichlet posterior mean. Without a sample the prior stands alone.
    """
    usual = _normal(prior)
    seen = _normal(observed) if sample > 0 and observed else {}
    count = sample if seen else 0.0
    cells = sorted(usual.keys() | seen.keys())
    return {cell: (count * seen.get(cell, 0.0) + worth * usual.get(cell, 0.0)) / (count + worth) for cell in cells}


def hidden_cell(followers: int) -> tuple[float, float] | None:
    """Between which shares a cell lies that the network does not show; None without followers."""
    return (0.0, min(1.0, SHOWN_FROM / followers)) if followers > 0 else None


@dataclass(frozen=True, slots=True)
class Raked:
    """A table with the wanted sums; `rounds` it took, and `error`, the largest distance from a wanted sum."""

    table: Floats
    rounds: int
    error: float


def rake(
    start: Sequence[Sequence[float]] | Floats, rows: Sequence[float], columns: Sequence[float],
    *, tolerance: float = 1e-12, limit: int = 10_000,
) -> Raked:  # fmt: skip
    """The table nearest to `start` whose rows and columns have these sums: iterative proportional fitting.

    Keeps the odds ratios of `start` and its zeros (Deming & Stephan 1940). Shapes (r, c), (r,), (c,). Raises ValueError
    for negative numbers, sums that differ, or a wanted sum over cells that are all 0.
    """
    table = np.array(start, dtype=float)
    right, below = np.array(rows, dtype=float), np.array(columns, dtype=float)
    if table.shape != (len(right), len(below)) or min(table.min(), right.min(), below.min()) < 0:
        raise ValueError(
            "The table has a row for each sum of rows, a column for each of columns, and nothing negative."
        )
    if not math.isclose(right.sum(), below.sum(), rel_tol=1e-9):
        raise ValueError("The sums of the rows and those of the columns add up to the same.")
    if np.any((table.sum(axis=1) == 0) & (right > 0)) or np.any((table.sum(axis=0) == 0) & (below > 0)):
        raise ValueError("A row or column of zeros cannot have a sum.")
    error = math.inf
    scale = max(float(right.sum()), 1e-300)
    for done in range(1, limit + 1):
        table *= _factors(right, table.sum(axis=1))[:, None]
        table *= _factors(below, table.sum(axis=0))[None, :]
        error = float(max(np.abs(table.sum(axis=1) - right).max(), np.abs(table.sum(axis=0) - below).max()))
        if error <= tolerance * scale:
            return Raked(table, done, error)
    return Raked(table, limit, error)


def _factors(wanted: Floats, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
