"""Visitors go on whatever goes wrong behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.doors.edge.test_clicks import TARGET, Request

from sweetspot.doors.edge import recorder
from sweetspot.doors.edge.clicks import Clicks
from sweetspot.doors.edge.counters import COUNTERS, Counters
from sweetspot.doors.edge.recorder import Click, Recorder
from sweetspot.doors.edge.visitors import Salts
from sweetspot.stages.tracking.models import ClickClass


def test_every_class_of_clicks_is_counted() -> None:
    assert {f'clicks_recorded_total{{kind="{kind}"}}' for kind in ClickClass.values} <= set(COUNTERS)


def test_a_fault_in_counting_keeps_no_visitor_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row, name = Clicks(Salts(tmp_path)).row(Request(user_agent="Mozilla/5.0", accept="*/*"), TARGET)
    counters, visit, settled = Counters(), object(), list[tuple[object, bool]]()
    monkeypatch.setattr(counters, "add", lambda *_: 1 / 0)
    monkeypatch.setattr(recorder, "MAX_WAITING", 0)
    nothing: Any = None
    writer = Recorder(nothing, nothing, counters, lambda click, kept: settled.append((click.visit, kept)))
    told: Any = visit
    writer.record(Click(row, told, TARGET.destination, name, ""))
    assert settled == [(visit, False)]
