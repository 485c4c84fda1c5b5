"""How fast is one of a million creators found: text, three filters and a sort, first page and count (P5)?

Fills a database of its own with creators drawn from skewed distributions, by SQL alone. Then asks 200 searches through
the list's own query, sends the very same SQL by psycopg (the limit), and asks 60 of them as whole pages, each three
times. Prints one JSON line: medians and 95th percentiles in milliseconds, how many rows were found, the index's size.

Run: python -m benchmarks.search [creators] [--keep FOLDER]   (1000000 unless told)
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

SEARCHES, PAGES, RUNS, SEED = 200, 60, 3, 11
LIMIT_QUERY, LIMIT_PAGE = 15.0, 120.0
#: How many words the biographies are made of; a word's rank r has weight about 1/r.
WORDS = 3_000
_FILL = """
CREATE TEMP TABLE drawn AS
SELECT n, uuidv7() AS creator, uuidv7() AS profile,
    'Name' || (300 * random() ^ 2)::int || ' Family' || (2000 * random() ^ 2)::int AS name,
    (ARRAY['DE','US','FR','ES','IT','GB','BR','AT','PL','ID'])[1 + (10 * random() ^ 2)::int % 10] AS country,
    (ARRAY['en','de','fr','es','it','pt'])[1 + (6 * random() ^ 2)::int % 6] AS language,
    'Category ' || (20 * random() ^ 1.5)::int AS category,
    (ARRAY['instagram','tiktok','youtube','x'])[1 + (4 * random() ^ 2)::int % 4] AS network,
    exp(6.9 + 7 * random() ^ 1.5)::bigint AS followers, 0.002 + 0.1 * random() ^ 3 AS rate,
    (SELECT string_agg(left(md5(({words} ^ random())::int::text), 6), ' ')
    FROM generate_series(1, 14) WHERE n > 0) AS biography
FROM generate_series(1, {size}) AS n;
INSERT INTO creators_creator (id, workspace_id, created_at, updated_at, name, country, language, category, tags, notes)
SELECT creator, '{workspace}', now(), now(), name, country, language, category,
    CASE WHEN n % 4 = 0 THEN ARRAY['tag' || n % 37] ELSE '{{}}' END, '' FROM drawn;
INSERT INTO creators_profile
    (id, workspace_id, created_at, updated_at, creator_id, network, handle, biography, followers, read_at)
SELECT profile, '{workspace}', now(), now(), creator, network, 'handle' || n, biography, followers, now() FROM drawn;
INSERT INTO creators_engagement
    (id, workspace_id, created_at, profile_id, version, computed_at, posts_used, rate, rate_low, rate_high, people,
    people_low, people_high, percentile, peers, reason, definition)
SELECT uuidv7(), '{workspace}', now(), profile, 'drawn', now(), 12, rate, rate * .8, rate * 1.2,
    rate * followers, rate * followers * .8, rate * followers * 1.2, random(), 500, '', '' FROM drawn;
