"""What is done about tracking in the background."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from sweetspot.stages.tracking import services


@app.periodic(cron="23 4 * * *")
@app.task(name="tracking.make_months_every_night", queue="slow")
def make_months_every_night(timestamp: int) -> None:
    """Have the months made that clicks will need."""
    services.make_months(now=timezone.now())
