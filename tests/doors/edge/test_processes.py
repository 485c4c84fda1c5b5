"""Several trackers under one parent: replaced, restarted and stopped without a trace."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.factories.tracker import Running, opened

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database


def children(tracker: Running) -> set[int]:
    listed = Path(f"/proc/{tracker.process.pid}/task/{tracker.process.pid}/children").read_text()
    return {int(pid) for pid in listed.split()}


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def answered(tracker: Running) -> bool:
    try:
        return tracker.ask("/anna").status == 302
    except OSError:  # the tracker that had just taken the connection was killed
        return False


def test_a_killed_tracker_is_replaced_and_what_it_counted_is_not_lost(committed: Database) -> None:
    with opened(committed, "--processes", "2") as house:
        until(lambda: "processes 2" in house.tracker.ask("/metrics").body)
        before = children(house.tracker)
        for _ in range(8):
            assert answered(house.tracker)
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(children(house.tracker)) == 2 and children(house.tracker) != before)
        until(lambda: answered(house.tracker))
        until(lambda: "processes 2" in house.tracker.ask("/metrics").body)
        clicks = len(house.clicks())
        assert f'clicks_recorded_total{{kind="person"}} {clicks}\n' in house.tracker.ask("/metrics").body
        assert house.tracker.stop() == 0


def test_asked_to_restart_every_tracker_is_a_new_one(committed: Database) -> None:
    with opened(committed, "--processes", "2") as house:
        until(lambda: "processes 2" in house.tracker.ask("/metrics").body)
        before = children(house.tracker)
        house.tracker.process.send_signal(signal.SIGHUP)
        until(lambda: not before & children(house.tracker))
        assert len(children(house.tracker)) == 2
        assert answered(house.tracker)


def test_no_tracker_outlives_a_parent_that_was_killed(committed: Database) -> None:
    with opened(committed, "--processes", "2") as house:
        left = children(house.tracker)
        assert len(left) == 2
        house.tracker.kill()
        until(lambda: not any(_lives(pid) for pid in left))


def _lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
