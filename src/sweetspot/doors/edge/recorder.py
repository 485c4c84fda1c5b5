"""How clicks reach the disk before their visitors go on: one commit for all that arrived during the one before.

No waiting time is added: the first click of a quiet moment is committed alone, and under load the batches grow by
themselves. Each click carries an id of its own, so a batch whose fate is unknown can be sent again and counts once.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import NamedTuple

import psycopg

from sweetspot.doors.edge.counters import Counters
from sweetspot.doors.edge.database import Connect, Connection

#: Clicks that may wait at once; beyond that visitors are sent on without being counted, so that memory stays small.
MAX_WAITING = 20_000
_BATCH_SECONDS = 3.0
_RETRY_SECONDS = 0.25
#: Stands between values on their way to the database; no value contains it.
SEPARATOR = "\x1f"

# One text per column, split by the server: far cheaper to build than arrays, and nothing needs quoting.
_INSERT = """
INSERT INTO tracking_click
    (id, workspace_id, link_id, at, method, kind, reasons, rule_version, in_app, visitor, agent, referrer_host)
SELECT id, workspace, link, to_timestamp(micros / 1e6), method, kind, string_to_array(reasons, ','), rules, in_app,
    decode(visitor, 'hex'), coalesce(agent, ''), referrer
FROM unnest(
    string_to_array(%s, E'\\x1f')::uuid[], string_to_array(%s, E'\\x1f')::uuid[], string_to_array(%s, E'\\x1f')::uuid[],
    string_to_array(%s, E'\\x1f')::float8[], string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'),
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f', ''),
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f', ''), string_to_array(%s, E'\\x1f', '')
) AS c (id, workspace, link, micros, method, kind, reasons, rules, in_app, visitor, agent, referrer)
ON CONFLICT DO NOTHING
"""

logger = logging.getLogger(__name__)


class Row(NamedTuple):
    """One click as text, in the order of the statement; the empty text stands for "unknown"."""

    id: str
    workspace: str
    link: str
    micros: str
    method: str
    kind: str
    reasons: str
    rules: str
    in_app: str
    visitor: str
    agent: str
    referrer: str


@dataclass(slots=True)
class Batch:
    """Clicks that are committed together, and the one answer they all wait for."""

    rows: list[Row]
    done: asyncio.Future[bool]


class Recorder:
    """Takes clicks from all visitors and gives each back whether it is on disk."""

    def __init__(self, connect: Connect, counters: Counters) -> None:
        self._connect, self._counters = connect, counters
        self._connection: Connection | None = None
        self._wake = asyncio.Event()
        self._open = self._new_batch()

    @property
    def ready(self) -> bool:
        """Whether clicks can be recorded at this moment."""
        return self._connection is not None

    async def record(self, row: Row) -> bool:
        """True once the click is on disk; False, soon, when it cannot be written."""
        if self._connection is None or len(self._open.rows) >= MAX_WAITING:
            return False
        batch = self._open
        batch.rows.append(row)
        self._wake.set()
        return await batch.done

    async def run(self) -> None:
        """Write for ever: connect, commit batch after batch, connect again after a break."""
        while True:
            if self._connection is None and not await self._reconnect():
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            await self._wake.wait()
            self._wake.clear()
            batch, self._open = self._open, self._new_batch()
            if batch.rows:
                await self._settle(batch)

    async def drain(self) -> None:
        """Return when no click waits any more."""
        while self._open.rows or self._wake.is_set():
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._connection.close()

    async def _settle(self, batch: Batch) -> None:
        written = False
        try:
            written = await self._write(batch.rows)
        except Exception:  # whatever it was: those who wait must go on, and so must the next ones
            logger.exception("%d clicks were not recorded", len(batch.rows))
        if not batch.done.done():
            batch.done.set_result(written)

    def _new_batch(self) -> Batch:
        return Batch([], asyncio.get_running_loop().create_future())

    async def _write(self, rows: list[Row]) -> bool:
        # A second try, on a new connection, for what a restarted database left undecided: the ids keep it single.
        for _ in range(2):
            if self._connection is None and not await self._reconnect():
                break
            try:
                return await self._commit(rows)
            except (psycopg.Error, OSError, TimeoutError) as error:
                logger.warning("%d clicks were not recorded at once: %s", len(rows), error)
                await self._disconnect()
        return False

    async def _commit(self, rows: list[Row]) -> bool:
        assert self._connection is not None
        try:
            async with asyncio.timeout(_BATCH_SECONDS):
                columns = [SEPARATOR.join(column) for column in zip(*rows, strict=True)]
                await self._connection.execute(_INSERT, columns, prepare=True)
        except psycopg.DataError as error:
            return await self._without_the_bad(rows, error)
        self._counters.commits += 1
        return True

    async def _without_the_bad(self, rows: list[Row], error: psycopg.DataError) -> bool:
        # One value that the database refuses must not take its neighbours along. They share one answer, so all of
        # them go on without an id; those that are fine are recorded all the same.
        if len(rows) == 1:
            logger.error("a click was refused: %s", error)
            return False
        middle = len(rows) // 2
        halves = [await self._commit(rows[:middle]), await self._commit(rows[middle:])]
        return all(halves)

    async def _reconnect(self) -> bool:
        try:
            self._connection = await self._connect()
        except (psycopg.Error, OSError, ValueError) as error:
            logger.warning("cannot reach the database: %s", error)
            return False
        return True

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
