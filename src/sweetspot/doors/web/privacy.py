"""Settings: what is kept of visitors, and which clicks are the team's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.doors.web import fields
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.integrations.addresses.countries import made_at
from sweetspot.stages.tracking.formulas.click_classes import RULE_VERSION
from sweetspot.stages.tracking.formulas.privacy import MOST_DAYS, Consent, Signals
from sweetspot.stages.tracking.queries import privacy as queries
from sweetspot.stages.tracking.queries import reclassing as reclassings
from sweetspot.stages.tracking.services import privacy as services
from sweetspot.stages.tracking.services import reclassing

_SIGNALS = (
    (Signals.HONOUR, "Honour: the click is counted, and nothing about the visitor is kept"),
    (Signals.IGNORE, "Ignore: the click is kept like any other"),
)
_CONSENT = (
    (Consent.ASKED, "Wait until your consent banner calls sweetspot.consent(true)"),
    (Consent.GIVEN, "Begin at once: your banner adds the line only after consent"),
)


@dataclass(frozen=True, slots=True)
class CountryFile:
    """The file of countries as this machine sees it: its name (empty for none), how old its data are, what is wrong."""

    name: str
    made: datetime | None = None
    days: int | None = None
    problem: str = ""


class ChoicesForm(forms.Form):
    """What is kept of visitors."""

    signals = forms.ChoiceField(
        label="Browsers that ask not to be followed", choices=_SIGNALS, widget=forms.RadioSelect,
        help_text="They send Global Privacy Control or Do Not Track. Honoured, no visitor key, browser, country or "
        "rule is kept, and the shop is told no click: a code alone credits the purchase. Ignored, you answer for it.",
    )  # fmt: skip
    consent = forms.ChoiceField(
        label="The script on your shop’s pages",
        choices=_CONSENT,
        widget=forms.RadioSelect,
        help_text="Before consent it keeps nothing on the visitor’s device. A link itself never sets a cookie.",
    )
    days = forms.IntegerField(
        label="Keep the click for", min_value=0, max_value=MOST_DAYS,
        help_text="0: until the tab is closed. After you change this, put the new line on your shop’s pages.",
    )  # fmt: skip


class NetworksForm(forms.Form):
    """The team's networks."""

    networks = forms.CharField(
        label="Networks of your team", required=False, max_length=4_000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text="One a line, such as 203.0.113.0/24. Clicks from there are your own.",
    )  # fmt: skip


@needs("settings.view")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of visitors, what the shop's script waits for, and the team's own clicks."""
    chosen, sent = queries.privacy(actor_of(request).workspace_id), request.POST.get("form", "")
    forms_here: dict[str, forms.Form] = {
        "choices": ChoicesForm(
            request.POST if sent == "choices" else None,
            initial={"signals": chosen.signals, "consent": chosen.consent, "days": chosen.days},
        ),
        "networks": NetworksForm(
            request.POST if sent == "networks" else None, initial={"networks": "\n".join(chosen.networks)}
        ),
    }  # fmt: skip
    if sent in forms_here and forms_here[sent].is_valid() and _saved(request, sent, forms_here[sent]):
        return redirect("privacy_settings")
    context = {
        "choices_form": forms_here["choices"],
        "networks_form": forms_here["networks"],
        "own_device": queries.own_device_address(chosen),
        "snippet": queries.shop_line(chosen),
        "countries": country_file(datetime.now(UTC)),
        "rules": RULE_VERSION,
        "reclassings": reclassings.recent(2),
        "tabs": settings_tabs("tracking_settings"),
    }
    return render(request, "shops/privacy.html", context, status=422 if sent else 200)


def _saved(request: HttpRequest, which: str, form: forms.Form) -> bool:
    actor, given, now = demand(request, "tracking.change"), form.cleaned_data, datetime.now(UTC)
    try:
        if which == "choices":
            services.choose_privacy(
                actor, signals=Signals(given["signals"]), consent=Consent(given["consent"]), days=given["days"], now=now
            )
        else:
            services.name_own_networks(actor, given["networks"].splitlines(), now=now)
    except Invalid as error:
        fields.refuse(form, error)
        return False
    messages.success(request, "Saved. It holds within seconds.")
    return True


@require_POST
@needs("tracking.change")
def own_devices(request: HttpRequest) -> HttpResponse:
    """Make the address that marks a device as the team's, or a new one."""
    services.renew_own_marker(actor_of(request), now=datetime.now(UTC))
    messages.success(request, "The address is there. Open it once on every device whose clicks are not to count.")
    return redirect("privacy_settings")


@require_POST
@needs("tracking.change")
def judge_again(request: HttpRequest) -> HttpResponse:
    """Judge every click by the rules in force, or only count what would move."""
    actor = actor_of(request)
    try:
        row = reclassing.start(actor, dry_run="try" in request.POST, now=datetime.now(UTC))
    except (Conflict, NotFound) as error:
        messages.error(request, error.message)
    else:
        pipeline.judge_clicks_later(actor.workspace_id, row.id)
        messages.success(request, "Begun. The counts appear here and under Jobs.")
    return redirect("privacy_settings")


def country_file(now: datetime) -> CountryFile:
    """The file of countries that the tracker reads, as far as this machine sees it."""
    if not settings.COUNTRY_FILE:
        return CountryFile("")
    file = Path(settings.COUNTRY_FILE)
    try:
        made = made_at(file)
    except (OSError, ValueError) as error:
        return CountryFile(file.name, problem=str(error))
    return CountryFile(file.name, made, (now - made).days)


urlpatterns = [
    path("settings/tracking/privacy", privacy, name="privacy_settings"),
    path("settings/tracking/privacy/devices", own_devices, name="own_devices"),
    path("settings/tracking/privacy/judge-again", judge_again, name="judge_clicks_again"),
]
