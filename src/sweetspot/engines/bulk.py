"""How many rows at once are written: by COPY into a temporary table, then on through the workspace's wall."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault, RawSQL
from psycopg import sql

from sweetspot.core.identifiers import new_id

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = tuple[Any, ...]
#: Rows that travel together; between two such lots progress can be shown.
LOT = 50_000
_STAGING = sql.Identifier("bulk_rows")
# Moments and ids are kept as text.
_json = json.JSONEncoder(default=str, ensure_ascii=False).encode


def insert(
    model: type[models.Model],
    rows: Iterable[DataclassInstance | Mapping[str, Any]],
    *,
    workspace_id: UUID,
    now: datetime,
    same: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] = lambda written: None,
) -> int:
    """Write rows of a model by COPY and return how many; `progress` is told the number so far after each lot.

    The rows are instances of one dataclass, or mappings with the same keys, named as the model's columns (a foreign key
    `profile` is `profile_id`). `same` are columns with one value for all rows. Columns without a value take a new id,
    the workspace, `now` for dates that the model sets by itself, or the model's or the database's default. Raises
    ValueError for a name without a column, and the database's own errors (a repeated key, a missing parent). Needs an
    open scope.
    """
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        return 0
    names = list(first) if isinstance(first, Mapping) else [field.name for field in fields(first)]
    constants = _constants(model, names, {"workspace_id": workspace_id, **(same or {})}, now)
    tuples = _tuples(names, first, stream)
    if constants.pop("id", None) is not None:  # each row needs an id of its own
        names, tuples = [*names, "id"], ((*row, new_id()) for row in tuples)
    written = 0
    with _staged(model, names) as (cursor, copy):
        for lot in _lots(tuples):
            copy(lot)
            _pass_on(cursor, model, names, constants)
            written += len(lot)
            progress(written)
    return written


def update(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Set the columns of each row on the row with its `id`; the rows have the same columns. Needs an open scope."""
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        return
    names = list(first)
    with _staged(model, names) as (cursor, copy):
        copy(_tuples(names, first, stream))
        pairs = [sql.SQL("{0} = r.{0}").format(sql.Identifier(name)) for name in names if name != "id"]
        cursor.execute(
            sql.SQL("UPDATE {} AS t SET {} FROM {} AS r WHERE t.id = r.id").format(
                sql.Identifier(model._meta.db_table), sql.SQL(", ").join(pairs), _STAGING
            )
        )


def remove(model: type[models.Model], keys: Sequence[UUID]) -> int:
    """Delete the rows with these ids, on which nothing may hang any more; how many there were. Needs an open scope."""
    with connection.cursor() as cursor:
        table = sql.Identifier(model._meta.db_table)
        cursor.execute(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(table), [list(keys)])
        return int(cursor.rowcount)


def among(keys: Collection[UUID]) -> RawSQL:
    """These ids as the one parameter of `column__in`: Django takes longer over a thousand than the database."""
    return RawSQL("SELECT unnest(%s::uuid[])", [listed(keys)])


def listed(keys: Iterable[UUID]) -> str:
    """These ids as the text that `%s::uuid[]` takes, which is much faster written than a list of a thousand."""
    return f"{{{','.join([key.hex for key in keys])}}}"


def _constants(
    model: type[models.Model], names: list[str], same: Mapping[str, Any], now: datetime
) -> dict[str, Any]:  # fmt: skip
    """What every row gets in the columns that it does not bring along."""
    values: dict[str, Any] = {}
    columns = {field.attname: field for field in model._meta.concrete_fields}
    if unknown := {*names, *same} - columns.keys():
        raise ValueError(f"{model.__name__} has no columns {', '.join(sorted(unknown))}")
    for name in columns.keys() - set(names):
        field: Any = columns[name]
        if name in same:
            values[name] = _json(same[name]) if isinstance(field, models.JSONField) else same[name]
        elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            values[name] = now
        elif not isinstance(default := field.get_default(), DatabaseDefault):  # those the database fills in
            values[name] = default
    return values


@contextmanager
def _staged(model: type[models.Model], names: list[str]) -> Iterator[tuple[Any, Callable[[Iterable[Row]], None]]]:
    """A temporary table with these columns (row-level security admits no COPY), and how rows are copied into it."""
    columns, table = _columns(names), sql.Identifier(model._meta.db_table)
    kept_as_json = {field.attname for field in model._meta.concrete_fields if isinstance(field, models.JSONField)}
    in_json = [place for place, name in enumerate(names) if name in kept_as_json]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                _STAGING, columns, table
            )
        )

        def copy(rows: Iterable[Row]) -> None:
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(_STAGING, columns)) as stream:
                for row in rows:
                    stream.write_row(_with_json(row, in_json) if in_json else row)

        yield cursor, copy
        cursor.execute(sql.SQL("DROP TABLE {}").format(_STAGING))


def _with_json(row: Row, places: list[int]) -> Row:
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = _json(values[place])
    return tuple(values)


def _pass_on(cursor: Any, model: type[models.Model], names: list[str], constants: dict[str, Any]) -> None:
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            sql.Identifier(model._meta.db_table),
            _columns([*names, *constants]),
            sql.SQL(", ").join([_columns(names), *[sql.Placeholder()] * len(constants)]),
            _STAGING,
        ),
        list(constants.values()),
    )
    cursor.execute(sql.SQL("TRUNCATE {}").format(_STAGING))


def _columns(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _tuples(names: list[str], first: Any, rest: Iterable[Any]) -> Iterator[Row]:
    values: Any = itemgetter(*names) if isinstance(first, Mapping) else attrgetter(*names)
    rows = chain([first], rest)
    return map(values, rows) if len(names) > 1 else ((values(row),) for row in rows)


def _lots(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while lot := list(islice(stream, LOT)):
        yield lot
