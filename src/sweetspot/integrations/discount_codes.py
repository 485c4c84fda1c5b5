"""How codes come into a shop: what a shop must be able to do, and doing it by hand where none is connected for that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sweetspot.stages.tracking.formulas.offers import Offer


@dataclass(frozen=True, slots=True)
class Wanted:
    """A code that the shop shall take, for whom, and what it gives."""

    code: str
    creator: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Told:
    """What the shop said to one code: done, or why not in its own words; neither where a person has still to do it."""

    done: bool = False
    problem: str = ""


class DiscountCodes(Protocol):
    """A shop in which codes can be made; each answer names the code as it was given.

    What is done already counts as done, so that asking twice does no harm.
    """

    def create(self, wanted: Sequence[Wanted]) -> Mapping[str, Told]:
        """Have the shop take these codes."""

    def pause(self, codes: Collection[str]) -> Mapping[str, Told]:
        """Have the shop take these codes no more, until they are created again."""

    def remove(self, codes: Collection[str]) -> Mapping[str, Told]:
        """Have the shop forget these codes."""

    def exist(self, codes: Collection[str]) -> Mapping[str, bool | None]:
        """Which of these codes the shop takes now; None where it cannot be asked."""


class ByHand:
    """A person copies the codes into the shop and says when that is done; nothing is done by itself."""

    def create(self, wanted: Sequence[Wanted]) -> Mapping[str, Told]:
        """Nothing yet: the codes wait on the page *To create*."""
        return {one.code: Told() for one in wanted}

    def pause(self, codes: Collection[str]) -> Mapping[str, Told]:
        """Nothing yet: whoever paused the codes is told to pause them in the shop."""
        return {code: Told() for code in codes}

    def remove(self, codes: Collection[str]) -> Mapping[str, Told]:
        """Nothing yet, as with pausing."""
        return {code: Told() for code in codes}

    def exist(self, codes: Collection[str]) -> Mapping[str, bool | None]:
        """Nobody can be asked."""
        return dict.fromkeys(codes)
