"""P1: how many visitors a second are sent on with their click on disk, beside a bare 302 of the same server?

A database and a tracker of its own are started in a temporary folder; 1,000 links are followed over 64 connections,
in turns with a granian that answers 302 and records nothing (the limit of the server). Then 500 a second, paced.
Load comes from `wrk` where it is installed, else from a second Python process, which itself takes much of a core.
Run: python -m benchmarks.redirect [seconds per run]
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

LINKS, CONNECTIONS, RUNS, PACE = 1000, 64, 3, 500
HEADERS = {
    "Host": "go.example",
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Instagram 330.0.3.29.94",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "de-DE,de;q=0.9",
    "Referer": "https://l.instagram.com/",
}
_BARE = """
import asyncio, os, signal, sys
from granian.constants import HTTPModes
from granian.server.embed import Server
async def answer(scope, proto):
    proto.response_empty(302, [("location", "https://shop.example/"), ("cache-control", "no-store")])
async def main():
    server = Server(answer, "127.0.0.1", int(sys.argv[1]), http=HTTPModes.http1, websockets=False, backlog=1024,
                    log_enabled=False)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()
asyncio.run(main())
os._exit(0)
"""
_WRK = """
local made, turn = {}, 0
function init(args)
  for number = 0, %(links)d - 1 do made[number] = wrk.format("GET", "/b" .. number, %(headers)s) end
end
function request() turn = (turn + 1) %% %(links)d; return made[turn] end
function done(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%f %%f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status + summary.errors.read))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One run: answers, answers a second, milliseconds that half and 99 % of them stayed below, what went wrong."""

    answers: int
    per_second: float
    p50: float
    p99: float
    errors: int


def main() -> None:
    """Print the figures as one JSON line."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    home = Path(tempfile.mkdtemp(prefix="sweetspot-benchmark-"))
    os.environ |= {"SWEETSPOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sweetspot.settings"}
    from sweetspot.engines import postgres

    home.chmod(0o755)
    server = postgres.start(home)
    try:
        postgres.prepare(server.get_uri(), "sweetspot")
        _make_links()
        print(json.dumps(measured(seconds, server.get_uri())))
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def measured(seconds: int, uri: str) -> dict[str, Any]:
    """The figures: medians of alternating runs, processor time per click, and whether every answer was recorded.

    `recorded` may be a few more than `told`: the load generator does not count answers after its time.
    """
    bare, tracker = _free_port(), _free_port()
    with (
        _running([sys.executable, "-c", _BARE, str(bare)], bare),
        _running([sys.executable, "-m", "sweetspot.doors.edge", "--port", str(tracker)], tracker) as process,
    ):
        warm = [_load(port, 1) for port in (bare, tracker)]
        limits, runs, before = [], [], _cpu_seconds(process.pid)
        before_database = _database_cpu_seconds(uri)
        for _ in range(RUNS):
            limits.append(_load(bare, seconds))
            runs.append(_load(tracker, seconds))
        clicks = sum(run.answers for run in runs)
        spent, database = _cpu_seconds(process.pid) - before, _database_cpu_seconds(uri) - before_database
        paced = asyncio.run(_paced(tracker, PACE, seconds))
    recorded = _recorded(uri)
    told = warm[1].answers + clicks + paced.answers
    limit, rate = _median(limits, "per_second"), _median(runs, "per_second")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load average {os.getloadavg()[1]:.1f}"
    generator = "wrk" if shutil.which("wrk") else "python"
    return {
        "benchmark": "P1 redirect", "date": str(datetime.now(UTC).date()), "machine": machine,
        "load": f"{generator}, {CONNECTIONS} connections, {LINKS} links, {RUNS} x {seconds} s",
        "durable_per_second": round(rate), "bare_per_second": round(limit), "ratio": round(rate / limit, 3),
        "p50_ms": round(_median(runs, "p50"), 1), "p99_ms": round(_median(runs, "p99"), 1),
        "bare_p99_ms": round(_median(limits, "p99"), 1),
        "p99_ms_at_500_per_second": round(paced.p99, 1), "p50_ms_at_500_per_second": round(paced.p50, 1),
        "cpu_us_per_click": round(spent / clicks * 1e6), "database_cpu_us_per_click": round(database / clicks * 1e6),
        "errors": sum(run.errors for run in [*limits, *runs, paced]), "told": told, "recorded": recorded,
    }  # fmt: skip


