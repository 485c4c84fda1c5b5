"""What speaks against an offer to a creator, by what the creator said before?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sweetspot.core.money import Money
from sweetspot.stages.vetting.formulas.word_lists import Term, matcher

#: Refusals of these stop an offer until somebody says why it goes on; everything else is a warning.
STOPPING = ("brand", "topic", "category")
LIKES, REFUSES, FEE = "likes", "refuses", "fee"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a creator said: `stance` likes or refuses, `about` brand, topic, category, format or fee.

    `value` names it; a least fee is `least`. `source` and `said_on` say from where it is known.
    """

    stance: str
    about: str
    value: str
    source: str
    said_on: date
    least: Money | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: the brands, everything the campaign says in words, and the fee, None where none is fixed."""

    brands: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that speaks against an offer, in words; one that `stops` needs a reason to go on."""

    stops: bool
    reason: str


def objections(said: Iterable[Said], offer: Offer) -> list[Objection]:
    """What speaks against the offer, what stops it first.

    A refused brand, topic or category stops it where its words stand, whole, in the brands' names or the campaign's
    words; a refused format warns. A least fee warns where the fee is lower, or in another currency.
    """
    found = [one for given in said if (one := _against(given, offer))]
    return sorted(found, key=lambda one: not one.stops)


def _against(said: Said, offer: Offer) -> Objection | None:
    known = f"({said.source}, {said.said_on.day} {said.said_on:%b %Y})"
    if said.about == FEE:
        return _fee(said.least, offer.fee, known)
    if said.stance != REFUSES or not _names(said.value, (*offer.brands, *offer.texts)):
        return None
    return Objection(said.about in STOPPING, f"Refuses the {said.about} “{said.value}” {known}.")


def _fee(least: Money | None, fee: Money | None, known: str) -> Objection | None:
    if least is None or fee is None:
        return None
    if least.currency != fee.currency:
        return Objection(False, f"Asks for at least {least}, which {fee.currency} cannot be compared with {known}.")
    return (
        Objection(False, f"Asks for at least {least} {known}; offered are {fee}.") if fee.minor < least.minor else None
    )


def _names(value: str, texts: Sequence[str]) -> bool:
    ready = matcher([Term("value", value)])
    return any(ready.matches(text) for text in texts)
