"""A real PostgreSQL for every test run, and the cast: Ana's brand, her teammate Ben, the stranger Cleo."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from tests.house import HOME, NOW, SHARED, django_settings

if TYPE_CHECKING:
    from django.test import Client

    from sweetspot.engines.postgres import Database
    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.accounts.models import Person, Workspace

_PRISTINE = "pristine"
# How fast a machine is, or how busy, decides no test.
settings.register_profile("sweetspot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sweetspot")
__all__ = ["HOME", "NOW", "SHARED", "Brand", "make_brand"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no folder behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(django_db_blocker: Any) -> Iterator[str]:
    """The address of a real PostgreSQL of this run's own, with the roles and a migrated, empty database to copy."""
    from django.db import connections

    from sweetspot.engines import postgres
    from sweetspot.engines.upgrade import upgrade

    server = postgres.start(HOME)
    postgres.prepare(server.get_uri(), _PRISTINE)
    pristine = postgres.embedded(HOME, _PRISTINE)
    _point_django_at(pristine)
    with django_db_blocker.unblock():
        upgrade(pristine)
    connections.close_all()
    yield server.get_uri()
    connections.close_all()
    server.cleanup()


@pytest.fixture(scope="session")
def new_database(postgres_server: str) -> Callable[[], Database]:
    """Makes a fresh, migrated database of its own, for tests that commit or start other processes."""
    from sweetspot.engines import postgres

    def make() -> Database:
        name = f"test_{secrets.token_hex(4)}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(postgres.OWNER), sql.Identifier(_PRISTINE)
                )
            )
        return replace(postgres.embedded(HOME, _PRISTINE), name=name)

    return make


@pytest.fixture(scope="session")
def django_db_setup(new_database: Callable[[], Database], django_db_blocker: Any) -> None:
    """Django's tests run in a copy of the pristine database, as the app's role, each in a transaction of its own."""
    _point_django_at(new_database())


@pytest.fixture
def committed(
    new_database: Callable[[], Database], django_db_setup: None, django_db_blocker: Any
) -> Iterator[Database]:
    """A database of the test's own in which Django really commits; for tests with processes and threads."""
    from django.db import connections

    before, database = django_settings.DATABASE, new_database()
    _point_django_at(database)
    with django_db_blocker.unblock():
        yield database
    connections.close_all()
    _point_django_at(before)


def _point_django_at(database: Database) -> None:
    from django.db import connections

    django_settings.DATABASE = database
    for alias, owner in (("default", False), ("owner", True)):
        connections[alias].close()
        connections[alias].settings_dict.update(database.django(owner=owner))


@dataclass(frozen=True, slots=True)
class Brand:
    """A workspace with its owner as actor."""

    workspace: Workspace
    owner: Person
    actor: Actor


def make_brand(name: str, email: str, *, currency: str = "EUR", is_sample: bool = False) -> Brand:
    """A workspace and its owner."""
    from sweetspot.stages.accounts import queries, services
    from sweetspot.stages.accounts.models import Person

    owner = Person.objects.create_user(email, "correct horse battery", name=name.split("'")[0])
    workspace = services.create_workspace(name, owner=owner, currency=currency, is_sample=is_sample)
    return Brand(workspace, owner, queries.member_actor(owner, queries.memberships(owner)[0]))


@pytest.fixture
def ana(db: None) -> Brand:
    """Ana, who owns the brand that tests are about."""
    return make_brand("Ana's brand", "ana@example.com")


@pytest.fixture
def ben(ana: Brand) -> Brand:
    """Ben, a manager in Ana's brand."""
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.accounts import queries
    from sweetspot.stages.accounts.models import Member, Person

    person = Person.objects.create_user("ben@example.com", "correct horse battery", name="Ben")
    with scope(ana.workspace.id):
        Member.objects.create(workspace=ana.workspace, person=person, role="manager")
    return Brand(ana.workspace, person, queries.member_actor(person, queries.memberships(person)[0]))


@pytest.fixture
def cleo(db: None) -> Brand:
    """Cleo, a stranger with a brand of her own."""
    return make_brand("Cleo's shop", "cleo@example.com")


@pytest.fixture
def in_brand(ana: Brand) -> Iterator[Brand]:
    """Ana's brand with its scope open."""
    from sweetspot.engines.isolation import scope

    with scope(ana.workspace.id):
        yield ana


@pytest.fixture
def as_ana(client: Client, ana: Brand) -> Client:
    """A browser in which Ana is signed in."""
    client.force_login(ana.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client
