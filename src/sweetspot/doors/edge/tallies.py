"""Keeps a flood of bots from filling disk and memory: beyond a rate, one row a minute stands for all that came.

Only requests that are no person's are ever tallied, by link and class. They are counted exactly, in the same commit as
the clicks they came with; a tally's row carries how often so far, so that sending it again, or late, changes nothing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Sequence

from sweetspot.core.identifiers import new_id
from sweetspot.doors.edge.clicks import Row

#: Rows of one link and class in a minute that are kept whole.
WHOLE_ROWS = 60
#: Links and classes that are watched at once.
_WATCHED = 50_000
REASON = "tallied"
_PERSON = "person"
_MICROS_PER_MINUTE = 60_000_000


class Tallies:
    """Says which rows are kept whole, and how far the tallies of the others have come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = -1
        self._seen: dict[tuple[str, str], int] = {}
        self._tallies: dict[tuple[str, str], Row] = {}
        #: How often each tally of this minute and of the one before was counted.
        self._times: Counter[str] = Counter()

    def row_for(self, row: Row) -> Row:
        """The row itself, or the tally that stands for it: the same object for the whole minute."""
        if row.kind == _PERSON:
            return row
        key, minute = (row.link, row.kind), int(row.micros) // _MICROS_PER_MINUTE
        with self._lock:
            if minute != self._minute:
                self._begin(minute)
            seen = self._seen.get(key, 0)
            if not seen and len(self._seen) >= _WATCHED:
                return row
            self._seen[key] = seen + 1
            if seen < WHOLE_ROWS:
                return row
            if key not in self._tallies:
                self._tallies[key] = row._replace(
                    id=new_id().hex, micros=str(minute * _MICROS_PER_MINUTE), reasons=REASON, in_app="", visitor="",
                    agent="", referrer="", times="", rule="",
                    country="",
                )  # fmt: skip
            return self._tallies[key]

    def _begin(self, minute: int) -> None:
        last = {tally.id for tally in self._tallies.values()}
        self._times = Counter({one: times for one, times in self._times.items() if one in last})
        self._minute, self._seen, self._tallies = minute, {}, {}

    def counted(self, rows: Sequence[Row]) -> Sequence[Row]:
        """These rows as they are to be written: each tally once, with how often it was counted by now."""
        came = Counter(row for row in rows if not row.times)
        if not came:
            return rows
        with self._lock:
            self._times.update({tally.id: times for tally, times in came.items()})
            sums = [tally._replace(times=str(self._times[tally.id])) for tally in came]
        # In order, because two commits that count the same tallies in different orders would wait for each other.
        sums.sort()
        return [*(row for row in rows if row.times), *sums]

    def take_back(self, rows: Sequence[Row], lost: Collection[str]) -> None:
        """Forget what was counted for tallies among these rows that were not written."""
        with self._lock:
            self._times.subtract(Counter(row.id for row in rows if not row.times and row.id in lost))
