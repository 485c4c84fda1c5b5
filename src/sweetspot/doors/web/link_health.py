"""Having a link's destinations asked now, without waiting for their turn."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.doors.web.permissions import needs
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.services import addresses_of


@require_POST
@needs("tracking.change")
def check_destination(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Ask everywhere a link leads to, in the background: the other side may take its time."""
    found = queries.link(link_id)
    job = app.configure_task("tracking.check_destinations", queue="slow", queueing_lock=f"check {link_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():  # pressed twice: one check answers both
        job.defer(workspace_id=str(found.workspace_id), urls=[*addresses_of(found)])
    messages.success(request, "It is being asked. Open this page again in a few seconds.")
    return redirect("link", link_id)


urlpatterns = [path("links/<lnk:link_id>/check", check_destination, name="check_destination")]
