"""Which way a visitor of a special link goes: over, to the story page, by a rule, or straight on."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.links import Target, in_ascii
from sweetspot.stages.tracking.formulas.story import Story
from sweetspot.stages.tracking.formulas.utm import with_parameters
from sweetspot.stages.tracking.formulas.ways import Rule, Visitor, chosen, device_of, from_kept, language_of

#: Kept with clicks on a link that is over, in place of a rule's name.
FALLBACK = "fallback"
_REMEMBERED = 4096

logger = logging.getLogger(__name__)


class Shown(NamedTuple):
    """A story page's words and the brand's look."""

    story: Story
    brand: str
    accent: str
    logo: str


class Ways(NamedTuple):
    """What few links have: an end, where they lead after it, rules, a story page."""

    expires: float | None
    fallback: str
    rules: tuple[Rule, ...]
    shown: Shown | None
    applied: str = ""


class Way(NamedTuple):
    """Where this visitor goes, the name of the rule that chose it, or the page to be shown; neither: it is over.

    `applied` is a code that is put into the cart on the way, after how.
    """

    destination: str
    rule: str = ""
    shown: Shown | None = None
    applied: str = ""


def way_of(target: Target, row: Row, headers: Mapping[str, str], *, goes_on: bool) -> Way:
    """The way of one visitor, whose click would be this row; `goes_on` for one who comes from the story page."""
    ways = read(target.special)
    visitor = Visitor(
        int(row.micros) / 1e6, row.visitor, row.country, language_of(headers.get("accept-language", "")),
        device_of(row.agent),
    )  # fmt: skip
    if ways.expires is not None and visitor.at >= ways.expires:
        return Way(ways.fallback, FALLBACK)
    if ways.shown and not goes_on:
        return Way("", shown=ways.shown)
    rule = chosen(ways.rules, visitor)
    if rule:
        return Way(rule.destination, rule.name, applied=ways.applied)
    return Way(target.destination, applied=ways.applied)


@lru_cache(maxsize=_REMEMBERED)
def read(special: str) -> Ways:
    """What is kept beside a link, ready for use; nothing special where it cannot be read."""
    try:
        kept = json.loads(special)
        added = kept["parameters"]
        rules = tuple(replace(one, destination=_ready(one.destination, added)) for one in from_kept(kept["rules"]))
        shown = None
        if kept["story"]:
            logo = "".join((kept["logo"] or "").split())
            shown = Shown(Story(**kept["story"]), kept["brand"] or "", kept["accent"] or "#86287a", logo)
        fallback = _ready(kept["fallback"], added) if kept["fallback"] else ""
        return Ways(kept["expires"], fallback, rules, shown, kept.get("applied") or "")
    except (ValueError, KeyError, TypeError) as error:
        if special:
            logger.error("a link's rules cannot be read: %s", error)
        return Ways(None, "", (), None)


def _ready(url: str, parameters: str) -> str:
    return in_ascii(with_parameters(url, parameters))
