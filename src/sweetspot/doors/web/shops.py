"""Settings: where links may lead, and which shops tell of their orders."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.doors.web import fields
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.orders import services as ordering
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.formulas.destinations import CLICK_PARAMETER
from sweetspot.stages.tracking.formulas.story import as_data
from sweetspot.stages.tracking.queries.privacy import privacy, shop_line
from sweetspot.stages.tracking.services import ways

if TYPE_CHECKING:
    from sweetspot.stages.orders.models import Shop

#: What a Shopify shop must send: its name for the event, and what we do with it.
TOPICS = (
    ("Order creation", "orders/create", "records the order and credits it"),
    ("Order payment", "orders/paid", "counts it as paid"),
    ("Order cancellation", "orders/cancelled", "takes its credit and commission back"),
    ("Refund creation", "refunds/create", "takes back the refunded part"),
)
_PLATFORMS = (("shopify", "Shopify"), ("api", "My own shop, through the API"))


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A shop as listed: where it sends its messages (empty for the API), and when the last one came."""

    shop: Shop
    address: str
    last: datetime | None


class DomainForm(forms.Form):
    """Which host links may lead to."""

    host = forms.CharField(
        label="Shop domain",
        max_length=260,
        help_text="Such as shop.example.com; *.example.com covers every host below it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    mine = forms.BooleanField(
        label="This domain belongs to our brand",
        help_text="Your name is kept with it in the audit log. Links never lead anywhere else.",
        error_messages={"required": "Confirm that the domain is yours."},
    )


class LookForm(forms.Form):
    """How story pages look."""

    brand = forms.CharField(label="Brand’s name", max_length=80)
    accent = forms.CharField(label="Colour", max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    logo = forms.FileField(label="Logo", required=False, help_text="A PNG file of 8 kB at most. Left empty, it stays.")


class ShopForm(forms.Form):
    """Which shop tells of its orders."""

    platform = forms.ChoiceField(label="Kind of shop", choices=_PLATFORMS)
    name = forms.CharField(label="Name", max_length=120, help_text="As you call it, such as “Shop Germany”.")
    domain = forms.CharField(
        label="Domain",
        max_length=253,
        required=False,
        help_text="For Shopify the address that ends in myshopify.com.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label="Signing secret",
        max_length=200,
        required=False,
        help_text="Shopify shows it under Settings, Notifications, Webhooks. Left empty, one is made for you.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SecretForm(forms.Form):
    """The secret a shop signs with from now on."""

    secret = forms.CharField(
        label="New signing secret", max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


@needs("settings.view")
def tracking(request: HttpRequest) -> HttpResponse:
    """The domains that links may lead to, the short host, and how a click's id reaches the shop."""
    sent = request.POST.get("form", "domain") if request.method == "POST" else ""
    form = DomainForm(request.POST if sent == "domain" else None)
    look = queries.look(actor_of(request).workspace_id)
    look_form = LookForm(
        request.POST if sent == "look" else None, request.FILES or None,
        initial={"brand": look.brand, "accent": look.accent},
    )  # fmt: skip
    steps = {"domain": (form, _verified), "look": (look_form, _looks)}
    if sent in steps and steps[sent][0].is_valid() and steps[sent][1](request, steps[sent][0]):
        return redirect("tracking_settings")
    context = {
        "form": form,
        "look_form": look_form,
        "logo": as_data(bytes(look.logo)) if look.logo else "",
        "domains": queries.domains(),
        "short_host": queries.short_base(),
        "parameter": CLICK_PARAMETER,
        "snippet": shop_line(privacy(actor_of(request).workspace_id)),
        "tabs": settings_tabs("tracking_settings"),
    }
    return render(request, "shops/tracking.html", context, status=422 if sent else 200)


def _looks(request: HttpRequest, form: forms.Form) -> bool:
    given, file = form.cleaned_data, form.cleaned_data["logo"]
    try:
        ways.change_look(
            demand(request, "tracking.change"), brand=given["brand"], accent=given["accent"],
            logo=file.read(100_000) if file else None, now=datetime.now(UTC),
        )  # fmt: skip
    except Invalid as error:
        fields.refuse(form, error)
        return False
    messages.success(request, "Saved. Story pages look like this within seconds.")
    return True


def _verified(request: HttpRequest, form: forms.Form) -> bool:
    actor = demand(request, "tracking.change")
    try:
        domain = services.verify_domain(actor, form.cleaned_data["host"], now=datetime.now(UTC))
    except Invalid as error:
        fields.refuse(form, error)
        return False
    messages.success(request, f"Links may lead to {domain.host} now.")
    return True


@require_POST
@needs("tracking.change")
def remove_domain(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Let no new link lead to a domain."""
    try:
        services.remove_domain(actor_of(request), domain_id, now=datetime.now(UTC))
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The domain is removed. Verify it again at any time.")
    return redirect("tracking_settings")


@needs("settings.view")
def shops(request: HttpRequest) -> HttpResponse:
    """The shops, and registering one: its address and a secret made here are shown this once."""
    form = ShopForm(request.POST or None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        made, secret = _registered(request, form)
        form = form if made is None else ShopForm()
    context = {
        "form": form,
        "shops": shop_rows(),
        "made": made,
        "made_address": hook_address(made) if made else "",
        "secret": secret,
        "topics": TOPICS,
        "api": f"{settings.PUBLIC_URL}/api/v1/orders",
        "tabs": settings_tabs("shops"),
    }
    return render(request, "shops/shops.html", context, status=422 if form.errors else 200)


def _registered(request: HttpRequest, form: ShopForm) -> tuple[Shop | None, str]:
    """The new shop and the secret made for it; no shop where it was refused, no secret where the person gave one."""
    actor = demand(request, "settings.change")
    given = form.cleaned_data
    fresh = "" if given["secret"] or given["platform"] == "api" else secrets.token_hex(32)
    try:
        shop = ordering.register_shop(
            actor, given["platform"], given["name"], domain=given["domain"].strip().lower() or None,
            secret=given["secret"] or fresh or None, now=datetime.now(UTC),
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        fields.refuse(form, error)
        return None, ""
    return shop, fresh


@needs("settings.change")
def change_secret(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """Enter a shop's signing secret anew; the old one is void at once."""
    shop = orders.shop(shop_id)
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ordering.change_secret(actor_of(request), shop, form.cleaned_data["secret"], now=datetime.now(UTC))
        messages.success(request, f"{shop.name} signs with the new secret now.")
        return redirect("shops")
    return render(request, "shops/secret.html", {"form": form, "shop": shop}, status=422 if form.errors else 200)


def shop_rows() -> list[ShopRow]:
    """The shops of the workspace in scope."""
    last = orders.last_messages()
    return [ShopRow(shop, hook_address(shop), last.get(shop.id)) for shop in orders.shops()]


def hook_address(shop: Shop) -> str:
    """Where a Shopify shop sends its webhooks; empty for a shop that uses the API."""
    if shop.platform != "shopify":
        return ""
    return f"{settings.PUBLIC_URL}{reverse('shopify_hook', args=[shop.workspace_id, shop.id])}"


urlpatterns = [
    path("settings/tracking", tracking, name="tracking_settings"),
    path("settings/tracking/<dom:domain_id>/remove", remove_domain, name="remove_domain"),
    path("settings/shops", shops, name="shops"),
    path("settings/shops/<shp:shop_id>/secret", change_secret, name="change_shop_secret"),
]
