"""How many rows at once are written: by COPY into a temporary table, then on through the workspace's wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql

from sweetspot.core.identifiers import new_id

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = tuple[Any, ...]
#: Rows that travel together; between two such lots progress can be shown.
LOT = 50_000
_STAGING = sql.Identifier("bulk_rows")


def insert(
    model: type[models.Model],
    rows: Iterable[DataclassInstance],
    *,
    workspace_id: UUID,
    now: datetime,
    progress: Callable[[int], None] = lambda written: None,
) -> int:
    """Write rows of a model by COPY and return how many; `progress` is told the number so far after each lot.

    The rows are instances of one dataclass whose fields are named as the model's columns (a foreign key `profile` is
    `profile_id`). Columns without a field take a new id, the workspace, `now` for dates that the model sets by itself,
    or the model's default. Raises ValueError for a field without a column, and the database's own errors (a repeated
    key, a missing parent). Needs an open scope.
    """
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        return 0
    names = [field.name for field in fields(first)]
    constants = _constants(model, names, workspace_id, now)
    tuples = _tuples(names, chain([first], stream))
    if constants.pop("id", None) is not None:  # each row needs an id of its own
        names, tuples = [*names, "id"], ((*row, new_id()) for row in tuples)
    written = 0
    with connection.cursor() as cursor:
        types = _stage(cursor, model, names)
        for lot in _lots(tuples):
            _copy(cursor, names, types, lot)
            _pass_on(cursor, model, names, constants)
            written += len(lot)
            progress(written)
        cursor.execute(sql.SQL("DROP TABLE {}").format(_STAGING))
    return written


def _constants(model: type[models.Model], names: list[str], workspace_id: UUID, now: datetime) -> dict[str, Any]:
    """What every row gets in the columns that it does not bring along."""
    values: dict[str, Any] = {}
    columns = {field.attname: field for field in model._meta.concrete_fields}
    if unknown := set(names) - columns.keys():
        raise ValueError(f"{model.__name__} has no columns {', '.join(sorted(unknown))}")
    for name in columns.keys() - set(names):
        field: Any = columns[name]
        own_date = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        values[name] = workspace_id if name == "workspace_id" else now if own_date else field.get_default()
    return values


def _stage(cursor: Any, model: type[models.Model], names: list[str]) -> list[int]:
    """Make the temporary table (row-level security admits no COPY) and return the types of its columns."""
    columns, table = _columns(names), sql.Identifier(model._meta.db_table)
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            _STAGING, columns, table
        )
    )
    cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(_STAGING))
    return [column.type_code for column in cursor.description]


def _copy(cursor: Any, names: list[str], types: list[int], lot: list[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(_STAGING, _columns(names))
    with cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in lot:
            copy.write_row(row)


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


def _tuples(names: list[str], rows: Iterable[DataclassInstance]) -> Iterator[Row]:
    values = attrgetter(*names)
    return map(values, rows) if len(names) > 1 else ((values(row),) for row in rows)


def _lots(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while lot := list(islice(stream, LOT)):
        yield lot
