"""In which country an address is, by a file that the operator supplies: MaxMind's format, or IP2Location's CSV."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

import maxminddb

from sweetspot.integrations.addresses.ranges import number_of

_MAXMIND = ".mmdb"
_IPV4_MAPPED, _IPV4_SPACE = 0xFFFF << 32, 1 << 32


class Countries(Protocol):
    """A table of countries: when its maker made it, and what it says."""

    @property
    def made_at(self) -> datetime:
        """When the data were made."""

    def country(self, address: str) -> str:
        """The country's two letters; empty where it is not known."""


def read_countries(path: Path) -> Countries:
    """The table in a file, `.mmdb` or `.csv`; ValueError for what is neither, OSError where it cannot be read."""
    return _MaxMind(path) if path.suffix.lower() == _MAXMIND else _IP2Location(path)


def made_at(path: Path) -> datetime:
    """When a file's data were made, without reading it all; errors as in `read_countries`."""
    if path.suffix.lower() == _MAXMIND:
        return _MaxMind(path).made_at
    if not any(_rows(islice(_lines(path), 1))):
        raise ValueError("it is empty")
    return _changed(path)


class _MaxMind:
    def __init__(self, path: Path) -> None:
        try:
            self._reader = maxminddb.open_database(path)
        except maxminddb.InvalidDatabaseError as error:
            raise ValueError(f"it is no MaxMind database: {error}") from error
        self.made_at = datetime.fromtimestamp(self._reader.metadata().build_epoch, UTC)

    def country(self, address: str) -> str:
        try:
            found = self._reader.get(address.strip("[]").partition("%")[0])
        except (ValueError, maxminddb.InvalidDatabaseError):
            # No address, one of a family that the file does not know, or a place where the file is broken.
            return ""
        for key in ("country", "registered_country"):
            place = found.get(key) if isinstance(found, dict) else None
            code = place.get("iso_code") if isinstance(place, dict) else place
            if isinstance(code, str):
                return _letters(code)
        return ""


class _IP2Location:
    """Rows of first number, last number, two letters; either family, or both as IPv6."""

    def __init__(self, path: Path) -> None:
        self.made_at = _changed(path)
        self._firsts: list[int] = []
        self._codes: list[str] = []
        last = -1
        for first, end, code in _rows(_lines(path)):
            if first <= last:
                raise ValueError(f"its ranges are not in order at {first}")
            if first > last + 1:
                self._add(last + 1, "")
            self._add(first, code)
            last = end
        if not self._codes:
            raise ValueError("it is empty")
        self._add(last + 1, "")
        self._knows_ipv6 = last >= _IPV4_SPACE

    def _add(self, first: int, code: str) -> None:
        # Neighbours of one country are one range: the file has a dozen times as many rows.
        if not self._codes or self._codes[-1] != code:
            self._firsts.append(first)
            self._codes.append(code)

    def country(self, address: str) -> str:
        number = number_of(address)
        if number is None:
            return ""
        if not self._knows_ipv6:
            number -= _IPV4_MAPPED
            if not 0 <= number < _IPV4_SPACE:
                return ""
        place = bisect_right(self._firsts, number) - 1
        return self._codes[place] if place >= 0 else ""


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        try:
            yield from csv.reader(file)
        except csv.Error as error:
            raise ValueError(f"it is no CSV file: {error}") from error


def _rows(lines: Iterable[list[str]]) -> Iterator[tuple[int, int, str]]:
    for number, cells in enumerate(lines, 1):
        if len(cells) < 3 or not cells[0].isdecimal() or not cells[1].isdecimal() or int(cells[1]) < int(cells[0]):
            raise ValueError(f"line {number} is not: first number, last number, country")
        yield int(cells[0]), int(cells[1]), _letters(cells[2])


def _letters(code: str) -> str:
    return code.upper() if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
