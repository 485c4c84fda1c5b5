"""Is every chart one complete specification, in the house theme, that can be drawn on light and dark paper?"""

from __future__ import annotations

import json
import re
from typing import Any

import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.core import charts

CURVE = [(0.0, 0.0, 0.0, 0.0), (1000.0, 8.0, 10.0, 12.0), (2000.0, 14.0, 18.0, 22.0)]
DAYS = [("2026-04-01", "link", 4.0), ("2026-04-02", "link", 6.0), ("2026-04-01", "code", 2.0)]


def _drawn(spec: dict[str, Any]) -> str:
    svg = vl_convert.vegalite_to_svg(spec)
    assert isinstance(svg, str)
    return svg


def test_a_curve_carries_its_band_and_its_mark() -> None:
    spec = charts.line_with_band(CURVE, x="Spend", y="People", marker=1000)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line", "rule"]
    assert "<svg" in _drawn(spec)


def test_a_line_is_named_at_its_last_point() -> None:
    spec = charts.lines_over_time(DAYS, y="Orders", meanings=charts.SOURCES)
    last = spec["datasets"][spec["layer"][1]["data"]["name"]]
    assert [(row["name"], row["date"]) for row in last] == [
        ("link", "2026-04-02"),
        ("code", "2026-04-01"),
    ]


def test_bars_keep_the_given_order() -> None:
    spec = charts.bars([("Ben", 1.0), ("Ana", 3.0)], x="Orders")
    assert spec["encoding"]["y"]["sort"] is None
    assert spec["height"] == 56


def test_a_log_scatter_leaves_zero_out() -> None:
    spec = charts.scatter([("Ana", 1000, 40), ("Ben", 0, 10)], x="Followers", y="Engaged", logarithmic=True)
    (rows,) = spec["datasets"].values()
    assert [row["name"] for row in rows] == ["Ana"]


def test_a_log_scale_writes_small_numbers_out_and_large_ones_short() -> None:
    drawn = _drawn(charts.scatter([("Ana", 0.05, 40), ("Ben", 2000, 10)], x="Rate, %", y="Engaged", logarithmic=True))
    assert ">0.1<" in drawn
    assert ">1k<" in drawn
    assert "100m" not in drawn


def test_an_empty_chart_is_still_a_chart() -> None:
    for spec in (
        charts.bars([], x="Orders"),
        charts.scatter([], x="Followers", y="Engaged", logarithmic=True),
        charts.lines_over_time([], y="Orders"),
    ):
        assert "<svg" in _drawn(spec)


def test_a_meaning_keeps_its_colour_whatever_else_is_drawn() -> None:
    alone = charts.colours(["code"], charts.SOURCES).to_dict()
    together = charts.colours(["link", "code", "rumour"], charts.SOURCES).to_dict()
    assert alone["range"] == [charts.ORANGE]
    assert together["range"] == [charts.BLUE, charts.ORANGE, charts.GREY]


def test_every_colour_of_the_theme_has_a_partner_on_dark_paper() -> None:
    spec = charts.line_with_band(CURVE, x="Spend", y="People", marker=1000)
    used = set(re.findall(r"#[0-9a-f]{6}", json.dumps({k: v for k, v in spec.items() if k != "usermeta"}).lower()))
    assert used
    assert used <= set(charts.DARK)
    assert not set(charts.DARK) & set(charts.DARK.values())
    assert spec["usermeta"]["dark"] == dict(charts.DARK)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.floats(0, 1e9)), max_size=6))
def test_a_specification_is_plain_json(rows: list[tuple[str, float]]) -> None:
    spec = charts.bars(rows, x="Orders")
    assert json.loads(json.dumps(spec)) == spec
