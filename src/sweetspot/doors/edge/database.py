"""How the tracker reaches the database: as a role that may read links and add clicks, and nothing else."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from sweetspot.engines import postgres

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Connect: TypeAlias = Callable[[], Connection]

#: Durability is asked for by name, so that no setting of the server can take it away.
_OPTIONS = "-c synchronous_commit=on -c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=10000"


def connector(home: Path, patience: float) -> Connect:
    """What opens a connection in the tracker's role; where the database is, is asked anew each time.

    `patience` is how many seconds one statement may take.
    """

    def connect() -> Connection:
        database = postgres.from_environment(home)
        return psycopg.connect(
            database.conninfo(database.edge), autocommit=True, connect_timeout=2,
            options=_OPTIONS.format(milliseconds=round(patience * 1000)), application_name="sweetspot-edge",
        )  # fmt: skip

    return connect


class Line:
    """One connection that is mended by another thread than the one that uses it; down while the database is away."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: Connection | None = None
        self._busy_since = 0.0

    @property
    def up(self) -> bool:
        """Whether there is a connection."""
        return self._connection is not None

    def execute(self, statement: str, values: list[str]) -> None:
        """Run one statement and commit it; an error of psycopg leaves the line down, save for refused values."""
        connection = self._connection
        if connection is None:
            raise psycopg.OperationalError("the database is away")
        self._busy_since = time.monotonic()
        try:
            connection.execute(statement, values, prepare=True)
        except (psycopg.DataError, psycopg.IntegrityError):  # the values are at fault, the line is well
            raise
        except psycopg.Error:
            self.hang_up()
            raise
        finally:
            self._busy_since = 0.0

    def mend(self) -> None:
        """Connect where there is no connection; an error of psycopg while the database is away."""
        if self._connection is None:
            self._connection = self._connect()

    def cut_if_stuck(self, seconds: float) -> None:
        """Break a statement off that a silent server has left open for so long; its thread then sees an error."""
        connection, since = self._connection, self._busy_since
        if connection is not None and since and time.monotonic() - since > seconds:
            with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                connection.close()
