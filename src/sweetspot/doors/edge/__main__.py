"""`python -m sweetspot.doors.edge`: the tracker by itself."""

from __future__ import annotations

import argparse
import logging
import os
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
    given = parser.parse_args()
    logging.basicConfig(
        level=os.environ.get("SWEETSPOT_LOG_LEVEL", "WARNING"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    try:
        serve(own_socket(given.host, given.port), given.home)
    except (Unavailable, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
