"""What keeps the work in the background going, whatever stage it is of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.queries import workspace_ids

log = logging.getLogger(__name__)

#: A job whose worker died this often is taken to be the reason.
_ATTEMPTS = 5


def in_every_workspace(work: Callable[[UUID], object]) -> None:
    """Do a work in the scope of each workspace, given its id; what fails in one is undone there only.

    Each failure is logged at once and the next workspace has its turn; at the end they are raised together as an
    ExceptionGroup, so that the job counts as failed.
    """
    workspaces, failures = workspace_ids(), []
    for workspace_id in workspaces:
        try:
            with scope(workspace_id):
                work(workspace_id)
        except Exception as error:
            log.exception("The workspace %s was left out, the others go on.", to_public("wsp", workspace_id))
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(workspaces)} workspaces failed", failures)


@app.periodic(cron="* * * * *")
@app.task(name="accounts.retry_jobs_of_dead_workers", pass_context=True)
async def retry_jobs_of_dead_workers(context: JobContext, timestamp: int) -> None:
    """Give what a dead worker had begun to a living one; until then its lock would keep the jobs behind it waiting."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        if job.attempts < _ATTEMPTS:
            await jobs.retry_job(job)
        else:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
