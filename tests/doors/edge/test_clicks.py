"""Rows and ids of clicks: unique whatever the clock does, small whatever is sent."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sweetspot.core.identifiers import from_public
from sweetspot.doors.edge import clicks
from sweetspot.doors.edge.clicks import Clicks, Ids, unfollowed
from sweetspot.doors.edge.links import Target
from sweetspot.doors.edge.places import Places
from sweetspot.doors.edge.visitors import Salts

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
TARGET = Target("1" * 32, "anna", "2" * 32, "https://shop.example/spring", True)


class Headers(dict[str, str]):
    def get_all(self, key: str) -> list[str]:
        return [self[key]] if key in self else []


class Request:
    method, path, query_string, client = "GET", "/anna", "", "1.2.3.4:5"

    def __init__(self, **headers: str) -> None:
        self.headers: Any = Headers({name.replace("_", "-"): value for name, value in headers.items()})


def test_an_id_reads_the_same_as_hex_and_as_letters_and_is_a_uuid_of_its_time() -> None:
    ids = Ids()
    for milliseconds in (0, 1, 1_764_000_000_000, (1 << 48) - 1):
        written, name = ids.next(milliseconds)
        assert from_public("clk", name) == UUID(written)
        assert (UUID(written).version, UUID(written).variant) == (7, "specified in RFC 4122")
        assert int(written[:12], 16) == milliseconds


def test_ids_of_one_millisecond_and_of_a_clock_set_back_an_hour_are_all_different_and_in_order() -> None:
    ids, now = Ids(), 1_764_000_000_000
    made = [ids.next(moment)[0] for moment in (now, now, now - 3_600_000, now - 3_600_000, now + 1) for _ in range(400)]
    assert len(set(made)) == len(made) == 2000
    assert [one[:12] for one in made] == sorted(one[:12] for one in made)


def test_a_clock_set_back_breaks_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, now = Clicks(Salts(tmp_path)), time.time_ns()
    rows = []
    for moved in (0, -3600, 0):
        monkeypatch.setattr(clicks.time, "time_ns", lambda moved=moved: now + moved * 1_000_000_000)
        rows.append(made.row(Request(user_agent="Mozilla/5.0", accept="*/*"), TARGET)[0])
    assert len({row.id for row in rows}) == 3
    assert int(rows[0].micros) - int(rows[1].micros) == 3_600_000_000
    assert all(int(row.micros) > 0 for row in rows)


def test_a_row_stays_small_whatever_is_sent(tmp_path: Path) -> None:
    long = Request(user_agent="Mozilla/5.0 " + "x" * 50_000, accept="*/*", referer="https://z.example/" + "z" * 50_000)
    row, _ = Clicks(Salts(tmp_path)).row(long, TARGET)
    assert (len(row.agent), row.referrer) == (1000, "z.example")
    assert len(clicks.SEPARATOR.join(row)) < 1400


def test_a_repeated_agent_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, asked = Clicks(Salts(tmp_path)), []
    judge = clicks.classify
    monkeypatch.setattr(clicks, "classify", lambda *given: asked.append(given) or judge(*given))
    for accept in ("text/html", "text/html", "image/png"):
        made.row(Request(user_agent="Mozilla/5.0 (a visitor of this test) Gecko", accept=accept), TARGET)
    assert len(asked) == 2


def test_the_team_is_known_by_its_network_and_a_data_centre_by_the_operators_file(tmp_path: Path) -> None:
    (tmp_path / "ranges").write_text("1.2.3.0/24\n")
    made = Clicks(Salts(tmp_path), 1, Places(data_centre_file=tmp_path / "ranges"))
    ours = replace(TARGET, privacy='{"signals": "honour", "networks": ["2001:db8::/32"], "marker": ""}')
    asked: list[tuple[Target, dict[str, str], str]] = [
        (TARGET, {}, "suspect data-centre,browser"),
        (TARGET, {"x_forwarded_for": "2001:db8::7"}, "person browser"),
        (ours, {"x_forwarded_for": "2001:db8::7"}, "own own-network,browser"),
        (ours, {"x_forwarded_for": "2001:db8::7", "user_agent": "curl/8"}, "bot crawler-word,own-network"),
    ]
    for target, headers, expected in asked:
        row, _ = made.row(Request(**{"user_agent": CHROME, "accept": "*/*"} | headers), target)
        assert f"{row.kind} {row.reasons}" == expected


@pytest.mark.parametrize(
    ("privacy", "signal", "told"),
    [("", "dnt", False), ("", "sec_gpc", False), ('{"signals": "ignore", "networks": [], "marker": ""}', "dnt", True)],
)
def test_who_asks_not_to_be_followed_leaves_nothing_and_the_shop_hears_of_no_click(
    privacy: str, signal: str, told: bool, tmp_path: Path
) -> None:
    made = Clicks(Salts(tmp_path), 0, Places(header="cf-ipcountry"))
    request = Request(user_agent=CHROME, accept="*/*", cf_ipcountry="DE", **{signal: "1"})
    row, name = made.row(request, replace(TARGET, privacy=privacy))
    assert (row.country, bool(name)) == ("DE", told)
    kept = unfollowed(row)
    assert (kept.kind, kept.reasons) == ("person", "browser,signal")
    assert {kept.visitor, kept.agent, kept.in_app, kept.country, kept.rule} == {""}


def test_a_program_that_asks_not_to_be_followed_is_still_a_program(tmp_path: Path) -> None:
    assert Clicks(Salts(tmp_path)).row(Request(user_agent="curl/8", dnt="1"), TARGET)[1]
