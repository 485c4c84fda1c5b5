"""One creator in one campaign: stage, terms and their history, link and code, gifts, clicks and orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot.core import charts
from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.money import Money
from sweetspot.doors.web import fields
from sweetspot.doors.web.campaigns import TermsForm, windows
from sweetspot.doors.web.codes import code_rows
from sweetspot.doors.web.links import link_rows
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries, services
from sweetspot.stages.campaigns.queries import STAGES
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.tracking import queries as tracking

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership, Terms

#: How far back the page counts clicks and lists orders.
DAYS = 90
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TermsRow:
    """One version of the terms: from when to when, and what."""

    terms: Terms
    until: datetime | None
    fee: Money
    commission: float


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A credited order: its part of the value before refunds, and why it is this partnership's."""

    order: orders.OrderFacts
    net: Money
    means: str
    reason: str
    share: float


class GiftForm(forms.Form):
    """What was sent to the creator."""

    description = forms.CharField(label="What was sent", max_length=300)
    cost = forms.CharField(label="Cost to us", max_length=20, help_text="What it cost you, not its price in the shop.")
    sent_on = forms.DateField(label="Sent on", widget=forms.DateInput({"type": "date"}))
    currency = "EUR"

    def clean_cost(self) -> Money:
        """The cost as money."""
        found = fields.amount(self.cleaned_data["cost"], self.currency)
        if found is None:
            raise forms.ValidationError("Say what it cost; 0 is possible.")
        return found


