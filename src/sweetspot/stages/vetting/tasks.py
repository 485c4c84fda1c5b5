"""What is done for vetting in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.vetting import services


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
