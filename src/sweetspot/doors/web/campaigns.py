"""Campaigns: the list, one campaign's brief, board and links, and bringing creators in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import from_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.doors.web import fields
from sweetspot.doors.web.codes import code_rows
from sweetspot.doors.web.links import link_rows
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.tables import Tab
from sweetspot.doors.web.templatetags.figures import money as shown
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries, services
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.destinations import checked_destination

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign, Partnership

OBJECTIVES = (("orders", "Orders"), ("people", "Reach"), ("content", "Content"))
#: How many creators one can add in one go.
MOST_ADDED = 200
#: How many cards a column of the board shows before it asks.
CARDS = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign as listed: who is in it, who followed, what came of it; in its own currency."""

    campaign: Campaign
    partnerships: int
    agreed: int
    fees: Money
    budget: Money | None
    people: int
    orders: int


@dataclass(frozen=True, slots=True)
class Card:
    """A partnership on the board: since when it stands where it stands, and what was agreed."""

    partnership: Partnership
    days: int
    fee: Money | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board with its cards and what they cost together."""

    stage: str
    label: str
    cards: Sequence[Card]
    cost: Money
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many partnerships are in this stage, shown or not."""
        return len(self.cards) + self.hidden


class CampaignForm(forms.Form):
    """What a campaign is: its name, landing page, dates, money and brief."""

    name = forms.CharField(label="Name", max_length=200)
    landing_url = forms.CharField(
        label="Landing page",
        max_length=1000,
        help_text="Where creators’ links lead: a page on one of your verified domains, beginning with https://.",
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
    )
    objective = forms.ChoiceField(label="Objective", choices=OBJECTIVES)
    starts_on = forms.DateField(label="Starts on", widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label="Ends on", required=False, widget=forms.DateInput({"type": "date"}))
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in sorted(CURRENCIES)])
    budget = forms.CharField(label="Budget", max_length=20, required=False)
    brief = forms.CharField(
        label="Brief",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What creators should know: what it is about, what to show, what not to claim.",
    )
    hashtags = forms.CharField(label="Hashtags", required=False, max_length=500, help_text="Parted by spaces.")
    disclosure = forms.CharField(
        label="Disclosure",
        required=False,
        max_length=200,
        help_text="The words that mark a post as advertising, such as #ad.",
    )

    def clean_landing_url(self) -> str:
        """The landing page, on a verified domain."""
        address: str = self.cleaned_data["landing_url"].strip()
        try:
            return landing_page(address)
        except Invalid as error:
            raise forms.ValidationError(error.problems[0].message if error.problems else error.message) from error

    def clean(self) -> dict[str, Any]:
        """The fields, with the budget as money of the currency."""
        given = super().clean() or {}
        if "currency" in given and "budget" in given:
            try:
                given["budget"] = fields.amount(given["budget"], given["currency"])
            except forms.ValidationError as error:
                self.add_error("budget", error)
        return given


class TermsForm(forms.Form):
    """What is agreed with a creator."""

    fee = forms.CharField(
        label="Fee", max_length=20, required=False, help_text="For all posts together; empty means none."
    )
    commission = forms.DecimalField(
        label="Commission", min_value=0, max_value=100, decimal_places=2, initial=Decimal(10),
        help_text="Of what customers keep: order value without tax and shipping, after refunds.",
    )  # fmt: skip
    click_window_days = forms.IntegerField(
        label="Click window", min_value=1, max_value=365, help_text="Days in which a click may earn an order."
    )
    hold_days = forms.IntegerField(
        label="Return window", min_value=0, max_value=365, help_text="Days a commission waits for returns."
    )
    despite = forms.CharField(
        label="Go on despite a refusal, because", max_length=400, required=False,
        help_text="Only where a creator refuses this brand or subject. Colleagues read it in the audit log.",
    )  # fmt: skip
    currency = "EUR"

    def clean_fee(self) -> int:
        """The fee in minor units."""
        found = fields.amount(self.cleaned_data["fee"], self.currency)
        return found.minor if found else 0

    @property
    def agreed(self) -> Agreed:
        """The terms as the stage knows them."""
        given = self.cleaned_data
        return Agreed(
            given["fee"], fields.basis_points(given["commission"]), given["click_window_days"], given["hold_days"]
        )


def landing_page(address: str) -> str:
    """The address, if links may lead there; Invalid says why not."""
    checked_destination(address, tracking.verified_hosts(), tracking.own_hosts())
    return address


def windows() -> dict[str, int]:
    """The workspace's own click and return windows, to begin a form with."""
    workspace = accounts.workspace()
    return {"click_window_days": workspace.click_window_days, "hold_days": workspace.return_window_days}


