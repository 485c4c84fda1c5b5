"""What is done about money in the background."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.engines.isolation import scope
from sweetspot.stages.payouts import services


@app.periodic(cron="17 * * * *")
@app.task(name="payouts.settle_every_hour", queue="slow")
def settle_every_hour(timestamp: int) -> None:
    """Let every workspace clear what is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sweetspot_workspace_ids()")
        ids = [str(row[0]) for row in cursor.fetchall()]
    for workspace_id in ids:
        settle.defer(workspace_id=workspace_id)


@app.task(name="payouts.settle", queue="slow")
def settle(workspace_id: str) -> None:
    """Clear the commissions of a workspace whose return window has passed."""
    with scope(UUID(workspace_id)):
        services.settle(now=timezone.now())
