"""How long do pages take in a workspace of a year's size, with how many queries and bytes (P8)?

Loads a sample of the size asked for into a database of its own, derives everything, then asks for each page through the
whole stack of middleware and templates. Prints one JSON line per page: median and slowest of seven answers after a
warm-up, queries, bytes, beside the limits. Run: python -m benchmarks.pages [creators]   (5000 unless told)
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIMITS = {"list": 0.3, "report": 1.0, "queries": 30, "bytes": 150 * 1024}
PAGES = {
    "/": "list", "/creators": "list", "/creators?tier=micro&country=DE&sort=-er": "list", "/creators?q=ring": "list",
    "/plans": "list", "/campaigns": "list", "/links": "list", "/orders": "list", "/commissions": "list",
    "/ledger": "list", "/report": "report", "/report?by=tier": "report",
}  # fmt: skip
RUNS = 7


def main(creators: int) -> None:
    """Load, derive, measure."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        os.environ |= {"SWEETSPOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "sweetspot.settings"}
        os.environ.pop("DATABASE_URL", None)
        from sweetspot.engines import postgres

        server = postgres.start(home)
        postgres.prepare(server.get_uri(), "sweetspot")
        try:
            _measure(creators)
        finally:
            server.cleanup()


def _measure(creators: int) -> None:
    import django

    django.setup()
    from django.conf import settings

    from sweetspot.engines.upgrade import upgrade

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    upgrade(settings.DATABASE)
    owner, size = _load(creators)
    print(
        json.dumps({"benchmark": "pages", "machine": platform.platform(), "cores": os.cpu_count(), **size}), flush=True
    )
    for path, kind in PAGES.items():
        print(json.dumps(_page(owner, path, kind)), flush=True)


def _load(creators: int) -> tuple[Any, dict[str, Any]]:
    from django.conf import settings

    from sweetspot import pipeline
    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import analyze
    from sweetspot.integrations.sample import load as sample
    from sweetspot.integrations.sample.programme import Size
    from sweetspot.stages.accounts import services

    now, started = datetime.now(UTC), time.perf_counter()
    owner = services.person("bench@example.com")
    loaded = sample.load(owner, seed=7, size=Size(creators, 365, None), today=now.date(), now=now)
    analyze(settings.DATABASE)
    load_seconds, started = time.perf_counter() - started, time.perf_counter()
    with scope(loaded.workspace_id):
        pipeline.run(now=now)
    analyze(settings.DATABASE)
    return owner, {
        "creators": loaded.creators, "posts": loaded.posts, "clicks": loaded.clicks, "orders": loaded.orders,
        "load_seconds": round(load_seconds, 1), "derive_seconds": round(time.perf_counter() - started, 1),
    }  # fmt: skip


def _page(owner: Any, path: str, kind: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        answer = client.get(path)
        seconds.append(time.perf_counter() - started)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "page": path, "status": answer.status_code, "median_ms": round(1000 * statistics.median(seconds)),
        "slowest_ms": round(1000 * max(seconds)), "limit_ms": round(1000 * LIMITS[kind]),
        "queries": len(queries), "limit_queries": LIMITS["queries"], "bytes": len(answer.content),
        "limit_bytes": LIMITS["bytes"],
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
