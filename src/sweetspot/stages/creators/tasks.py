"""What is done about creators in the background."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.tasks import in_every_workspace
from sweetspot.stages.creators import services
from sweetspot.stages.creators.queries import imports as known
from sweetspot.stages.creators.services import definitions, import_check, imports


def defer_in_turn(task: str, workspace_id: UUID, **arguments: str) -> None:
    """Have a task done after everything that was deferred so before it, one at a time in each workspace.

    So figures are worked out after the rows of an import are in. What waits already is not deferred a second time.
    """
    lock = f"creators of {workspace_id}"
    once = " ".join([task, str(workspace_id), *arguments.values()])
    job = app.configure_task(task, lock=lock, queueing_lock=once, queue="slow")
    # A transaction of its own, so that the refusal of a second one does not spoil the caller's.
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(workspace_id=str(workspace_id), **arguments)


@app.task(name="creators.recompute_engagement", lock="creators.recompute_engagement", queue="slow")
def recompute_engagement(workspace_id: str) -> None:
    """Compute every profile's engagement in a workspace anew."""
    with scope(UUID(workspace_id)):
        services.recompute_engagement(now=timezone.now())


@app.task(name="creators.recompute_likeness", lock="creators.recompute_likeness", queue="slow")
def recompute_likeness(workspace_id: str) -> None:
    """Place every profile of a workspace among the others anew, for look-alikes."""
    with scope(UUID(workspace_id)):
        services.recompute_likeness(now=timezone.now())


@app.task(name="creators.check_import", queue="slow")
def check_import(workspace_id: str, job_id: str) -> None:
    """Read an import's whole file and keep what a run would do."""
    import_check.check(UUID(workspace_id), UUID(job_id), now=timezone.now())


@app.task(name="creators.run_import", queue="slow")
def run_import(workspace_id: str, job_id: str) -> None:
    """Take an import's rows in, from where it stands."""
    imports.run(UUID(workspace_id), UUID(job_id), clock=timezone.now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="creators.find_silent_imports", queue="slow")
def find_silent_imports(timestamp: int) -> None:
    """Have the imports go on whose process ended in the middle, such as one on the command line."""

    def go_on(workspace_id: UUID) -> None:
        if known.silent_imports(timezone.now()).exists():
            defer_in_turn("creators.resume_silent_imports", workspace_id)

    in_every_workspace(go_on)


@app.task(name="creators.resume_silent_imports", queue="slow")
def resume_silent_imports(workspace_id: str) -> None:
    """Take a workspace's silent imports up where they stand."""
    imports.resume_silent(UUID(workspace_id), clock=timezone.now)


@app.periodic(cron="23 4 * * *")
@app.task(name="creators.sweep_uploads", queue="slow")
def sweep_uploads(timestamp: int) -> None:
    """Remove the kept files of imports that are older than a week."""
    in_every_workspace(lambda workspace_id: imports.sweep(workspace_id, now=timezone.now()))


@app.task(name="creators.run_definition", lock="creators.recompute_engagement", queue="slow")
def run_definition(workspace_id: str, run_id: str) -> None:
    """Work out every profile by a definition."""
    definitions.run(UUID(workspace_id), UUID(run_id), clock=timezone.now)


@app.periodic(cron="37 4 * * *")
@app.task(name="creators.forget_comment_texts", queue="slow")
def forget_comment_texts(timestamp: int) -> None:
    """Blank the texts of comments in every workspace that are older than the setting allows."""
    in_every_workspace(lambda _: services.forget_comment_texts(now=timezone.now()))
