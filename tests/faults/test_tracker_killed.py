"""The tracker killed under load: no click whose visitor was told of it is lost, and none is there twice."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest
from tests.factories.tracker import PERSON, Running, opened, parse, start_tracker

from sweetspot.core.identifiers import from_public

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

RUNS = 20
VISITORS = 24


@pytest.mark.faults
def test_a_tracker_killed_20_times_under_load_loses_no_click_it_told_of(committed: Database) -> None:
    chance, told = random.Random(20261123), list[UUID]()
    with opened(committed) as house:
        house.tracker.kill()
        for _ in range(RUNS):
            tracker = start_tracker(committed)
            while tracker.ask("/readyz").status != 200:
                time.sleep(0.02)
            told += asyncio.run(_load(tracker, seconds=chance.uniform(0.3, 0.8)))
    recorded = _recorded(committed)
    assert [click for click in told if recorded[click] != 1] == []
    assert len(told) == len(set(told)) > 1000
    print(f"{len(told)} clicks were told of, {sum(recorded.values())} recorded")


async def _load(tracker: Running, seconds: float) -> list[UUID]:
    """Every click id that visitors were told until the tracker was killed in the middle of it."""
    told: list[UUID] = []
    visitors = [asyncio.create_task(_visit(tracker.port, told)) for _ in range(VISITORS)]
    async with asyncio.timeout(30):  # a busy machine may take its time; the clock runs from when all are at it
        while len(told) <= VISITORS:
            await asyncio.sleep(0.01)
    await asyncio.sleep(seconds)
    tracker.process.kill()
    await asyncio.gather(*visitors)
    tracker.process.wait(10)
    return told


async def _visit(port: int, told: list[UUID]) -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in PERSON.items())
    request = f"GET /anna HTTP/1.1\r\nHost: go.example\r\n{headers}\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    # Killed: an answer that came in part was not told to anybody.
    with contextlib.suppress(OSError, EOFError):
        while True:
            writer.write(request)
            answer = parse(await reader.readuntil(b"\r\n\r\n"))
            told.append(from_public("clk", answer.location.partition("ssclid=")[2]))
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _recorded(database: Database) -> Counter[UUID]:
    with psycopg.connect(database.conninfo(database.edge)) as connection:
        return Counter(row[0] for row in connection.execute("SELECT id FROM tracking_click"))
