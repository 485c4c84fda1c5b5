"""P1: how many visitors a second are sent on with their click on disk, beside a bare 302 of the same server?

A database and trackers of its own are started in a temporary folder; links are followed in turns with a granian that
answers 302 and records nothing (the limit of the server), on as many processes, and with nginx's `return 302` (the
limit of the machine) where it is installed. Then 500 a second, paced; then the curves over connections and links.
Run: python -m benchmarks.redirect [seconds per run]
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.peers import servers
from benchmarks.peers.load import HEADERS, Load, generator, paced, saturate

CONNECTIONS, RUNS, PACE = 64, 3, 500
LINKS = (1_000, 100_000, 1_000_000)
LIMITS = {"ratio": ">= 0.6", "p99_ms": "<= 25", "p99_ms_at_500_per_second": "<= 10", "cpu_us_per_click": "<= 150"}


def main() -> None:
    """Print the figures as JSON lines."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    home = Path(tempfile.mkdtemp(prefix="sweetspot-benchmark-"))
    os.environ |= {"SWEETSPOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sweetspot.settings"}
    from sweetspot.engines import postgres

    home.chmod(0o755)
    server = postgres.start(home)
    try:
        postgres.prepare(server.get_uri(), "sweetspot")
        _make_house(server.get_uri())
        for processes in (1, 2):
            _tell(
                f"P1 redirect, {processes} tracker{'s' * (processes > 1)}",
                measured(seconds, server.get_uri(), processes),
            )
        _tell("P1 drain of a spool", drained(server.get_uri()))
        for figures in curve_of_connections(seconds):
            _tell("P1 connections", figures)
        for figures in curve_of_links(seconds, server.get_uri()):
            _tell("P1 links", figures)
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def measured(seconds: int, uri: str, processes: int) -> dict[str, Any]:
    """The figures: medians of alternating runs, processor time per click, and whether every answer was recorded.

    `recorded` may be a few more than `told`: the load generator does not count answers after its time.
    `sync_ms` bounds them: nobody is answered before a sync, so at most connections / sync are answered a second.
    """
    before = _recorded(uri)
    with servers.bare() as alone, servers.bare(processes) as bare, servers.tracker(processes) as (port, pid):
        told = [saturate(one, 1) for one in (alone, bare, port)][-1].answers
        single, limits, runs, syncs = [], [], [], []
        spent = database = 0.0
        for _ in range(RUNS):
            single.append(saturate(alone, seconds))
            limits.append(saturate(bare, seconds))
            syncs.append(servers.sync_milliseconds(Path(os.environ["SWEETSPOT_HOME"])))
            own, theirs = servers.cpu_seconds(pid), _database_cpu_seconds(uri)
            runs.append(saturate(port, seconds))
            spent, database = spent + servers.cpu_seconds(pid) - own, database + _database_cpu_seconds(uri) - theirs
        pace = asyncio.run(paced(port, PACE, seconds))
    clicks = sum(run.answers for run in runs)
    rate, limit, sync = _median(runs, "per_second"), _median(limits, "per_second"), statistics.median(syncs)
    figures = {
        "load": f"{generator()}, {CONNECTIONS} connections, 1000 links, {RUNS} x {seconds} s",
        "durable_per_second": round(rate), "bare_per_second": round(limit), "ratio": round(rate / limit, 3),
        "bare_one_process_per_second": round(_median(single, "per_second")),
        "ratio_to_one_process": round(rate / _median(single, "per_second"), 3),
        "p50_ms": round(_median(runs, "p50"), 1), "p99_ms": round(_median(runs, "p99"), 1),
        "bare_p99_ms": round(_median(limits, "p99"), 1),
        "p99_ms_at_500_per_second": round(pace.p99, 1), "p50_ms_at_500_per_second": round(pace.p50, 1),
        "cpu_us_per_click": round(spent / clicks * 1e6), "database_cpu_us_per_click": round(database / clicks * 1e6),
        "sync_ms": round(sync, 2), "share_of_what_the_disk_allows": round(rate * sync / 1e3 / CONNECTIONS, 2),
        "errors": sum(run.errors for run in [*limits, *runs, pace]),
        "told": told + clicks + pace.answers, "recorded": _recorded(uri) - before, "to_reach": LIMITS,
    }  # fmt: skip
    if servers.has_nginx():
        with servers.nginx() as port:
            figures["nginx_per_second"] = round(_median([saturate(port, 1) for _ in range(RUNS)], "per_second"))
    return figures


