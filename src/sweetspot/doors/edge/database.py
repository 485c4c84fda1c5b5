"""How the tracker reaches the database: as a role that may read links and add clicks, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from sweetspot.engines import postgres

Connection: TypeAlias = psycopg.AsyncConnection[tuple[Any, ...]]
Connect: TypeAlias = Callable[[], Awaitable[Connection]]

#: A click that is not on disk after this long is sent on without being counted. Durability is asked for by name, so
#: that no setting of the server can take it away.
_OPTIONS = "-c synchronous_commit=on -c statement_timeout=2000 -c idle_in_transaction_session_timeout=10000"


def connector(home: Path) -> Connect:
    """What opens a connection in the tracker's role; where the database is, is asked anew each time."""

    async def connect() -> Connection:
        database = postgres.from_environment(home)
        return await psycopg.AsyncConnection.connect(
            database.conninfo(database.edge), autocommit=True, connect_timeout=2, options=_OPTIONS,
            application_name="sweetspot-edge",
        )  # fmt: skip

    return connect