def _make_links() -> None:
    import django

    django.setup()
    from django.conf import settings
    from tests.factories.campaigns import make_partnership

    from sweetspot.core.identifiers import new_id
    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import upgrade
    from sweetspot.stages.accounts import queries, services
    from sweetspot.stages.accounts.models import Person
    from sweetspot.stages.tracking.models import Link

    upgrade(settings.DATABASE)
    owner = Person.objects.create_user("ana@example.com", None, name="Ana")
    workspace = services.create_workspace("Ana's brand", owner=owner)
    actor = queries.member_actor(owner, queries.memberships(owner)[0])
    with scope(workspace.id):
        partnership = make_partnership(actor)
        Link.objects.bulk_create(
            Link(id=new_id(), workspace=workspace, partnership=partnership, slug=f"b{number}",
                 destination=f"https://shop.example/item/{number}?colour=gold")
            for number in range(LINKS)
        )  # fmt: skip


def _load(port: int, seconds: int) -> Load:
    return _wrk(port, seconds) if shutil.which("wrk") else _python(port, seconds)


def _wrk(port: int, seconds: int) -> Load:
    headers = "{" + ", ".join(f'["{name}"]="{value}"' for name, value in HEADERS.items()) + "}"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_WRK % {"links": LINKS, "headers": headers})
        script.flush()
        printed = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) (\S+) (\S+) (\d+)", printed)
    assert found, printed
    answers, micros, p50, p99, errors = (float(part) for part in found.groups())
    return Load(int(answers), answers / micros * 1e6, p50 / 1e3, p99 / 1e3, int(errors))


def _python(port: int, seconds: int) -> Load:
    """The same load from a process of its own, so that it shares no interpreter with what is measured."""
    code = f"import asyncio; from benchmarks.redirect import saturate; print(*asyncio.run(saturate({port}, {seconds})))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    answers, rate, p50, p99, errors = printed.split()
    return Load(int(answers), float(rate), float(p50), float(p99), int(errors))


async def saturate(port: int, seconds: float) -> tuple[int, float, float, float, int]:
    """Ask over all connections, each as soon as it was answered; the fields of a `Load`."""
    end, waits = time.perf_counter() + seconds, list[float]()

    async def visit(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            number = (number + 1) % LINKS
            waits.append(await _ask(reader, writer, number))
        writer.close()

    await asyncio.gather(*(visit(number) for number in range(CONNECTIONS)))
    return len(waits), len(waits) / seconds, *_percentiles(waits), sum(wait < 0 for wait in waits)


async def _paced(port: int, per_second: int, seconds: float) -> Load:
    """Requests at fixed moments, whether or not the ones before were answered; waiting counts from that moment."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(32)]
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for connection in connections:
        idle.put_nowait(connection)
    waits, start, total = list[float](), time.perf_counter(), int(per_second * seconds)

    async def visit(number: int, due: float) -> None:
        connection = await idle.get()
        await _ask(*connection, number % LINKS)
        idle.put_nowait(connection)
        waits.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as visits:
        for number in range(total):
            due = start + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            visits.create_task(visit(number, due))
    for _, writer in connections:
        writer.close()
    return Load(len(waits), len(waits) / (time.perf_counter() - start), *_percentiles(waits), 0)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> float:
    began = time.perf_counter()
    writer.write(f"GET /b{number} HTTP/1.1\r\n{_LINES}\r\n".encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    return time.perf_counter() - began if answer.startswith(b"HTTP/1.1 302") else -1.0


_LINES = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())


def _percentiles(waits: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(waits, n=100)
    return cuts[49] * 1e3, cuts[98] * 1e3


def _median(runs: list[Load], field: str) -> float:
    return statistics.median(float(getattr(run, field)) for run in runs)


def _recorded(uri: str) -> int:
    with psycopg.connect(uri, dbname="sweetspot") as connection:
        row = connection.execute("SELECT count(*) FROM tracking_click").fetchone()
    assert row
    return int(row[0])


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _database_cpu_seconds(uri: str) -> float:
    """Of the server processes that exist now: the tracker's own and those that write the log and the tables."""
    with psycopg.connect(uri) as connection:
        pids = [row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")]
    return sum(_cpu_seconds(pid) for pid in pids if Path(f"/proc/{pid}").exists())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
