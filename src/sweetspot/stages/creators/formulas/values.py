"""What does one cell of somebody else's table say: a number, a share, yes or no, a text?

Every reader takes text and gives the value, or None where the cell says "not known", or raises Unreadable
with a reason a person can act on. Nothing is guessed in silence: what can be read two ways needs a choice.
"""

from __future__ import annotations

import re
from typing import Literal

from sweetspot.core.spreadsheets import unguarded

RateUnit = Literal["percent", "fraction"]
DecimalMark = Literal["point", "comma"]


class Unreadable(ValueError):
    """A cell that says something, but not what its column should hold; the message is the reason."""


#: What exports write where they know nothing, compared in lower case and without spaces around.
MISSING = frozenset(
    "- -- – — ― n/a n/a' na n.a. n.a nan null nil none undefined unknown ? 🔒 \\n (blank) (empty) "
    "#n/a #na #n/d #valor! #value! #wert! #valeur! #ref! #div/0! #name? #num! #null!".split()
) | {"", "not available", "no data"}

_SUFFIXES = {
    "k": 10**3, "thousand": 10**3, "tsd": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "million": 10**6,
    "b": 10**9, "bn": 10**9, "mrd": 10**9, "billion": 10**9, "千": 10**3, "万": 10**4, "萬": 10**4, "億": 10**8,
    "亿": 10**8,
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?)(\d[\d.,'’]*|[.,]\d+)(?:e([+-]?\d{1,2}))?([^\d\s.,+]*)\+?", re.IGNORECASE)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,'’"}
_SPACES = re.compile(r"\s+")
_LARGEST = 9_000_000_000_000_000


def is_missing(text: str) -> bool:
    """Whether the cell says that nothing is known (`—`, `N/A`, `🔒`, `#VALUE!`, empty)."""
    return text.strip().lower() in MISSING


def whole(text: str, *, decimal: DecimalMark = "point") -> int | None:
    """A count: `1.2M` → 1,200,000; `42.9k`; `1,234`, `1.234`, `1 234` → 1,234; `10650.0` → 10,650; `—` → None.

    Raises Unreadable for text, formulas, negative counts and counts that are not whole.
    """
    if text.isdecimal() and text.isascii() and len(text) < 16:
        return int(text)
    if is_missing(text):
        return None
    value = _number(text, decimal, whole=True)
    if value != int(value):
        raise Unreadable(f"“{short(text)}” is not a whole number")
    return int(value)


def amount(text: str, *, decimal: DecimalMark = "point") -> float | None:
    """A number that may have decimals and is not negative: `348.5`, `12,5`, `1.2M`, `3.4e-05`; `#VALOR!` → None."""
    return None if is_missing(text) else _number(text, decimal, whole=False)


def rate(text: str, unit: RateUnit | None, *, decimal: DecimalMark = "point") -> float | None:
    """A share as a fraction: `11.85%` → 0.1185 always; `3.47` → 0.0347 per cent or 3.47 as a fraction, as chosen.

    Raises Unreadable where there is no per cent sign and no unit was chosen.
    """
    if is_missing(text):
        return None
    plain = text.strip()
    if plain.endswith(("%", "％")):
        if is_missing(plain[:-1]):
            return None
        return _number(plain[:-1], decimal, whole=False) / 100
    if unit is None:
        raise Unreadable(f"“{short(text)}” has no % sign: choose whether the column holds per cent or fractions")
    return _number(plain, decimal, whole=False) / (100 if unit == "percent" else 1)


def _number(text: str, decimal: DecimalMark, *, whole: bool) -> float:
    plain = _SPACES.sub("", text)
    match = _NUMBER.fullmatch(plain)
    scale = _SUFFIXES.get(match[4].lower(), None if match[4] else 1) if match else None
    if match is None or scale is None:
        raise Unreadable(_why_no_number(plain, text))
    value = _magnitude(match[2], decimal, whole=whole and scale == 1)
    # 0.89k must give 890 and not 889.9999: scale first, then drop what binary fractions add.
    value = round(value * scale, 6) if scale > 1 else value * 10.0 ** int(match[3] or 0)
    if match[1] == "-" and value:
        raise Unreadable(f"“{short(text)}” is negative")
    if value > _LARGEST:
        raise Unreadable(f"“{short(text)}” is too large")
    return value


def _why_no_number(plain: str, text: str) -> str:
    if plain.startswith(("=", "@")):
        return f"“{short(text)}” is a formula, not its result: save the sheet with values"
    return f"“{short(text)}” is not a number"


def _magnitude(digits: str, decimal: DecimalMark, *, whole: bool) -> float:
    """The number in `digits`, whose points and commas may part thousands or decimals."""
    marks = [mark for mark in ".,'’" if mark in digits]
    if not marks:
        return float(digits)
    last = max(marks, key=digits.rfind)
    if (
        len(marks) == 1
        and _GROUPED[last].fullmatch(digits)
        and (whole or digits.count(last) > 1 or not _is_decimal(last, decimal))
    ):
        return float(digits.replace(last, ""))
    head, _, tail = digits.rpartition(last)
    for mark in marks:
        head = head.replace(mark, "")
    if digits.count(last) > 1:
        raise Unreadable(f"“{digits}” is not a number")
    return float(f"{head or 0}.{tail or 0}")


def _is_decimal(mark: str, decimal: DecimalMark) -> bool:
    return mark == ("." if decimal == "point" else ",")


_YES = frozenset("true t yes y 1 ja oui si sí sim verified ✓ ✔ ✅ x".split())
_NO = frozenset("false f no n 0 nein non não ❌ ✗ unverified".split()) | {"not verified"}


def flag(text: str) -> bool | None:
    """Yes or no: `True`, `yes`, `1`, `✓`; `False`, `no`, `0`; `—` → None."""
    plain = text.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if plain in MISSING:
        return None
    raise Unreadable(f"“{short(text)}” is neither yes nor no")


_MAIL = re.compile(r"[^\s@,;<>()\[\]\\\"]+@[^\s@,;<>()\[\]\\\"]+\.[^\s@,;<>()\[\]\\\".]{2,}")


def mail(text: str) -> str | None:
    """The one e-mail address in the cell, with its domain in lower case; raises Unreadable for none or several."""
    if is_missing(text):
        return None
    plain = text.strip().removeprefix("mailto:")
    if not _MAIL.fullmatch(plain) or len(plain) > 254:
        raise Unreadable(f"“{short(text)}” is not an e-mail address")
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"


def plain(text: str, *, limit: int) -> str | None:
    """A short text on one line, such as a name; None where missing; raises Unreadable beyond `limit` characters."""
    line = " ".join(clean(text).split())
    if line.lower() in MISSING:
        return None
    if len(line) > limit:
        raise Unreadable(f"“{short(line)}” is longer than {limit:,} characters")
    return line


def prose(text: str, *, limit: int) -> str | None:
    """A long text as it was written (a biography, a caption, a comment); only the empty one is missing."""
    body = clean(text).strip()
    if len(body) > limit:
        raise Unreadable(f"the text has {len(body):,} characters; the limit is {limit:,}")
    return body or None


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what a database cannot hold, and without the apostrophe that keeps a formula from running."""
    return unguarded(_UNSTORABLE.sub("", text))


def short(text: str) -> str:
    """The text on one line and at most 40 characters, for a reason that quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
