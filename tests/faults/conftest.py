"""A house whose PostgreSQL the test may kill, and how long the fault runs take.

In `make test` they are short. `make test-faults` makes them long: FAULT_RUNS kills of the tracker, FAULT_DATABASE_RUNS
kills of PostgreSQL, FAULT_SECONDS with PostgreSQL away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.database import Server
from tests.factories.tracker import House, opened
from tests.house import HOME


def length(name: str, short: int) -> int:
    """How many runs or seconds: what the environment says, else the short number."""
    return int(os.environ.get(name, short))


@pytest.fixture(scope="module")
def own_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    """A PostgreSQL for the tests of one module, migrated, with Django pointing at it."""
    from tests.conftest import _point_django_at, django_settings

    from sweetspot.engines.upgrade import upgrade

    before, server = django_settings.DATABASE, Server(HOME / "killed")
    _point_django_at(server.database)
    with django_db_blocker.unblock():
        upgrade(server.database)
        yield server
    _point_django_at(before)
    server.stop()


@pytest.fixture(scope="module")
def doomed_house(own_server: Server) -> Iterator[tuple[House, Server]]:
    """A tracker on that PostgreSQL, with one link."""
    edge = Path(own_server.home) / "edge"
    home = {"SWEETSPOT_HOME": str(own_server.home), "SWEETSPOT_EDGE_HOME": str(edge)}
    with opened(own_server.database, SWEETSPOT_LOG_LEVEL="CRITICAL", **home) as house:
        yield house, own_server
