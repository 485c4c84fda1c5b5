"""Files of countries and of data centres, made here by hand in the formats that their makers publish."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from sweetspot.integrations.addresses.countries import made_at, read_countries
from sweetspot.integrations.addresses.ranges import Ranges, read_ranges
from sweetspot.integrations.addresses.watched import Watched

BUILT = datetime(2026, 6, 1, tzinfo=UTC)
COUNTRIES = {"81.2.69.0/24": "GB", "2001:db8::/32": "DE", "203.0.113.64/26": "FR"}


def maxmind(networks: dict[str, Any], built: datetime = BUILT) -> bytes:
    """A MaxMind database by its published format: a binary tree of 24-bit records, then the data, then the metadata."""
    nodes: list[list[int | None]] = [[None, None]]
    data, places = b"", {}
    for text, country in networks.items():
        if country not in places:
            places[country] = len(data)
            data += _encoded({"country": {"iso_code": country}})
        network = ip_network(text)
        prefix = network.prefixlen + (96 if network.version == 4 else 0)
        bits, node = int(network.network_address), 0
        for depth in range(prefix):
            side = bits >> (127 - depth) & 1
            if depth == prefix - 1:
                nodes[node][side] = -1 - places[country]
            elif nodes[node][side] is None:
                nodes.append([None, None])
                nodes[node][side] = len(nodes) - 1
            node = nodes[node][side] or 0
    count = len(nodes)
    numbers = [count if one is None else one if one >= 0 else count + 16 - 1 - one for node in nodes for one in node]
    tree = b"".join(number.to_bytes(3, "big") for number in numbers)
    about = {
        "node_count": _number(6, count), "record_size": _number(5, 24), "ip_version": _number(5, 6),
        "database_type": "Test-Country", "languages": [], "description": {},
        "binary_format_major_version": _number(5, 2), "binary_format_minor_version": _number(5, 0),
        "build_epoch": _number(9, int(built.timestamp())),
    }  # fmt: skip
    return tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _encoded(about)


def _encoded(value: Any) -> bytes:
    match value:
        case str():
            return bytes([2 << 5 | len(value)]) + value.encode()
        case dict():
            return bytes([7 << 5 | len(value)]) + b"".join(_encoded(k) + _encoded(v) for k, v in value.items())
        case list():
            return bytes([0 << 5 | len(value), 11 - 7])
        case bytes():
            return value
    raise TypeError(value)


def _number(kind: int, value: int) -> bytes:
    """A whole number as the format writes it: of 16 bits (kind 5), 32 (6) or 64 (9)."""
    digits = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return bytes([kind << 5 | len(digits)] if kind < 8 else [len(digits), kind - 7]) + digits


def ip2location(networks: dict[str, str]) -> str:
    """IP2Location's CSV of both families: IPv4 addresses as they are mapped into IPv6."""
    spans = []
    for text, country in networks.items():
        network = ip_network(text)
        mapped = 0xFFFF << 32 if network.version == 4 else 0
        first, last = int(network.network_address) + mapped, int(network.broadcast_address) + mapped
        spans.append((first, last, country))
    return "".join(f'"{first}","{last}","{country}","A country"\n' for first, last, country in sorted(spans))


@pytest.mark.parametrize("name", ["countries.mmdb", "IP2LOCATION-LITE-DB1.IPV6.CSV"])
def test_both_makers_files_tell_the_country_of_both_families(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(maxmind(COUNTRIES) if name.endswith("mmdb") else ip2location(COUNTRIES).encode())
    table = read_countries(path)
    asked = ["81.2.69.160", "2001:db8::9", "[2001:db8::9]", "203.0.113.100", "203.0.113.1", "8.8.8.8", "nonsense", ""]
    assert [table.country(one) for one in asked] == ["GB", "DE", "DE", "FR", "", "", "", ""]
    assert table.made_at == made_at(path)
    assert (made_at(path) == BUILT) == name.endswith("mmdb")


def test_the_plain_csv_knows_the_old_family_alone(tmp_path: Path) -> None:
    path = tmp_path / "IP2LOCATION-LITE-DB1.CSV"
    path.write_text('"0","16777215","-","-"\n"16777216","16777471","AU","Australia"\n')
    table = read_countries(path)
    assert [table.country(one) for one in ("1.0.0.9", "0.1.2.3", "9.9.9.9", "2001:db8::1")] == ["AU", "", "", ""]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.mmdb", b"no database", "no MaxMind database"),
        ("a.csv", b"first,last,country\n", "line 1 is not"),
        ("a.csv", b'"9","10","AU"\n"1","2","DE"\n', "not in order"),
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"x" * 200_000, "no CSV file"),
    ],
)
def test_a_file_that_is_no_table_of_countries_is_refused(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_countries(path)


def test_a_visitor_goes_on_where_the_file_is_broken_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "countries.mmdb"
    whole = maxmind({"81.2.69.0/24": "GB"})
    path.write_bytes(whole.replace(_encoded("GB"), b"\x5f\xff\xff", 1))
    assert read_countries(path).country("81.2.69.160") == ""


def test_ranges_hold_their_edges_and_nothing_beside_them() -> None:
    ranges = Ranges(["10.0.0.0/25", "10.0.0.128/25", "2001:db8::/48", "192.0.2.7"])
    held = ["10.0.0.0", "10.0.0.255", "2001:db8::1", "192.0.2.7", "::ffff:192.0.2.7"]
    assert [ranges.holds(one) for one in held] == [True] * 5
    assert [ranges.holds(one) for one in ("9.255.255.255", "10.0.1.0", "2001:db8:1::", "192.0.2.8", "x")] == [False] * 5
    assert len(ranges) == 3


def test_a_list_of_ranges_may_hold_comments_and_names_the_line_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ranges.txt"
    path.write_text("# a cloud\n198.51.100.0/24  # west\n\n2001:db8::/32\n")
    assert read_ranges(path).holds("198.51.100.9")
    path.write_text("198.51.100.0/24\n198.51.100.0/99\n")
    with pytest.raises(ValueError, match="line 2 is no network"):
        read_ranges(path)


def test_a_file_is_read_again_when_it_changed_and_kept_when_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "ranges.txt"
    watched = Watched("data centres", path, read_ranges)
    watched.look()
    assert (watched.content, "cannot be read" in watched.problem) == (None, True)
    path.write_text("192.0.2.0/24\n")
    watched.look()
    assert watched.content is not None
    assert (watched.content.holds("192.0.2.1"), watched.problem) == (True, "")
    path.write_text("broken\n")
    watched.look()
    assert (watched.content.holds("192.0.2.1"), "line 1" in watched.problem) == (True, True)
    path.write_text("198.51.100.0/24\n")
    watched.look()
    assert (watched.content.holds("192.0.2.1"), watched.problem) == (False, "")
