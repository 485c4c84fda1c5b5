"""The wall between workspaces."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from sweetspot.engines.isolation import current_workspace, scope
from sweetspot.stages.creators.models import Creator

#: Tables without a workspace: people and their sign-in, Django's own, the job queue (its jobs name their workspace).
SHARED_TABLES = {
    "accounts_person", "django_session", "django_migrations", "django_content_type", "auth_permission", "auth_group",
    "auth_group_permissions", "account_emailaddress", "account_emailconfirmation", "mfa_authenticator",
    "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers",
}  # fmt: skip


def _tables() -> list[tuple[str, bool, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   c.relispartition OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
            FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
        """)
        return list(cursor.fetchall())


def test_every_table_is_behind_the_wall_or_named_as_shared(db: None) -> None:
    # A part without a policy shows nothing when reached directly; through its table that one's policy holds.
    walled = {name for name, enabled, forced, guarded in _tables() if enabled and forced and guarded}
    assert {name for name, *_ in _tables()} - walled == SHARED_TABLES


def test_the_app_owns_no_table_and_is_no_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_a_query_without_a_workspace_returns_nothing(ana) -> None:
    with scope(ana.workspace.id):
        Creator.objects.create(workspace=ana.workspace, name="Mina")
        assert Creator.objects.count() == 1
    assert current_workspace() is None
    assert Creator.objects.count() == 0


def test_another_workspaces_rows_do_not_exist(ana, cleo) -> None:
    with scope(ana.workspace.id):
        mina = Creator.objects.create(workspace=ana.workspace, name="Mina")
    with scope(cleo.workspace.id):
        assert not Creator.objects.filter(id=mina.id).exists()
        assert Creator.objects.filter(id=mina.id).update(name="Stolen") == 0


def test_a_row_for_another_workspace_is_refused(ana, cleo) -> None:
    with scope(ana.workspace.id), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Creator.objects.create(workspace=cleo.workspace, name="Smuggled")


def test_scopes_nest_and_the_outer_one_comes_back(ana, cleo) -> None:
    with scope(ana.workspace.id):
        with scope(cleo.workspace.id):
            assert current_workspace() == cleo.workspace.id
        assert current_workspace() == ana.workspace.id
