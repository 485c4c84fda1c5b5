"""What is done for vetting in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.tasks import in_every_workspace
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.vetting import queries, services


@app.task(name="vetting.vet_all", lock="vetting.vet_all", queue="slow")
def vet_all(workspace_id: str) -> None:
    """Judge every profile of a workspace, and the captions and comments of its posts, by what is known now."""
    with scope(UUID(workspace_id)):
        now = timezone.now()
        services.recompute_stamina(now=now)
        services.judge_comments(now=now)
        services.recompute_connections(now=now)
        services.vet(now=now)
        services.read_captions(now=now)


@app.task(name="vetting.read_captions", lock="vetting.read_captions", queue="slow")
def read_captions(workspace_id: str) -> None:
    """Read a workspace's captions anew where they, or what is looked for in them, changed."""
    with scope(UUID(workspace_id)):
        services.read_captions(now=timezone.now())


@app.task(name="vetting.run", queue="slow")
def run(workspace_id: str, run_id: str) -> None:
    """Vet the profiles of a run, from where it stands."""
    services.run(UUID(workspace_id), UUID(run_id), clock=timezone.now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="vetting.find_silent_runs", queue="slow")
def find_silent_runs(timestamp: int) -> None:
    """Have the runs go on whose process ended in the middle."""

    def go_on(workspace_id: UUID) -> None:
        for run_id in queries.silent_runs(timezone.now()):
            defer_in_turn("vetting.run", workspace_id, run_id=str(run_id))

    in_every_workspace(go_on)
