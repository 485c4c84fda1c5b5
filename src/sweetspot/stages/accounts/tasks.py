"""What keeps the work in the background going, whatever stage it is of."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

#: A job whose worker died this often is taken to be the reason.
_ATTEMPTS = 5


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
