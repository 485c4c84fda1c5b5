"""Runs the tracker in one process: nothing is left behind when it is stopped, or killed."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path

from granian.constants import HTTPModes
from granian.server.embed import Server

from sweetspot.doors.edge.app import Options, Tracker

DEFAULT_PORT = 8001


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT, home: Path | None = None) -> None:
    """Serve links until SIGTERM, SIGINT or SIGHUP; visitors who are here by then still go on. OSError: port taken."""
    options = Options.from_environment()
    if home is not None:
        options = Options(home.absolute(), options.trusted_proxies)
    asyncio.run(_serve(host, port, options))


async def _serve(host: str, port: int, options: Options) -> None:
    tracker = Tracker(options)
    # In the same process on purpose: a separate worker would outlive a parent that is killed, and hold the port.
    logging.getLogger("_granian").setLevel(logging.ERROR)
    server = Server(
        tracker.answer, host, port, http=HTTPModes.http1, websockets=False, backlog=1024, log_enabled=False
    )  # fmt: skip
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    await tracker.start()
    await server.serve()
    await tracker.stop()