"""


def main(size: int, keep: Path | None) -> None:
    """Fill, unless that was done before; measure."""
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
            print(json.dumps(_measured(size, server.get_uri(), home / "loaded.json")), flush=True)
        finally:
            server.cleanup()


def _measured(size: int, superuser: str, loaded: Path) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if not loaded.exists():
        loaded.write_text(json.dumps(_filled(size, superuser)))
    known: dict[str, Any] = json.loads(loaded.read_text())
    return known | _searched(UUID(known["workspace"])) | _sizes(superuser)


def _filled(size: int, superuser: str) -> dict[str, Any]:
    """A workspace with that many creators, each with one profile and an engagement rate."""
    from django.conf import settings

    from sweetspot.engines.upgrade import upgrade
    from sweetspot.stages.accounts import services

    upgrade(settings.DATABASE)
    workspace = services.create_workspace("Search", owner=services.person("bench@example.com"))
    begun = time.perf_counter()
    with psycopg.connect(superuser, dbname="sweetspot", autocommit=True) as connection:
        connection.execute("DROP INDEX searchentries_by_words")
        connection.execute("SELECT setseed(.5)")
        connection.execute(_FILL.format(size=size, words=WORDS, workspace=workspace.id))
        connection.execute("SET maintenance_work_mem = '256MB'")
        connection.execute("CREATE INDEX searchentries_by_words ON creators_searchentry USING gin (words)")
        connection.execute("VACUUM ANALYZE")
    return {"workspace": str(workspace.id), "creators": size, "fill_s": round(time.perf_counter() - begun)}


def searches() -> Iterator[str]:
    """Searches as people type them: one or two words, three filters, a sort."""
    chance = random.Random(SEED)
    filters: list[Callable[[], tuple[str, str]]] = [
        lambda: ("country", ",".join(chance.sample(["DE", "US", "FR", "ES", "IT", "AT"], chance.choice([1, 2])))),
        lambda: ("network", chance.choice(["instagram", "tiktok", "youtube"])),
        lambda: ("category", f"category {chance.randrange(12)}"),
        lambda: ("tag", f"tag{chance.randrange(37)}"),
        lambda: ("tier", chance.choice(["nano", "micro", "mid"])),
        lambda: ("er.gte", chance.choice(["1%", "3%"])),
        lambda: ("followers.gte", chance.choice(["5000", "50000"])),
    ]
    while True:
        words = [
            md5(str(int(WORDS ** chance.random())).encode()).hexdigest()[:6] for _ in range(chance.choice([1, 1, 2]))
        ]
        chosen = dict(one() for one in chance.sample(filters, 3))
        yield urlencode({"q": " ".join(words), **chosen, "sort": chance.choice(["-followers", "-er"])}, safe=",")


def _searched(workspace: UUID) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from sweetspot.engines.isolation import scope
    from sweetspot.stages.accounts.models import Person
    from sweetspot.stages.creators.formulas.filters import parse_query
    from sweetspot.stages.vetting import queries

    asked = [text for text, _ in zip(searches(), range(SEARCHES), strict=False)]
    ours, limit, found = [], [], []
    with scope(workspace):
        for text in asked[:10]:
            queries.creator_page(parse_query(text))
        for text in asked:
            runs, bare = [], []
            for _ in range(RUNS):
                with _noted() as statements:
                    count = queries.creator_page(parse_query(text)).count
                runs.append(sum(seconds for _, _, seconds in statements) * 1000)
                with connection.connection.cursor() as cursor:  # psycopg's own, in the same transaction
                    bare.append(_timed(partial(_send, cursor, statements)))
            found.append(count)
            ours.append(statistics.median(runs))
            limit.append(statistics.median(bare))
    client = Client()
    client.force_login(Person.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    for text in asked[:5]:
        client.get(f"/creators?{text}")
    pages = [
        statistics.median(_timed(partial(client.get, f"/creators?{text}")) for _ in range(RUNS))
        for text in asked[:PAGES]
    ]
    return {
        "benchmark": "search", "searches": len(asked), "found_median": statistics.median(found),
        "found_most": max(found), "query_ms": _spread(ours), "psycopg_ms": _spread(limit), "page_ms": _spread(pages),
        "limit_query_ms": LIMIT_QUERY, "limit_page_ms": LIMIT_PAGE, "load": round(os.getloadavg()[0], 1),
        "machine": platform.machine(), "cores": os.cpu_count(), "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


@contextmanager
def _noted() -> Iterator[list[tuple[str, Any, float]]]:
    """What Django sends meanwhile, and how long each statement takes."""
    from django.db import connection

    statements: list[tuple[str, Any, float]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            statements.append((sql, parameters, time.perf_counter() - begun))

    with connection.execute_wrapper(note):
        yield statements


def _send(cursor: Any, statements: list[tuple[str, Any, float]]) -> None:
    for sql, parameters, _ in statements:
        cursor.execute(sql, parameters)
        cursor.fetchall()


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 1), "p95": round(statistics.quantiles(values, n=20)[-1], 1)}


def _sizes(superuser: str) -> dict[str, Any]:
    with psycopg.connect(superuser, dbname="sweetspot") as connection:
        index, entries = (
            connection.execute(f"SELECT sum({size}(relid)) / 1048576 FROM pg_partition_tree(%s)", [name]).fetchone()
            for size, name in (
                ("pg_relation_size", "searchentries_by_words"),
                ("pg_total_relation_size", "creators_searchentry"),
            )
        )
    return {"index_mb": int(index[0]), "entries_mb": int(entries[0])}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("creators", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    main(arguments.creators, arguments.keep)
