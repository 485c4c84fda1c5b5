"""What `sweetspot doctor` looks at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_LOW_DISK = 0.10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, in a sentence."""

    good: bool
    sentence: str


def findings(home: Path) -> Iterator[Finding]:
    """Durability, roles, the wall, what searches need, failed jobs, and the disk, one after another."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        value = _ask(f"SHOW {setting}")
        yield Finding(value == "on", f"PostgreSQL's {setting} is {value}: a click that was answered is on disk.")
    superuser = _ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    yield Finding(
        not superuser, f"The app's role {'can pass' if superuser else 'cannot pass'} the wall between workspaces."
    )
    owned = _ask("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    yield Finding(owned == 0, f"The app's role owns {owned} tables.")
    behind = _ask(
        "SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity"
    )
    yield Finding(behind == 0, f"{behind} tables with a workspace lack forced row-level security.")
    months = _ask(
        "SELECT count(to_regclass('tracking_click_' || to_char(now() + n * interval '1 month', 'YYYY_MM'))) "
        "FROM generate_series(0, 1) n"
    )
    yield Finding(months == 2, f"{months} of 2 parts of the table of clicks are there for this month and the next.")
    outside = _ask("SELECT sweetspot_clicks_outside_months()")
    yield Finding(outside == 0, f"{outside} clicks lie outside every month's part of the table.")
    indexed = _ask("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure")
    yield Finding(
        bool(indexed),
        "Searches go through their index."
        if indexed
        else "Searches read every creator: a superuser can let them use their index, see docs/reference/operating.md.",
    )
    vectors = _ask("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
    yield Finding(
        bool(vectors),
        "The extension vector is here: look-alikes work."
        if vectors
        else "The extension vector (pgvector) is missing, "
        "so there are no look-alikes: install it, then run sweetspot migrate.",
    )
    failed = _ask(
        "SELECT string_agg(count || ' of ' || task_name, ', ' ORDER BY task_name) FROM (SELECT task_name, count(*) "
        "FROM procrastinate_jobs JOIN procrastinate_events e ON e.job_id = procrastinate_jobs.id "
        "WHERE e.type = 'failed' AND e.at > now() - interval '1 day' GROUP BY task_name) lately"
    )
    yield Finding(
        not failed,
        f"Jobs failed in the last day, {failed}: the worker's output says why."
        if failed
        else "No job failed in the last day.",
    )
    disk = shutil.disk_usage(home)
    yield Finding(disk.free / disk.total > _LOW_DISK, f"{disk.free / disk.total:.0%} of the disk is free.")


def _ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
