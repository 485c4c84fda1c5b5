"""Making codes: for a campaign's creators by a pattern, seen before it is done, and pools of single-use ones."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from sweetspot.core.errors import Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.doors.web import fields, tables
from sweetspot.doors.web.codes import code_rows, moment_named
from sweetspot.doors.web.links import link_tabs
from sweetspot.doors.web.offers import OfferForm
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.offers import checked_offer
from sweetspot.stages.tracking.services import codes as services

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign, Partnership

_PATTERN = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
_PARTS = "{FIRST}, {NAME} or {HANDLE}; {PERCENT}; {RANDOM:6}; letters, digits and hyphens as they stand."


@dataclass(frozen=True, slots=True)
class Preview:
    """What one creator would get, and whether the code the pattern gives first is somebody else's."""

    partnership: Partnership
    code: str
    wished: str

    @property
    def taken(self) -> bool:
        """Whether it is another code than the pattern gives first."""
        return self.code != self.wished


class CodesForm(OfferForm):
    """Codes for creators of a campaign."""

    pattern = forms.CharField(label="Called", max_length=60, widget=_PATTERN, help_text=_PARTS)
    whom = forms.ChoiceField(
        label="For", choices=[("without", "Creators without a code"), ("all", "Everybody in the campaign")]
    )
    shop = forms.ChoiceField(label="Shop", required=False)
    keep = forms.ChoiceField(
        label="Keep the pattern", required=False,
        choices=[("", "This time only"), ("campaign", "For this campaign"), ("all", "For all campaigns")],
    )  # fmt: skip
    draft = forms.BooleanField(label="Keep them as drafts", required=False)
    seed = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _with_shops(self)


