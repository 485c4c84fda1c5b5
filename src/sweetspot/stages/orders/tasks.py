"""What is done about orders in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.tasks import in_every_workspace
from sweetspot.stages.orders import services


@app.task(name="orders.match_buyers", lock="orders.match_buyers", queue="slow")
def match_buyers(workspace_id: str) -> None:
    """Note how a workspace's creators would be called as customers."""
    with scope(UUID(workspace_id)):
        services.match_buyers(UUID(workspace_id), now=timezone.now())


@app.periodic(cron="47 4 * * *")
@app.task(name="orders.match_buyers_every_night", queue="slow")
def match_buyers_every_night(timestamp: int) -> None:
    """The same in every workspace, for addresses that people typed in during the day."""
    in_every_workspace(lambda workspace_id: services.match_buyers(workspace_id, now=timezone.now()))
