"""Home: what needs me today, how far the set-up is, how the programme goes, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from sweetspot.core.money import Money
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.templatetags.figures import count, money, share
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.attribution.formulas.leaks import unusual
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators.queries.facets import has_creators
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.planning import queries as planning
from sweetspot.stages.reports import queries as reports
from sweetspot.stages.reports.formulas import Totals
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.queries import destinations

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import AuditEntry

#: The period of the figures, and how long a collaboration may stand still before it is asked about.
DAYS, STILL_DAYS = 28, 14
EVENTS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One step of setting up: done or not is found out, never ticked."""

    label: str
    text: str
    done: bool
    href: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person."""

    text: str
    why: str
    href: str
    verb: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its change against the period before."""

    label: str
    value: str
    unit: str
    change: str
    kind: str
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in words, and where to look at it."""

    at: datetime
    who: str
    text: str
    subject: str
    href: str


@needs("campaigns.view")
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the day."""
    actor, now = actor_of(request), datetime.now(UTC)
    workspace = accounts.workspace()
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    steps = _steps()
    context: dict[str, Any] = {
        "steps": steps,
        "done": sum(step.done for step in steps),
        "next_step": next((step for step in steps if not step.done), None),
        "tasks": _tasks(actor, now),
        "events": _events(actor),
        "since": today - timedelta(days=DAYS - 1),
        "today": today,
        "zone": workspace.time_zone,
    }
    return render(request, "home/home.html", context)


@needs("reports.view")
def figures(request: HttpRequest) -> HttpResponse:
    """The six figures, which the page fetches after it has opened: they look at every order of eight weeks."""
    workspace = accounts.workspace()
    today = datetime.now(UTC).astimezone(ZoneInfo(workspace.time_zone)).date()
    shown, others = _figures(today, workspace.currency)
    context = {"figures": shown, "others": others, "currency": workspace.currency}
    return render(request, "home/_figures.html", context)


def _steps() -> list[Step]:
    shops, held = orders.shops(), campaigns.campaigns()
    return [
        Step("Connect your shop", "Orders then find the creators who brought them.", bool(shops), reverse("shops")),
        Step(
            "Verify your domain", "Links lead there and nowhere else.", bool(tracking.verified_hosts()),
            reverse("tracking_settings"),
        ),
        Step(
            "Bring in creators", "A file, a list of handles, or the sample.",
            has_creators(), reverse("import_start"),
        ),
        Step("Make a plan", "What a budget reaches, and with whom.", bool(planning.plans()), reverse("new_plan")),
        Step("Open a campaign", "Every creator in it gets a link and a code.", bool(held), reverse("campaigns")),
        Step("See the first click", "Open one of your links once.", tracking.was_clicked(), reverse("links")),
        Step("See the first order", "Place a test order with a code.", orders.listing().exists(), reverse("orders")),
    ]  # fmt: skip


def _tasks(actor: Actor, now: datetime) -> list[Task]:
    """What waits for this person, most pressing first."""
    found = []
    if actor.may("orders.view") and (troubles := orders.troubles()):
        one = troubles[0].message
        found.append(
            Task(
                _number(len(troubles), "order message needs a look", "order messages need a look"),
                one, reverse("orders"), "Look at them", "watch",
            )
        )  # fmt: skip
    if actor.may("tracking.view"):
        found += [
            Task(
                f"{code} is used unusually often without a click",
                f"{share(one.use.share, 0)} of {one.use.orders:,} orders; usual is {share(one.usual, 0)}.",
                f"{reverse('codes')}?{urlencode({'q': code})}", "Look at the code", "watch",
            )
            for code, one in list(unusual(attribution.code_uses()).items())[:5]
        ]  # fmt: skip
        if waiting := tracking.waiting_count():
            text = _number(waiting, "code waits", "codes wait") + " to be created in your shop"
            found.append(Task(text, "Until then nobody can use them.", reverse("waiting_codes"), "Copy the list"))
        found += [
            Task(
                f"{one.row.url.removeprefix('https://')[:80]} does not answer as it should",
                f"{one.row.reason} Links lead there.",
                f"{reverse('links')}?{urlencode({'q': one.row.url, 'state': 'on'})}", "Look at the links", "watch",
            )
            for one in destinations.troubled()[:5]
        ]  # fmt: skip
    if actor.may("money.view") and (due := payouts.due_count(now)):
        text = _number(due, "commission can be released", "commissions can be released")
        found.append(Task(text, "Their return window has passed.", reverse("commissions"), "Open commissions"))
    still = campaigns.standing_still(now - timedelta(days=STILL_DAYS))
    for campaign, number in still[:5]:
        text = _number(number, "creator has", "creators have") + f" not moved for {STILL_DAYS} days"
        found.append(
            Task(text, f"In {campaign.name}.", reverse("campaign_board", args=[campaign.id]), "Open the board")
        )
    return found


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _figures(today: date, currency: str) -> tuple[list[Figure], list[str]]:
    """The six figures in the workspace's currency, and which other currencies there are beside."""
    last, earlier = today - timedelta(days=DAYS), today - timedelta(days=2 * DAYS - 1)
    here, before = reports.programmes([(last + timedelta(days=1), today), (earlier, last)], by="campaign")
    now, then = _total(here, currency), _total(before, currency)
    return _compared(now, then), [block.currency for block in here.blocks if block.currency != currency]


def _total(found: reports.Programme, currency: str) -> Totals:
    return next((block.total for block in found.blocks if block.currency == currency), Totals(currency))