@needs("campaigns.view")
def partnership(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """The partnership's page."""
    found = queries.partnership(partnership_id)
    context = _context(request, found) | {"terms_form": _terms_form(found), "gift_form": _gift_form(request, found)}
    return render(request, "campaigns/partnership.html", context)


def _context(request: HttpRequest, found: Partnership) -> dict[str, object]:
    now, ids = datetime.now(UTC), [found.id]
    links = tracking.links(partnership_ids=ids)
    clicks = tracking.clicks_per_partnership(ids)[found.id]
    credited = order_rows(found, now)
    return {
        "partnership": found,
        "campaign": found.campaign,
        "stages": STAGES,
        "days": (now - found.stage_since).days,
        "terms": terms_rows(found, now),
        "links": link_rows(links),
        "codes": code_rows(tracking.codes(partnership_ids=ids)),
        "gifts": [(one, Money(one.cost_minor, one.currency)) for one in queries.gifts(found.id)],
        "clicks": clicks,
        "orders": credited[:20],
        "order_count": len(credited),
        "net": _summed(credited, found.campaign.currency),
        "chart": _chart([link.id for link in links], _zone(request), now) if clicks.people else None,
    }


def terms_rows(found: Partnership, now: datetime) -> list[TermsRow]:
    """The versions of the terms, newest first, each with its end."""
    history = queries.terms_history([found.id]).get(found.id, [])
    ends = [*(row.valid_from for row in history[1:]), None]
    rows = [
        TermsRow(row, end, Money(row.fee_minor, row.currency), row.commission_basis_points / 10_000)
        for row, end in zip(history, ends, strict=False)
    ]
    return rows[::-1]


def order_rows(found: Partnership, now: datetime) -> list[OrderRow]:
    """The orders credited to a partnership, newest first."""
    credits = attribution.credited_orders([found.id], _EARLIEST, now + timedelta(days=1))
    known = orders.facts([one.order_id for one in credits])
    return [
        OrderRow(known[one.order_id], Money(one.net_minor, one.currency), one.means, one.reason, one.weight / 10**9)
        for one in credits
        if one.order_id in known
    ]


def _summed(rows: list[OrderRow], currency: str) -> Money | None:
    same = [row.net.minor for row in rows if row.net.currency == currency]
    return Money(sum(same), currency) if same else None


def _zone(request: HttpRequest) -> str:
    """The time zone of the workspace the visitor is in."""
    zone: str = request.membership.workspace.time_zone  # type: ignore[attr-defined]
    return zone


def _chart(links: list[UUID], zone: str, now: datetime) -> charts.Chart:
    days = tracking.clicks_per_day(links, since=now - timedelta(days=DAYS), until=now, time_zone=zone)
    first = (now - timedelta(days=DAYS)).date()
    every = [first + timedelta(days=step) for step in range(DAYS + 1)]
    rows = [(day.isoformat(), "People", float(days[day].people if day in days else 0)) for day in every]
    busiest = max(rows, key=lambda row: row[2])
    return charts.Chart(
        "clicks",
        f"Most people came on {datetime.fromisoformat(busiest[0]):%-d %B}",
        f"People who followed the links per day, last {DAYS} days ({zone}).",
        charts.lines_over_time(rows, y="People a day"),
        ("Day", "People"),
        [(day, f"{value:.0f}") for day, _, value in rows if value],
    )


def _terms_form(found: Partnership, data: object = None) -> TermsForm:
    now = queries.terms_at(found.id, datetime.now(UTC))
    initial: dict[str, object] = {}
    if now is None:
        initial = dict(windows())
    else:
        initial = {
            "fee": str(Money(now.fee_minor, now.currency).decimal),
            "commission": (Decimal(now.commission_basis_points) / 100).normalize(),
            "click_window_days": now.click_window_days,
            "hold_days": now.hold_days,
        }
    form = TermsForm(data, initial=initial, prefix="terms")  # type: ignore[arg-type]
    form.currency = found.campaign.currency
    return form


def _gift_form(request: HttpRequest, found: Partnership, data: object = None) -> GiftForm:
    form = GiftForm(data, initial={"sent_on": datetime.now(UTC).date()}, prefix="gift")  # type: ignore[arg-type]
    form.currency = found.campaign.currency
    return form


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


@require_POST
@needs("campaigns.change")
def move(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """Move a partnership to another stage; where somebody was faster, say who is where and keep theirs."""
    stage = request.POST.get("stage", "")
    try:
        row = services.move(actor_of(request), partnership_id, stage, version=_version(request), now=datetime.now(UTC))
    except Conflict:
        row = queries.partnership(partnership_id)
        messages.error(
            request,
            f"Somebody changed {row.creator.name} meanwhile: now in “{row.get_stage_display()}”. "
            "Nothing was overwritten. Move again if you still want to.",
        )
    else:
        row = queries.partnership(partnership_id)
        messages.success(request, f"{row.creator.name} is in “{row.get_stage_display()}” now.")
    if request.POST.get("back") == "board":
        return redirect("campaign_board", row.campaign_id)
    return redirect("partnership", partnership_id)


@require_POST
@needs("campaigns.change")
def agree(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """New terms from now on; what was earned before stays under the old ones."""
    found = queries.partnership(partnership_id)
    form = _terms_form(found, request.POST)
    if form.is_valid():
        try:
            services.agree(
                actor_of(request), partnership_id, form.agreed, version=_version(request), now=datetime.now(UTC)
            )
        except (Conflict, Invalid) as error:
            fields.refuse(form, error, {"fee_minor": "fee", "commission_basis_points": "commission"})
        else:
            messages.success(request, "The new terms hold from now on. What was earned before stays as it was.")
            return redirect("partnership", partnership_id)
    context = _context(request, found) | {"terms_form": form, "gift_form": _gift_form(request, found), "open": "terms"}
    return render(request, "campaigns/partnership.html", context, status=422)


@require_POST
@needs("campaigns.change")
def send_gift(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """Put a gift on record."""
    found = queries.partnership(partnership_id)
    form = _gift_form(request, found, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.send_gift(
                actor_of(request), partnership_id, given["description"], cost=given["cost"], sent_on=given["sent_on"],
                now=datetime.now(UTC),
            )  # fmt: skip
        except Invalid as error:
            fields.refuse(form, error)
        else:
            messages.success(request, "The gift is on record.")
            return redirect("partnership", partnership_id)
    context = _context(request, found) | {"terms_form": _terms_form(found), "gift_form": form, "open": "gift"}
    return render(request, "campaigns/partnership.html", context, status=422)


urlpatterns = [
    path("partnerships/<prt:partnership_id>", partnership, name="partnership"),
    path("partnerships/<prt:partnership_id>/move", move, name="move_partnership"),
    path("partnerships/<prt:partnership_id>/terms", agree, name="agree_terms"),
    path("partnerships/<prt:partnership_id>/gifts", send_gift, name="send_gift"),
]
