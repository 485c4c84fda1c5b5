"""How clicks reach the disk before their visitors go on: one commit for all that arrived during the one before.

No waiting time is added: the first click of a quiet moment is committed alone, and under load the batches grow by
themselves. While the database is away, the same batches go to the spool. Each click carries an id of its own, so a
batch whose fate is unknown - the connection broke - is spooled and replayed, and still counts once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

import psycopg

from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.counters import Counters
from sweetspot.doors.edge.database import Connect, Line
from sweetspot.doors.edge.exchange import Visit
from sweetspot.doors.edge.spool import Spool
from sweetspot.doors.edge.statements import insert
from sweetspot.doors.edge.stories import Page
from sweetspot.doors.edge.tallies import Tallies

#: Clicks that may wait at once; beyond that visitors are sent on without being counted, so that memory stays small.
MAX_WAITING = 20_000
#: Clicks in one commit at most.
_MAX_BATCH = 2_000
#: Two: one batch is made and answered while the other is being synced. More make smaller batches, which cost more each.
LINES = 2
#: A commit that takes longer goes to the spool.
PATIENCE_SECONDS = 1.5
_RETRY_SECONDS = 0.25

logger = logging.getLogger(__name__)


class Click(NamedTuple):
    """A visitor who waits until the click is on disk: its row, and what is needed to send the visitor on."""

    row: Row
    visit: Visit
    destination: str
    name: str
    query: str
    #: The story page that is shown instead, as far as it is one.
    page: Page | None = None
    #: A code that is put into the cart on the way, after how.
    applied: str = ""


class Recorder:
    """Takes clicks from the listener's thread; `settle` is told of each whether it is on disk, from another thread."""

    def __init__(
        self, connect: Connect, spool: Spool, counters: Counters, settle: Callable[[Click, bool], None]
    ) -> None:  # fmt: skip
        self._waiting: SimpleQueue[Click] = SimpleQueue()
        self._tallies = Tallies()
        self._lines = [Line(connect) for _ in range(LINES)]
        self._spool, self._counters, self._settle = spool, counters, settle

    @property
    def connected(self) -> bool:
        """Whether clicks go straight to the database at this moment."""
        return any(line.up for line in self._lines)

    @property
    def waiting(self) -> int:
        """How many clicks wait for their turn."""
        return self._waiting.qsize()

    def start(self) -> None:
        """Begin to write, and to connect whenever there is no connection."""
        jobs = [self._mend, self._watch, *(lambda line=line: self._work(line) for line in self._lines)]
        for job in jobs:
            threading.Thread(target=job, daemon=True).start()

    def record(self, click: Click) -> None:
        """Take a click; it is settled when it is on disk, or when it is clear that it will not be."""
        row = self._tallies.row_for(click.row)
        if row is not click.row:
            click = click._replace(row=row, name="")  # a shop that hears of no click cannot ask for it
        if self._waiting.qsize() < MAX_WAITING:
            self._waiting.put(click)
        else:
            self._settle_all([click], [click.row.id])

    def _work(self, line: Line) -> None:
        while True:
            batch = self._arrived()
            came = [click.row for click in batch]
            rows = self._tallies.counted(came)
            try:
                lost: Collection[Row] = self._keep(line, rows)
            except Exception:  # whatever it was: those who wait must go on, and so must the next ones
                logger.exception("%d clicks were not recorded", len(rows))
                lost = rows
            nowhere = frozenset(row.id for row in lost)
            if nowhere:
                self._tallies.take_back(came, nowhere)
            self._settle_all(batch, nowhere)

    def _arrived(self) -> list[Click]:
        batch = [self._waiting.get()]
        try:
            while len(batch) < _MAX_BATCH:
                batch.append(self._waiting.get_nowait())
        except Empty:
            pass
        return batch

    def _keep(self, line: Line, rows: Sequence[Row]) -> Collection[Row]:
        """Put clicks on disk, somewhere; gives those that are nowhere."""
        if line.up:
            try:
                refused = insert(line, rows)
            except psycopg.Error as error:
                logger.warning("%d clicks go to the spool: %s", len(rows), error)
            else:
                self._counters.add("click_commits_total")
                return refused
        if not self._spool.write(rows):
            return rows
        self._counters.add("clicks_spooled_total", len(rows))
        return []

    def _settle_all(self, batch: list[Click], nowhere: Collection[str]) -> None:
        try:
            self._count(batch, nowhere)
        except Exception:  # a fault in counting must keep no visitor waiting
            logger.exception("%d clicks are missing in the metrics", len(batch))
        for click in batch:
            self._settle(click, click.row.id not in nowhere)

    def _count(self, batch: list[Click], nowhere: Collection[str]) -> None:
        if nowhere:
            self._counters.add("clicks_unrecorded_total", sum(click.row.id in nowhere for click in batch))
        self._counters.record(Counter(click.row.kind for click in batch if click.row.id not in nowhere))

    def _mend(self) -> None:
        while True:
            for line in self._lines:
                try:
                    line.mend()
                except (psycopg.Error, OSError, ValueError) as error:
                    logger.warning("cannot reach the database: %s", error)
            time.sleep(_RETRY_SECONDS)

    def _watch(self) -> None:
        while True:
            time.sleep(_RETRY_SECONDS)
            for line in self._lines:
                line.cut_if_stuck(PATIENCE_SECONDS)
