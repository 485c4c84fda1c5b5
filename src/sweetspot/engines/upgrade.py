"""Bringing the database to this version: migrations as the owner, then what each role may do."""

from __future__ import annotations

import psycopg
from django.core.management import call_command

from sweetspot.engines import postgres
from sweetspot.engines.postgres import Database


def upgrade(database: Database, *, verbosity: int = 0) -> None:
    """Run every migration that is missing and renew the roles' rights; changes nothing the second time."""
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    with psycopg.connect(database.conninfo(database.owner)) as connection:
        postgres.grant(connection, database)
        connection.execute("SELECT sweetspot_add_vectors()")
        connection.execute("SELECT sweetspot_make_click_partitions((now() - interval '13 months')::date, 26)")


def analyze(database: Database) -> None:
    """Let PostgreSQL look at the tables anew, after so many rows came in at once that its plans would be blind."""
    with psycopg.connect(database.conninfo(database.owner), autocommit=True) as connection:
        connection.execute("ANALYZE")
