"""Links: which exist, whether they work, who followed them; making, pausing and redirecting one."""

from __future__ import annotations

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
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.doors.web import fields, tables
from sweetspot.doors.web.link_clock import weekdays
from sweetspot.doors.web.link_ways import PLACES, rules_shown
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.doors.web.tail import tail_of
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.queries import destinations
from sweetspot.stages.tracking.queries.clock import clock

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign, Partnership
    from sweetspot.stages.tracking.models import Link

_WHY_CLICKS = "People · previews of messengers and social networks · bots. Only people are ever called clicks."
LINK_COLUMNS = (
    tables.Column("slug", "Link", sortable=False),
    tables.Column("creator", "Creator", sortable=False),
    tables.Column("state", "State", sortable=False),
    tables.Column("people", "People", number=True, sortable=False, why=_WHY_CLICKS),
    tables.Column("previews", "Previews", number=True, sortable=False),
    tables.Column("bots", "Bots", number=True, sortable=False),
    tables.Column(
        "suspects", "Suspect", number=True, sortable=False, why="Looks automated, without saying so. Never counted."
    ),
    tables.Column("orders", "Orders", number=True, sortable=False, why="Paid orders credited by a click on this link."),
)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as listed: what a creator publishes, who followed it, how many orders came by it."""

    link: Link
    address: str
    clicks: queries.Clicks
    orders: int
    #: What is known of where it leads; None where it was never asked.
    health: destinations.Known | None = None


class NewLinkForm(forms.Form):
    """A link for a creator in a campaign."""

    partnership = forms.ChoiceField(label="Creator")
    destination = forms.CharField(
        label="Leads to",
        max_length=2000,
        help_text="A page of your shop, beginning with https://.",
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
    )
    slug = forms.CharField(
        label="Short name",
        max_length=80,
        required=False,
        help_text="What stands after the short address. Left empty, the creator’s name is taken.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    placement = forms.ChoiceField(label="Stands in", choices=PLACES, required=False)
    label = forms.CharField(label="Which one", max_length=80, required=False, help_text="Such as “Reel of 3 May”.")


class DestinationForm(forms.Form):
    """Where a link leads from now on."""

    destination = forms.CharField(
        label="Leads to", max_length=2000, widget=forms.URLInput(attrs={"spellcheck": "false"})
    )


@needs("tracking.view")
def links(request: HttpRequest) -> HttpResponse:
    """The links, searched and filtered by what the address says."""
    if request.GET.get("show") == "codes":  # where codes stood before they had a page of their own
        return redirect(f"{reverse('codes')}?{urlencode({'q': request.GET.get('q', '')})}")
    held = campaigns.campaigns()
    filters = [
        tables.filter_of(
            request.GET,
            "campaign",
            "Campaign",
            [(to_public("cmp", one.campaign.id), one.campaign.name) for one in held],
        ),
        tables.filter_of(request.GET, "state", "State", [("on", "On"), ("paused", "Paused")], multiple=False),
    ]
    page = queries.link_page(**asked_of(request))
    context = {
        "rows": link_rows(page.rows),
        "columns": LINK_COLUMNS,
        "total": page.total,
        "next": _page_address(request, page.next) if page.next else "",
        "first": _page_address(request, "") if request.GET.get("after") else "",
        "filters": filters,
        "narrowed": any(request.GET.get(name) for name in ("q", "campaign", "state")),
        "export": f"{reverse('links_csv')}?{request.GET.urlencode(safe=',')}",
        "has_campaigns": bool(held),
        "has_domains": bool(queries.verified_hosts()),
        "tabs": link_tabs("links"),
    }
    return render(request, "links/_list.html" if _is_swap(request) else "links/list.html", context)


def link_tabs(current: str) -> list[tables.Tab]:
    """The pages of links and codes."""
    pages = [("links", "Links"), ("codes", "Codes"), ("waiting_codes", "To create"), ("pools", "Single-use pools")]
    waiting = queries.waiting_count()
    return [
        tables.Tab(label, reverse(name), name == current, (waiting or None) if name == "waiting_codes" else None)
        for name, label in pages
    ]


def _is_swap(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "list"


def asked_of(request: HttpRequest) -> dict[str, Any]:
    """Which links or codes the address asks for, in the words of `queries.link_page`."""
    chosen = [_campaign_id(text) for text in tables.chosen(request.GET, "campaign")]
    state = {"on": True, "paused": False}.get(request.GET.get("state", ""))
    asked = {"search": request.GET.get("q", ""), "active": state, "after": request.GET.get("after", "")}
    return {**asked, "campaign_ids": chosen}


def _campaign_id(text: str) -> UUID:
    try:
        return from_public("cmp", text)
    except ValueError as error:
        raise NotFound("There is no such campaign.") from error


def _page_address(request: HttpRequest, after: str) -> str:
    params = request.GET.copy()
    params.pop("after", None)
    if after:
        params["after"] = after
    return f"?{params.urlencode(safe=',')}"


def link_rows(found: Sequence[Link]) -> list[LinkRow]:
    """Links with their clicks, orders and the health of where they lead; six queries for all."""
    clicks = queries.clicks_per_link([link.id for link in found])
    orders = attribution.orders_per_link({link.partnership_id for link in found})
    health = destinations.known([link.destination for link in found])
    base = queries.short_base()
    return [
        LinkRow(
            one, queries.short_address(one, base), clicks[one.id], orders.get(one.id, 0), health.get(one.destination)
        )
        for one in found
    ]


@needs("tracking.view")
def link(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """One link: its address and QR code, who followed it, where it leads and changing that."""
    found = queries.link(link_id)
    form = DestinationForm(request.POST or None, initial={"destination": found.destination})
    if request.method == "POST" and form.is_valid() and _redirected(request, found, form):
        return redirect("link", link_id)
    zone = accounts.workspace().time_zone
    context = {
        "row": link_rows([found])[0], "form": form, "rules": rules_shown(found), "zone": zone,
        "history": queries.redirections(link_id), "habits": queries.habits([link_id], zone),
        "clock": weekdays(clock([link_id], zone)), "tail": tail_of(request, link_id),
    }  # fmt: skip
    return render(request, "links/link.html", context, status=422 if form.errors else 200)


def _redirected(request: HttpRequest, found: Link, form: DestinationForm) -> bool:
    actor = demand(request, "tracking.change")
    try:
        services.lead_to(actor, found.id, form.cleaned_data["destination"].strip(), now=datetime.now(UTC))
    except Invalid as error:
        fields.refuse(form, error)
        return False
    messages.success(request, "Saved. The link leads there within seconds.")
    return True


@needs("tracking.view")
def qr_file(request: HttpRequest, link_id: UUID, form: str) -> HttpResponse:
    """The link's QR code as a file to print."""
    found = queries.link(link_id)
    kinds = {"svg": "image/svg+xml", "png": "image/png"}
    headers = {"Content-Disposition": f'attachment; filename="{found.slug}.{form}"'}
    return HttpResponse(queries.qr_image(found, form), content_type=kinds[form], headers=headers)


