"""`python -m sweetspot.doors.edge`: the tracker by itself, or several of them."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

from sweetspot.core.errors import Unavailable
from sweetspot.doors.edge.server import DEFAULT_PORT, own_socket, serve


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m sweetspot.doors.edge", description="Serve links and record clicks."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SWEETSPOT_EDGE_PORT", DEFAULT_PORT)))
    parser.add_argument("--home", type=Path, help="data folder (default: SWEETSPOT_HOME, else ./var)")
    parser.add_argument(
        "--processes", type=int, metavar="N",
        help="run so many trackers under one parent, which replaces those that end; SIGHUP restarts them in turn",
    )  # fmt: skip
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)  # how the parent hands its sockets on
    given = parser.parse_args()
    logging.basicConfig(
        level=os.environ.get("SWEETSPOT_LOG_LEVEL", "WARNING"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    try:
        if given.processes:
            from sweetspot.doors.edge.processes import run

            sys.exit(run(given.host, given.port, given.processes, given.home))
        handed = given.socket is not None
        serve(socket.socket(fileno=given.socket) if handed else own_socket(given.host, given.port), given.home, handed)
    except (Unavailable, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
