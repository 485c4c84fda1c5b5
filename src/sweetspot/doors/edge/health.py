"""Whether a tracker can do its work, and what is wrong where it cannot."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sweetspot.doors.edge.counters import Counters
from sweetspot.doors.edge.links import LinkTable
from sweetspot.doors.edge.places import Places
from sweetspot.doors.edge.recorder import Recorder
from sweetspot.doors.edge.spool import Spool

_LOW_DISK = 0.10
#: How far the wall clock may move against the steady one between two looks.
_CLOCK_SECONDS = 2.0
#: An alarm stays this long, so that whoever asks each minute sees it.
_ALARM_SECONDS = 120.0

logger = logging.getLogger(__name__)


class Health:
    """Looks at links, recorder, spool, disk, clock and the operator's files."""

    def __init__(
        self, home: Path, links: LinkTable, recorder: Recorder, spool: Spool, counters: Counters, places: Places
    ) -> None:  # fmt: skip
        self._home, self._links, self._recorder, self._places = home, links, recorder, places
        self._spool, self._counters = spool, counters
        self._offset = time.time() - time.monotonic()
        self._clock_moved = 0.0
        self._unrecorded, self._alarm_until = counters["clicks_unrecorded_total"], 0.0

    def report(self) -> tuple[bool, list[str]]:
        """Whether visitors should be sent here, and every finding as a line; one that begins with "!" keeps them off.

        A click that can go to the spool is as safe as one in the database, so the database may be away.
        """
        findings = list(self._findings())
        ready = not any(line.startswith("!") for line in findings)
        return ready, ["ready" if ready else "not ready", *(line.removeprefix("!") for line in findings)]

    def measure(self) -> None:
        """Look again, and write down what there is; to be called each second or so."""
        self._look_at_clock()
        now, unrecorded = time.monotonic(), self._counters["clicks_unrecorded_total"]
        if unrecorded > self._unrecorded:
            if now >= self._alarm_until:
                logger.critical("clicks are not recorded: neither the database nor the disk takes them")
            self._alarm_until = now + _ALARM_SECONDS
        self._unrecorded = unrecorded
        for name, number in (
            ("requests_waiting", self._recorder.waiting), ("links", len(self._links)), ("ready", int(self.report()[0])),
            ("spool_rows", self._spool.rows), ("alarm", int(now < self._alarm_until)),
            ("process_memory_bytes", _memory()),
        ):  # fmt: skip
            self._counters.set(name, number)

    def _findings(self) -> Iterator[str]:
        if not self._links.loaded:
            yield "!links: not read yet"
        elif not self._links.fresh:
            yield "links: from the copy on disk, the database is away"
        if not self._recorder.connected:
            yield ("!" if self._spool.refused else "") + "recorder: the database is away, clicks go to the spool"
        if self._spool.refused:
            yield "spool: the disk takes no clicks"
        if self._counters["spool_failures_total"]:
            yield "spool: a file was given up because the disk failed under it; look at the disk"
        if time.monotonic() < self._alarm_until:
            yield "alarm: clicks were not recorded in the last two minutes"
        if (free := self._free()) < _LOW_DISK:
            yield f"disk: {free:.0%} free"
        if time.monotonic() < self._clock_moved:
            yield "clock: it was set while the tracker ran"
        yield from self._places.findings()

    def _free(self) -> float:
        try:
            disk = shutil.disk_usage(self._home)
        except OSError:
            return 0.0
        return disk.free / disk.total if disk.total else 0.0

    def _look_at_clock(self) -> None:
        offset = time.time() - time.monotonic()
        if abs(offset - self._offset) > _CLOCK_SECONDS:
            logger.error("the clock was set by %+.0f seconds", offset - self._offset)
            self._offset, self._clock_moved = offset, time.monotonic() + _ALARM_SECONDS


def _memory() -> int:
    """Bytes of memory the process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