@require_POST
@needs("tracking.change")
def switch_link(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Pause a link, or let it work again."""
    resumes = request.POST.get("active") == "yes"
    try:
        found = (services.resume if resumes else services.pause)(actor_of(request), link_id, now=datetime.now(UTC))
    except Invalid as error:
        messages.error(request, error.message)
    else:
        told = "works again." if resumes else "is paused. Visitors see a friendly page instead of the shop."
        messages.success(request, f"{found.slug} {told}")
    return redirect(back_to(request))


def back_to(request: HttpRequest, otherwise: str = "links") -> str:
    """The page the form stood on, as far as it is one of ours."""
    back = request.POST.get("back", "")
    return back if back.startswith("/") and not back.startswith("//") and "\\" not in back else reverse(otherwise)


@needs("tracking.change")
def new_link(request: HttpRequest) -> HttpResponse:
    """A link for a creator in a campaign: the campaign first, then the creator."""
    chosen = _chosen_partnership(request)
    campaign = chosen.campaign if chosen else _chosen_campaign(request)
    form = _new_link_form(request, campaign, chosen) if campaign else None
    if form and request.method == "POST" and form.is_valid() and (made := _made_link(request, form)):
        return redirect("link", made.id)
    context = {"form": form, "campaign": campaign, "campaigns": campaigns.campaigns()}
    return render(request, "links/new.html", context, status=422 if form and form.errors else 200)


def _chosen_partnership(request: HttpRequest) -> Partnership | None:
    text = request.GET.get("partnership", "")
    return campaigns.partnership(_partnership_id(text)) if text else None


def _partnership_id(text: str) -> UUID:
    try:
        return from_public("prt", text)
    except ValueError as error:
        raise NotFound("There is no such partnership.") from error


def _chosen_campaign(request: HttpRequest) -> Campaign | None:
    text = request.GET.get("campaign", "")
    return campaigns.campaign(_campaign_id(text)) if text else None


def _new_link_form(request: HttpRequest, campaign: Campaign, chosen: Partnership | None) -> NewLinkForm:
    initial = {"destination": campaign.landing_url}
    if chosen:
        initial["partnership"] = to_public("prt", chosen.id)
    form = NewLinkForm(request.POST or None, initial=initial)
    rows = campaigns.partnerships(campaign_id=campaign.id)
    form.fields["partnership"].choices = [  # type: ignore[attr-defined]
        (to_public("prt", row.id), f"{row.creator.name} (@{row.profile.handle})") for row in rows
    ]
    return form


def _made_link(request: HttpRequest, form: NewLinkForm) -> Link | None:
    given = form.cleaned_data
    try:
        made = services.add_link(
            actor_of(request), campaigns.partnership(_partnership_id(given["partnership"])),
            destination=given["destination"].strip(), slug=given["slug"],
            placement=given["placement"] or "post", label=given["label"], now=datetime.now(UTC),
        )  # fmt: skip
    except Invalid as error:
        fields.refuse(form, error)
        return None
    except Conflict as error:
        form.add_error("slug", error.message)
        return None
    messages.success(request, "The link works. Open it once to see.")
    return made


urlpatterns = [
    path("links", links, name="links"),
    path("links/new", new_link, name="new_link"),
    path("links/<lnk:link_id>", link, name="link"),
    path("links/<lnk:link_id>.svg", qr_file, {"form": "svg"}, name="link_svg"),
    path("links/<lnk:link_id>.png", qr_file, {"form": "png"}, name="link_png"),
    path("links/<lnk:link_id>/switch", switch_link, name="switch_link"),
]
