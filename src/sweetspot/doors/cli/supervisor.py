"""Starts the pages, the tracker and the worker, and stops all three together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from sweetspot.core.errors import Unavailable
from sweetspot.doors.children import ends_with_parent
from sweetspot.doors.edge.processes import default_number

_STOP_SECONDS = 10


def supervise(home: Path, email: str | None) -> int:
    """Run until a signal comes or one of the three ends; returns the exit code. No process is left behind."""
    from django.conf import settings

    for name, port in (("SWEETSPOT_PORT", settings.PORT), ("SWEETSPOT_EDGE_PORT", settings.EDGE_PORT)):
        _refuse_taken(name, port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    processes: list[subprocess.Popen[bytes]] = []
    guard: subprocess.Popen[bytes] | None = None
    try:
        trackers = settings.EDGE_PROCESSES or default_number()
        for command in _commands(settings.PORT, settings.EDGE_PORT, trackers):
            processes.append(_start(command, home))
        guard = _guard(home, processes)
        _await(settings.PORT, processes)
        _await(settings.EDGE_PORT, processes)
        _greet(email)
        return _watch(processes)
    except KeyboardInterrupt:
        click.echo("\nStopping.", err=True)
        return 0
    finally:
        _stop(processes)
        if guard:
            guard.communicate(b".")


def _commands(port: int, edge_port: int, trackers: int) -> Iterator[list[str]]:
    python = sys.executable
    yield [
        python, "-m", "granian", "sweetspot.doors.web.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--blocking-threads", "4", "--workers", "1", "--workers-kill-timeout", "5", "--no-ws",
        "--log-level", "warning",
    ]  # fmt: skip
    yield [
        python, "-m", "sweetspot.doors.edge", "--host", "127.0.0.1", "--port", str(edge_port),
        "--processes", str(trackers),
    ]  # fmt: skip
    yield [python, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]


def _start(command: list[str], home: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"SWEETSPOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sweetspot.settings"}
    # A session of its own: Ctrl-C reaches the supervisor alone, which then stops the three in order.
    return subprocess.Popen(  # noqa: S603 - our own fixed commands
        command, env=environment, start_new_session=True, preexec_fn=ends_with_parent()
    )


def _guard(home: Path, processes: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """A process that ends the parts, and the database, should this one be killed without a chance to."""
    command = [sys.executable, "-m", "sweetspot.doors.cli.guard", str(home), *(str(one.pid) for one in processes)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own command


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Unavailable(
                f"Port {port} is in use, perhaps by a Sweetspot that still runs. Stop what holds it"
                f" (lsof -i :{port} names it), or set {name} to another port.",
                permanent=True,
            ) from error


def _await(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            raise Unavailable("A part of Sweetspot did not start; its message is above.", permanent=True)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Unavailable(f"Nothing answers on port {port} after a minute.", permanent=True)


def _greet(email: str | None) -> None:
    from django.conf import settings

    from sweetspot.stages.accounts import queries

    click.echo(f"Pages    {settings.PUBLIC_URL}\nTracker  {settings.EDGE_URL}")
    if email:
        token = queries.sign_in_token(queries.person_by_email(email))
        click.echo(f"\nSign in: {settings.PUBLIC_URL}/enter/{token}\n")
    click.echo("Ctrl-C stops everything.")
    sys.stdout.flush()


def _watch(processes: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for process in processes:
            if (code := process.poll()) is not None:
                click.echo(f"{process.args!r} ended with code {code}; stopping the rest.", err=True)
                return 1
        time.sleep(0.5)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
