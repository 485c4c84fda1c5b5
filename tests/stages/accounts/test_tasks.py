"""Work that a dead worker had begun is done by a living one."""

from __future__ import annotations

from types import SimpleNamespace

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import Brand

from sweetspot.stages.accounts.tasks import retry_jobs_of_dead_workers
from sweetspot.stages.creators.tasks import defer_in_turn


def begun_by_a_dead_worker(attempts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = NULL", [attempts])


def states() -> list[str]:
    return list(ProcrastinateJob.objects.values_list("status", flat=True))


def test_what_a_dead_worker_had_begun_is_done_again_but_not_for_ever(ana: Brand) -> None:
    context = SimpleNamespace(app=app)
    defer_in_turn("creators.run_import", ana.workspace.id, job_id="1")
    begun_by_a_dead_worker(4)
    async_to_sync(retry_jobs_of_dead_workers.func)(context, 0)
    assert states() == ["todo"]
    begun_by_a_dead_worker(5)
    async_to_sync(retry_jobs_of_dead_workers.func)(context, 0)
    assert states() == ["failed"]


def test_what_waits_already_is_not_deferred_twice(ana: Brand) -> None:
    for _ in range(2):
        defer_in_turn("creators.run_import", ana.workspace.id, job_id="1")
    defer_in_turn("creators.run_import", ana.workspace.id, job_id="2")
    assert states() == ["todo", "todo"]
