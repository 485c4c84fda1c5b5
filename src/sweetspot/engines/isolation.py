"""How rows of one workspace are kept from another: forced row-level security and the scope that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

WORKSPACE = "sweetspot.workspace"
PERSON = "sweetspot.person"

_OWN_ROW = f"workspace_id = NULLIF(current_setting('{WORKSPACE}', true), '')::uuid"


@contextmanager
def scope(workspace_id: UUID) -> Iterator[None]:
    """A transaction in which exactly this workspace's rows exist; the scope before it comes back at the end."""
    with _setting(WORKSPACE, str(workspace_id)):
        yield


@contextmanager
def person_scope(person_id: UUID) -> Iterator[None]:
    """A transaction in which a person's own memberships and workspaces can be read, in whichever workspace."""
    with _setting(PERSON, str(person_id)):
        yield


def current_workspace() -> UUID | None:
    """The workspace whose rows exist now, or None outside a scope."""
    value = _read(WORKSPACE)
    return UUID(value) if value else None


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    # A local setting ends with its transaction, but not with a savepoint: so the value before is put back by hand.
    with transaction.atomic():
        before = _read(name)
        _write(name, value)
        yield
        if not connection.needs_rollback:  # a rollback puts the value back by itself
            _write(name, before)


def _read(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _write(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def isolate(*tables: str) -> RunSQL:
    """A migration step: from now on these tables show and accept only rows of the workspace in scope."""
    return RunSQL([_policy(table, _OWN_ROW) for table in tables], RunSQL.noop)


def append_only(*tables: str) -> RunSQL:
    """A migration step: rows of these tables are never changed, and removed only with a whole sample workspace."""
    return RunSQL(
        [
            f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION sweetspot_refuse_change();
            """
            for table in tables
        ],
        RunSQL.noop,
    )


def _policy(table: str, condition: str) -> str:
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY workspace_rows ON {table} USING ({condition}) WITH CHECK ({condition});
    """
