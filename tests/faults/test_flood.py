"""A flood of bots, previews and forged browsers: people get through, and the rows stay few."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.factories.load import Told, assert_each_once, steady
from tests.factories.tracker import IPHONE, PERSON, opened
from tests.faults.conftest import length

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

SECONDS, PER_SECOND = length("FAULT_SECONDS", 6), 60
FLOOD = (
    {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
    {"User-Agent": "facebookexternalhit/1.1"},
    PERSON | {"Sec-Purpose": "prefetch"},
    {"User-Agent": IPHONE},
)


@pytest.mark.faults
@pytest.mark.timeout(120 + 2 * SECONDS)
def test_people_get_through_a_flood_that_is_counted_exactly_and_stored_small(committed: Database) -> None:
    with opened(committed) as house:
        flood, people = asyncio.run(_flooded(house.tracker.port))
        assert people.unanswered == people.without == 0
        assert people.slowest < 0.5
        assert_each_once(people.clicks, committed)
        with psycopg.connect(committed.conninfo(committed.owner)) as connection:
            connection.execute("ALTER TABLE tracking_click NO FORCE ROW LEVEL SECURITY")
            found = connection.execute(
                "SELECT kind, sum(times), count(*), count(DISTINCT date_trunc('minute', at)) "
                "FROM tracking_click GROUP BY kind"
            ).fetchall()
            connection.rollback()
        counted = {kind: int(times) for kind, times, _, _ in found}
        asked = PER_SECOND * SECONDS
        assert counted == {"bot": asked, "preview": 2 * asked, "suspect": asked, "person": len(people.clicks)}
        assert all(rows <= 61 * minutes for kind, _, rows, minutes in found if kind != "person")
        assert sum(one.without + len(one.clicks) for one in flood) == 4 * asked
        memory = next(
            line for line in house.tracker.ask("/metrics").body.splitlines() if line.startswith("process_mem")
        )
        assert int(memory.split()[1]) < 512 * 2**20


async def _flooded(port: int) -> tuple[list[Told], Told]:
    async with asyncio.TaskGroup() as together:
        flood = [together.create_task(steady(port, PER_SECOND, SECONDS, headers=one)) for one in FLOOD]
        people = together.create_task(steady(port, 20, SECONDS))
    return [one.result() for one in flood], people.result()
