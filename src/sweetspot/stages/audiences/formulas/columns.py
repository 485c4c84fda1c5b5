"""What do the rows of a list of followers say, whatever its columns are called?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas.accounts import Accounts
from sweetspot.stages.audiences.formulas.headings import HEADINGS, LABELS
from sweetspot.stages.creators.formulas import values
from sweetspot.stages.creators.formulas.audience_rows import MESSAGES_PER_POST, TYPICAL_NAME, digit_share
from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.creators.formulas.values import Unreadable

Row = tuple[int, Sequence[str]]
#: What tells accounts apart; a file with none of these columns is no list of followers.
TELLING = frozenset(HEADINGS) - {"private", "verified", "link", "username_length", "is_fake"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: its row number, its column, and why. It counts as not known."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column, by position, holds what, and what a blank cell of it stands for (NaN: not known)."""

    names: tuple[str, ...]
    columns: Mapping[str, int]
    blanks: Mapping[str, float]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that were not read."""
        used = set(self.columns.values())
        return tuple(name for at, name in enumerate(self.names) if at not in used)


def layout(names: Sequence[str], sample: Sequence[Sequence[str]]) -> Layout:
    """How to read a file with these column names, whose first rows are `sample`; empty where no heading is known.

    A column whose sample is blank is not read. A column of labels is read only where every label is known. In a
    yes-or-no column that never says no, as some exports write them, blank means no; a blank biography is an empty one.
    """
    found: dict[str, int] = {}
    for key, headings in HEADINGS.items():
        places = {folded(name): at for at, name in reversed(list(enumerate(names))) if at not in found.values()}
        for at in (places[heading] for heading in headings if heading in places):
            if _serves(key, [row[at] for row in sample if at < len(row)]):
                found[key] = at
                break
    blanks = {
        key: _blank(key, [row[at] for row in sample if at < len(row)]) for key, at in found.items() if key in _FLAGS
    }
    return Layout(tuple(names), found, blanks | {"bio": 0.0})


def _serves(key: str, cells: Sequence[str]) -> bool:
    """Whether these cells can be what the heading promises."""
    said = [cell for cell in cells if not values.is_missing(cell)]
    if key == "is_fake":
        return bool(said) and all(_label_or_none(cell) is not None for cell in said)
    if key in _TEXTS:
        return bool(said)
    if key == "link" and len(said) == len(cells) and all(_link(cell) == 1 for cell in said):
        return False  # every account has one: it is the address of the profile itself
    read = sum(_try(_READERS[key], cell) is not None for cell in said)
    return bool(said) and read * 2 >= len(said)


def _blank(key: str, cells: Sequence[str]) -> float:
    answers = Counter(_try(_READERS[key], cell) for cell in cells)
    return 0.0 if answers[None] and answers[1.0] and not answers[0.0] else np.nan


def _try(read: Callable[[str], float], cell: str) -> float | None:
    try:
        value = read(cell)
    except Unreadable:
        return None
    return None if value != value else value


@lru_cache(100_000)
def _count(cell: str) -> float:
    value = values.amount(cell)
    if value is not None and value > 1 and not value.is_integer():
        value = values.whole(cell)
    return np.nan if value is None else float(value)


def _share(cell: str) -> float:
    value = values.amount(cell)
    if value is not None and value > 1:
        raise Unreadable(f"“{values.short(cell)}” is more than the whole username")
    return np.nan if value is None else value


def _flag(cell: str) -> float:
    if cell.startswith(("http://", "https://", "/")):
        return 1.0
    plain = cell.strip()
    value = values.flag(plain[:-2] if plain in ("1.0", "0.0") else plain)
    return np.nan if value is None else float(value)


def _link(cell: str) -> float:
    try:
        return _flag(cell)
    except Unreadable:
        return 1.0


def _label_or_none(cell: str) -> float | None:
    known = LABELS.get(folded(cell))
    return _try(_flag, cell) if known is None else float(known)


def _label(cell: str) -> float:
    value = _label_or_none(cell)
    if value is None and not values.is_missing(cell):
        raise Unreadable(f"“{values.short(cell)}” is no label we know")
    return np.nan if value is None else value


def _digit_share(cell: str) -> float:
    share = digit_share(cell)
    return np.nan if share is None else share


def _length(cell: str) -> float:
    return 0.0 if values.is_missing(cell) else float(len(cell.strip()))


_FLAGS = frozenset({"has_picture", "no_picture", "private", "verified", "link"})
_TEXTS = frozenset({"username", "bio"})
_READERS: Mapping[str, Callable[[str], float]] = {
    "followers": _count, "following": _count, "posts": _count, "messages": _count, "has_picture": _flag,
    "no_picture": _flag, "private": _flag, "username": _digit_share, "username_length": _count,
    "username_digits": _count, "digit_share": _share, "bio": _length, "bio_length": _count, "verified": _flag,
    "link": _link, "is_fake": _label,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What some rows say: the accounts, whether each was bought as far as known (else NaN), and what was unreadable."""

    accounts: Accounts
    is_fake: Floats
    unread: tuple[Unread, ...]


def read(plan: Layout, rows: Sequence[Row]) -> Reading:
    """The accounts in these rows, one for each; a cell that cannot be read is listed and counts as not known."""
    unread: list[Unread] = []
    unread += [
        Unread(number, "", f"the row has {len(cells)} cells where the header has {len(plan.names)}")
        for number, cells in rows
        if len(cells) != len(plan.names)
    ]
    columns = {key: _column(key, at, plan, rows, unread) for key, at in plan.columns.items()}
    nothing = np.full(len(rows), np.nan)

    def column(*keys: str) -> Floats:
        return next((columns[key] for key in keys if key in columns), nothing)

    posts = columns["posts"] if "posts" in columns else column("messages") / MESSAGES_PER_POST
    picture = columns["has_picture"] if "has_picture" in columns else 1 - column("no_picture")
    accounts = Accounts(
        column("followers"), column("following"), posts, picture, _digits(columns, nothing),
        column("bio", "bio_length"), column("verified"), column("link"), column("private"),
    )  # fmt: skip
    return Reading(accounts, column("is_fake"), tuple(unread))


def _column(key: str, at: int, plan: Layout, rows: Sequence[Row], unread: list[Unread]) -> Floats:
    reader, blank = _READERS[key], plan.blanks.get(key, np.nan)
    found = np.full(len(rows), np.nan)
    for place, (number, cells) in enumerate(rows):
        cell = cells[at] if at < len(cells) else ""
        if cell.isdecimal() and cell.isascii() and reader is _count and len(cell) < 16:
            found[place] = float(cell)
        elif not cell:
            found[place] = blank
        else:
            try:
                found[place] = reader(cell)
            except Unreadable as reason:
                unread.append(Unread(number, plan.names[at], str(reason)))
    return found


def _digits(columns: Mapping[str, Floats], nothing: Floats) -> Floats:
    """The share of digits in each username, from the best column that says so."""
    for key in ("username", "digit_share"):
        if key in columns:
            return columns[key]
    if "username_digits" not in columns:
        return nothing
    length = np.fmax(columns.get("username_length", nothing), 1)
    length = np.where(np.isnan(columns.get("username_length", nothing)), TYPICAL_NAME, length)
    return np.asarray(np.minimum(columns["username_digits"] / length, 1))
