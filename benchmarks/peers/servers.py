"""The servers that are compared: the tracker, a bare granian, nginx; and what processor and memory they take."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

#: granian as its documentation has it: an application that answers 302 and records nothing.
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
_NGINX = """
daemon off; pid {folder}/pid; error_log /dev/null; worker_processes auto;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  server {{ listen 127.0.0.1:{port} reuseport; location / {{ return 302 https://shop.example/; }} }}
}}
"""


@contextmanager
def bare(processes: int = 1) -> Iterator[int]:
    """The port of a granian that records nothing, on so many processes."""
    port = _free_port()
    with ExitStack() as stack:
        for _ in range(processes):
            stack.enter_context(_running([sys.executable, "-c", _BARE, str(port)], port))
        yield port


@contextmanager
def nginx() -> Iterator[int]:
    """The port of an nginx with `return 302`."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(_NGINX.format(folder=folder, port=port))
        with _running(["nginx", "-c", str(configuration)], port):
            yield port


def has_nginx() -> bool:
    """Whether nginx is installed."""
    return shutil.which("nginx") is not None


@contextmanager
def tracker(processes: int = 1) -> Iterator[tuple[int, int]]:
    """The port of a tracker, alone or on several processes, and the process that is it or their parent."""
    port = _free_port()
    several = ["--processes", str(processes)] if processes > 1 else []
    with _running([sys.executable, "-m", "sweetspot.doors.edge", "--port", str(port), *several], port) as process:
        yield port, process.pid


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children, so far."""
    return sum(_own_cpu_seconds(one) for one in (pid, *_children(pid)))


def _own_cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_bytes(pid: int) -> int:
    """Memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def sync_milliseconds(folder: Path) -> float:
    """How long the disk under a folder takes to sync a small write: the median of a hundred."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(bytes(8192 * 100))
        os.fsync(file.fileno())
        waits = []
        for number in range(100):
            began = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 8192, 8192 * number)
            os.fdatasync(file.fileno())
            waits.append(time.perf_counter() - began)
    return sorted(waits)[50] * 1e3


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        time.sleep(0.5)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
