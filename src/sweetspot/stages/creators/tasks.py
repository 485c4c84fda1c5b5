"""What is done about creators in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services
from sweetspot.stages.creators.services import import_check, imports


@app.task(name="creators.recompute_engagement", lock="creators.recompute_engagement", queue="slow")
def recompute_engagement(workspace_id: str) -> None:
    """Compute every profile's engagement in a workspace anew."""
    with scope(UUID(workspace_id)):
        services.recompute_engagement(now=timezone.now())


@app.task(name="creators.check_import", queue="slow")
def check_import(workspace_id: str, job_id: str) -> None:
    """Read an import's whole file and keep what a run would do."""
    import_check.check(UUID(workspace_id), UUID(job_id), now=timezone.now())


@app.task(name="creators.run_import", queue="slow")
def run_import(workspace_id: str, job_id: str) -> None:
    """Take an import's rows in, from where it stands."""
    imports.run(UUID(workspace_id), UUID(job_id), clock=timezone.now)
