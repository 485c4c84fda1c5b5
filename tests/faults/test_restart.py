"""Trackers restarted in turn under load: no visitor is turned away, no click is lost."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest
from tests.factories.load import Told, assert_each_once, steady
from tests.factories.tracker import House, opened

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database


@pytest.mark.faults
def test_a_restart_under_load_loses_nobody(committed: Database) -> None:
    with opened(committed, "--processes", "2") as house:
        told = asyncio.run(_restarted(house))
        assert (told.without, told.unanswered) == (0, 0)
        assert_each_once(told.clicks, committed)


async def _restarted(house: House) -> Told:
    visits = asyncio.create_task(steady(house.tracker.port, 100, 20))
    await asyncio.sleep(3)
    house.tracker.process.send_signal(signal.SIGHUP)
    return await visits
