"""What is done for vetting in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.vetting import services


@app.task(name="vetting.vet_all", lock="vetting.vet_all", queue="slow")
def vet_all(workspace_id: str) -> None:
    """Judge every profile of a workspace, and the comments below its posts, by what is known now."""
    with scope(UUID(workspace_id)):
        now = timezone.now()
        services.recompute_stamina(now=now)
        services.judge_comments(now=now)
        services.recompute_connections(now=now)
        services.vet(now=now)
