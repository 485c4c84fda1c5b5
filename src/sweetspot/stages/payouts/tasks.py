"""What is done about money in the background."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.tasks import in_every_workspace
from sweetspot.stages.payouts import services


@app.periodic(cron="17 * * * *")
@app.task(name="payouts.settle_every_hour", queue="slow")
def settle_every_hour(timestamp: int) -> None:
    """Let every workspace clear what is due."""
    in_every_workspace(lambda workspace_id: settle.defer(workspace_id=str(workspace_id)))


@app.periodic(cron="41 3 * * *")
@app.task(name="payouts.check_every_night", queue="slow")
def check_every_night(timestamp: int) -> None:
    """Have the book of every workspace checked."""
    in_every_workspace(lambda workspace_id: check.defer(workspace_id=str(workspace_id)))


@app.task(name="payouts.settle", queue="slow")
def settle(workspace_id: str) -> None:
    """Clear the commissions of a workspace whose return window has passed."""
    with scope(UUID(workspace_id)):
        services.settle(now=timezone.now())


@app.task(name="payouts.check", queue="slow")
def check(workspace_id: str) -> None:
    """Check the book of a workspace and keep what was found."""
    with scope(UUID(workspace_id)):
        services.check_book(now=timezone.now())