def _compared(now: Totals, then: Totals) -> list[Figure]:
    def amounts(label: str, one: Money, other: Money, why: str, *, better: int = 1) -> Figure:
        return _figure(label, money(one, "whole"), "", one.decimal, other.decimal, why, better=better)

    orders_now, orders_then = now.orders, then.orders
    back = now.return_on_spend
    return [
        _figure(
            "People", count(now.people), "", Decimal(now.people or 0), Decimal(then.people or 0),
            "Visitors told apart day by day.",
        ),
        _figure(
            "Orders", count(orders_now, 0), "", orders_now, orders_then,
            "Credited orders; a shared order counts once.",
        ),
        amounts("Kept revenue", now.kept_revenue, then.kept_revenue, "Credited net value less refunds."),
        amounts("Spend", now.spend, then.spend, "Fees, gifts, shipping and commission.", better=0),
        amounts(
            "Commission", Money(now.commission, now.currency), Money(then.commission, now.currency),
            "Commission less reversals on orders of the period.", better=0,
        ),
        _figure(
            "Return", "" if back is None else f"{back:.2f}", "×", back, then.return_on_spend,
            "Kept revenue ÷ spend.", reason="nothing was spent" if back is None else "",
        ),
    ]  # fmt: skip


def _figure(
    label: str, value: str, unit: str, now: Decimal | None, then: Decimal | None, why: str, *, better: int = 1,
    reason: str = "",
) -> Figure:  # fmt: skip
    """The figure with its change in per cent; `better` 1 where more is good, 0 where it is neither."""
    if now is None or not then:
        return Figure(label, value, unit, "", "", reason, why)
    change = now / then - 1
    kind = "" if not better or not change else "good" if change > 0 else "bad"
    return Figure(label, value, unit, share(change, "signed 0"), kind, reason, why)


#: What an entry of the trail says of its actor; entries of other kinds are told by their own name.
_SAID: Mapping[str, str] = {
    "campaign.created": "opened the campaign",
    "campaign.changed": "changed the campaign",
    "campaign.state": "changed the state of",
    "campaign.joined": "added creators to",
    "partnership.moved": "moved a creator",
    "partnership.assigned": "handed over a creator",
    "partnerships.equipped": "made links and codes for",
    "terms.agreed": "agreed on terms",
    "gift.sent": "sent a gift",
    "plan.made": "saved a plan",
    "plan.removed": "deleted a plan",
    "link.made": "made a link",
    "links.made": "made",
    "link.paused": "paused a link",
    "link.resumed": "resumed a link",
    "link.renamed": "renamed a link",
    "link.destination": "redirected a link",
    "link.expiry": "changed when a link ends:",
    "link.rules": "changed the rules of a link",
    "link.code": "changed the code a link applies:",
    "link.story": "changed the story page of",
    "link.placed": "said where a link stands:",
    "links.parameters": "changed the parameters of links:",
    "look.changed": "changed the look of",
    "code.made": "made a code",
    "code.changed": "changed what a code gives:",
    "code.active": "made a code active:",
    "code.waiting": "had a code wait for the shop:",
    "code.paused": "paused a code:",
    "code.expired": "ended a code:",
    "code.failed": "was refused a code by the shop:",
    "code.undone": "undid a change of a code:",
    "codes.made": "made",
    "codes.pool": "made a pool of codes:",
    "codes.handed": "gave out codes of",
    "codes.pattern": "said how codes are called for",
    "codes.active": "made codes of a pool active",
    "codes.waiting": "had codes of a pool wait for the shop",
    "codes.paused": "paused codes of a pool",
    "codes.expired": "ended codes of a pool",
    "codes.undone": "undid a change of codes of a pool",
    "domain.described": "said how a shop takes codes:",
    "domain.verified": "verified the domain",
    "domain.removed": "removed the domain",
    "shop.registered": "registered the shop",
    "shop.secret": "changed the secret of",
    "import.started": "imported",
    "import.undone": "undid the import of",
    "creators.added": "added creators:",
    "creators.tagged": "tagged creators:",
    "creator.changed": "changed a creator",
    "profile.price": "noted a price",
    "profile.decided": "decided on a profile",
    "statement.issued": "issued the statement",
    "member.invited": "invited",
    "member.joined": "joined:",
    "member.role": "changed the role of",
    "member.removed": "removed",
    "key.created": "made the key",
    "key.revoked": "revoked the key",
    "workspace.changed": "changed the settings of",
    "sample.loaded": "loaded the sample programme",
}
_PAGES = {
    "cmp": "campaign", "prt": "partnership", "pln": "plan", "lnk": "link", "cod": "code", "cpl": "pool",
    "crt": "creator",
}  # fmt: skip


def _events(actor: Actor) -> list[Event]:
    """The newest entries of the audit trail, for those who may read it."""
    return [_event(entry) for entry in accounts.audit_trail(EVENTS)] if actor.may("settings.view") else []


def _event(entry: AuditEntry) -> Event:
    said = _SAID.get(entry.action, entry.action.replace(".", ": ").replace("_", " "))
    prefix, _, body = entry.subject.partition("_")
    page = _PAGES.get(prefix) if len(body) == 26 and not entry.action.endswith("removed") else None
    named = entry.detail.get("name") or entry.detail.get("slug") or entry.detail.get("code") or ""
    subject = str(named or ("" if len(body) == 26 and prefix.isalpha() else entry.subject))
    who = entry.actor.removeprefix("person ").partition(" (")[0]
    return Event(entry.at, who, said, subject, reverse(page, args=[entry.subject]) if page else "")


urlpatterns = [path("", home, name="home"), path("figures", figures, name="figures")]
