"""Ends what a killed `sweetspot serve` leaves behind: its parts, then the database of its data folder.

Runs as a process of its own whose standard input is a pipe that the supervisor holds. The supervisor says `.` when it
has ended everything by itself; a pipe that closes without that means that it was killed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_SECONDS = 10


def main(arguments: Sequence[str]) -> None:
    """Wait for the supervisor's end; `arguments` are the data folder and the process ids of the parts."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if sys.stdin.buffer.read(1) == b".":
        return
    parts = [int(text) for text in arguments[1:]]
    _signal(parts, signal.SIGTERM)
    until = time.monotonic() + _SECONDS
    while any(map(_runs, parts)) and time.monotonic() < until:
        time.sleep(0.1)
    _signal(parts, signal.SIGKILL)
    if "DATABASE_URL" not in os.environ:
        from sweetspot.engines import postgres

        postgres.stop_unused(Path(arguments[0]))


def _signal(parts: Sequence[int], number: int) -> None:
    """To each part's whole group: each leads a session of its own, so the id cannot be another program's by chance."""
    for part in filter(_runs, parts):
        os.killpg(part, number)


def _runs(part: int) -> bool:
    try:
        return os.getpgid(part) == part
    except ProcessLookupError:
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
