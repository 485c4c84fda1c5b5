"""What one request for a link leaves behind: a row, and the name that the shop is told."""

from __future__ import annotations

import os
import threading
import time
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from sweetspot.core.identifiers import ALPHABET
from sweetspot.doors.edge.exchange import Request
from sweetspot.doors.edge.links import Target
from sweetspot.doors.edge.places import Places
from sweetspot.doors.edge.privacy import asks_not_to_be_followed, own, read
from sweetspot.doors.edge.visitors import Salts, client_address, visitor_key
from sweetspot.stages.tracking.formulas.click_classes import (
    DATA_CENTRE,
    JUDGED_HEADERS,
    MAX_AGENT,
    SIGNAL,
    STORY,
    classify,
    with_evidence,
)

#: Stands between values on their way to the database; no value contains it.
SEPARATOR = "\x1f"
_REFERRER_LENGTH = 2000
#: Agents, with the headers that are judged beside them, whose class is remembered; a few hundred make up most clicks.
#: The listener takes no more than 16 KB of headers, so this stays small whatever is sent.
_REMEMBERED = 4096
#: Ids whose random part is drawn at once: asking the system for each would cost more than all the rest of an id.
_DRAWN = 256
#: Of whom nothing more is kept where their browser asks so; a program that asks is still a program.
_PEOPLE = frozenset({"person", "own", "view", "suspect"})


class Row(NamedTuple):
    """One click as text, in the order of the statement; the empty text stands for "unknown".

    `times` is more than one, or not known yet, for a row that stands for many requests (`tallies.py`).

    A new column goes to the end, with a default: spools of earlier versions do not have it.
    """

    id: str
    workspace: str
    link: str
    micros: str
    method: str
    kind: str
    reasons: str
    rules: str
    in_app: str
    visitor: str
    agent: str
    referrer: str
    times: str = "1"
    rule: str = ""
    country: str = ""


class Seen(NamedTuple):
    """What is the same for every request with the same method, agent and judged headers; text as it is written."""

    kind: str
    reasons: str
    rules: str
    in_app: str
    agent: str


class Clicks:
    """Makes rows: who came, when, of which class, under an id that no other click has."""

    def __init__(self, salts: Salts, trusted_proxies: int = 0, places: Places | None = None) -> None:
        self._salts, self._trusted_proxies, self._ids = salts, trusted_proxies, Ids()
        self._places = places or Places()

    def row(self, request: Request, target: Target) -> tuple[Row, str]:
        """The row of a click and the id the shop is told; no id for who asks not to be followed and is heeded.

        That row still says who it was, for the way it is to lead; `unfollowed` is what may be written of it.
        """
        headers = dict(request.headers.items())
        agent, method = headers.get("user-agent", "")[:MAX_AGENT], request.method
        forwarded = request.headers.get_all("x-forwarded-for") if self._trusted_proxies else []
        address = client_address(request.client, forwarded, self._trusted_proxies)
        choices = read(target.privacy)
        ours = own(choices, headers, address)
        evidence = (ours, DATA_CENTRE if self._places.is_data_centre(address) else "")
        seen = judged(method, agent, evidence, *map(headers.get, JUDGED_HEADERS))
        micros = time.time_ns() // 1000
        identifier, name = self._ids.next(micros // 1000)
        referrer = headers.get("referer")
        row = Row(
            identifier, target.workspace, target.link, str(micros), method, seen.kind, seen.reasons, seen.rules,
            seen.in_app, visitor_key(self._salts.at(micros), target.workspace, address, agent), seen.agent,
            referrer_host(referrer[:_REFERRER_LENGTH]) if referrer else "",
            country=self._places.country(headers, address),
        )  # fmt: skip
        heeded = choices.heeds and asks_not_to_be_followed(headers) and row.kind in _PEOPLE
        return row, "" if heeded else name


def unfollowed(row: Row) -> Row:
    """What is kept of the click of one who asked not to be followed: that there was one, when, on which link."""
    return row._replace(visitor="", agent="", in_app="", country="", rule="", reasons=f"{row.reasons},{SIGNAL}")


def viewed(row: Row) -> Row:
    """The row of one who saw a story page. Looking is not going on: a person is counted by the tap, and once."""
    if row.kind == "person":
        return row._replace(kind="view", reasons=f"{STORY},{row.reasons}")
    return row._replace(reasons=f"{row.reasons},{STORY}")


@lru_cache(maxsize=_REMEMBERED)
def judged(method: str, agent: str, evidence: tuple[str, ...], *sent: str | None) -> Seen:
    """The class of a request by its method, its agent, what else was seen (empty texts for nothing), and its
    `JUDGED_HEADERS`, None for those it did not send."""
    headers = {name: value for name, value in zip(JUDGED_HEADERS, sent, strict=True) if value is not None}
    told = printable(agent)
    found = with_evidence(classify(method, headers | {"user-agent": told}, told), *filter(None, evidence))
    return Seen(found.kind, ",".join(found.reasons), found.rule_version, found.in_app or "", told)


class Ids:
    """UUIDv7 (RFC 9562) as `core.identifiers` makes them, already written: as hex, and as letters outside.

    The time part never goes back, even when the clock does, and 74 random bits keep ids of one millisecond apart.
    """

    _PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
    _RANDOM, _FIXED = (0xFFF << 64) | ((1 << 62) - 1), (0x7 << 76) | (0b10 << 62)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds, self._hex, self._letters = -1, "", ""
        self._drawn, self._used = b"", 0

    def next(self, milliseconds: int) -> tuple[str, str]:
        """The next id at a time in milliseconds since 1970: 32 hex digits, and `clk_` with 26 letters."""
        with self._lock:
            if milliseconds > self._milliseconds:
                self._set_time(milliseconds)
            if self._used == len(self._drawn):
                self._drawn, self._used = os.urandom(10 * _DRAWN), 0
            drawn = int.from_bytes(self._drawn[self._used : self._used + 10], "big")
            self._used += 10
            time_hex, time_letters = self._hex, self._letters
        number = drawn & self._RANDOM | self._FIXED
        high, low, pairs = number >> 40, number & 0xFFFFFFFFFF, self._PAIRS
        name = (
            f"{time_letters}{pairs[high >> 30]}{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
            f"{pairs[low >> 30]}{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
        )
        return f"{time_hex}{number:020x}", name

    def _set_time(self, milliseconds: int) -> None:
        # 48 bits of time are the first 12 hex digits, and with two leading zero bits the first ten letters.
        self._milliseconds, self._hex = milliseconds, f"{milliseconds:012x}"
        self._letters = "clk_" + "".join(ALPHABET[milliseconds >> shift & 31] for shift in range(45, -1, -5))


def printable(text: str) -> str:
    """The text without control characters and without halves of letters, neither of which the database takes."""
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else " " for letter in whole)


@lru_cache(maxsize=_REMEMBERED)
def referrer_host(referrer: str) -> str:
    """The host that a visitor came from; empty where there is none, or none that could be one."""
    try:
        return printable(urlsplit(referrer).hostname or "")[:253]
    except ValueError:
        return ""
