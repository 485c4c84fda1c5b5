"""Serves HTTP with granian's Rust worker, straight into one function.

granian hands each request to an asyncio task of its own: a coroutine, a task, two callbacks and a write to the loop's
pipe. A click needs none of them - it waits in the recorder's queue, and is answered from the recorder's thread - and
they cost more than everything else a click needs together. So the worker is used directly, as granian's own servers
use it. That part of granian is not documented, which is why `pyproject.toml` names one minor version of it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder, WorkerSignal
from granian.http import HTTP1Settings

from sweetspot.doors.edge.exchange import Visit

BACKLOG = 1024
#: Connections that are read from at once; the others wait in the socket's queue.
_MOST_AT_ONCE = 4096
#: A request whose first line and headers are longer is refused.
_MOST_HEADER_BYTES = 16_384
_STOP_SECONDS = 5.0


def bound(host: str, port: int) -> socket.socket:
    """A socket that can listen; several processes may share its address, each with a queue of its own.

    OSError where somebody else has the port.
    """
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    made.setblocking(False)
    return made


class Listener:
    """Takes connections of one socket and gives each request to `answer`, one after another, in granian's thread."""

    def __init__(self, made: socket.socket, answer: Callable[[Visit], None]) -> None:
        self._socket, self._stopped, self._signal = made, threading.Event(), WorkerSignal()
        self._signal.add_cb(self._stopped.set)
        self._loop = asyncio.new_event_loop()  # asked for, and never run
        self._scheduler = _Straight(self._loop, answer, None, None, None)
        holder: Any = SocketHolder  # the types that granian gives for these two are of an older version
        worker: Any = RSGIWorker
        self._worker = worker(
            1, (None, holder(made.fileno(), False, BACKLOG)), None, backpressure=_MOST_AT_ONCE,
            http1_opts=HTTP1Settings(max_buffer_size=_MOST_HEADER_BYTES),
        )  # fmt: skip

    def start(self) -> None:
        """Begin to listen; returns at once."""
        self._socket.listen(BACKLOG)
        self._worker.serve_async(self._scheduler, self._loop, self._signal)

    def stop(self) -> None:
        """Take no more connections; returns when those that there were have been answered, or after five seconds."""
        self._signal.set()
        self._stopped.wait(_STOP_SECONDS)


class _Straight(CallbackScheduler):
    """Calls the function itself where granian's own schedulers make a task that calls it."""

    def __init__(self, loop: object, answer: Callable[[Visit], None], *unused: None) -> None:
        super().__init__()
        self._schedule_fn = answer