def drained(uri: str, clicks: int = 1_000_000) -> dict[str, Any]:
    """How long a tracker takes to bring spooled clicks into the database."""
    from sweetspot.core.identifiers import new_id
    from sweetspot.doors.edge.clicks import Row
    from sweetspot.doors.edge.folders import Folder
    from sweetspot.doors.edge.spool import Spool, files

    with psycopg.connect(uri, dbname="sweetspot") as connection:
        found = connection.execute("SELECT workspace_id::text, id::text FROM tracking_link LIMIT 1").fetchone()
    assert found
    left = Folder.own(Path(os.environ["SWEETSPOT_HOME"]) / "edge")
    spool, micros, agent = Spool(lambda: left.path), str(time.time_ns() // 1000), HEADERS["User-Agent"]
    told = (*found, micros, "GET", "person", "browser", "1", "", "ab" * 16, agent, "")
    for _ in range(clicks // 2000):
        assert spool.write([Row(new_id().hex, *told) for _ in range(2000)])
    spool.seal()
    left.let_go()
    before, began = _recorded(uri), time.monotonic()
    with servers.tracker():
        while files(left.path):
            time.sleep(0.1)
        took = time.monotonic() - began
    return {"clicks": clicks, "seconds": round(took, 1), "arrived": _recorded(uri) - before, "to_reach": "<= 60 s"}


def curve_of_connections(seconds: int) -> list[dict[str, Any]]:
    """The tracker, and the bare server, at more and more connections."""
    found = []
    with servers.bare() as bare, servers.tracker() as (port, _):
        for connections in (1, 8, 64, 256):
            limit, run = saturate(bare, seconds, connections), saturate(port, seconds, connections)
            found.append(
                {"connections": connections, **_run(run), "ratio": round(run.per_second / limit.per_second, 3)}
            )
    return found


def curve_of_links(seconds: int, uri: str) -> list[dict[str, Any]]:
    """The tracker with more and more links, and the memory that each of them takes."""
    found, first = [], 0
    for links in LINKS:
        _make_links(uri, links)
        with servers.tracker() as (port, pid):
            began = time.monotonic()
            while _status(port, links) != 302 and time.monotonic() - began < 120:
                time.sleep(0.2)
            run = saturate(port, seconds, CONNECTIONS, links)
            memory = servers.memory_bytes(pid)
        first = first or memory
        per_link = round((memory - first) / (links - LINKS[0])) if links > LINKS[0] else None
        found.append({"links": links, **_run(run), "memory_mb": round(memory / 2**20), "bytes_per_link": per_link})
    return found


def _status(port: int, links: int) -> int:
    """The status of the last link."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("HEAD", f"/b{links - 1}")
    return connection.getresponse().status


def _tell(name: str, figures: dict[str, Any]) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}"
    print(
        json.dumps({"benchmark": name, "date": str(datetime.now(UTC).date()), "machine": machine} | figures), flush=True
    )


def _run(run: Load) -> dict[str, Any]:
    return {"durable_per_second": round(run.per_second), "p50_ms": round(run.p50, 1), "p99_ms": round(run.p99, 1)}


def _make_house(uri: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from tests.factories.campaigns import make_partnership
    from tests.factories.tracking import make_equipment

    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import upgrade
    from sweetspot.stages.accounts import queries, services
    from sweetspot.stages.accounts.models import Person

    upgrade(settings.DATABASE)
    owner = Person.objects.create_user("ana@example.com", None, name="Ana")
    workspace = services.create_workspace("Ana's brand", owner=owner)
    actor = queries.member_actor(owner, queries.memberships(owner)[0])
    with scope(workspace.id):
        make_equipment(actor, make_partnership(actor))
    _make_links(uri, LINKS[0])


def _make_links(uri: str, links: int) -> None:
    """So many links, `/b0` and on, each to a page of its own; copies of the one that there is."""
    with psycopg.connect(uri, dbname="sweetspot") as connection:
        columns = [row[0] for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'tracking_link'")]  # fmt: skip
        own = {"id": "gen_random_uuid()", "slug": "'b' || n",
               "destination": "'https://shop.example/item/' || n || '?colour=gold'"}  # fmt: skip
        chosen = ", ".join(own.get(column, column) for column in columns)
        connection.execute("SET session_replication_role = replica")  # no announcement for each: trackers start later
        connection.execute(
            f"INSERT INTO tracking_link ({', '.join(columns)}) SELECT {chosen} FROM tracking_link, "
            f"generate_series(0, {links - 1}) n WHERE slug NOT LIKE 'b%' AND NOT EXISTS "
            "(SELECT FROM tracking_link known WHERE known.slug = 'b' || n)"
        )
        connection.commit()


def _median(runs: list[Load], field: str) -> float:
    return statistics.median(float(getattr(run, field)) for run in runs)


def _recorded(uri: str) -> int:
    with psycopg.connect(uri, dbname="sweetspot") as connection:
        row = connection.execute("SELECT coalesce(sum(times), 0) FROM tracking_click").fetchone()
    assert row
    return int(row[0])


def _database_cpu_seconds(uri: str) -> float:
    """Of the server processes that exist now: the tracker's own and those that write the log and the tables."""
    with psycopg.connect(uri) as connection:
        pids = [row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")]
    return sum(servers.cpu_seconds(pid) for pid in pids if Path(f"/proc/{pid}").exists())


if __name__ == "__main__":
    main()
