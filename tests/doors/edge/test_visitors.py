"""Telling visitors apart: one key a day, shared by processes, destroyed in time; addresses behind proxies."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sweetspot.doors.edge.visitors import Salts, client_address, visitor_key


def _micros(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 6, day, hour, tzinfo=UTC).timestamp()) * 1_000_000


def test_two_processes_share_the_key_of_a_day_and_the_next_day_has_another(tmp_path: Path) -> None:
    first, second = Salts(tmp_path), Salts(tmp_path)
    assert first.at(_micros(15)) == second.at(_micros(15, 23)) != first.at(_micros(16, 0))
    assert len(first.at(_micros(16))) == 32


def test_a_key_is_gone_48_hours_after_its_day_began(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    for day in (15, 16, 17):
        salts.at(_micros(day))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["salt-2026-06-16", "salt-2026-06-17"]
    salts.destroy_old(_micros(20))
    assert list(tmp_path.iterdir()) == []


def test_a_key_goes_on_a_day_without_visitors_and_one_of_a_clock_far_ahead_goes_too(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    for day in (15, 25, 15):
        salts.at(_micros(day))
    assert [path.name for path in tmp_path.iterdir()] == ["salt-2026-06-15"]
    Salts(tmp_path).destroy_old(_micros(17, 0))
    assert list(tmp_path.iterdir()) == []


def test_a_clock_set_back_over_midnight_finds_the_key_of_the_day_it_is_back_in(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    before, after = salts.at(_micros(15, 23)), salts.at(_micros(16, 0))
    assert (salts.at(_micros(15, 23)), salts.at(_micros(16, 0))) == (before, after)
    assert before != after


def test_visitors_of_two_days_cannot_be_joined_once_the_keys_are_gone(tmp_path: Path) -> None:
    salts, seen = Salts(tmp_path), ("w1", "1.2.3.4", "Firefox")
    keys = [visitor_key(salts.at(_micros(day)), *seen) for day in (15, 16)]
    salts.at(_micros(19))
    again = [visitor_key(Salts(tmp_path).at(_micros(day)), *seen) for day in (15, 16)]
    assert len({*keys, *again}) == 4


def test_a_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Salts(tmp_path / "edge").at(_micros(15))
    assert (tmp_path / "edge" / "salt-2026-06-15").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "edge").write_text("in the way")
    salts = Salts(tmp_path / "edge")
    assert salts.at(_micros(15)) == salts.at(_micros(15))


def test_one_browser_is_somebody_else_in_another_workspace_and_on_another_day() -> None:
    salt, other = b"s" * 32, b"t" * 32
    key = visitor_key(salt, "w1", "1.2.3.4", "Firefox")
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert key == visitor_key(salt, "w1", "1.2.3.4", "Firefox")
    others = [
        visitor_key(salt, "w2", "1.2.3.4", "Firefox"), visitor_key(other, "w1", "1.2.3.4", "Firefox"),
        visitor_key(salt, "w1", "1.2.3.5", "Firefox"), visitor_key(salt, "w1", "1.2.3.4", "Safari\udc00"),
    ]  # fmt: skip
    assert len({key, *others}) == 5


@pytest.mark.parametrize(
    ("forwarded", "trusted", "address"),
    [
        ([], 0, "7.7.7.7"),
        (["1.1.1.1"], 0, "7.7.7.7"),
        (["1.1.1.1"], 1, "1.1.1.1"),
        (["forged, 1.1.1.1"], 1, "1.1.1.1"),
        (["forged, 1.1.1.1, 2.2.2.2"], 2, "1.1.1.1"),
        (["forged", "1.1.1.1"], 1, "1.1.1.1"),
        (["1.1.1.1"], 3, "1.1.1.1"),
        ([" , "], 1, "7.7.7.7"),
    ],
)
def test_only_what_trusted_proxies_say_is_believed(forwarded: list[str], trusted: int, address: str) -> None:
    assert client_address("7.7.7.7:5555", forwarded, trusted) == address
