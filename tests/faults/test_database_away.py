"""PostgreSQL killed, stopped or silent under load: every visitor goes on, every click is there once afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.factories.database import until
from tests.factories.load import Told, assert_each_once, steady
from tests.factories.tracker import start_tracker
from tests.faults.conftest import length

if TYPE_CHECKING:
    from tests.factories.database import Server
    from tests.factories.tracker import House

RUNS, SECONDS = length("FAULT_DATABASE_RUNS", 3), length("FAULT_SECONDS", 10)
PER_SECOND = 200
pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("own_server")]


@pytest.mark.timeout(120 + 60 * RUNS)
def test_a_database_killed_under_load_loses_no_click(doomed_house: tuple[House, Server]) -> None:
    house, server = doomed_house
    chance, told = random.Random(20261125), list[Told]()
    for _ in range(RUNS):
        told.append(asyncio.run(_killed(house, server, chance.uniform(0.3, 1.2))))
    _settled(house)
    clicks = [click for run in told for click in run.clicks]
    assert_each_once(clicks, server.database)
    assert [(run.without, run.unanswered) for run in told] == [(0, 0)] * RUNS
    print(f"{len(clicks)} clicks were told of in {RUNS} runs, 99 % within {max(run.slowest for run in told):.3f} s")


async def _killed(house: House, server: Server, after: float) -> Told:
    visits = asyncio.create_task(steady(house.tracker.port, PER_SECOND, after + 3))
    await asyncio.sleep(after)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    return await visits


@pytest.mark.timeout(300 + 2 * SECONDS)
def test_while_the_database_is_away_everybody_goes_on_and_counts_once(doomed_house: tuple[House, Server]) -> None:
    house, server = doomed_house
    server.stop()
    told = asyncio.run(steady(house.tracker.port, PER_SECOND, SECONDS))
    assert house.tracker.ask("/readyz").status == 200
    assert (told.without, told.unanswered, len(told.clicks)) == (0, 0, PER_SECOND * SECONDS)
    server.start()
    _settled(house)
    assert_each_once(told.clicks, server.database)
    print(f"{len(told.clicks)} clicks in {SECONDS} s, 99 % within {told.slowest:.3f} s")


def test_a_silent_database_delays_nobody_for_long(doomed_house: tuple[House, Server]) -> None:
    house, server = doomed_house
    _settled(house)
    with psycopg.connect(server.database.conninfo(server.database.edge)) as connection:
        mine = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'sweetspot-edge'"
        ).fetchall()
    try:
        for (pid,) in mine:
            os.kill(pid, signal.SIGSTOP)
        told = asyncio.run(steady(house.tracker.port, 50, 4))
    finally:
        for (pid,) in mine:
            os.kill(pid, signal.SIGCONT)
    _settled(house)
    assert (told.without, told.unanswered) == (0, 0)
    assert told.slowest < 6
    assert_each_once(told.clicks, server.database)


def test_a_tracker_that_is_killed_and_started_meanwhile_knows_its_links_and_loses_nothing(
    doomed_house: tuple[House, Server],
) -> None:
    house, server = doomed_house
    edge = {"SWEETSPOT_HOME": str(server.home), "SWEETSPOT_EDGE_HOME": str(server.home / "edge")}
    until((server.home / "edge" / "links").exists)
    server.stop()
    first = start_tracker(server.database, SWEETSPOT_LOG_LEVEL="CRITICAL", **edge)
    told = asyncio.run(steady(first.port, PER_SECOND, 1))
    first.kill()
    second = start_tracker(server.database, SWEETSPOT_LOG_LEVEL="CRITICAL", **edge)
    later = asyncio.run(steady(second.port, PER_SECOND, 1))
    server.start()
    until(lambda: not list((server.home / "edge").glob("process-*/*.spool")))
    second.kill()
    _settled(house)
    assert (told.without, told.unanswered, later.without, later.unanswered) == (0, 0, 0, 0)
    assert_each_once([*told.clicks, *later.clicks], server.database)


def _settled(house: House) -> None:
    """Wait until the database is back and nothing waits in a spool any more."""
    until(lambda: house.tracker.ask("/readyz").body == "ready\n", 90)
    until(lambda: "ssclid=" in house.tracker.ask("/anna").location)
    home = house.edge_home
    until(lambda: not list(home.glob("process-*/*.spool")), 90)
