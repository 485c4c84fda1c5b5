"""What is done about tracking in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking import services
from sweetspot.stages.tracking.queries.mentions import brands_spoken, content_around
from sweetspot.stages.tracking.services.mentions import find_mentions as find
from sweetspot.stages.vetting import services as vetting


@app.periodic(cron="23 4 * * *")
@app.task(name="tracking.make_months_every_night", queue="slow")
def make_months_every_night(timestamp: int) -> None:
    """Have the months made that clicks will need."""
    services.make_months(now=timezone.now())


@app.task(name="tracking.find_mentions", lock="tracking.find_mentions", queue="slow")
def find_mentions(workspace_id: str) -> None:
    """Find a workspace's mentions anew, and what they say of each creator's connection and fit."""
    with scope(UUID(workspace_id)):
        now = timezone.now()
        find(now=now)
        vetting.recompute_connections(now=now, around=content_around(now))
        vetting.note_brands(brands_spoken())
