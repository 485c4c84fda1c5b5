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


class Executes(Protocol):
    """What runs a statement and commits it."""

    def execute(self, statement: str, values: list[str]) -> object:
        """An error of psycopg where it could not."""


def insert(line: Executes, rows: Sequence[Row]) -> list[Row]:
    """Commit clicks, those that are there already once; gives those whose values the database refuses.

    An error of psycopg while it takes none: then it is unknown which of them are there.
    """
    try:
        line.execute(_INSERT, [SEPARATOR.join(column) for column in zip(*rows, strict=True)])
    except psycopg.DataError as error:
        # One value that the database refuses must not take its neighbours along.
        if len(rows) == 1:
            logger.error("a click was refused: %s", error)
            return list(rows)
        middle = len(rows) // 2
        return [*insert(line, rows[:middle]), *insert(line, rows[middle:])]
    return []
