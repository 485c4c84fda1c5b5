"""Is a code typed without a click far more often than other creators' codes, as one that leaked would be?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import binom

#: Fewer orders than this say nothing, neither of a code nor of what is usual.
FEWEST = 20
#: Of the codes marked, so many may be marked by chance (Benjamini and Hochberg); and a share this much above the usual
#: one is asked for as well, because creators differ: a podcast's code is typed more often than a story's.
FALSE_SHARE, TIMES_USUAL = 0.01, 1.5


@dataclass(frozen=True, slots=True)
class Use:
    """How often a code was used: credited orders that named it, and those among them without any click."""

    orders: int = 0
    cold: int = 0

    def __add__(self, other: Use) -> Use:
        return Use(self.orders + other.orders, self.cold + other.cold)

    @property
    def share(self) -> float | None:
        """The part of the orders without a click; None without orders."""
        return self.cold / self.orders if self.orders else None


@dataclass(frozen=True, slots=True)
class Unusual:
    """A code's share of orders without a click, what is usual for the others, and how likely that is by chance."""

    use: Use
    usual: float
    chance: float


def chance_of(use: Use, usual: float) -> float:
    """How likely at least so many orders without a click are, if each is one with the probability `usual`.

    The exact upper tail of the binomial distribution. Of 60 orders 48, where 35 % are usual: 1.193e-12.
    """
    return float(binom.sf(use.cold - 1, use.orders, usual))


def unusual(uses: Mapping[str, Use]) -> dict[str, Unusual]:
    """The codes that came without a click far more often than all others together; empty where too little is known.

    Each code of at least `FEWEST` orders is compared with the share of all the others (they need as many). Marked are
    those that pass Benjamini and Hochberg's procedure at `FALSE_SHARE` with a share `TIMES_USUAL` the usual one.
    """
    total = sum(uses.values(), Use())
    found = {}
    for name, use in uses.items():
        others = Use(total.orders - use.orders, total.cold - use.cold)
        if use.orders >= FEWEST and others.orders >= FEWEST and (usual := others.share) is not None:
            found[name] = Unusual(use, usual, chance_of(use, usual))
    ranked = sorted(found.items(), key=lambda item: (item[1].chance, item[0]))
    passing = [place for place, (_, one) in enumerate(ranked, 1) if one.chance <= FALSE_SHARE * place / len(ranked)]
    kept = ranked[: max(passing, default=0)]
    return {name: one for name, one in kept if (one.use.share or 0) >= TIMES_USUAL * one.usual}
