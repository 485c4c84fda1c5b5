"""What is left of a killed `sweetspot serve`: nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

_GUARD = [sys.executable, "-m", "sweetspot.doors.cli.guard"]
_PART = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.mark.parametrize(("said", "ended"), [(b"", True), (b".", False)])
def test_parts_end_with_a_supervisor_that_was_killed(tmp_path, said: bytes, ended: bool) -> None:
    """The pipe closes: everything ends. A supervisor that ended in order says so, and nothing is touched."""
    part = subprocess.Popen(_PART, start_new_session=True)
    try:
        guard = subprocess.Popen(
            [*_GUARD, str(tmp_path), str(part.pid)], stdin=subprocess.PIPE, env={"DATABASE_URL": "postgresql://"}
        )
        guard.communicate(said, timeout=30)
        assert (part.poll() is not None) is ended or part.wait(5) == -15
        assert guard.returncode == 0
    finally:
        part.kill()
        part.wait()
