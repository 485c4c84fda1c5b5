"""How does a sample of 90 traded days become a year? Its campaigns ran again and again before, with all they brought.

The generator makes each click in Python, which suits a sample and not five million. Here the database repeats the
generator's own rows: every table of facts once per wave, moved back by 45 days, with ids, addresses, codes and order
numbers of their own. What is derived from them is derived by the pipeline, as everywhere.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

#: How often the campaigns ran before, and how many days lie between two runs: 90 + 7 x 45 days in all.
WAVES, DAYS_BETWEEN = 7, 45
#: The tables in the order in which one needs the other.
_TABLES = (
    "campaigns_campaign", "campaigns_partnership", "campaigns_terms", "campaigns_gift", "tracking_link",
    "tracking_code", "tracking_click", "orders_order", "orders_refund",
)  # fmt: skip
#: Whose ids stay: creators, shops and people are the same in every wave.
_SHARED = {"workspace_id", "creator_id", "profile_id", "shop_id", "owner_id", "plan_id"}
_TEXTS = {
    ("campaigns_campaign", "name"), ("campaigns_campaign", "slug"), ("tracking_link", "slug"),
    ("tracking_code", "code"), ("tracking_code", "normal"), ("orders_order", "external_id"), ("orders_order", "name"),
    ("orders_refund", "external_id"), ("orders_refund", "order_external_id"),
}  # fmt: skip
#: The id of a row of an earlier wave: a UUIDv7 begins with its milliseconds, the rest stays.
_EARLIER = """
CREATE FUNCTION pg_temp.earlier(uuid, bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT encode(
        substring(int8send(('x' || left(replace($1::text, '-', ''), 12))::bit(48)::bigint - $2) from 3)
        || substring(uuid_send($1) from 7), 'hex')::uuid
$$
"""


def repeat(workspace_id: UUID, waves: int = WAVES) -> None:
    """Write the earlier waves of the workspace's campaigns; to be called once, before anything is derived."""
    from django.db import connection

    from sweetspot.engines.isolation import scope

    with scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(_EARLIER)
        for table in _TABLES:
            names = _columns(cursor, table)
            values = ", ".join(_value(table, name, kind) for name, kind in names)
            columns = ", ".join(f'"{name}"' for name, _ in names)
            # The first wave's rows are read as they were before: one statement per table writes all the others.
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, {waves}) AS wave"
            )


def _columns(cursor: Any, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return list(cursor.fetchall())


def _value(table: str, name: str, kind: str) -> str:
    """The SQL of a column's value in an earlier wave."""
    days = f"wave * {DAYS_BETWEEN}"
    if kind == "uuid" and name not in _SHARED:
        return f'pg_temp.earlier("{name}", {days}::bigint * 86400000)'
    if kind == "timestamp with time zone" or kind == "date":
        return f"\"{name}\" - {days} * interval '1 day'"
    if (table, name) in _TEXTS:
        return f"\"{name}\" || '-' || wave"
    if name == "codes":
        return "ARRAY(SELECT one || '-' || wave FROM unnest(codes) AS one)"
    if (table, name) == ("campaigns_campaign", "state"):
        return "'ended'"
    return f'"{name}"'
