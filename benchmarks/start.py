"""How long from nothing to the sample's report, and from a stop to being back (P10)?

Runs `sweetspot demo start --no-serve` twice on an empty data folder, with everything installed already. Prints one
JSON line. Run: python -m benchmarks.start
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """The first and the second start, each in seconds."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as folder:
        Path(folder).chmod(0o755)
        seconds = [_start(folder) for _ in range(2)]
    print(
        json.dumps(
            {
                "benchmark": "start", "machine": platform.platform(), "cores": os.cpu_count(),
                "load": os.getloadavg()[0], "first_seconds": seconds[0], "first_limit": 180,
                "second_seconds": seconds[1], "second_limit": 15,
            }
        )
    )  # fmt: skip


def _start(folder: str) -> float:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SWEETSPOT_")}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sweetspot", "demo", "start", "--no-serve"],
        env=environment | {"SWEETSPOT_HOME": folder}, check=True, capture_output=True,
    )  # fmt: skip
    return round(time.perf_counter() - started, 1)


if __name__ == "__main__":
    main()
