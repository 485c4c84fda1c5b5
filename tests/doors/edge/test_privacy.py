"""What of a visitor reaches the disk: a real tracker, addresses that nobody else has, and every place they could be."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from tests.factories.campaigns import NOW
from tests.factories.tracker import PERSON, opened

if TYPE_CHECKING:
    import pytest
    from tests.factories.tracker import House

    from sweetspot.engines.postgres import Database

PROXY = "192.0.2.222"
ADDRESSES = ("203.0.113.77", "2001:db8:77::4242", "198.51.100.99")


def _until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until, "it did not come true within ten seconds"
        time.sleep(0.05)


def test_a_workspaces_choice_reaches_the_tracker_and_decides_what_is_kept(house: House) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking.formulas.privacy import Consent, Signals
    from sweetspot.stages.tracking.services import privacy

    asks = PERSON | {"Sec-GPC": "1"}
    assert "ssclid" not in house.tracker.ask("/anna", headers=asks).location
    row = house.clicks()[0]
    assert (row["kind"], row["reasons"], row["agent"]) == ("person", ["browser", "signal"], "")
    assert bytes(row["visitor"]) == b""
    with scope(house.actor.workspace_id):
        privacy.choose_privacy(house.actor, signals=Signals.IGNORE, consent=Consent.ASKED, days=0, now=NOW)
    _until(lambda: "ssclid=clk_" in house.tracker.ask("/anna", headers=asks).location)
    assert house.clicks()[-1]["agent"] == PERSON["User-Agent"]


def test_a_marked_device_of_the_team_counts_as_own_until_the_mark_is_taken_away(house: House) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking.services import privacy

    with scope(house.actor.workspace_id):
        marker = privacy.renew_own_marker(house.actor, now=NOW).marker
    marked = house.tracker.ask(f"/-/own/{marker}")
    assert (marked.status, "Your clicks are not counted here" in marked.body) == (200, True)
    cookie = marked.headers["set-cookie"].partition(";")[0]
    assert "; HttpOnly; SameSite=Lax" in marked.headers["set-cookie"]

    def kind() -> str:
        house.tracker.ask("/anna", headers=PERSON | {"Cookie": f"a=b; {cookie}"})
        return str(house.clicks()[-1]["kind"])

    _until(lambda: kind() == "own")
    assert house.clicks()[-1]["reasons"] == ["own-device", "browser"]
    assert "Max-Age=0" in house.tracker.ask(f"/-/own/{marker}/off").headers["set-cookie"]
    assert house.tracker.ask("/-/own/nonsense").status == 404


def test_no_address_is_written_anywhere(
    committed: Database, postgres_server: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ranges = tmp_path / "ranges.txt"
    ranges.write_text("198.51.100.0/24\n")
    settings = {
        "SWEETSPOT_TRUSTED_PROXIES": "1", "SWEETSPOT_DATACENTRE_RANGES": str(ranges), "SWEETSPOT_LOG_LEVEL": "DEBUG",
        "SWEETSPOT_EDGE_HOME": str(tmp_path / "edge"),
    }  # fmt: skip
    with opened(committed, **settings) as house:
        _everybody_comes(house)
        assert len(house.clicks()) == 6
        with psycopg.connect(committed.conninfo(committed.owner)) as connection:
            connection.execute(f"REVOKE INSERT ON tracking_click FROM {committed.edge}")
        _everybody_comes(house)
        _until((tmp_path / "edge" / "links").exists)
        kept = {str(path): path.read_bytes() for path in (tmp_path / "edge").rglob("*") if path.is_file()}
    with psycopg.connect(postgres_server, dbname=committed.name) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            rows = connection.execute(f'SELECT one::text FROM "{table}" one').fetchall()  # type: ignore[call-overload]
            kept[table] = "\n".join(row for (row,) in rows).encode()
    kept["log"] = "".join(capfd.readouterr()).encode()
    for address in (*ADDRESSES, PROXY):
        packed = ip_address(address).packed
        found = [place for place, text in kept.items() for form in _forms(address, packed) if form in text.lower()]
        assert found == []
    # What is kept is found by the same search, in the database and in the spool alike.
    assert sum(b"curl/8.7" in text for text in kept.values()) >= 2


def _everybody_comes(house: House) -> None:
    for address in ADDRESSES:
        for agent in (PERSON["User-Agent"], "curl/8.7"):
            headers = PERSON | {"User-Agent": agent, "X-Forwarded-For": f"{PROXY}, {address}"}
            assert house.tracker.ask("/anna", headers=headers).status == 302


def _forms(address: str, packed: bytes) -> list[bytes]:
    """An address as it is written, as its raw bytes, and as a database shows those."""
    return [address.encode(), packed.lower(), packed.hex().encode(), str(int.from_bytes(packed, "big")).encode()]
