"""What a creator's code and short address are called: readable, typed without mistakes, and never taken twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain, count, product

from sweetspot.core.errors import Invalid, Problem

#: Longest code and short address that are proposed; longer ones are mistyped.
MAX_STEM = 12
MAX_SLUG = 40
#: Words a short address may not be, because the short host uses them itself.
RESERVED_SLUGS = frozenset(
    "about account admin api app apply assets blog contact favicon files health healthz help home imprint index legal "
    "login logout metrics null portal preview privacy qr readyz report robots security settings signup sitemap static "
    "status story support sweetspot terms undefined well-known www".split()
)
_LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def normal_code(text: str) -> str:
    """How codes are compared: compatible forms joined, upper case, without spaces and invisible characters.

    Doing it twice changes nothing. The empty text stands for "no code".
    """
    folded = text
    for _ in range(3):  # some letters settle only after a second pass (a dotted capital I, for one)
        visible = "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "ZC")
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).upper()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "ZC")


def plain(text: str) -> str:
    """Latin letters and digits in lower case, words separated by single spaces; other scripts are dropped."""
    bare = unicodedata.normalize("NFKD", text.casefold()).translate(_LATIN)
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def proposed_code(name: str, per_cent: int, taken: Collection[str] = (), handle: str = "") -> str:
    """The first free readable code, such as `ANNA15`, then `ANNAK15`, `ANNAKRUEGER15`, the handle, `ANNA15B`.

    `taken` holds codes in any spelling; `per_cent` 0 leaves the number out. A name without Latin letters falls back to
    the handle, then to `FRIEND`.
    """
    used = {normal_code(code) for code in taken}
    number = str(per_cent) if per_cent else ""
    stems = list(_stems(plain(name).split(), plain(handle).split())) or ["friend"]
    told_apart = (f"{stems[0][:MAX_STEM]}{number}{letters}" for letters in _letters())
    readable = (f"{stem[:MAX_STEM]}{number}" for stem in stems)
    return next(code for code in map(str.upper, chain(readable, told_apart)) if code not in used)


def _stems(words: list[str], handle: list[str]) -> Iterator[str]:
    """What a code may begin with: the first name, with an initial, the whole name, the handle."""
    named = [word for word in words if not word.isdigit()]
    if named:
        yield named[0]
        yield from (named[0] + named[-1][:size] for size in (1, 2, 3) if len(named) > 1)
        yield "".join(named)
    if handle:
        yield "".join(handle)


def _letters() -> Iterator[str]:
    """B, C, ... Z without I and O, then BB, BC and so on: endings that are not read as digits."""
    return map("".join, chain.from_iterable(product("bcdefghjklmnpqrstuvwxyz", repeat=length) for length in count(1)))


def proposed_slug(name: str, taken: Collection[str] = (), campaign: str = "") -> str:
    """The first free short address, such as `anna-krueger`, then with the campaign, then `anna-krueger-2`.

    Lower-case Latin letters, digits and single hyphens, two to 80 characters, never a word the short host needs.
    """
    used = {slug.lower() for slug in taken} | RESERVED_SLUGS
    stem = _slug(name) or "link"
    with_campaign = [f"{stem}-{_slug(campaign)}"] if _slug(campaign) else []
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], with_campaign, numbered) if slug not in used and len(slug) > 1)


def wished_slug(text: str) -> str:
    """A wished short address as it is kept: compatible forms joined, lower case; Invalid for what cannot be one.

    Full-width or mathematical letters become plain ones. Letters of other scripts are refused, because some look like
    Latin ones: whoever reads such an address types another.
    """
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())
    foreign = next((letter for letter in name if not letter.isascii()), "")
    if foreign:
        called = unicodedata.name(foreign, "a letter without a name").lower()
        raise _refused("script", f"A short name has Latin letters, digits and hyphens; “{foreign}” is {called}.")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,79}", name):
        raise _refused("form", "A short name has 2 to 80 letters, digits and hyphens, and begins with none.")
    if name in RESERVED_SLUGS:
        raise _refused("reserved", f"{name} is a word that Sweetspot itself needs. Choose another.")
    return name


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem("slug", code, message)])


def _slug(text: str) -> str:
    return plain(text).replace(" ", "-")[:MAX_SLUG].strip("-")
