"""How fast are profiles vetted in bulk, beside numpy reading the very same columns (P4), and one after a new post?

Prints one JSON line per size: profiles per second from the tables to the written verdicts, the same for numpy reading
the columns alone, their ratio, milliseconds for one profile with one new post, and the peak memory. Everything happens
in a folder and a database of its own. Run: python -m benchmarks.vetting_bulk [profiles ...]   (100000 unless told)
"""

from __future__ import annotations

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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

POSTS, LOT = 12, 5_000
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def main(sizes: list[int]) -> None:
    """Measure each size in a process of its own: Django stays with the database that it first knew."""
    if len(sizes) > 1:
        for size in sizes:
            subprocess.run([sys.executable, "-m", "benchmarks.vetting_bulk", str(size)], check=True)
        return
    from sweetspot.engines import postgres

    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        os.environ.update(SWEETSPOT_HOME=folder, SWEETSPOT_DATABASE_NAME="bench")
        os.environ.pop("DATABASE_URL", None)
        server = postgres.start(Path(folder))
        try:
            postgres.prepare(server.get_uri(), "bench")
            os.environ["DJANGO_SETTINGS_MODULE"] = "sweetspot.settings"
            print(json.dumps(measure(sizes[0])), flush=True)
        finally:
            server.cleanup()


def measure(size: int) -> dict[str, Any]:
    """The figures of one size: one run after the rows were written, three times reading, seven times one new post."""
    import django

    django.setup()
    from django.conf import settings

    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import analyze, upgrade
    from sweetspot.stages.accounts import services as accounts
    from sweetspot.stages.accounts.models import Person
    from sweetspot.stages.vetting import services

    upgrade(settings.DATABASE)
    owner = Person.objects.create(email="bench@example.com")
    workspace = accounts.create_workspace("Bench", owner=owner)
    with scope(workspace.id):
        profiles = written(workspace.id, size)
    analyze(settings.DATABASE)
    reading = statistics.median(columns_read(workspace.id) for _ in range(3))
    began, used = time.perf_counter(), time.process_time()
    with scope(workspace.id):
        done = services.vet(now=NOW)
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    assert (done.profiles, done.changed) == (size, size)
    began = time.perf_counter()
    with scope(workspace.id):
        assert services.vet(now=NOW + timedelta(hours=1)).changed == 0
    unchanged = time.perf_counter() - began
    single = [one_new_post(workspace.id, profiles[number]) for number in range(7)]
    return {
        "benchmark": "vetting_bulk", "profiles": size, "posts": POSTS, "seconds": round(seconds, 1),
        "processor_seconds": round(processor, 1), "profiles_per_second": round(size / seconds),
        "read_per_second": round(size / reading), "of_reading": round(reading / seconds, 3),
        "nothing_changed_seconds": round(unchanged, 1),
        "one_new_post_ms": round(1000 * statistics.median(single), 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "machine": platform.machine(), "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1),
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def written(workspace: UUID, size: int) -> list[UUID]:
    """Profiles of one network with twelve posts each, ordinary ones but for one in ten; their ids."""
    from sweetspot.core.identifiers import new_id
    from sweetspot.engines import bulk
    from sweetspot.stages.creators.models import Creator, Post, Profile

    chance, profiles = np.random.default_rng(7), []
    for start in range(0, size, LOT):
        count = min(LOT, size - start)
        creators, mine = [new_id() for _ in range(count)], [new_id() for _ in range(count)]
        followers = np.round(np.exp(chance.uniform(7, 13, count))).astype(int)
        bulk.insert(Creator, ({"id": one, "name": "Bench"} for one in creators), workspace_id=workspace, now=NOW)
        rows: Iterator[dict[str, Any]] = (
            {
                "id": mine[place], "creator_id": creators[place], "network": "instagram",
                "handle": f"bench.{start + place}", "followers": int(followers[place]), "following": 400,
                "read_at": NOW,
            }
            for place in range(count)
        )  # fmt: skip
        bulk.insert(Profile, rows, workspace_id=workspace, now=NOW)
        bulk.insert(Post, posts(mine, followers, chance), workspace_id=workspace, now=NOW)
        profiles += mine
    return profiles


def posts(profiles: list[UUID], followers: np.ndarray, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    shape = (len(profiles), POSTS)
    level = np.exp(0.26 - 0.30 * np.log(followers) + chance.normal(0, 0.5, len(profiles)))[:, None]
    likes = np.round(followers[:, None] * level * np.exp(chance.normal(0, 0.5, shape))).astype(int)
    likes[::10] = likes[::10, :1]
    comments = chance.poisson(likes * 0.024)
    days = np.cumsum(np.exp(chance.normal(1.2, 0.6, shape)), axis=1)
    for place, profile in enumerate(profiles):
        for number in range(POSTS):
            yield {
                "profile_id": profile, "external_id": f"{profile}-{number}", "caption": f"Post {number}",
                "published_at": NOW - timedelta(days=4 + float(days[place, number])), "read_at": NOW, "source": "bench",
                "likes": int(likes[place, number]), "comments": int(comments[place, number]),
            }  # fmt: skip


def columns_read(workspace: UUID) -> float:
    """Seconds for numpy to have the columns that vetting needs: the limit of whatever computes on them in Python."""
    from django.db import connection

    from sweetspot.engines.isolation import scope

    began = time.perf_counter()
    with scope(workspace), connection.cursor() as cursor:
        cursor.execute("SELECT id, followers FROM creators_profile")
        place = {row[0]: number for number, row in enumerate(cursor.fetchall())}
        cursor.execute(
            "SELECT profile_id, EXTRACT(EPOCH FROM published_at)::float8, likes, comments FROM creators_post"
        )
        rows = cursor.fetchall()
        np.array([place[row[0]] for row in rows])
        np.array([row[1:] for row in rows], dtype=float)
    return time.perf_counter() - began


def one_new_post(workspace: UUID, profile: UUID) -> float:
    """Seconds to judge one profile that has one more post."""
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.creators.models import Post
    from sweetspot.stages.vetting import services

    with scope(workspace):
        Post.objects.create(
            workspace_id=workspace, profile_id=profile, external_id="new",
            published_at=NOW - timedelta(days=3, hours=9), likes=500, comments=9, read_at=NOW, source="bench",
        )  # fmt: skip
    began = time.perf_counter()
    with scope(workspace):
        assert services.vet([profile], now=NOW + timedelta(hours=2)).changed == 1
    return time.perf_counter() - began


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [100_000])
