"""The tracker killed under load: no click whose visitor was told of it is lost, and none is there twice."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

import pytest
from tests.factories.load import Told, assert_each_once, saturating
from tests.factories.tracker import Running, opened, start_tracker
from tests.faults.conftest import length

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

RUNS = length("FAULT_RUNS", 20)
VISITORS = 24


@pytest.mark.faults
@pytest.mark.timeout(60 + 30 * RUNS)
def test_a_tracker_killed_under_load_loses_no_click_it_told_of(committed: Database) -> None:
    chance, told = random.Random(20261123), Told()
    with opened(committed) as house:
        house.tracker.kill()
        for _ in range(RUNS):
            tracker = start_tracker(committed)
            while tracker.ask("/readyz").status != 200:
                time.sleep(0.02)
            asyncio.run(_killed(tracker, told, after=chance.uniform(0.3, 0.8)))
    assert_each_once(told.clicks, committed)
    assert len(told.clicks) > RUNS * VISITORS
    assert told.without == 0
    print(f"{len(told.clicks)} clicks were told of in {RUNS} runs")


async def _killed(tracker: Running, told: Told, after: float) -> None:
    visitors, before = asyncio.create_task(saturating(tracker.port, VISITORS, told)), len(told.clicks)
    async with asyncio.timeout(30):  # a busy machine may take its time; the clock runs from when all are at it
        while len(told.clicks) - before <= VISITORS:
            await asyncio.sleep(0.01)
    await asyncio.sleep(after)
    tracker.process.kill()
    await visitors
    tracker.process.wait(10)
