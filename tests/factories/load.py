"""Visitors who follow a link one after another, and what each of them was told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from tests.factories.tracker import PERSON, parse

from sweetspot.core.identifiers import from_public

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database


@dataclass(slots=True)
class Told:
    """What visitors were told: the ids of their clicks, how many went on without one, how many got no answer."""

    clicks: list[UUID] = field(default_factory=list)
    without: int = 0
    unanswered: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """Seconds that 99 % of the answers took less than."""
        return sorted(self.waits)[int(len(self.waits) * 0.99)]


async def steady(
    port: int, per_second: float, seconds: float, *, path: str = "/anna", headers: Mapping[str, str] = PERSON
) -> Told:  # fmt: skip
    """Visitors at fixed moments, each on a connection of its own, whatever happens to those before."""
    told, start = Told(), time.monotonic()
    async with asyncio.TaskGroup() as visits:
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(max(0.0, start + number / per_second - time.monotonic()))
            visits.create_task(_visit(port, told, path, headers))
    return told


async def _visit(port: int, told: Told, path: str, headers: Mapping[str, str]) -> None:
    began = time.monotonic()
    try:
        async with asyncio.timeout(20):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_request(path, headers))
            answer = parse(await reader.readuntil(b"\r\n\r\n"))
    except (OSError, EOFError, TimeoutError):
        told.unanswered += 1
        return
    told.waits.append(time.monotonic() - began)
    _tell(told, answer.location)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def saturating(port: int, visitors: int, told: Told) -> None:
    """Visitors who follow the link again as soon as they were answered, until the tracker is gone."""
    await asyncio.gather(*(_again_and_again(port, told) for _ in range(visitors)))


async def _again_and_again(port: int, told: Told) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    # Gone: an answer that came in part was not told to anybody.
    with contextlib.suppress(OSError, EOFError):
        while True:
            writer.write(_request("/anna", PERSON))
            _tell(told, parse(await reader.readuntil(b"\r\n\r\n")).location)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: go.example\r\n{lines}\r\n".encode()


def _tell(told: Told, location: str) -> None:
    _, _, click = location.partition("ssclid=")
    if click:
        told.clicks.append(from_public("clk", click))
    else:
        told.without += 1


def recorded(database: Database) -> Counter[UUID]:
    """How often each click is in the database."""
    with psycopg.connect(database.conninfo(database.edge)) as connection:
        return Counter(row[0] for row in connection.execute("SELECT id FROM tracking_click"))


def assert_each_once(told: Sequence[UUID], database: Database) -> None:
    """Every click that a visitor was told of is in the database exactly once."""
    there = recorded(database)
    assert [click for click in told if there[click] != 1] == []
    assert len(told) == len(set(told))
    assert set(there.values()) <= {1}
