"""What is done about creators in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services


@app.task(name="creators.recompute_engagement", lock="creators.recompute_engagement", queue="slow")
def recompute_engagement(workspace_id: str) -> None:
    """Compute every profile's engagement in a workspace anew."""
    with scope(UUID(workspace_id)):
        services.recompute_engagement(now=timezone.now())
