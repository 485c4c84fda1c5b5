"""Links as rows of a table: pasted lines, and the exports of Dub, Bitly and Short.io, known by their headers."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.letters import plain

MAX_ROWS = 10_000
#: What each column is called, in small letters without spaces and marks, by us and by the exports.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "creator": ("creator", "handle", "username", "influencer", "profile", "partner"),
    "destination": ("destination", "url", "destinationurl", "longurl", "originalurl", "leadsto", "target"),
    "slug": ("slug", "key", "path", "shortname", "backhalf", "keyword"),
    "short": ("shortlink", "shorturl", "link", "bitlink", "custombitlinks"),
    "label": ("label", "title", "name", "comments", "note"),
    "placement": ("placement", "standsin"),
    "expires": ("expires", "expiresat", "expirationdate", "lastday", "ttl"),
    "fallback": ("fallback", "expiredurl", "expirationurl"),
}
#: What a row without a header means, in order.
_IN_ORDER = ("creator", "destination", "slug", "label")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link wished for; `number` is its line, `names` are what may name its creator, the surest first."""

    number: int
    names: tuple[str, ...]
    destination: str
    slug: str = ""
    label: str = ""
    placement: str = "post"
    expires: datetime | None = None
    fallback: str = ""
    #: What cannot be understood; empty where all can.
    fault: str = ""


def link_rows(text: str) -> list[LinkRow]:
    """The links in pasted lines or an export; blank lines are left out.

    With a header, columns may come in any order and unknown ones are ignored; without one they are creator,
    destination, short name and label. Invalid where there is no row, or more than 10,000.
    """
    lines = text.removeprefix("\ufeff").replace("\x00", "").splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    rows = [(number, cells) for number, cells in _records(lines, delimiter) if any(cell.strip() for cell in cells)]
    columns = _columns(rows[0][1]) if rows else {}
    found = rows[1:] if columns else rows
    columns = columns or {name: place for place, name in enumerate(_IN_ORDER)}
    if not found:
        raise _refused("empty", "There is no row with a creator and an address.")
    if len(found) > MAX_ROWS:
        raise _refused("many", f"There are {len(found):,} rows; at most {MAX_ROWS:,} are taken at once.")
    return [_row(number, cells, columns) for number, cells in found]


def _records(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise _refused("form", f"The rows cannot be read beyond line {reader.line_num}.") from error


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """The place of each known column; none where this is no header."""
    known = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
    plain_cells = [plain(cell).replace(" ", "") for cell in cells]
    found: dict[str, int] = {}
    for place, cell in enumerate(plain_cells):
        if cell in known:
            found.setdefault(known[cell], place)
    return found if "destination" in found else {}


def _row(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> LinkRow:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    slug = (cell("slug") or _slug_in(cell("short"))).strip("/")
    placement = cell("placement").lower() or "post"
    names = tuple(name for name in (cell("creator").lstrip("@"), slug, cell("label")) if name)
    expires, fault = _moment(cell("expires"))
    return LinkRow(
        number, names, cell("destination"), slug, cell("label")[:80], placement, expires, cell("fallback"), fault
    )


def _slug_in(address: str) -> str:
    """The short name in a whole short address, `https://dub.sh/anna` or `bit.ly/anna`."""
    try:
        return unquote(urlsplit(address if "//" in address else f"//{address}").path).strip("/") if address else ""
    except ValueError:
        return ""


def _moment(text: str) -> tuple[datetime | None, str]:
    """A moment as the exports write it - ISO 8601, or milliseconds since 1970 - in UTC, or what is wrong with it."""
    if not text:
        return None, ""
    try:
        found = datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdecimal() else datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None, f"“{text[:40]}” is no date such as 2026-12-31."
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC), ""


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem("rows", code, message)])
