"""How do files about audiences write a username's digits, an age band, a gender, where a share is from?"""

from __future__ import annotations

import re

from sweetspot.stages.creators.formulas import places
from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.creators.formulas.values import Unreadable, short

#: On networks of short messages people write far more often than they post pictures: one message counts a tenth.
MESSAGES_PER_POST = 10
#: Digits in a username are a share; where only their number is given, the name is taken to be this long.
TYPICAL_NAME = 11
_NO_DIGITS = str.maketrans("", "", "0123456789")


def digit_share(name: str | None, length: float | None = None, digits: float | None = None) -> float | None:
    """The share of digits in a username, from the name or from the counts; None where nothing says it."""
    plain = (name or "").strip().removeprefix("@")
    if plain and digits is None:
        return (len(plain) - len(plain.translate(_NO_DIGITS))) / len(plain)
    return None if digits is None else min(1.0, digits / max(1.0, length or TYPICAL_NAME))


_DIMENSIONS = {
    **dict.fromkeys(("age", "age group", "ages", "age range", "age band", "audience age"), "age"),
    **dict.fromkeys(("gender", "sex", "genders", "audience gender"), "gender"),
    **dict.fromkeys(("country", "countries", "location", "geo", "geography", "audience country"), "country"),
}
_GENDERS = {
    **dict.fromkeys(("female", "f", "women", "woman", "w"), "female"),
    **dict.fromkeys(("male", "m", "men", "man"), "male"),
    **dict.fromkeys(("other", "unknown", "unspecified", "u", "diverse", "x"), "other"),
}
_AGES = re.compile(r"(\d{1,2})\s*(?:-|–|to|_)\s*(\d{1,2})|(\d{1,2})\s*(?:\+|plus|and over|and older)")


def dimension(text: str) -> str:
    """`age`, `gender` or `country`; Unreadable for what we do not break audiences down by."""
    found = _DIMENSIONS.get(folded(text))
    if found is None:
        raise Unreadable(f"“{short(text)}” is not age, gender or country")
    return found


def cell(of: str, text: str) -> str:
    """A group as we write it: `18-24`, `65+`, `female`, `DE`; Unreadable for anything else."""
    if of == "country":
        found = places.country(text)
    elif of == "gender":
        found = _GENDERS.get(folded(text))
    else:
        match = _AGES.fullmatch(text.strip().lower())
        found = None if match is None else f"{match[3]}+" if match[3] else f"{match[1]}-{match[2]}"
    if found is None:
        raise Unreadable(f"“{short(text)}” is no {of}")
    return found


_PROVENANCE = {
    **dict.fromkeys(("measured", "insights", "network", "api"), "measured"),
    **dict.fromkeys(("supplied", "creator", "screenshot", "file", "media kit"), "supplied"),
    **dict.fromkeys(("modelled", "modeled", "estimated", "estimate", "vendor"), "modelled"),
}


def provenance(text: str | None) -> str:
    """`measured`, `supplied` or `modelled`; what says nothing is supplied. Unreadable for other words."""
    found = _PROVENANCE.get(folded(text)) if text else "supplied"
    if found is None:
        raise Unreadable(f"“{short(text or '')}” is not measured, supplied or modelled")
    return found
