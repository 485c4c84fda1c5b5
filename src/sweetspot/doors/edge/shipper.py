"""Brings spooled clicks into the database when it is back: this process's, and those of processes that are gone.

A file is sent from its beginning to its end and then removed. Broken off, it is sent again from its beginning: each
click has its own id, so what was there already stays single.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from pathlib import Path

import psycopg

from sweetspot.doors.edge import spool as spools
from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.counters import Counters
from sweetspot.doors.edge.database import Connect, Connection
from sweetspot.doors.edge.folders import Folder, abandoned
from sweetspot.doors.edge.spool import Spool
from sweetspot.doors.edge.statements import furthest, insert

_AT_ONCE = 2_000
_PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Shipper:
    """Replays what there is to replay, for ever."""

    def __init__(self, connect: Connect, home: Path, spool: Spool, counters: Counters) -> None:
        self._connect, self._home, self._spool, self._counters = connect, home, spool, counters
        self._adopted: list[Folder] = []

    @property
    def waiting(self) -> bool:
        """Whether spooled clicks wait to be replayed."""
        return bool(self._files())

    def run(self) -> None:
        """Look each second; returns never."""
        while True:
            try:
                self.ship()
            except (psycopg.Error, OSError, ValueError) as error:
                logger.warning("spooled clicks wait for the database: %s", error)
            except Exception:  # the next round may go better, and nothing else replays
                logger.exception("spooled clicks wait")
            time.sleep(_PAUSE_SECONDS)

    def ship(self) -> None:
        """Replay every file there is; an error of psycopg while the database is away."""
        self._adopted += abandoned(self._home)
        if self._spool.rows or self._files():
            with self._connect() as connection:
                self._spool.seal()
                for path in self._files():
                    self._replay(connection, path)
        for folder in [folder for folder in self._adopted if not spools.files(folder.path)]:
            self._counters.take_over(folder.path)
            folder.remove()
            self._adopted.remove(folder)

    def _files(self) -> list[Path]:
        found = [path for folder in self._adopted for path in spools.files(folder.path)]
        return [*found, *self._spool.sealed()]

    def _replay(self, connection: Connection, path: Path) -> None:
        sent = 0
        try:
            for rows in spools.read(path, _AT_ONCE):
                refused = insert(connection, furthest(rows))
                self._keep_refused(refused)
                sent += len(rows) - len(refused)
            spools.remove(path)
        except sqlite3.DatabaseError as error:
            self._set_aside(path, error)
        self._counters.add("clicks_replayed_total", sent)
        logger.warning("%d spooled clicks were replayed", sent)

    def _keep_refused(self, rows: list[Row]) -> None:
        if rows:
            with (self._home / "refused-clicks.jsonl").open("a", encoding="ascii") as file:
                file.writelines(json.dumps(row._asdict()) + "\n" for row in rows)
                file.flush()
                os.fsync(file.fileno())
            self._counters.add("clicks_refused_total", len(rows))

    def _set_aside(self, path: Path, error: sqlite3.Error) -> None:
        if not spools.is_damaged(error):
            logger.error("the spool %s cannot be read now: %s", path, error)
            return
        # What could be read was sent. The rest is kept for a person to look at, where no process sends it again.
        logger.critical("the spool %s cannot be read to its end, it is set aside: %s", path.name, error)
        spools.set_aside(path, self._home)
        self._counters.add("spool_failures_total")