class PoolForm(OfferForm):
    """Single-use codes for one creator."""

    partnership = forms.ChoiceField(label="Creator")
    name = forms.CharField(label="Name", max_length=80, help_text="Such as “Newsletter in May”.")
    size = forms.IntegerField(label="Codes", min_value=1, max_value=services.MAX_POOL, initial=500)
    pattern = forms.CharField(
        label="Called", max_length=60, initial="{FIRST}-{RANDOM:8}", widget=_PATTERN, help_text=_PARTS
    )
    shop = forms.ChoiceField(label="Shop", required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        _with_shops(self)
        self.fields["partnership"].choices = people  # type: ignore[attr-defined]
        for name in ("uses", "uses_each"):  # each code of a pool is used once
            self.fields[name].widget = forms.HiddenInput()


class HandOutForm(forms.Form):
    """How many codes of a pool are given to whom."""

    number = forms.IntegerField(label="Codes", min_value=1, max_value=services.MAX_POOL, initial=1)
    to = forms.CharField(label="Given to", max_length=80, help_text="Such as “Newsletter of 3 May”.")


def _with_shops(form: forms.Form) -> None:
    shops = [(to_public("dom", one.id), one.host) for one in queries.domains()]
    form.fields["shop"].choices = [("", "Every shop"), *shops]  # type: ignore[attr-defined]


def _shop_id(form: forms.Form) -> UUID | None:
    return fields.named("dom", form.cleaned_data["shop"]) if form.cleaned_data["shop"] else None


@needs("tracking.change")
def new_codes(request: HttpRequest) -> HttpResponse:
    """Codes for a campaign's creators: the campaign first, then what they give; seen before they are made."""
    campaign = _chosen(request)
    form = _codes_form(request, campaign) if campaign else None
    preview: list[Preview] | None = None
    if campaign and form and request.method == "POST" and form.is_valid():
        whom = _whom(campaign, form.cleaned_data["whom"])
        try:
            if "create" in request.POST:
                return _created(request, campaign, form, whom)
            preview = _previewed(form, whom)
        except Invalid as error:
            fields.refuse(form, error, OfferForm.NAMES)
    context = {
        "form": form, "campaign": campaign, "campaigns": campaigns.campaigns(), "preview": preview,
        "taken": sum(one.taken for one in preview or ()),
    }  # fmt: skip
    return render(request, "codes/new.html", context, status=422 if form and form.errors else 200)


def _chosen(request: HttpRequest) -> Campaign | None:
    text = request.GET.get("campaign", "")
    return campaigns.campaign(fields.named("cmp", text)) if text else None


def _codes_form(request: HttpRequest, campaign: Campaign) -> CodesForm:
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and not data.get("seed"):
        data["seed"] = str(secrets.randbits(63))
    initial = {"pattern": queries.pattern_of(campaign.id)}
    return CodesForm(data, zone=accounts.workspace().time_zone, currency=campaign.currency, initial=initial)


def _whom(campaign: Campaign, choice: str) -> list[Partnership]:
    rows = campaigns.partnerships(campaign_id=campaign.id)
    return rows if choice == "all" else queries.without_code(rows)


def _previewed(form: CodesForm, whom: Sequence[Partnership]) -> list[Preview]:
    given = form.cleaned_data
    offer = checked_offer(form.offer(), now=datetime.now(UTC))
    found = services.proposed_codes(whom, given["pattern"], offer, seed=given["seed"], domain_id=_shop_id(form))
    return [Preview(row, one.code, one.wished) for row, one in zip(whom, found, strict=True)]


def _created(
    request: HttpRequest, campaign: Campaign, form: CodesForm, whom: Sequence[Partnership]
) -> HttpResponse:  # fmt: skip
    given, actor, now = form.cleaned_data, actor_of(request), datetime.now(UTC)
    made = services.make_codes(
        actor, whom, offer=form.offer(), pattern=given["pattern"], domain_id=_shop_id(form), draft=given["draft"],
        seed=given["seed"], now=now,
    )  # fmt: skip
    if given["keep"]:
        services.call_codes(actor, given["pattern"], campaign.id if given["keep"] == "campaign" else None, now=now)
    messages.success(request, f"{len(made):,} code{'' if len(made) == 1 else 's'} made.")
    if given["draft"] or not made:
        return redirect(f"{reverse('codes')}?{urlencode({'campaign': to_public('cmp', campaign.id)})}")
    return redirect("waiting_codes")


@needs("tracking.view")
def pools(request: HttpRequest) -> HttpResponse:
    """The pools of single-use codes, with what came of each."""
    uses = {name: one.orders for name, one in attribution.code_uses().items()}
    context = {
        "pools": queries.pools(uses), "has_campaigns": bool(campaigns.campaigns()), "tabs": link_tabs("pools"),
    }  # fmt: skip
    return render(request, "codes/pools.html", context)


@needs("tracking.change")
def new_pool(request: HttpRequest) -> HttpResponse:
    """A pool for a creator of a campaign: the campaign first, then how many codes, and what they give."""
    campaign = _chosen(request)
    form = _pool_form(request, campaign) if campaign else None
    if form and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.make_pool(
                actor_of(request), campaigns.partnership(fields.named("prt", given["partnership"])),
                name=given["name"], size=given["size"], pattern=given["pattern"], offer=form.offer(),
                domain_id=_shop_id(form), now=datetime.now(UTC),
            )  # fmt: skip
        except Invalid as error:
            fields.refuse(form, error, OfferForm.NAMES)
        else:
            messages.success(request, f"{given['size']:,} codes made. They wait to be created in the shop.")
            return redirect("pool", made.id)
    context = {"form": form, "campaign": campaign, "campaigns": campaigns.campaigns()}
    return render(request, "codes/new_pool.html", context, status=422 if form and form.errors else 200)


def _pool_form(request: HttpRequest, campaign: Campaign) -> PoolForm:
    rows = campaigns.partnerships(campaign_id=campaign.id)
    people = [(to_public("prt", row.id), f"{row.creator.name} (@{row.profile.handle})") for row in rows]
    return PoolForm(
        request.POST or None, people=people, zone=accounts.workspace().time_zone, currency=campaign.currency
    )


@needs("tracking.view")
def pool(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    """One pool: its codes by pages, who got which, and handing out the next ones."""
    form, now = HandOutForm(request.POST or None), datetime.now(UTC)
    actor = demand(request, "tracking.change") if request.method == "POST" else None
    if actor and form.is_valid():
        given = form.cleaned_data
        try:
            services.hand_out(actor, pool_id, given["number"], given["to"], now=now)
        except Invalid as error:
            fields.refuse(form, error)
        else:  # loading the page again must not give out more
            return redirect(f"{reverse('pool', args=[pool_id])}?{urlencode({'handed': now.isoformat()})}")
    uses = attribution.code_uses()
    orders = {name: one.orders for name, one in uses.items()}
    lines = queries.code_lines(
        queries.CodeFilter(search=request.GET.get("q", ""), pool_id=queries.pool(pool_id).id), orders, now=now
    )  # fmt: skip
    page = tables.leaf(request.GET, "page", [line.id for line in lines])
    moment = moment_named(request.GET.get("handed", ""))
    handed = queries.handed_out(pool_id, moment) if moment else []
    context = {
        "count": next(one for one in queries.pools(orders) if one.pool.id == pool_id), "form": form, "page": page,
        "rows": code_rows(queries.codes_listed(page.rows), uses), "handed": handed,
        "handed_list": "\n".join(one.code for one in handed), "narrowed": bool(request.GET.get("q")),
        "csv": f"{reverse('codes_csv')}?{urlencode({'pool': to_public('cpl', pool_id)})}", "filters": [],
    }  # fmt: skip
    return render(request, "codes/pool.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("codes/new", new_codes, name="new_codes"),
    path("codes/pools", pools, name="pools"),
    path("codes/pools/new", new_pool, name="new_pool"),
    path("codes/pools/<cpl:pool_id>", pool, name="pool"),
]
