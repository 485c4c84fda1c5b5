"""Runs the tracker in one process: nothing is left behind when it is stopped, or killed."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
from pathlib import Path
from typing import NoReturn

from granian.constants import HTTPModes
from granian.server.embed import Server

from sweetspot.core.errors import Unavailable
from sweetspot.doors.edge.app import Options, Tracker
from sweetspot.engines import postgres

DEFAULT_PORT = 8001
#: Answers given to the server are on their way out of its buffers by then.
_LAST_ANSWERS_SECONDS = 0.1


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT, home: Path | None = None) -> NoReturn:
    """Serve links until SIGTERM, SIGINT or SIGHUP; visitors who are here by then still go on, then the process ends.

    Exit code 0. Unavailable where the port is taken, ValueError for settings that cannot be.
    """
    _refuse_taken(host, port)
    options = Options.from_environment()
    if home is not None:
        options = Options(home.absolute(), options.trusted_proxies)
    postgres.from_environment(options.home)  # nonsense is refused now; a database that is away is waited for
    asyncio.run(_serve(host, port, options))
    # Everything is on disk and answered. The server's own threads may still be at work, and panic now and then when
    # they meet an interpreter that is being taken down; so it is not taken down.
    logging.shutdown()
    os._exit(0)


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(f"Cannot listen on {host}, port {port}: {error.strerror}.", permanent=True) from error


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
    # What exists now stays for good; and requests leave no cycles behind, so looking for them often is wasted work.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    await server.serve()
    await tracker.stop()
    await asyncio.sleep(_LAST_ANSWERS_SECONDS)
