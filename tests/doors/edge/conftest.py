"""A tracker process in front of a database with one link, `anna`, of Ana's brand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.factories.tracker import House, opened

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database


@pytest.fixture(scope="module")
def shared_house(
    new_database: Callable[[], Database], django_db_setup: None, django_db_blocker: Any
) -> Iterator[House]:
    """One tracker for all tests of a module; starting one for each would take a minute."""
    from django.conf import settings
    from django.db import connections

    def point_at(database: Database) -> None:
        settings.DATABASE = database
        connections["default"].close()
        connections["default"].settings_dict.update(database.django())

    before, database = settings.DATABASE, new_database()
    point_at(database)
    with django_db_blocker.unblock(), opened(database) as house:
        yield house
    point_at(before)


@pytest.fixture
def house(shared_house: House) -> House:
    """The tracker, running, with no click yet."""
    shared_house.tidy()
    return shared_house


@pytest.fixture
def own_house(committed: Database) -> Iterator[House]:
    """A tracker of the test's own, which it may stop."""
    with opened(committed) as house:
        yield house
