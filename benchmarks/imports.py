"""How fast are creators taken in from a CSV, beside COPY of the very same rows into the very same tables (P3)?

Prints one JSON line per size: rows per second of the check and of the run, of COPY in the same run, their ratio, and
the peak memory of the importing process. Run: python -m benchmarks.imports [rows ...]   (100000 unless told)
"""

from __future__ import annotations

import csv
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

TABLES = ("creators_creator", "creators_profile", "creators_snapshot", "creators_importrow")
NETWORKS = ("instagram", "tiktok", "youtube", "x")
COUNTRIES = ("Germany", "ES", "United States", "Brazil", "fr", "Türkiye")
RUNS = 3


def rows(size: int) -> Iterator[list[str]]:
    """A list as a discovery tool writes it: figures in four forms, 1 % repeated handles, 1 % unusable rows."""
    yield "Platform,Handle,Full name,Followers,Following,Posts,Country,ER,Avg likes,Bio,E-mail".split(",")
    for number in range(size):
        which = number if number % 100 else max(0, number - 50)
        count = 1000 + which * 7919 % 900_000
        followers = (str(count), f"{count:,}", f"{count / 1000:.1f}k", f"{count}.0")[number % 4]
        yield [
            NETWORKS[which % 4], f"@creator_{which}", f"Creator {which}",
            "-12" if number % 100 == 7 else followers, str(which % 5000), str(which % 900), COUNTRIES[which % 6],
            f"{which % 90 / 10:.2f}%", str(count // 30), f"Coffee, cats\nand code {which}", f"c{which}@example.com",
        ]  # fmt: skip


def main(sizes: list[int]) -> None:
    """Measure each size; everything happens in a folder and a database of its own."""
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as folder:
            Path(folder).chmod(0o755)
            print(json.dumps(measure(Path(folder), size)), flush=True)


def measure(home: Path, size: int) -> dict[str, object]:
    """The figures of one size, medians of three runs (one from 500,000 rows on)."""
    path = home / "creators.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows(size))
    environment = {**os.environ, "SWEETSPOT_HOME": str(home), "SWEETSPOT_DATABASE_NAME": "bench"}
    environment.pop("DATABASE_URL", None)
    runs = [_imported(path, environment) for _ in range(RUNS if size < 500_000 else 1)]
    return {
        "benchmark": "imports", "rows": size, "bytes": path.stat().st_size,
        **{key: statistics.median(run[key] for run in runs) for key in runs[0]},
        "machine": platform.machine(), "cores": os.cpu_count(), "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def _imported(path: Path, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.imports", "--child", str(path)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(child.stdout)
    return found


def child(path: Path) -> None:
    """One import into an empty workspace, then COPY of what it wrote into the emptied tables."""
    from sweetspot.engines import postgres

    home = Path(os.environ["SWEETSPOT_HOME"])
    server = postgres.start(home)
    try:
        postgres.prepare(server.get_uri(), "bench")
        os.environ["DJANGO_SETTINGS_MODULE"] = "sweetspot.settings"
        figures = _take_in(path)
        address = psycopg.conninfo.make_conninfo(server.get_uri(), dbname="bench")
        with psycopg.connect(address, autocommit=True) as connection:
            figures |= _copied(connection, figures)
        print(json.dumps(figures))
    finally:
        server.cleanup()


def _take_in(path: Path) -> dict[str, float]:
    import django

    django.setup()
    from django.conf import settings

    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import upgrade
    from sweetspot.stages.accounts import services as accounts
    from sweetspot.stages.accounts.formulas import system
    from sweetspot.stages.accounts.models import Person
    from sweetspot.stages.creators.services import import_check, imports

    upgrade(settings.DATABASE)
    owner, _ = Person.objects.get_or_create(email="bench@example.com")
    workspace = accounts.create_workspace(f"Bench {time.time_ns()}", owner=owner)
    actor, now = system(workspace.id), datetime.now(UTC)
    began = time.perf_counter()
    with path.open("rb") as source:
        job = imports.upload(actor, "creators", source, name=path.name, now=now)
    checked = time.perf_counter()
    summary = import_check.check(workspace.id, job.id, now=now)
    started = time.perf_counter()
    imports.start(actor, job.id, now=now)
    job = imports.run(workspace.id, job.id, clock=lambda: datetime.now(UTC))
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with scope(workspace.id):
        assert (job.rows_read, job.rows_created) == (summary.read, summary.created)
    return {
        "read": job.rows_read, "created": job.rows_created, "rejected": job.rows_rejected,
        "upload_seconds": round(checked - began, 2),
        "check_rows_per_second": round(summary.read / (started - checked)),
        "run_rows_per_second": round(job.rows_read / (ended - started)),
        "peak_rss_mb": round(peak),
    }  # fmt: skip


def _copied(connection: psycopg.Connection[object], figures: dict[str, float]) -> dict[str, float]:
    """COPY of the same rows: the superuser is not behind the wall, so the plain COPY that RLS refuses is possible."""
    kept = {table: _out(connection, table) for table in TABLES}
    names = sql.SQL(", ").join(map(sql.Identifier, TABLES))
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
    began = time.perf_counter()
    with connection.transaction():
        for table, content in kept.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                while block := content.read(1 << 20):
                    copy.write(block)
    seconds = time.perf_counter() - began
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
    speed = figures["read"] / seconds
    return {
        "copy_rows_per_second": round(speed),
        "ratio_to_copy": round(figures["run_rows_per_second"] / speed, 3),
    }  # fmt: skip


def _out(connection: psycopg.Connection[object], table: str) -> IO[bytes]:
    content = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last reader
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        for block in copy:
            content.write(block)
    content.seek(0)
    return content


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [100_000])
