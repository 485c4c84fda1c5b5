"""The tracker as visitors and shops meet it: a real process, a real database, raw requests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from tests.factories.campaigns import NOW
from tests.factories.tracker import PERSON, opened, start_tracker

from sweetspot.core.identifiers import from_public

if TYPE_CHECKING:
    from tests.factories.tracker import House

    from sweetspot.engines.postgres import Database


def test_a_visitor_is_sent_to_the_shop_with_the_id_of_a_click_that_is_on_disk(house: House) -> None:
    answer = house.tracker.ask("/anna")
    base, _, query = answer.location.partition("?")
    click = from_public("clk", parse_qs(query)["ssclid"][0])
    assert (answer.status, base, answer.body) == (302, "https://shop.example/spring", "")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "set-cookie" not in answer.headers
    row = house.clicks()[0]
    assert (row["id"], row["link_id"], row["workspace_id"]) == (click, house.link.id, house.actor.workspace_id)
    assert (row["method"], row["kind"], row["reasons"]) == ("GET", "person", ["browser"])
    assert (row["agent"], row["in_app"], row["referrer_host"]) == (PERSON["User-Agent"], None, None)
    assert abs(row["at"] - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize("shape", ["/anna", "/ANNA", "/anna/", "/%61nna"])
def test_a_short_address_is_forgiving_about_case_and_slash(house: House, shape: str) -> None:
    assert house.tracker.ask(shape).status == 302


def test_the_visitors_own_parameters_and_the_destinations_fragment_are_kept(house: House) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking import services

    with scope(house.actor.workspace_id):
        services.lead_to(house.actor, house.link.id, "https://shop.example/ring?size=5#buy", now=NOW)
    _until(lambda: "size=5" in house.tracker.ask("/anna").location)
    answer = house.tracker.ask("/anna?utm_source=story&fbclid=a%2Fb&ssclid=forged&utm_source=x")
    parts = urlsplit(answer.location)
    assert parts.query.startswith("size=5&utm_source=story&fbclid=a%2Fb&utm_source=x&ssclid=clk_")
    assert (parts.query.count("ssclid="), parts.fragment) == (1, "buy")


@pytest.mark.parametrize(
    "query", [b"q=" + b"x" * 4096, b"q=%zz%", b"q=%00&r=1", b"q=%ff", b"q='()*", b"q=\xff\xfe", b"q=a|b{c}"]
)
def test_no_query_breaks_the_redirect(house: House, query: bytes) -> None:
    answer = house.tracker.ask(b"/anna?" + query)
    if b"\xff" in query and answer.status == 400:
        return  # raw bytes beyond ASCII are no HTTP; refusing them is as good
    assert answer.status == 302
    assert answer.location.isascii()
    assert not any(letter in answer.location for letter in '\r\n\0"<> ')
    assert len(house.clicks()) == 1


@pytest.mark.parametrize("path", ["/nobody", "/", "/anna/x", "/%00", "/anna%00", "/%ff%fe", "/%", "/" + "a" * 5000, "/%0d%0aSet-Cookie:x"])  # fmt: skip # noqa: E501
def test_an_unknown_link_is_a_friendly_page_and_no_click(house: House, path: str) -> None:
    answer = house.tracker.ask(path)
    assert answer.status == 404
    assert "This link leads nowhere" in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "http" not in answer.body.replace("http-equiv", "")
    assert house.clicks() == []


@pytest.mark.parametrize(
    ("method", "headers", "kind", "in_app"),
    [
        ("HEAD", PERSON, "preview", None),
        ("GET", PERSON | {"Sec-Purpose": "prefetch"}, "preview", None),
        ("GET", {"User-Agent": "facebookexternalhit/1.1"}, "preview", None),
        ("GET", {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}, "bot", None),
        ("GET", {}, "suspect", None),
        ("GET", {"User-Agent": PERSON["User-Agent"]}, "suspect", None),
        ("GET", PERSON | {"User-Agent": PERSON["User-Agent"] + " Instagram 330.0"}, "person", "instagram"),
    ],
)
def test_everybody_is_sent_on_and_recorded_as_what_they_are(
    house: House, method: str, headers: dict[str, str], kind: str, in_app: str | None
) -> None:
    assert house.tracker.ask("/anna", method=method, headers=headers).status == 302
    row = house.clicks()[0]
    assert (row["method"], row["kind"], row["in_app"]) == (method, kind, in_app)


def test_headers_that_no_browser_sends_are_recorded_all_the_same(house: House) -> None:
    odd = PERSON | {"User-Agent": "Mozilla/5.0 \xe9\x1f\t" + "x" * 900, "Referer": "https://[broken"}
    assert house.tracker.ask("/anna", headers=odd | {"Referer": "https://l.instagram.com/x?y"}).status in (302, 400)
    house.tracker.ask("/anna", headers=PERSON | {"User-Agent": "Mozilla/5.0 \xe9" + "x" * 900})
    house.tracker.ask("/anna", headers=PERSON | {"Referer": "https://[broken"})
    house.tracker.ask("/anna", headers=PERSON | {"Referer": "https://l.instagram.com/x?y"})
    rows = house.clicks()
    assert len(rows) >= 3
    assert {row["referrer_host"] for row in rows[-2:]} == {None, "l.instagram.com"}
    assert all(len(row["agent"]) <= 400 for row in rows)


def test_nothing_but_get_and_head_follows_a_link(house: House) -> None:
    answer = house.tracker.ask("/anna", method="POST")
    assert (answer.status, answer.headers["allow"], house.clicks()) == (405, "GET, HEAD", [])


def test_a_change_is_followed_within_a_second(house: House) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking import services

    with scope(house.actor.workspace_id):
        services.pause(house.actor, house.link.id, now=NOW)
        made = services.add_link(
            house.actor, house.link.partnership, destination="https://shop.example/new", slug="new-ring", now=NOW
        )
    _until(lambda: house.tracker.ask("/new-ring").status == 302)
    paused = house.tracker.ask("/anna")
    assert (paused.status, "This link is resting" in paused.body) == (404, True)
    with scope(house.actor.workspace_id):
        services.resume(house.actor, house.link.id, now=NOW)
        services.rename(house.actor, made.id, "old-ring", now=NOW)
    _until(lambda: house.tracker.ask("/old-ring").status == 302)
    assert house.tracker.ask("/anna").status == 302
    assert house.tracker.ask("/new-ring").status == 404


def test_visitors_of_a_day_are_told_apart_and_no_address_is_kept(house: House) -> None:
    for agent in ("Mozilla/5.0 (Windows NT 10.0) Gecko/1 Firefox/1", "Mozilla/5.0 (X11) Gecko/1 Firefox/1"):
        for forged in ("1.2.3.4", "5.6.7.8"):
            house.tracker.ask("/anna", headers=PERSON | {"User-Agent": agent, "X-Forwarded-For": forged})
    rows = house.clicks()
    assert [len(bytes(row["visitor"])) for row in rows] == [16] * 4
    assert len({bytes(row["visitor"]) for row in rows}) == 2
    assert not any("127.0.0.1" in str(row) or "1.2.3.4" in str(row) for row in rows)


def test_behind_a_trusted_proxy_the_address_it_saw_counts(committed: Database) -> None:
    with opened(committed, SWEETSPOT_TRUSTED_PROXIES="1") as house:
        for forwarded in ("9.9.9.9, 1.2.3.4", "8.8.8.8, 1.2.3.4", "1.2.3.4, 5.6.7.8"):
            house.tracker.ask("/anna", headers=PERSON | {"X-Forwarded-For": forwarded})
        keys = [bytes(row["visitor"]) for row in house.clicks()]
        assert keys[0] == keys[1] != keys[2]


def test_operators_see_whether_it_lives_is_ready_and_what_it_counted(own_house: House) -> None:
    house = own_house
    house.tracker.ask("/anna")
    house.tracker.ask("/nobody")
    assert house.tracker.ask("/healthz").body == "ok\n"
    assert house.tracker.ask("/readyz").status == 200
    assert house.tracker.ask("/robots.txt").body == "User-agent: *\nDisallow: /\n"
    lines = house.tracker.ask("/metrics").body.splitlines()
    expected = (
        'clicks_recorded_total{kind="person"} 1',
        "clicks_unrecorded_total 0",
        "links_unknown_total 1",
        "links 1",
    )
    assert [line for line in expected if line not in lines] == []


def test_a_click_that_the_database_does_not_take_is_kept_and_brought_there_later(own_house: House) -> None:
    house, owner = own_house, own_house.database.conninfo(own_house.database.owner)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("REVOKE INSERT ON tracking_click FROM sweetspot_edge")
        answer = house.tracker.ask("/anna?utm_source=story")
        connection.execute("GRANT INSERT ON tracking_click TO sweetspot_edge")
    assert answer.location.startswith("https://shop.example/spring?utm_source=story&ssclid=clk_")
    _until(lambda: len(house.clicks()) == 1, seconds=10)
    assert house.clicks()[0]["id"] == from_public("clk", answer.location[-30:])
    lines = house.tracker.ask("/metrics").body.splitlines()
    assert {"clicks_spooled_total 1", "clicks_replayed_total 1", "clicks_unrecorded_total 0"} <= set(lines)


def test_a_click_that_nobody_takes_still_goes_on_without_an_id_and_is_counted(committed: Database) -> None:
    nowhere = "/proc/nowhere"  # where not even root can make a folder
    with opened(committed, SWEETSPOT_EDGE_HOME=nowhere, SWEETSPOT_LOG_LEVEL="CRITICAL") as house:
        with psycopg.connect(house.database.conninfo(house.database.owner), autocommit=True) as connection:
            connection.execute("REVOKE INSERT ON tracking_click FROM sweetspot_edge")
            answer = house.tracker.ask("/anna?utm_source=story")
            assert (answer.status, answer.location) == (302, "https://shop.example/spring?utm_source=story")
            assert "clicks_unrecorded_total 1" in house.tracker.ask("/metrics").body
            _until(lambda: "alarm: clicks were not recorded" in house.tracker.ask("/readyz").body, seconds=10)
            connection.execute("GRANT INSERT ON tracking_click TO sweetspot_edge")
        _until(lambda: "ssclid=clk_" in house.tracker.ask("/anna").location)


def test_a_connection_cut_by_the_database_costs_no_click(house: House) -> None:
    house.tracker.ask("/anna")
    _cut(house)
    assert "ssclid=clk_" in house.tracker.ask("/anna").location
    _until(lambda: len(house.clicks()) == 2, seconds=10)
    _until(lambda: house.tracker.ask("/readyz").body == "ready\n")


def test_it_stops_when_asked_and_leaves_with_zero(own_house: House) -> None:
    own_house.tracker.ask("/anna")
    assert own_house.tracker.stop() == 0
    assert len(own_house.clicks()) == 1


def test_without_a_database_it_starts_says_so_and_asks_for_patience(committed: Database, tmp_path: Path) -> None:
    tracker = start_tracker(committed, SWEETSPOT_HOME=str(tmp_path), SWEETSPOT_LOG_LEVEL="CRITICAL")
    try:
        answers = [tracker.ask(path).status for path in ("/healthz", "/readyz", "/anna")]
        assert answers == [200, 503, 503]
    finally:
        tracker.kill()


def test_a_port_that_is_taken_is_named(house: House) -> None:
    command = [sys.executable, "-m", "sweetspot.doors.edge", "--port", str(house.tracker.port)]
    second = subprocess.run(command, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True)
    assert second.returncode == 1
    assert second.stderr == f"Cannot listen on 127.0.0.1, port {house.tracker.port}: Address already in use.\n"


def _cut(house: House) -> None:
    # The tracker's own role may end its own sessions.
    with psycopg.connect(house.database.conninfo(house.database.edge), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'sweetspot-edge' AND datname = current_database()"
        )


def _until(holds: Any, seconds: float = 1.0) -> None:
    """Wait for something to hold; one second is what is promised for a change of a link."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
