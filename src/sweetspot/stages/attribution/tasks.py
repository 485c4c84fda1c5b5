"""What is done about attribution in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.attribution import services


@app.task(name="attribution.attribute_all", lock="attribution.attribute_all", queue="slow")
def attribute_all(workspace_id: str) -> None:
    """Decide every order of a workspace anew."""
    with scope(UUID(workspace_id)):
        services.attribute_all(now=timezone.now())
