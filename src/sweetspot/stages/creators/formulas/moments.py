"""When was it: dates and times in the forms that exports use?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from typing import Literal

from sweetspot.stages.creators.formulas.values import Unreadable, is_missing, short

DateOrder = Literal["day first", "month first"]
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]+(.+))?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(.+))?")
_NAMED = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?,?[ -]+(\d{4})(?:,?\s+(?:at\s+)?(.+))?"
)
_NAMED_FIRST = re.compile(
    r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(?:at\s+)?(.+))?"
)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
FIRST_YEAR, LAST_YEAR = 2000, 2100


def moment(
    text: str, *, order: DateOrder | None = None, zone: tzinfo = UTC, latest: datetime | None = None
) -> datetime | None:
    """A date or time, aware: ISO 8601, `31.12.2024`, `12/31/2024 4:05 PM`, `5 Nov 2024`, unix seconds or milliseconds.

    A date without a time is midnight in `zone`, a time without an offset is in `zone`. Raises Unreadable for anything
    else, for years outside 2000-2100, for times beyond `latest`, and for `01/02/2024` where `order` was not chosen.
    """
    if is_missing(text):
        return None
    plain = " ".join(text.split())
    found = _iso(plain, zone) or _unix(plain) or _written(plain, order, zone)
    if found is None:
        raise Unreadable(f"“{short(text)}” is not a date we can read")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(f"“{short(text)}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if latest is not None and found > latest:
        raise Unreadable(f"“{short(text)}” lies in the future")
    return found


def _iso(plain: str, zone: tzinfo) -> datetime | None:
    """The common form, read by the interpreter; it also takes week dates and bare digits, so only with hyphens."""
    if plain[4:5] != "-" or plain[7:8] != "-":
        return None
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _unix(plain: str) -> datetime | None:
    whole, _, decimals = plain.partition(".")
    if not (whole.isdecimal() and whole.isascii() and (not decimals or decimals.isdecimal())):
        return None
    if len(whole) in (9, 10):
        return datetime.fromtimestamp(int(whole), UTC)
    if len(whole) == 13:
        return datetime.fromtimestamp(int(whole) // 1000, UTC).replace(microsecond=int(whole) % 1000 * 1000)
    if len(whole) == 8 and not decimals:
        return _at(int(whole[:4]), int(whole[4:6]), int(whole[6:]), "", UTC)
    return None


def _written(plain: str, order: DateOrder | None, zone: tzinfo) -> datetime | None:
    lower = plain.lower()
    if match := _ISO.fullmatch(lower):
        return _at(int(match[1]), int(match[2]), int(match[3]), match[4], zone)
    if match := _NUMERIC.fullmatch(lower):
        return _numeric(match, plain, order, zone)
    if match := _NAMED.fullmatch(lower):
        return _at(int(match[3]), _MONTHS.get(match[2][:3], 0), int(match[1]), match[4], zone)
    if match := _NAMED_FIRST.fullmatch(lower):
        return _at(int(match[3]), _MONTHS.get(match[1][:3], 0), int(match[2]), match[4], zone)
    return _from_mail(plain, zone)


def _numeric(match: re.Match[str], plain: str, order: DateOrder | None, zone: tzinfo) -> datetime | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first > 12:
        order = "day first"
    elif second > 12:
        order = "month first"
    elif order is None and first != second:
        raise Unreadable(f"“{short(plain)}” can be read two ways: choose whether days or months come first")
    day, month = (first, second) if order == "day first" else (second, first)
    return _at(year + 2000 if year < 100 else year, month, day, match[5], zone)


def _at(year: int, month: int, day: int, clock: str | None, zone: tzinfo) -> datetime | None:
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    if not clock:
        return datetime.combine(on, time(), zone)
    match = _CLOCK.fullmatch(clock)
    return _with_clock(on, match, zone) if match else None


def _with_clock(on: date, match: re.Match[str], zone: tzinfo) -> datetime | None:
    """The moment of a time on a day; None for an hour or an offset that no clock shows."""
    hour, half = int(match[1]), (match[5] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int((match[4] or "0").ljust(6, "0")[:6])
    try:
        at = time(hour, int(match[2]), int(match[3] or 0), fraction)
        return datetime.combine(on, at, _offset(match[6], zone))
    except ValueError:
        return None


def _offset(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text.lower() in ("z", "utc", "gmt"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    return datetime.strptime(f"{text[0]}{digits}", "%z").tzinfo or zone


def _from_mail(plain: str, zone: tzinfo) -> datetime | None:
    """The date form of mail headers and of X's exports: `Sun, 15 Dec 2024 22:51:08 +0000`."""
    try:
        found = parsedate_to_datetime(plain)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
