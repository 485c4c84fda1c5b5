"""Load on a server that answers `/b0` to `/b<links - 1>` with a 302: as much as it takes, or at a fixed pace.

Saturating load comes from `wrk` where it is installed, else from a second Python process, which itself takes much of a
core.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

HEADERS = {
    "Host": "go.example",
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Instagram 330.0.3.29.94",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "de-DE,de;q=0.9",
    "Referer": "https://l.instagram.com/",
}
_LINES = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
_WRK = """
local made, turn = {}, 0
function init(args)
  for number = 0, 999 do made[number] = wrk.format("GET", "/b" .. number * %(step)d, %(headers)s) end
end
function request() turn = (turn + 1) %% 1000; return made[turn] end
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


def generator() -> str:
    """What makes the load here."""
    return "wrk" if shutil.which("wrk") else "python"


def saturate(port: int, seconds: float, connections: int = 64, links: int = 1000) -> Load:
    """Ask over all connections, each as soon as it was answered, for a thousand of the links in turn."""
    step = max(1, links // 1000)
    return (_wrk if generator() == "wrk" else _python)(port, seconds, connections, step)


def _wrk(port: int, seconds: float, connections: int, step: int) -> Load:
    headers = "{" + ", ".join(f'["{name}"]="{value}"' for name, value in HEADERS.items()) + "}"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_WRK % {"step": step, "headers": headers})
        script.flush()
        address = f"http://127.0.0.1:{port}"
        printed = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "-s", script.name, address],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) (\S+) (\S+) (\d+)", printed)
    assert found, printed
    answers, micros, p50, p99, errors = (float(part) for part in found.groups())
    return Load(int(answers), answers / micros * 1e6, p50 / 1e3, p99 / 1e3, int(errors))


def _python(port: int, seconds: float, connections: int, step: int) -> Load:
    """The same load from a process of its own, so that it shares no interpreter with what is measured."""
    given = f"{port}, {seconds}, {connections}, {step}"
    code = f"import asyncio; from benchmarks.peers.load import _visits; print(*asyncio.run(_visits({given})))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    answers, rate, p50, p99, errors = printed.split()
    return Load(int(answers), float(rate), float(p50), float(p99), int(errors))


async def _visits(
    port: int, seconds: float, connections: int, step: int
) -> tuple[int, float, float, float, int]:  # fmt: skip
    end, waits = time.perf_counter() + seconds, list[float]()

    async def visit(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            number = (number + 1) % 1000
            waits.append(await _ask(reader, writer, number * step))
        writer.close()

    await asyncio.gather(*(visit(number) for number in range(connections)))
    return len(waits), len(waits) / seconds, *_percentiles(waits), sum(wait < 0 for wait in waits)


async def paced(port: int, per_second: int, seconds: float) -> Load:
    """Requests at fixed moments, whether or not the ones before were answered; waiting counts from that moment."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(32)]
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for connection in connections:
        idle.put_nowait(connection)
    waits, start, total = list[float](), time.perf_counter(), int(per_second * seconds)

    async def visit(number: int, due: float) -> None:
        connection = await idle.get()
        await _ask(*connection, number % 1000)
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


def _percentiles(waits: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(waits, n=100)
    return cuts[49] * 1e3, cuts[98] * 1e3
