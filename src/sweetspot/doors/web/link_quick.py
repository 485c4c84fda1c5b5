"""A link from one field: paste where it leads, press Enter, and it works."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.tracking.services.quick import quick_link as make_quickly


class QuickForm(forms.Form):
    """Where the link leads; whose it is may be left to the last link made."""

    destination = forms.CharField(max_length=2000)
    whose = forms.CharField(max_length=200, required=False)


@require_POST
@needs("tracking.change")
def quick_link(request: HttpRequest) -> HttpResponse:
    """Make the link and show it; back to the list with the reason where it cannot be."""
    form = QuickForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Paste where the link leads, such as https://shop.example/rings.")
        return redirect("links")
    given = form.cleaned_data
    try:
        made = make_quickly(actor_of(request), given["destination"], given["whose"], now=datetime.now(UTC))
    except (Invalid, NotFound, Conflict) as error:
        messages.error(request, error.message)
        return redirect("links")
    creator = made.partnership.creator.name
    messages.success(request, f"The link works, for {creator}. Open it once: the click shows here within two seconds.")
    return redirect("link", made.id)


urlpatterns = [path("links/quick", quick_link, name="quick_link")]
