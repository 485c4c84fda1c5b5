"""What the operator's files tell of a visitor's address, which is forgotten right after: country, data centre."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sweetspot.integrations.addresses.countries import Countries, read_countries
from sweetspot.integrations.addresses.ranges import Ranges, read_ranges
from sweetspot.integrations.addresses.watched import Watched

#: Countries move slowly, but not that slowly.
_OLD_DAYS = 180

logger = logging.getLogger(__name__)


class Places:
    """The files of countries and of data centres, read again when they change, and a proxy's header."""

    def __init__(
        self, header: str = "", country_file: Path | None = None, data_centre_file: Path | None = None
    ) -> None:  # fmt: skip
        self._header = header
        self._countries: Watched[Countries] = Watched("countries", country_file, read_countries)
        self._data_centres: Watched[Ranges] = Watched("data centres", data_centre_file, read_ranges)
        self.look()

    def look(self) -> None:
        """Read again what changed; to be called each second or so."""
        self._countries.look()
        self._data_centres.look()

    def country(self, headers: Mapping[str, str], address: str) -> str:
        """The two letters of a visitor's country: as a proxy of ours says, else as the file does; empty for neither."""
        named = headers.get(self._header, "") if self._header else ""
        if len(named) == 2 and named.isascii() and named.isalpha():
            return named.upper()
        table = self._countries.content
        return table.country(address) if table is not None else ""

    def is_data_centre(self, address: str) -> bool:
        """Whether machines, not people, use this address, as far as the file knows."""
        ranges = self._data_centres.content
        return ranges is not None and ranges.holds(address)

    def findings(self) -> Iterator[str]:
        """What is not as it should be, as lines."""
        if self._countries.problem:
            yield f"countries: {self._countries.problem}"
        elif (table := self._countries.content) and (days := (datetime.now(UTC) - table.made_at).days) > _OLD_DAYS:
            yield f"countries: the file is {days} days old"
        if self._data_centres.problem:
            yield f"data centres: {self._data_centres.problem}"
