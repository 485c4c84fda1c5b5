"""How long do pages take in a workspace of a year's size, with how many queries and bytes (P8)?

Loads a sample of the size asked for into a database of its own, repeats its campaigns back over a year, derives
everything, then asks for each page through the whole stack of middleware and templates. Prints one JSON line per page:
median, 95th percentile and slowest of 21 answers after a warm-up, queries, bytes, beside the limits.

Run: python -m benchmarks.pages [creators] [--keep FOLDER]   (5000 creators unless told; 50000 is the size of P8)
With --keep the database stays in the folder and is measured as it is the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIMITS = {"list": 0.3, "report": 1.0, "queries": 30, "bytes": 150 * 1024}
PAGES = {
    "/": "list", "/creators": "list", "/creators?tier=micro&country=DE&sort=-er": "list", "/creators?q=ring": "list",
    "/plans": "list", "/campaigns": "list", "/links": "list", "/orders": "list", "/commissions": "list",
    "/ledger": "list", "/statements": "list", "/report": "report", "/report?by=tier": "report", "/figures": "report",
    "/performance": "report", "/performance?country=DE&source=instagram": "report",
    "/performance?period=year": "report",
}  # fmt: skip
RUNS = 21


def main(creators: int, keep: Path | None) -> None:
    """Load and derive, unless that was done before; measure."""
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as folder:
        home = Path(folder)
        home.mkdir(exist_ok=True)
        home.chmod(0o755)
        (home / "static").mkdir(exist_ok=True)
        os.environ |= {"SWEETSPOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "sweetspot.settings"}
        os.environ.pop("DATABASE_URL", None)
        from sweetspot.engines import postgres

        server = postgres.start(home)
        postgres.prepare(server.get_uri(), "sweetspot")
        try:
            _measure(creators, home / "loaded.json")
        finally:
            server.cleanup()


def _measure(creators: int, loaded: Path) -> None:
    import django

    django.setup()
    from django.conf import settings

    from sweetspot.engines.upgrade import upgrade
    from sweetspot.stages.accounts import services

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    upgrade(settings.DATABASE)
    owner = services.person("bench@example.com")
    if not loaded.exists():
        loaded.write_text(json.dumps(_load(owner, creators)))
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    print(json.dumps({"benchmark": "pages", **machine, **json.loads(loaded.read_text())}), flush=True)
    for path, kind in PAGES.items():
        print(json.dumps(_page(owner, path, kind)), flush=True)


def _load(owner: Any, creators: int) -> dict[str, Any]:
    """Write the year and derive what follows from it; returns what there is, and how many seconds each part took."""
    from benchmarks.year import repeat
    from django.conf import settings

    from sweetspot import pipeline
    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import analyze
    from sweetspot.integrations.sample import load as sample
    from sweetspot.integrations.sample.programme import Size
    from sweetspot.stages.orders import queries as orders
    from sweetspot.stages.tracking.models import Click

    now, started, seconds = datetime.now(UTC), time.perf_counter(), {}

    def done(part: str) -> None:
        nonlocal started
        analyze(settings.DATABASE)
        seconds[f"{part}_seconds"] = round(time.perf_counter() - started, 1)
        print(json.dumps(seconds), flush=True)
        started = time.perf_counter()

    loaded = sample.load(owner, seed=7, size=Size(creators, 365, None), today=now.date(), now=now)
    done("load")
    repeat(loaded.workspace_id)
    done("repeat")
    with scope(loaded.workspace_id):
        pipeline.run(now=now)
        size = {"clicks": Click.objects.count(), "orders": orders.listing().count()}
    done("derive")
    return {"creators": loaded.creators, "posts": loaded.posts, **size, **seconds}


def _page(owner: Any, path: str, kind: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)
    seconds: list[float] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        answer = client.get(path)
        seconds.append(time.perf_counter() - started)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "page": path, "median_ms": round(1000 * statistics.median(seconds)),
        "p95_ms": round(1000 * statistics.quantiles(seconds, n=20)[-1]), "slowest_ms": round(1000 * max(seconds)),
        "limit_ms": round(1000 * LIMITS[kind]), "queries": len(queries), "limit_queries": LIMITS["queries"],
        "bytes": len(answer.content), "limit_bytes": LIMITS["bytes"],
    }  # fmt: skip


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("creators", type=int, nargs="?", default=5000)
    asked.add_argument("--keep", type=Path)
    main(**vars(asked.parse_args()))
