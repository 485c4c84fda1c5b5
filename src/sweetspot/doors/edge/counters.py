"""What the trackers count about themselves, and how a Prometheus server reads it.

Each process counts in a small file of its folder that it shares with the others, so that whichever of them is asked
answers for all, and so that the numbers of a killed process are not lost: whoever clears its folder takes them over.
"""

from __future__ import annotations

import logging
import mmap
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FILE = "counters"
#: In the order they stand in the file; new ones go to the end.
COUNTERS = (
    'clicks_recorded_total{kind="person"}', 'clicks_recorded_total{kind="preview"}',
    'clicks_recorded_total{kind="bot"}', 'clicks_recorded_total{kind="suspect"}', "clicks_unrecorded_total",
    "clicks_spooled_total", "clicks_replayed_total", "clicks_refused_total", "spool_failures_total",
    "links_unknown_total", "links_paused_total", "click_commits_total",
    'clicks_recorded_total{kind="view"}', 'clicks_recorded_total{kind="own"}',
)  # fmt: skip
GAUGES = ("requests_waiting", "links", "ready", "spool_rows", "alarm", "process_memory_bytes")
_NAMES = (*COUNTERS, *GAUGES)
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_SIZE = 8 * 64

logger = logging.getLogger(__name__)


class Counters:
    """The numbers of one process, live in its file; in memory alone where the disk takes no file."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._numbers = memoryview(_mapped(folder) if folder else bytearray(_SIZE)).cast("q")

    def add(self, name: str, number: int = 1) -> None:
        """Count something that happened."""
        with self._lock:
            self._numbers[_PLACES[name]] += number

    def record(self, kinds: Mapping[str, int]) -> None:
        """Count clicks that are on disk, by class."""
        for kind, number in kinds.items():
            self.add(f'clicks_recorded_total{{kind="{kind}"}}', number)

    def set(self, name: str, number: int) -> None:
        """Say how much there is of something now."""
        self._numbers[_PLACES[name]] = number

    def __getitem__(self, name: str) -> int:
        return self._numbers[_PLACES[name]]

    def take_over(self, folder: Path) -> None:
        """Add what a process counted that is gone; its gauges are gone with it."""
        for name in COUNTERS:
            if number := _read(folder).get(name, 0):
                self.add(name, number)


def _mapped(folder: Path) -> mmap.mmap | bytearray:
    try:
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(handle, 0, _SIZE)  # a page that the disk has no room for would end the process
            return mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
    except OSError as error:
        logger.error("the counters cannot be shared: %s", error)
        return bytearray(_SIZE)


def _read(folder: Path) -> dict[str, int]:
    try:
        raw = (folder / FILE).read_bytes()
    except OSError:
        return {}
    return dict(zip(_NAMES, memoryview(raw.ljust(_SIZE, b"\0")).cast("q"), strict=False))


def exposition(own: Counters, others: Iterable[Path]) -> str:
    """All numbers in the text form that Prometheus reads: sums over these processes, and how many there are."""
    told = [{name: own[name] for name in _NAMES}, *filter(None, map(_read, others))]
    sums = {name: sum(one.get(name, 0) for one in told) for name in _NAMES}
    # Every process holds all links, and is ready or not by itself.
    sums |= {name: min(one[name] for one in told) for name in ("links", "ready")}
    return "".join(f"{line}\n" for line in _lines(sums | {"processes": len(told)}))


def _lines(numbers: Mapping[str, int]) -> Iterator[str]:
    named = ""
    for name, number in numbers.items():
        bare = name.partition("{")[0]
        if bare != named:
            yield f"# TYPE {bare} {'counter' if name in COUNTERS else 'gauge'}"
        named = bare
        yield f"{name} {number}"
