"""Several trackers behind one address: a parent that starts them, replaces those that end, and restarts them in turn.

The parent holds one socket for each, so that connections which nobody has taken yet wait there while a tracker is
replaced. A new tracker answers before the old one is asked to go: a restart loses no visitor.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from sweetspot.doors.children import ends_with_parent
from sweetspot.doors.edge.listener import bound
from sweetspot.doors.edge.server import READY, own_socket

_LOOK_SECONDS = 0.2
_READY_SECONDS = 15.0
_STOP_SECONDS = 10.0
#: A tracker that ends at once is started again after this long, then after twice as long, up to the most.
_PAUSE_SECONDS, _MOST_PAUSE_SECONDS = 0.25, 8.0

logger = logging.getLogger(__name__)


def default_number() -> int:
    """How many trackers suit this machine: the database needs as much of it as they do."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def run(host: str, port: int, number: int, home: Path | None) -> int:
    """Run so many trackers until SIGTERM or SIGINT; SIGHUP restarts one after another. Gives the exit code.

    Unavailable where the port is taken.
    """
    wanted: SimpleQueue[int] = SimpleQueue()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, lambda received, _: wanted.put(received))
    sockets = [own_socket(host, port), *(bound(host, port) for _ in range(number - 1))]
    places = [_Place(made, home) for made in sockets]
    for place in places:
        place.start()
    while True:
        received = _next(wanted)
        if received == signal.SIGHUP:
            for place in places:
                place.restart()
        elif received is not None:
            for place in places:
                place.ask_to_stop()
            return max([place.stop() for place in places])
        for place in places:
            place.look_after()


def _next(wanted: SimpleQueue[int]) -> int | None:
    try:
        return wanted.get(timeout=_LOOK_SECONDS)
    except Empty:
        return None


class _Place:
    """One socket and the tracker that listens on it."""

    def __init__(self, made: socket.socket, home: Path | None) -> None:
        self._socket = made
        self._command = [sys.executable, "-m", "sweetspot.doors.edge", "--socket", str(made.fileno())]
        self._command += ["--home", str(home)] if home else []
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._start_at, self._started_at = 0.0, 0.0, 0.0

    def start(self) -> None:
        """Start a tracker, without waiting for it."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own fixed command
            self._command, pass_fds=[self._socket.fileno()], stdout=subprocess.PIPE, preexec_fn=ends_with_parent()
        )

    def restart(self) -> None:
        """Put a new tracker in the old one's place once it answers; where it does not, the old one stays."""
        old, self._process = self._process, None
        self.start()
        if not self._answers():
            logger.error("the new tracker did not start, the old one stays")
            self.ask_to_stop()
            self.stop()
            self._process = old
        elif old is not None:
            _stop(old)

    def look_after(self) -> None:
        """Start the tracker again when it has ended, after a pause that grows while it keeps ending."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            lived = now - self._started_at
            self._pause = (
                _PAUSE_SECONDS if lived > 60 else min(max(_PAUSE_SECONDS, 2 * self._pause), _MOST_PAUSE_SECONDS)
            )
            logger.error("a tracker ended with code %s and is started again", self._process.returncode)
            self._process, self._start_at = None, now + (self._pause if lived < 60 else 0)
        if self._process is None and now >= self._start_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the tracker to let its visitors go on and leave."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> int:
        """Wait until it left; its exit code."""
        return _stop(self._process) if self._process is not None else 0

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.stdout is not None
        readable, _, _ = select.select([self._process.stdout], [], [], _READY_SECONDS)
        return bool(readable) and self._process.stdout.readline().decode().strip() == READY


def _stop(process: subprocess.Popen[bytes]) -> int:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        return process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
