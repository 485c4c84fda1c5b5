"""Work that a dead worker had begun is done by a living one, and no workspace waits for another's trouble."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import Brand

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.accounts.tasks import in_every_workspace, retry_jobs_of_dead_workers
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


def test_what_fails_in_one_workspace_keeps_no_other_from_its_work_and_is_raised_at_the_end(
    ana: Brand, cleo: Brand, caplog: pytest.LogCaptureFixture
) -> None:
    def work(workspace_id: UUID) -> None:
        assert current_workspace() == workspace_id
        defer_in_turn("creators.run_import", workspace_id, job_id="1")
        if workspace_id == ana.workspace.id:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    with pytest.raises(ExceptionGroup, match="1 of 2 workspaces failed") as raised:
        in_every_workspace(work)
    assert [str(error) for error in raised.value.exceptions] == ["division by zero"]
    assert [job.args["workspace_id"] for job in ProcrastinateJob.objects.all()] == [str(cleo.workspace.id)]
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert to_public("wsp", ana.workspace.id) in record.getMessage()
    assert record.exc_info
