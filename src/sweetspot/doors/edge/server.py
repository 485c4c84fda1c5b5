"""Runs one tracker in this process: nothing is left behind when it is stopped, or killed."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

from sweetspot.core.errors import Unavailable
from sweetspot.doors.edge.app import Options, Tracker
from sweetspot.doors.edge.listener import Listener, bound
from sweetspot.engines import postgres

DEFAULT_PORT = 8001
#: What a tracker writes to its standard output once it answers, when a parent started it.
READY = "ready"
#: Answers given to the server are on their way out of its buffers by then.
_LAST_ANSWERS_SECONDS = 0.1
#: How long a thread may keep the others of its process waiting: less than Python's own five milliseconds.
_SWITCH_SECONDS = 0.0005


def serve(made: socket.socket, home: Path | None = None, has_parent: bool = False) -> NoReturn:
    """Serve links on a socket until SIGTERM, SIGINT or SIGHUP; visitors who are here then still go on. Exit code 0.

    Where there is a parent it is told when visitors are answered.

    ValueError for settings that cannot be.
    """
    options = Options.from_environment(home)
    postgres.from_environment(options.home)  # nonsense is refused now; a database that is away is waited for
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    sys.setswitchinterval(_SWITCH_SECONDS)
    tracker = Tracker(options)
    listener = Listener(made, tracker.answer)
    tracker.start()
    # What exists now stays for good; and requests leave no cycles behind, so looking for them often is wasted work.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    listener.start()
    if has_parent:
        os.write(sys.stdout.fileno(), f"{READY}\n".encode())
    over.wait()
    listener.stop()
    tracker.stop()
    time.sleep(_LAST_ANSWERS_SECONDS)
    # Everything is on disk and answered. The server's own threads may still be at work, and panic now and then when
    # they meet an interpreter that is being taken down; so it is not taken down.
    logging.shutdown()
    os._exit(0)


def own_socket(host: str, port: int) -> socket.socket:
    """A socket of an address that nobody has; Unavailable where the port is taken, by another tracker too."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(f"Cannot listen on {host}, port {port}: {error.strerror}.", permanent=True) from error
    return bound(host, port)
