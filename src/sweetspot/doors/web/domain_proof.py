"""Settings: how a domain proves that it is the brand's own, beside a person's word."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.doors.web.permissions import needs
from sweetspot.stages.tracking.formulas.proofs import PREFIX, file_address, record_name
from sweetspot.stages.tracking.services import proofs


@needs("tracking.change")
def domain_proof(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """What to put where, what was found, and looking again."""
    found = proofs.domain(domain_id)
    if request.method == "POST":
        place = str(found.workspace_id)
        with suppress(AlreadyEnqueued), transaction.atomic():  # pressed twice: one look answers both
            app.configure_task("tracking.check_domains", queue="slow", queueing_lock=f"domains of {place}").defer(
                workspace_id=place
            )
        messages.success(request, "It is being looked for. Open this page again in a few seconds.")
        return redirect("domain_proof", domain_id)
    context = {
        "domain": found, "token": PREFIX + found.token, "record": record_name(found.host),
        "file": file_address(found.host),
    }  # fmt: skip
    return render(request, "shops/proof.html", context)


urlpatterns = [path("settings/tracking/<dom:domain_id>", domain_proof, name="domain_proof")]
