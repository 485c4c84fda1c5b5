"""How codes are compared, and what a creator's short address is called: readable, and never taken twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.letters import plain

#: Longest short address that is proposed; longer ones are mistyped.
MAX_SLUG = 40
#: Words a short address may not be, because the short host uses them itself.
RESERVED_SLUGS = frozenset(
    "about account admin api app apply assets blog contact favicon files health healthz help home imprint index legal "
    "login logout metrics null portal preview privacy qr readyz report robots security settings signup sitemap static "
    "status story support sweetspot terms undefined well-known www".split()
)


def normal_code(text: str) -> str:
    """How codes are compared: compatible forms joined, upper case, without spaces and invisible characters.

    Doing it twice changes nothing. The empty text stands for "no code".
    """
    folded = text
    for _ in range(3):  # some letters settle only after a second pass (a dotted capital I, for one)
        visible = "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "ZC")
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).upper()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "ZC")


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
