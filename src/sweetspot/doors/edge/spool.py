"""Where clicks are kept while the database is away: SQLite files in a folder that belongs to one process.

A file is written by one process, sealed, replayed into the database, and removed; nothing is ever deleted from inside
one, so a full disk cannot keep it from being emptied. Clicks are told of only after the file was synced
(`synchronous=FULL`). A file that could not be synced is never written again: what the disk holds of it is unknown, so
it is sealed - the clicks it was trusted with before are still replayed from it - and the next file takes over.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sweetspot.core.identifiers import new_id
from sweetspot.doors.edge.clicks import Row

SUFFIX = ".spool"
_BESIDE = ("-wal", "-shm", "")
_COLUMNS = ", ".join(Row._fields)
_INSERT = f"INSERT INTO click ({_COLUMNS}) VALUES ({', '.join('?' * len(Row._fields))})"  # noqa: S608 - our own names
#: One process at a time has a file, so no part of it need be shared; and a full disk can still be read from.
_ALONE = "PRAGMA locking_mode = EXCLUSIVE"

logger = logging.getLogger(__name__)


class Spool:
    """Takes clicks from any thread; `failures` counts the files that were given up.

    `folder` says where files go, or raises an OSError while there is no place for them.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._path: Path | None = None
        self.rows = self.failures = 0
        #: Whether the last attempt to write was refused.
        self.refused = False

    def write(self, rows: Sequence[Row]) -> bool:
        """Whether these clicks are on disk now, all of them or none."""
        with self._lock:
            try:
                written = self._write(rows)
            except (sqlite3.Error, OSError) as error:
                logger.error("%d clicks cannot be kept on disk: %s", len(rows), error)
                written = False
            self.refused = not written
            return written

    def _write(self, rows: Sequence[Row]) -> bool:
        try:
            self._commit(rows)
        except sqlite3.Error as error:
            if self._file is None or not _is_broken(error):
                raise  # the disk is full: SQLite has taken the clicks back, and the file is as it was
            self._give_up(error)
            self._commit(rows)
        self.rows += len(rows)
        return True

    def _commit(self, rows: Sequence[Row]) -> None:
        if self._file is None:
            self._open()
        assert self._file is not None
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany(_INSERT, rows)

    def _open(self) -> None:
        path = self._folder() / f"{new_id().hex}{SUFFIX}"
        file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            file.execute(_ALONE)
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            file.execute(f"CREATE TABLE click ({_COLUMNS})")
        except sqlite3.Error:
            file.close()
            remove(path)
            raise
        self._file, self._path, self.rows = file, path, 0

    def _give_up(self, error: sqlite3.Error) -> None:
        self.failures += 1
        logger.critical("the disk failed under %s, which is not written any more: %s", self._path, error)
        self._close()

    def seal(self) -> None:
        """Write no more into the current file, if it holds anything: it may be replayed."""
        with self._lock:
            if self.rows:
                self._close()

    def _close(self) -> None:
        file, self._file, self._path, self.rows = self._file, None, None, 0
        if file is not None:
            with contextlib.suppress(sqlite3.Error):
                file.close()

    def sealed(self) -> list[Path]:
        """The files that may be replayed, oldest first."""
        with self._lock:
            return [path for path in files(self._folder()) if path != self._path]


def files(folder: Path) -> list[Path]:
    """The spool files of a folder, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def read(path: Path, at_once: int) -> Iterator[list[Row]]:
    """The clicks of a sealed file in the order they came; sqlite3.Error where it cannot be read."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute(_ALONE)
        if not file.execute("SELECT 1 FROM sqlite_master").fetchone():
            return  # ended before it was trusted with anything
        cursor = file.execute("SELECT * FROM click ORDER BY rowid")
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(at_once):
            yield [Row(**dict(zip(names, row, strict=True))) for row in rows]


def remove(path: Path) -> None:
    """Take a file away, with what SQLite keeps beside it; the file itself goes last."""
    for beside in _BESIDE:
        path.with_name(path.name + beside).unlink(missing_ok=True)


def set_aside(path: Path, folder: Path) -> None:
    """Move a file, with what SQLite keeps beside it, to where nobody replays it."""
    for beside in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + beside).rename(folder / f"unreadable-{path.name}{beside}")


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether a file is no longer what SQLite wrote."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_broken(error: sqlite3.Error) -> bool:
    """Whether the disk failed, rather than being full; what the file holds is then unknown."""
    return _code(error) == sqlite3.SQLITE_IOERR or is_damaged(error)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
