"""Do the small drawings put their marks where the numbers are?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sweetspot.doors.web import drawings

ORDER = datetime(2026, 5, 14, tzinfo=UTC)


def test_a_strip_runs_from_edge_to_edge() -> None:
    strip = drawings.strip(5, 0, 10, [])
    assert (strip.low, strip.dot, strip.high, strip.median) == (6.0, 100.0, 194.0, None)
    assert strip.density == ""


def test_nothing_known_draws_nothing() -> None:
    assert drawings.strip(None, None, None, []) == drawings.Strip("", None, None, None, None)


def test_peers_draw_a_density_and_their_median() -> None:
    strip = drawings.strip(None, None, None, [1, 2, 3, 4, 5])
    assert strip.density.startswith("M6.0,22.0")
    assert strip.median == 100.0


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_the_dot_stays_on_the_strip(value: float, peers: list[float]) -> None:
    dot = drawings.strip(value, None, None, peers).dot
    assert dot is not None
    assert 6 <= dot <= 194


def test_a_time_line_keeps_time_to_scale_and_order() -> None:
    touches = [
        drawings.Touch(ORDER - timedelta(days=10), "Ben", "last touch", credited=True),
        drawings.Touch(ORDER - timedelta(days=40), "Ana", "outside the window"),
    ]
    line = drawings.timeline(touches, ORDER, timedelta(days=20))
    assert [mark.touch.label for mark in line.marks] == ["Ana", "Ben"]
    assert [mark.x for mark in line.marks] == [12.0, 474.0]
    assert (line.window_x, line.order_x, line.window_width) == (320.0, 628.0, 308.0)


def test_a_time_line_without_touches_shows_its_window() -> None:
    line = drawings.timeline([], ORDER, timedelta(days=20))
    assert (line.window_x, line.order_x) == (12.0, 628.0)
