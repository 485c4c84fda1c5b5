"""The folder that each tracker process has to itself, and how the folders of processes that are gone are taken over.

A folder is named for machine and process; its lock is held by the process for as long as it lives, whatever ends it.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

_LOCK = "lock"
_PREFIX = "process-"


class Folder:
    """A folder whose lock this process holds."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path, self._lock = path, lock

    @classmethod
    def own(cls, home: Path) -> Folder:
        """A new folder of this process, below `home`; OSError where the disk takes none."""
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        machine = re.sub(r"[^a-z0-9-]", "-", socket.gethostname().lower())[:40]
        # Made under another name, so that nobody sees it before it is locked.
        hidden = Path(tempfile.mkdtemp(dir=home, prefix=f".{machine}-"))
        lock = _locked(hidden)
        assert lock is not None
        path = home / f"{_PREFIX}{machine}-{os.getpid()}-{hidden.name.rpartition('-')[2]}"
        hidden.rename(path)
        return cls(path, lock)

    def let_go(self) -> None:
        """Give the lock back, as ending the process does."""
        os.close(self._lock)

    def remove(self) -> None:
        """Take the folder away with everything in it, then let go of it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.let_go()


def all_folders(home: Path) -> list[Path]:
    """Every process's folder, oldest name first."""
    return sorted(home.glob(f"{_PREFIX}*"))


def abandoned(home: Path) -> Iterator[Folder]:
    """The folders of processes that are gone, each locked for whoever takes it over."""
    for path in all_folders(home):
        lock = _locked(path)
        if lock is not None:
            yield Folder(path, lock)


def _locked(folder: Path) -> int | None:
    """The lock of a folder, held from now on; None while another process holds it, or when the folder went away."""
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
