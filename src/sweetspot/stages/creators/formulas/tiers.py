"""Which size class does a follower count belong to?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Tier:
    """A size class: `low <= followers < high`; `high` None means without end."""

    name: str
    low: int
    high: int | None

    def __contains__(self, followers: int) -> bool:
        return self.low <= followers and (self.high is None or followers < self.high)


@dataclass(frozen=True, slots=True)
class TierScheme:
    """A named list of tiers that covers every follower count from 0 up exactly once.

    Raises ValueError when it is empty, starts above 0, has a gap, an overlap, an empty tier, a repeated or blank
    name, or an end.
    """

    name: str
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ValueError(problem)


def _problems(scheme: TierScheme) -> list[str]:
    tiers = scheme.tiers
    if not tiers:
        return ["A scheme needs at least one tier."]
    found = [_seam(before, after) for before, after in pairwise(tiers)]
    found += [f"Tier {tier.name} is empty." for tier in tiers if tier.high is not None and tier.high <= tier.low]
    if tiers[0].low != 0:
        found.append("The first tier must start at 0 followers.")
    if tiers[-1].high is not None:
        found.append("The last tier must have no upper bound.")
    if len({tier.name for tier in tiers}) < len(tiers) or not all(tier.name.strip() for tier in tiers):
        found.append("Each tier needs a name of its own.")
    return [problem for problem in found if problem]


def _seam(before: Tier, after: Tier) -> str:
    if before.high is None or before.high > after.low:
        return f"Tiers {before.name} and {after.name} overlap."
    return f"There is a gap between {before.name} and {after.name}." if before.high < after.low else ""


DEFAULT_SCHEME = TierScheme(
    "Sweetspot default",
    (
        Tier("community", 0, 1_000),
        Tier("nano", 1_000, 10_000),
        Tier("micro", 10_000, 100_000),
        Tier("macro", 100_000, 1_000_000),
        Tier("mega", 1_000_000, None),
    ),
)


def tier_of(followers: int | None, scheme: TierScheme = DEFAULT_SCHEME) -> Tier | None:
    """The tier of a follower count; None when the count is unknown. Raises ValueError below 0.

    Source: the field's customary bounds, which contradict each other - hence a scheme that is data.
    """
    if followers is None:
        return None
    if followers < 0:
        raise ValueError("A follower count is not negative.")
    return next(tier for tier in scheme.tiers if followers in tier)
