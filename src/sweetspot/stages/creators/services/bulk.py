"""Writing many rows of our tables in one statement each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = Mapping[str, Any]


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows given as columns and values; all rows must have the columns of the first."""
    if rows:
        columns = list(rows[0])
        names = ", ".join(map(_quoted, columns))
        table = _quoted(model._meta.db_table)
        _send(f"INSERT INTO {table} ({names}) SELECT {names} FROM {_source(model, columns)}", rows)  # noqa: S608
        # (every name in the statement is a quoted column of a model)


def update(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Set the columns of each row on the row with its `id`; all rows must have the columns of the first."""
    if rows:
        columns = list(rows[0])
        table = _quoted(model._meta.db_table)
        pairs = ", ".join(f"{_quoted(column)} = r.{_quoted(column)}" for column in columns if column != "id")
        _send(f"UPDATE {table} AS t SET {pairs} FROM {_source(model, columns)} WHERE t.id = r.id", rows)  # noqa: S608


def remove(model: type[models.Model], keys: Sequence[UUID]) -> int:
    """Delete the rows with these ids, on which nothing may hang any more; how many there were."""
    with connection.cursor() as cursor:
        table = _quoted(model._meta.db_table)
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(keys)])  # noqa: S608
        return int(cursor.rowcount)


def _source(model: type[models.Model], columns: Sequence[str]) -> str:
    # One JSON parameter instead of thousands: COPY is refused on tables behind row-level security.
    fields = {field.column: field for field in model._meta.concrete_fields}
    types = ", ".join(f"{_quoted(column)} {fields[column].db_type(connection)}" for column in columns)
    return f"json_to_recordset(%s::json) AS r({types})"


def _send(statement: str, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=str, ensure_ascii=False)])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
