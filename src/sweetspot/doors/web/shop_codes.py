"""Settings of a shop's domain: which kind of shop it is, and how links put codes into its cart."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from sweetspot.core.errors import Invalid
from sweetspot.doors.web import fields
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.applied import SHOPIFY, USUAL_WAYS
from sweetspot.stages.tracking.formulas.code_patterns import MAX_CODE
from sweetspot.stages.tracking.services.applied import describe_shop

_KINDS = (("shopify", "Shopify"), ("woocommerce", "WooCommerce"), ("other", "Another"))


class ShopCodesForm(forms.Form):
    """How a shop takes codes."""

    kind = forms.ChoiceField(label="Kind of shop", choices=_KINDS)
    applies = forms.BooleanField(
        label="Links put the creator’s code into the cart", required=False,
        help_text="For codes that are active. A link whose code you chose by hand stays as it is.",
    )  # fmt: skip
    way = forms.CharField(
        label="Parameter of the code", max_length=30, required=False,
        help_text="What the shop reads a code from. Left empty: coupon, and Shopify’s own address for Shopify.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    longest_code = forms.IntegerField(label="Longest code", min_value=5, max_value=MAX_CODE)


@needs("tracking.change")
def shop_codes(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Say how the shop at a domain takes codes."""
    domain = queries.domain(domain_id)
    own = domain.way if domain.way not in (SHOPIFY, USUAL_WAYS[domain.kind]) else ""
    initial = {"kind": domain.kind, "applies": bool(domain.way), "way": own, "longest_code": domain.longest_code}
    form = ShopCodesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            describe_shop(actor_of(request), domain_id, **form.cleaned_data, now=datetime.now(UTC))
        except Invalid as error:
            fields.refuse(form, error)
        else:
            messages.success(request, "Saved. Links follow within seconds.")
            return redirect("tracking_settings")
    return render(request, "codes/shop.html", {"form": form, "domain": domain}, status=422 if form.errors else 200)


urlpatterns = [path("settings/tracking/<dom:domain_id>/codes", shop_codes, name="shop_codes")]
