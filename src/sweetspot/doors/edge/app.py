"""The tracker: finds a short address in memory, puts the click on disk, then sends the visitor on to the shop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sweetspot.core.identifiers import new_id, to_public
from sweetspot.doors.edge import pages
from sweetspot.doors.edge.counters import Counters
from sweetspot.doors.edge.database import connector
from sweetspot.doors.edge.exchange import Reply, Request
from sweetspot.doors.edge.links import LinkTable, Target, follow
from sweetspot.doors.edge.recorder import Recorder, Row
from sweetspot.doors.edge.visitors import Salts, client_address, visitor_key
from sweetspot.stages.tracking.formulas.click_classes import classify
from sweetspot.stages.tracking.formulas.destinations import with_click_id

_TEXT = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
_REDIRECT = [
    ("cache-control", "no-store"),
    # The shop learns which site its visitor came from, as without us, and no more.
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-robots-tag", "noindex"),
]
_ROBOTS = "User-agent: *\nDisallow: /\n"
_AGENT_LENGTH = 400
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a tracker runs: its data folder, and how many proxies in front of it are our own."""

    home: Path
    trusted_proxies: int = 0

    @classmethod
    def from_environment(cls) -> Options:
        """The options that SWEETSPOT_HOME and SWEETSPOT_TRUSTED_PROXIES name; ValueError for nonsense."""
        proxies = os.environ.get("SWEETSPOT_TRUSTED_PROXIES", "0")
        if not proxies.isdecimal():
            raise ValueError(f"SWEETSPOT_TRUSTED_PROXIES must be a whole number, not {proxies!r}")
        return cls(Path(os.environ.get("SWEETSPOT_HOME", "var")).absolute(), int(proxies))


class Tracker:
    """Answers every request of the short host; must be made inside a running loop."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._connect = connector(options.home)
        self._links, self._counters = LinkTable(), Counters()
        self._recorder = Recorder(self._connect, self._counters)
        self._salts = Salts(options.home / "edge")
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def ready(self) -> bool:
        """Whether links are known and clicks can be recorded."""
        return self._links.loaded and self._recorder.ready

    async def start(self, patience: float = 3.0) -> None:
        """Begin to read links and write clicks; returns when both work, or after `patience` seconds all the same."""
        classify("GET", {}, "Mozilla/5.0")  # reads the list of crawlers now, not while the first visitor waits
        jobs = (follow(self._links, self._connect), self._recorder.run())
        self._tasks = [asyncio.create_task(job) for job in jobs]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not self.ready:
                    await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Let every visitor who is here go on, then leave."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                while self._counters.waiting:
                    await asyncio.sleep(0.01)
                await self._recorder.drain()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._recorder.close()

    async def answer(self, request: Request, reply: Reply) -> None:
        """One request, from its first byte to its answer."""
        self._counters.waiting += 1
        try:
            await self._answer(request, reply)
        finally:
            self._counters.waiting -= 1

    async def _answer(self, request: Request, reply: Reply) -> None:
        target = self._links.find(request.path.strip("/").lower())
        if request.method not in ("GET", "HEAD"):
            reply.response_str(405, [*_TEXT, ("allow", "GET, HEAD")], "Links are followed with GET.\n")
        elif target is None:
            self._answer_without_link(request, reply)
        elif not target.active:
            self._counters.paused += 1
            _show(request, reply, 404, pages.PAUSED)
        else:
            await self._follow(request, reply, target)

    async def _follow(self, request: Request, reply: Reply, target: Target) -> None:
        row, click = self._click(request, target)
        if await self._recorder.record(row):
            self._counters.recorded[row.kind] += 1
            location = with_click_id(target.destination, click, request.query_string)
        else:
            # The visitor goes on whatever happens to us; without an id nobody believes the click was counted.
            self._counters.unrecorded += 1
            location = with_click_id(target.destination, "", request.query_string)
        reply.response_empty(302, [("location", location), *_REDIRECT])

    def _click(self, request: Request, target: Target) -> tuple[Row, str]:
        """The row to be written and the id the shop is told."""
        headers = dict(request.headers.items())
        agent = printable(headers.get("user-agent", ""))
        judged = classify(request.method, headers, agent)
        micros, identifier = time.time_ns() // 1000, new_id()
        forwarded = request.headers.get_all("x-forwarded-for") if self._options.trusted_proxies else []
        address = client_address(request.client, forwarded, self._options.trusted_proxies)
        row = Row(
            identifier.hex, target.workspace, target.link, str(micros), request.method, judged.kind,
            ",".join(judged.reasons), judged.rule_version, judged.in_app or "",
            visitor_key(self._salts.at(micros), target.workspace, address, agent), agent[:_AGENT_LENGTH],
            referrer_host(headers.get("referer", "")),
        )  # fmt: skip
        return row, to_public("clk", identifier)

    def _answer_without_link(self, request: Request, reply: Reply) -> None:
        match request.path:
            case "/healthz":
                reply.response_str(200, _TEXT, "ok\n")
            case "/readyz":
                reply.response_str(200 if self.ready else 503, _TEXT, "ready\n" if self.ready else "not ready\n")
            case "/metrics":
                numbers = self._counters.exposition(links=len(self._links), ready=self.ready)
                reply.response_str(200, [("content-type", "text/plain; version=0.0.4")], numbers)
            case "/robots.txt":
                reply.response_str(200, _TEXT, _ROBOTS)
            case _ if not self._links.loaded:
                _show(request, reply, 503, pages.STARTING)
            case _:
                self._counters.unknown += 1
                _show(request, reply, 404, pages.UNKNOWN)


class App:
    """The tracker for granian's own command, `granian --interface rsgi sweetspot.doors.edge.app:app`."""

    _tracker: Tracker

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start before the first request; called while the loop does not run yet."""
        self._tracker = loop.run_until_complete(_started())

    async def __rsgi__(self, request: Request, reply: Reply) -> None:
        """Answer one request."""
        await self._tracker.answer(request, reply)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop after the last request."""
        loop.run_until_complete(self._tracker.stop())


async def _started() -> Tracker:
    tracker = Tracker(Options.from_environment())
    await tracker.start()
    return tracker


def printable(text: str) -> str:
    """The text without control characters and without halves of letters, neither of which the database takes."""
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else " " for letter in whole)


def referrer_host(referrer: str) -> str:
    """The host that a visitor came from; empty where there is none, or none that could be one."""
    if not referrer:
        return ""
    try:
        return printable(urlsplit(referrer).hostname or "")[:253]
    except ValueError:
        return ""


def _show(request: Request, reply: Reply, status: int, body: str) -> None:
    reply.response_str(status, pages.HEADERS, "" if request.method == "HEAD" else body)


app = App()
