"""The tracker as a real process for tests, and the plainest of clients to ask it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row
from tests.factories.campaigns import NOW, make_partnership
from tests.factories.tracking import make_equipment
from tests.house import HOME

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database
    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.tracking.models import Link

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
PERSON = {"User-Agent": IPHONE, "Accept": "text/html", "Accept-Language": "de"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, the body."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def location(self) -> str:
        """Where the visitor is sent."""
        return self.headers["location"]


@dataclass(frozen=True, slots=True)
class Running:
    """A tracker process and its port."""

    process: subprocess.Popen[bytes]
    port: int

    def ask(
        self, target: str | bytes, *, method: str = "GET", headers: Mapping[str, str] | None = None,
        host: str = "go.example",
    ) -> Answer:  # fmt: skip
        """The answer to one request on a connection of its own; the target is sent as it is, byte by byte."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in (PERSON if headers is None else headers).items())
        raw = target.encode("latin-1") if isinstance(target, str) else target
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(
                method.encode() + b" " + raw + b" HTTP/1.1\r\nHost: " + host.encode() + b"\r\nConnection: close\r\n"
                + lines.encode("latin-1") + b"\r\n"
            )  # fmt: skip
            return parse(b"".join(iter(lambda: connection.recv(65536), b"")))

    def stop(self) -> int:
        """End it as an operator would; its exit code."""
        self.process.terminate()
        return self.process.wait(15)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(15)


def parse(raw: bytes) -> Answer:
    """An HTTP answer taken apart."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return Answer(int(first.split()[1]), headers, body.decode())


def edge_home(database: Database) -> Path:
    """The folder of a database's trackers, unless the test names another."""
    return HOME / f"edge-{database.name}"


def start_tracker(database: Database, *arguments: str, **environment: str) -> Running:
    """A tracker on a free port, answering already; `arguments` are those of its command besides the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = {"SWEETSPOT_DATABASE_NAME": database.name, "SWEETSPOT_EDGE_HOME": str(edge_home(database))}
    process = subprocess.Popen(
        [sys.executable, "-m", "sweetspot.doors.edge", "--port", str(port), *arguments],
        env=os.environ | own | {"PYTHONPATH": "src"} | environment,
    )
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return Running(process, port)
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    raise AssertionError("the tracker did not start")


@dataclass(frozen=True, slots=True)
class House:
    """What a test of the tracker needs: the process, the database, the brand and its link."""

    tracker: Running
    database: Database
    actor: Actor
    link: Link
    edge_home: Path

    def clicks(self) -> list[dict[str, Any]]:
        """Every click in the database, oldest first, seen by a connection of its own."""
        with psycopg.connect(self.database.conninfo(self.database.user), row_factory=dict_row) as seen:
            seen.execute("SELECT set_config('sweetspot.workspace', %s, false)", [str(self.actor.workspace_id)])
            return seen.execute("SELECT * FROM tracking_click ORDER BY at, id").fetchall()

    def tidy(self) -> None:
        """No clicks, the link as it was made, and the usual choices."""
        from sweetspot.engines.isolation import scope
        from sweetspot.stages.tracking import services
        from sweetspot.stages.tracking.models import Privacy

        with psycopg.connect(self.database.conninfo(self.database.owner)) as connection:
            connection.execute("TRUNCATE tracking_click")
        with scope(self.actor.workspace_id):
            Privacy.objects.all().delete()
            services.lead_to(self.actor, self.link.id, "https://shop.example/spring", now=NOW)
            services.resume(self.actor, self.link.id, now=NOW)


@contextmanager
def opened(database: Database, *arguments: str, **environment: str) -> Iterator[House]:
    """The house of a database, with arguments and environment variables of the tracker where a test needs them."""
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.accounts import queries, services
    from sweetspot.stages.accounts.models import Person

    owner = Person.objects.create_user("ana@example.com", "correct horse battery", name="Ana")
    workspace = services.create_workspace("Ana's brand", owner=owner)
    actor = queries.member_actor(owner, queries.memberships(owner)[0])
    with scope(workspace.id):
        link = make_equipment(actor, make_partnership(actor)).link
    tracker = start_tracker(database, *arguments, **environment)
    try:
        yield House(tracker, database, actor, link, Path(environment.get("SWEETSPOT_EDGE_HOME", edge_home(database))))
    finally:
        tracker.kill()
