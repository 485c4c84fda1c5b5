"""Sets of network addresses, such as those of data centres, asked once for every click."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

_MAPPED = IPv6Address("::ffff:0:0")


class Ranges:
    """Networks of both families, merged and sorted."""

    def __init__(self, networks: Iterable[str]) -> None:
        """`networks` in CIDR form, or single addresses; ValueError names the first that is none."""
        spans = sorted(_span(text) for text in networks)
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in spans:
            if self._lasts and first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __len__(self) -> int:
        return len(self._firsts)

    def holds(self, address: str) -> bool:
        """Whether an address lies in one of them; never for what is no address."""
        number = number_of(address)
        place = bisect_right(self._firsts, number) - 1 if number is not None else -1
        return place >= 0 and number is not None and number <= self._lasts[place]


def number_of(address: str) -> int | None:
    """An address as one number over both families, IPv4 as it is mapped into IPv6; None for what is no address."""
    try:
        return _number(ip_address(address.strip("[]").partition("%")[0]))
    except ValueError:
        return None


def _number(address: IPv4Address | IPv6Address) -> int:
    return int(address) + int(_MAPPED) if address.version == 4 else int(address)


def _span(text: str) -> tuple[int, int]:
    network = ip_network(text.strip(), strict=False)
    return _number(network.network_address), _number(network.broadcast_address)


def read_ranges(path: Path) -> Ranges:
    """The networks of a text file, one a line, `#` begins a comment; ValueError names the line that is none."""
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = [(number, line.partition("#")[0].strip()) for number, line in enumerate(file, 1)]
    given = [(number, text) for number, text in lines if text]
    if not given:
        raise ValueError("it names no network")
    for number, text in given:
        try:
            ip_network(text, strict=False)
        except ValueError:
            raise ValueError(f"line {number} is no network: {text[:60]!r}") from None
    return Ranges(text for _, text in given)
