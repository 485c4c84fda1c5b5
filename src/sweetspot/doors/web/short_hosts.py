"""Settings: the brand's own hosts for short links, how they are proved, and the apps that open their links."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.fields import refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.proofs import PREFIX, record_name
from sweetspot.stages.tracking.queries.hosts import short_host as the_host
from sweetspot.stages.tracking.services import hosts

#: What Caddy needs to order certificates for own hosts, and for no other name that somebody calls.
_CADDY = """{{
  on_demand_tls {{
    ask http://127.0.0.1:{port}/healthz/host
  }}
}}
https:// {{
  tls {{
    on_demand
  }}
  reverse_proxy 127.0.0.1:{port}
}}"""


class HostForm(forms.Form):
    """A host to be proved."""

    host = forms.CharField(label="Host", max_length=300, help_text="Such as go.brand.example.")


class AppsForm(forms.Form):
    """The brand's apps, as their developers name them."""

    apple_ids = forms.CharField(
        label="App ids for iOS", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="One a line: the team’s ten signs, a dot, the bundle’s name, such as ABCDE12345.com.brand.shop.",
    )  # fmt: skip
    android_package = forms.CharField(
        label="Package for Android", required=False, max_length=200, help_text="Such as com.brand.shop."
    )
    android_fingerprints = forms.CharField(
        label="Fingerprints of its certificates", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="SHA-256, one a line: 32 pairs with colons, from the Play console under App integrity.",
    )  # fmt: skip


@needs("settings.view")
def short_hosts(request: HttpRequest) -> HttpResponse:
    """The own hosts, and naming one."""
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = hosts.add_short_host(
                demand(request, "tracking.change"), form.cleaned_data["host"], now=datetime.now(UTC)
            )
            return redirect("short_host", made.id)
        except (Invalid, Conflict) as error:
            refuse(form, error)
    context = {
        "form": form, "hosts": queries.short_hosts(), "shared": settings.EDGE_URL,
        "tabs": settings_tabs("tracking_settings"),
    }  # fmt: skip
    return render(request, "shops/short_hosts.html", context, status=422 if form.errors else 200)


@needs("tracking.change")
def short_host(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """What to put where for one host, what was found, and its apps."""
    row = the_host(host_id)
    form = AppsForm(
        request.POST or None,
        initial={
            "apple_ids": "\n".join(row.apple_ids), "android_package": row.android_package,
            "android_fingerprints": "\n".join(row.android_fingerprints),
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            hosts.change_apps(actor_of(request), row.id, **form.cleaned_data, now=datetime.now(UTC))
            messages.success(request, "Saved. Phones read it when the app is next installed or updated.")
            return redirect("short_host", row.id)
        except Invalid as error:
            refuse(form, error)
    context = {
        "row": row, "form": form, "record": record_name(row.host), "token": PREFIX + row.token,
        "shared": urlsplit(settings.EDGE_URL).hostname, "caddy": _CADDY.format(port=settings.EDGE_PORT),
    }  # fmt: skip
    return render(request, "shops/short_host.html", context, status=422 if form.errors else 200)


@require_POST
@needs("tracking.change")
def check_short_host(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """Have the record looked for now."""
    place = str(the_host(host_id).workspace_id)
    with suppress(AlreadyEnqueued), transaction.atomic():  # pressed twice: one look answers both
        app.configure_task("tracking.check_domains", queue="slow", queueing_lock=f"domains of {place}").defer(
            workspace_id=place
        )
    messages.success(request, "It is being looked for. Open this page again in a few seconds.")
    return redirect("short_host", host_id)


@require_POST
@needs("tracking.change")
def remove_short_host(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """Give a host up."""
    hosts.remove_short_host(actor_of(request), host_id, now=datetime.now(UTC))
    messages.success(
        request, "Removed. Links go on at the shared address; what is printed with this host leads nowhere."
    )
    return redirect("short_hosts")


urlpatterns = [
    path("settings/tracking/hosts", short_hosts, name="short_hosts"),
    path("settings/tracking/hosts/<sho:host_id>", short_host, name="short_host"),
    path("settings/tracking/hosts/<sho:host_id>/check", check_short_host, name="check_short_host"),
    path("settings/tracking/hosts/<sho:host_id>/remove", remove_short_host, name="remove_short_host"),
]