@needs("campaigns.view")
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign with its creators, people and orders; narrowed by state."""
    state = request.GET.get("state", "")
    every = queries.campaigns()
    narrowed = [one for one in every if not state or one.campaign.state == state]
    labels = (("", "All"), ("active", "Active"), ("draft", "Drafts"), ("ended", "Ended"))
    counts = {value: sum(1 for one in every if not value or one.campaign.state == value) for value, _ in labels}
    context = {
        "rows": _rows(narrowed),
        "state": state,
        "any": bool(every),
        "has_domains": bool(tracking.verified_hosts()),
        "tabs": [
            Tab(label, f"?state={value}" if value else "?", value == state, counts[value]) for value, label in labels
        ],
    }
    return render(request, "campaigns/list.html", context)


def _rows(found: Sequence[queries.CampaignSummary]) -> list[Row]:
    members = queries.partnerships_by_campaign([one.campaign.id for one in found])
    everyone = [identifier for ids in members.values() for identifier in ids]
    clicks = tracking.clicks_per_partnership(everyone)
    orders = attribution.orders_per_partnership(everyone)
    fees = queries.fees(queries.agreed(everyone), datetime.now(UTC))
    return [
        Row(
            one.campaign, one.partnerships, one.agreed,
            Money(sum(fees.get(who, 0) for who in members.get(one.campaign.id, [])), one.campaign.currency),
            budget(one.campaign),
            sum(clicks[who].people for who in members.get(one.campaign.id, [])),
            sum(orders.get(who, 0) for who in members.get(one.campaign.id, [])),
        )
        for one in found
    ]  # fmt: skip


def budget(campaign: Campaign) -> Money | None:
    """What the campaign may cost; None where nobody said."""
    return None if campaign.budget_minor is None else Money(campaign.budget_minor, campaign.currency)


@needs("campaigns.change")
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Open a campaign; it stays a draft until it is started."""
    initial = {
        "currency": accounts.workspace().currency,
        "starts_on": datetime.now(UTC).date(),
        "landing_url": fields.first_page(),
    }
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (made := _opened(request, form)):
        messages.success(request, f"{made.name} is made, as a draft. Add creators, then start it.")
        return redirect("campaign", made.id)
    context = {"form": form, "hosts": tracking.verified_hosts(), "title": "New campaign", "verb": "Make campaign"}
    return render(request, "campaigns/form.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: CampaignForm) -> Campaign | None:
    try:
        return services.create_campaign(actor_of(request), **_given(form), now=datetime.now(UTC))
    except Invalid as error:
        fields.refuse(form, error, {"budget_minor": "budget"})
        return None


def _given(form: CampaignForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    money = given.pop("budget")
    return given | {"budget_minor": money.minor if money else None, "hashtags": given["hashtags"].split()}


@needs("campaigns.change")
def edit_campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Change a campaign's brief, dates, landing page and budget; its currency stays."""
    campaign = queries.campaign(campaign_id)
    form = CampaignForm(request.POST or None, initial=_initial(campaign))
    form.fields["currency"].disabled = True
    if request.method == "POST" and form.is_valid() and _changed(request, campaign, form):
        return redirect("campaign", campaign_id)
    context = {"form": form, "hosts": tracking.verified_hosts(), "campaign": campaign}
    context |= {"title": f"Edit {campaign.name}", "verb": "Save campaign"}
    return render(request, "campaigns/form.html", context, status=422 if form.errors else 200)


def _initial(campaign: Campaign) -> dict[str, Any]:
    initial = {name: getattr(campaign, name) for name in CampaignForm.base_fields if hasattr(campaign, name)}
    money = budget(campaign)
    return initial | {"budget": str(money.decimal) if money else "", "hashtags": " ".join(campaign.hashtags)}


def _changed(request: HttpRequest, campaign: Campaign, form: CampaignForm) -> bool:
    given = _given(form)
    given.pop("currency")
    try:
        services.change_campaign(actor_of(request), campaign.id, now=datetime.now(UTC), **given)
    except Invalid as error:
        fields.refuse(form, error, {"budget_minor": "budget"})
        return False
    messages.success(request, "Saved.")
    return True


@require_POST
@needs("campaigns.change")
def set_state(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Start a campaign, end it, or take it up again."""
    try:
        campaign = services.set_campaign_state(
            actor_of(request), campaign_id, request.POST.get("state", ""), now=datetime.now(UTC)
        )
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{campaign.name} is {campaign.get_state_display().lower()} now.")
    return redirect("campaign", campaign_id)


def campaign_tabs(campaign: Campaign, current: str) -> list[Tab]:
    """The tabs over a campaign's pages."""
    pages = (("campaign", "Brief"), ("campaign_board", "Board"), ("campaign_links", "Links"))
    return [Tab(label, reverse(name, args=[campaign.id]), name == current) for name, label in pages]


@needs("campaigns.view")
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign's brief, its figures so far and its steps."""
    found = queries.campaign(campaign_id)
    summary = next(one for one in queries.campaigns() if one.campaign.id == found.id)
    money = budget(found)
    context = {
        "campaign": found,
        "row": _rows([summary])[0],
        "objective": dict(OBJECTIVES).get(found.objective, found.objective.capitalize()),
        "budget_text": f"of {shown(money, 'whole')}" if money else "",
        "tabs": campaign_tabs(found, "campaign"),
    }
    return render(request, "campaigns/brief.html", context)


@needs("campaigns.view")
def board(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The campaign's partnerships by stage."""
    found, now = queries.campaign(campaign_id), datetime.now(UTC)
    columns = queries.board(campaign_id)
    ids = [row.id for column in columns for row in column.partnerships]
    lanes = _lanes(columns, queries.fees(ids, now), found.currency, now)
    whole = request.GET.get("all", "")
    lanes = [lane if lane.stage == whole else _shortened(lane) for lane in lanes]
    context = {
        "campaign": found,
        "lanes": lanes,
        "stages": [(lane.stage, lane.label) for lane in lanes],
        "empty": not ids,
        "tabs": campaign_tabs(found, "campaign_board"),
    }
    return render(request, "campaigns/board.html", context)


def _lanes(
    columns: Sequence[queries.Column], fees: Mapping[UUID, int], currency: str, now: datetime
) -> list[Lane]:  # fmt: skip
    return [
        Lane(
            column.stage.value, str(column.stage.label),
            [
                Card(row, (now - row.stage_since).days, Money(fees[row.id], currency) if row.id in fees else None)
                for row in column.partnerships
            ],
            Money(sum(fees.get(row.id, 0) for row in column.partnerships), currency),
        )
        for column in columns
    ]  # fmt: skip


def _shortened(lane: Lane) -> Lane:
    return replace(lane, cards=lane.cards[:CARDS], hidden=max(len(lane.cards) - CARDS, 0))


@needs("campaigns.view")
def campaign_links(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The campaign's links and codes with who followed them."""
    found = queries.campaign(campaign_id)
    context = {
        "campaign": found,
        "links": link_rows(tracking.links(campaign_id=campaign_id)),
        "codes": code_rows(tracking.codes(campaign_id=campaign_id)),
        "tabs": campaign_tabs(found, "campaign_links"),
    }
    return render(request, "campaigns/links.html", context)


@needs("campaigns.change")
def add_to_campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Bring creators into a campaign: search, tick, agree on terms; each gets a link and a code."""
    found = queries.campaign(campaign_id)
    form = terms_form(request, found.currency)
    if request.method == "POST" and form.is_valid() and _joined(request, found, form):
        return redirect("campaign_board", campaign_id)
    asked = creators.creator_filter([(name, value) for name in ("q", "tier") for value in request.GET.getlist(name)])
    page = creators.creator_page(asked, request.GET.get("after"))
    inside = {row.creator_id for row in queries.partnerships(campaign_id=campaign_id)}
    context = {
        "campaign": found,
        "form": form,
        "page": page,
        "inside": inside,
        "ticked": set(request.POST.getlist("profile")),
        "next": _next(request, page.next),
    }
    swap = request.headers.get("HX-Target") == "choose"
    template = "campaigns/_choose.html" if swap else "campaigns/add.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _next(request: HttpRequest, cursor: str | None) -> str:
    if not cursor:
        return ""
    params = request.GET.copy()
    params["after"] = cursor
    return f"?{params.urlencode()}"


def terms_form(request: HttpRequest, currency: str, initial: Mapping[str, Any] | None = None) -> TermsForm:
    """The terms form in a currency, filled from what was sent or begins with."""
    form = TermsForm(request.POST or None, initial={**windows(), **(initial or {})})
    form.currency = currency
    return form


def _joined(request: HttpRequest, campaign: Campaign, form: TermsForm) -> bool:
    chosen = request.POST.getlist("profile")[:MOST_ADDED]
    try:
        ids = [from_public("prf", text) for text in chosen]
    except ValueError:
        ids = []
    if not ids:
        form.add_error(None, "Tick at least one creator.")
        return False
    profiles = creators.profiles(ids)
    try:
        made = pipeline.join_campaign(
            actor_of(request), campaign, profiles, agreed=form.agreed, despite=form.cleaned_data["despite"],
            now=datetime.now(UTC),
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        fields.refuse(form, error, {"fee_minor": "fee", "commission_basis_points": "commission"})
        return False
    messages.success(request, f"{len(made)} {'creator has' if len(made) == 1 else 'creators have'} a link and a code.")
    for profile, one in pipeline.objections(campaign, profiles, agreed=form.agreed)[:10]:
        messages.warning(request, f"@{profile.handle}: {one.reason}")
    return True


urlpatterns = [
    path("campaigns", campaigns, name="campaigns"),
    path("campaigns/new", new_campaign, name="new_campaign"),
    path("campaigns/<cmp:campaign_id>", campaign, name="campaign"),
    path("campaigns/<cmp:campaign_id>/edit", edit_campaign, name="edit_campaign"),
    path("campaigns/<cmp:campaign_id>/state", set_state, name="set_campaign_state"),
    path("campaigns/<cmp:campaign_id>/board", board, name="campaign_board"),
    path("campaigns/<cmp:campaign_id>/links", campaign_links, name="campaign_links"),
    path("campaigns/<cmp:campaign_id>/creators", add_to_campaign, name="add_to_campaign"),
]
