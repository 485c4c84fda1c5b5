"""What is done about audiences in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.audiences import services


@app.task(name="audiences.judge_samples", lock="audiences.judge_samples", queue="slow")
def judge_samples(workspace_id: str) -> None:
    """Judge every follower sample of a workspace."""
    with scope(UUID(workspace_id)):
        services.judge_samples(now=timezone.now())
