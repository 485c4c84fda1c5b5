"""The statement by which clicks reach the database, from the recorder and from the spool alike."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import psycopg

from sweetspot.doors.edge.clicks import SEPARATOR, Row

# One text per column, split by the server: far cheaper to build than arrays, and nothing needs quoting.
_INSERT = """
INSERT INTO tracking_click
    (id, workspace_id, link_id, at, method, kind, reasons, rule_version, in_app, visitor, agent, referrer_host, times,
    rule, country)
SELECT id, workspace, link, to_timestamp(micros / 1e6), method, kind, string_to_array(reasons, ','), rules, in_app,
    decode(coalesce(visitor, ''), 'hex'), coalesce(agent, ''), referrer, times, rule,
    country
FROM unnest(
    string_to_array(%s, E'\\x1f')::uuid[], string_to_array(%s, E'\\x1f')::uuid[], string_to_array(%s, E'\\x1f')::uuid[],
    string_to_array(%s, E'\\x1f')::float8[], string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'),
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f', ''),
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f', ''), string_to_array(%s, E'\\x1f', ''),
    string_to_array(%s, E'\\x1f')::integer[], string_to_array(%s, E'\\x1f', ''), string_to_array(%s, E'\\x1f', '')
) AS c (id, workspace, link, micros, method, kind, reasons, rules, in_app, visitor, agent, referrer, times, rule,
    country)
ON CONFLICT (id, at) DO UPDATE SET times = excluded.times WHERE tracking_click.times < excluded.times
"""

#: The database refuses values, for ever, and is otherwise well.
REFUSED = (psycopg.DataError, psycopg.IntegrityError)

logger = logging.getLogger(__name__)


class Executes(Protocol):
    """What runs a statement and commits it."""

    def execute(self, statement: str, values: list[str]) -> object:
        """An error of psycopg where it could not."""


def insert(line: Executes, rows: Sequence[Row]) -> list[Row]:
    """Commit clicks, those that are there already once; gives those whose values the database refuses.

    Of rows that stand for many requests the one that has counted furthest stays; no id may come twice.

    An error of psycopg while it takes none: then it is unknown which of them are there.
    """
    try:
        line.execute(_INSERT, [SEPARATOR.join(column) for column in zip(*rows, strict=True)])
    except REFUSED as error:
        # One value that the database refuses must not take its neighbours along.
        if len(rows) == 1:
            logger.error("a click was refused: %s", error)
            return list(rows)
        middle = len(rows) // 2
        return [*insert(line, rows[:middle]), *insert(line, rows[middle:])]
    return []


def furthest(rows: Sequence[Row]) -> list[Row]:
    """Each id once, in order: a row that stands for many requests was spooled each time it had counted more."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.id not in found or int(row.times) > int(found[row.id].times):
            found[row.id] = row
    return sorted(found.values())
