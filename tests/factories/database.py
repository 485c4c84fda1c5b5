"""A PostgreSQL of a test's own, with Sweetspot's tables, that the test may stop, kill and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sweetspot.engines import postgres

_PROGRAM = """
import sys
from pathlib import Path
from sweetspot.engines import postgres
server = postgres.start(Path(sys.argv[1]))
postgres.prepare(server.get_uri(), "sweetspot")
print("started", flush=True)
sys.stdin.read()
server.cleanup()
"""


class Server:
    """Runs while the process that holds it does; `home` is its data folder."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        self.home = home
        self.start()

    @property
    def database(self) -> postgres.Database:
        """Where it is, in this life."""
        return postgres.embedded(self.home, "sweetspot")

    def start(self) -> None:
        """Start it; returns when it answers, which after a kill is when its log is played back."""
        self._holder = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(self.home)], env=os.environ | {"PYTHONPATH": "src"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"started\n", f"see {postgres.data_folder(self.home) / 'log'}"

    def stop(self) -> None:
        """Stop it as an operator would."""
        self._holder.communicate(timeout=60)

    def kill(self) -> None:
        """End it as a power cut would; returns when no process of it is left, for those hold on to its memory."""
        pid_file = postgres.data_folder(self.home) / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        backends = _children(postmaster)
        os.kill(postmaster, signal.SIGKILL)
        self._holder.kill()
        self._holder.communicate(timeout=10)
        until(lambda: not any(Path(f"/proc/{pid}/exe").exists() and _lives(pid) for pid in (postmaster, *backends)))
        # Where the machine's first process does not bury the dead, the next server takes this one for living.
        for left in (pid_file, pid_file.with_name(".s.PGSQL.5432.lock"), pid_file.with_name(".s.PGSQL.5432")):
            left.unlink(missing_ok=True)


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to hold."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
