"""Codes: which exist, what they give, in which state they are and what came by them; many at once, with undo."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.doors.web import fields, tables
from sweetspot.doors.web.links import back_to, link_tabs
from sweetspot.doors.web.offers import OfferForm, limits, worth
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.attribution.formulas.leaks import Unusual, Use, unusual
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.code_files import FORMS, FileRow, named_codes, rows
from sweetspot.stages.tracking.formulas.offers import State, state_of
from sweetspot.stages.tracking.services import codes as services

if TYPE_CHECKING:
    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.accounts.models import AuditEntry
    from sweetspot.stages.tracking.models import Code

COLUMNS = (
    tables.Column("code", "Code"),
    tables.Column("creator", "Creator"),
    tables.Column("worth", "Gives", number=True, sortable=False),
    tables.Column("state", "State"),
    tables.Column("orders", "Orders", number=True, why="Paid orders credited by this code."),
    tables.Column(
        "revenue", "Revenue", number=True, sortable=False,
        why="Net value of the orders credited by this code, before refunds.",
    ),
    tables.Column(
        "cold", "Without a click", number=True,
        why="Orders that named the code though no link was followed. Far more than usual is how a code looks that was "
        "passed on to a coupon site.",
    ),
)  # fmt: skip
#: How each state is called and marked.
STATES: Mapping[State, tuple[str, str]] = {
    State.DRAFT: ("Draft", ""), State.WAITING: ("To create", "info"), State.ACTIVE: ("Active", "good"),
    State.PAUSED: ("Paused", "watch"), State.FAILED: ("Refused by the shop", "warning"), State.EXPIRED: ("Expired", ""),
    State.USED_UP: ("Used up", ""),
}  # fmt: skip
ACTIONS: tuple[dict[str, str], ...] = (
    {"label": "Pause", "value": "paused"}, {"label": "Work again", "value": "active"},
    {"label": "Expire now", "value": "expired", "danger": "yes"},
)  # fmt: skip
#: What is said once codes are in another state.
_SAID = {
    State.PAUSED: "paused. Pause them in the shop, too: it decides which codes it takes.",
    State.ACTIVE: "active. Links apply them where their shop takes codes from links.",
    State.EXPIRED: "expired. End them in the shop, too: it decides which codes it takes.",
    State.WAITING: "waiting to be created in the shop.",
}


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as listed: its state, how many orders named it, what they brought, and what is unusual about them."""

    code: Code
    state: State
    use: Use
    unusual: Unusual | None
    revenue: Sequence[Money] = ()

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state][0]

    @property
    def mark(self) -> str:
        """How the state is marked."""
        return STATES[self.state][1]

    @property
    def limits(self) -> str:
        """Within which limits, in words; empty for none."""
        return limits(self.code.offer)

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day on which it works; None where it never ends."""
        return self.code.expires_at - timedelta(seconds=1) if self.code.expires_at else None

    @property
    def worth(self) -> str:
        """What the code gives, in words."""
        return worth(self.code.offer)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a code."""

    at: datetime
    who: str
    what: str


#: What the last word of an entry of the trail says of a code.
_HAPPENED = {
    "made": "Made", "changed": "Given other worth or limits", "active": "In the shop, or works again",
    "waiting": "Waits to be created in the shop", "paused": "Paused", "expired": "Ended",
    "failed": "Refused by the shop", "undone": "The last change was undone", "pool": "Made with its pool",
    "handed": "Codes of the pool were given out",
}  # fmt: skip


class FoundForm(forms.Form):
    """Which codes exist in the shop."""

    text = forms.CharField(
        label="Codes that exist in the shop", max_length=2_400_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Paste the shop’s export, or one code on each line. Those that wait here become active.",
    )  # fmt: skip


def code_rows(found: Sequence[Code], uses: Mapping[str, Use] | None = None) -> list[CodeRow]:
    """Codes with their orders and revenue; two queries for all."""
    used = attribution.code_uses() if uses is None and found else uses or {}
    marked, now = unusual(used), datetime.now(UTC)
    revenue = attribution.code_revenue([one.normal for one in found]) if found else {}
    return [
        CodeRow(
            code,
            state_of(code.state, expires_at=code.expires_at, limit=code.uses, now=now, uses=_orders(used, code.normal)),
            used.get(code.normal, Use()), marked.get(code.normal), revenue.get(code.normal, ()),
        )
        for code in found
    ]  # fmt: skip


def _orders(uses: Mapping[str, Use], normal: str) -> int:
    return uses[normal].orders if normal in uses else 0


def asked(params: QueryDict, **more: Any) -> queries.CodeFilter:
    """Which codes an address asks for; NotFound for a campaign or creator that cannot be."""
    return queries.CodeFilter(
        search=params.get("q", ""), states=tables.chosen(params, "state"),
        campaign_ids=[fields.named("cmp", one) for one in tables.chosen(params, "campaign")],
        creator_ids=[fields.named("crt", one) for one in tables.chosen(params, "creator")], **more,
    )  # fmt: skip


def ordered(wanted: queries.CodeFilter, sort: str, uses: Mapping[str, Use], now: datetime) -> list[UUID]:
    """The ids of the codes asked for, in the order asked for."""
    lines = queries.code_lines(wanted, {name: one.orders for name, one in uses.items()}, now=now)
    none = Use()
    keys: dict[str, Any] = {
        "creator": lambda line: (line.creator.casefold(), line.normal),
        "state": lambda line: (list(State).index(line.state), line.normal),
        "orders": lambda line: uses.get(line.normal, none).orders,
        "cold": lambda line: uses.get(line.normal, none).share or -1,
        "code": lambda line: line.normal,
    }
    key = keys.get(sort.removeprefix("-"), keys["code"])
    return [line.id for line in sorted(lines, key=key, reverse=sort.startswith("-"))]


@needs("tracking.view")
def codes(request: HttpRequest) -> HttpResponse:
    """The codes: search, filters, sort and page are in the address."""
    uses = attribution.code_uses()
    found = ordered(asked(request.GET), request.GET.get("sort", ""), uses, datetime.now(UTC))
    page = tables.leaf(request.GET, "page", found, size=50)
    held = campaigns.campaigns()
    context = {
        "page": page,
        "rows": code_rows(queries.codes_listed(page.rows), uses),
        "columns": COLUMNS,
        "filters": _filters(request.GET, held),
        "narrowed": any(request.GET.get(name) for name in ("q", "campaign", "state", "creator")),
        "has_campaigns": bool(held),
        "may_change": actor_of(request).may("tracking.change"),
        "actions": ACTIONS,
        "done": _done(request),
        "csv": f"{reverse('codes_csv')}?{request.GET.urlencode()}",
        "tabs": link_tabs("codes"),
    }
    swap = request.headers.get("HX-Target") == "list"
    return render(request, "codes/_list.html" if swap else "codes/list.html", context)


def _filters(params: QueryDict, held: Sequence[Any]) -> list[tables.Filter]:
    by_campaign = [(to_public("cmp", one.campaign.id), one.campaign.name) for one in held]
    states = [(state.value, label) for state, (label, _) in STATES.items()]
    chosen = tables.chosen(params, "creator")
    held_by = [(one, campaigns.partnerships(creator_id=fields.named("crt", one))) for one in chosen]
    named = [(one, found[0].creator.name) for one, found in held_by if found]
    return [
        tables.filter_of(params, "state", "State", states),
        tables.filter_of(params, "campaign", "Campaign", by_campaign),
        *([tables.filter_of(params, "creator", "Creator", named)] if named else []),
    ]


def _done(request: HttpRequest) -> dict[str, str] | None:
    """What was changed together a moment ago, in words, and how to undo it."""
    moment = moment_named(request.GET.get("done", ""))
    changed = queries.together(moment) if moment else []
    if not changed:
        return None
    names = ", ".join(one.code for one in changed[:3]) + (f" and {len(changed) - 3:,} more" if len(changed) > 3 else "")
    state = State(changed[0].state)
    said = _SAID.get(state, f"{STATES[state][0].lower()}.")
    return {"title": f"{names}:", "text": said, "moment": request.GET["done"]}


def moment_named(text: str) -> datetime | None:
    """The moment that an address names; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@require_POST
@needs("tracking.change")
def bulk_codes(request: HttpRequest) -> HttpResponse:
    """Ticked codes, or all of a list, in another state; what was done is said with a way back."""
    try:
        state = State(request.POST.get("action", ""))
    except ValueError as error:
        raise NotFound("There is no such state.") from error
    ids = [fields.named("cod", one) for one in request.POST.getlist("selected")]
    now = datetime.now(UTC)
    changed = services.change_state(actor_of(request), ids, state, now=now)
    if not changed:
        messages.info(request, "Nothing was changed: none of these codes can come into that state from its own.")
    return redirect(_with_done(back_to(request, "codes"), now if changed else None))


def _with_done(address: str, moment: datetime | None) -> str:
    where, _, query = address.partition("?")
    params = QueryDict(query, mutable=True)
    params.pop("done", None)
    if moment:
        params["done"] = moment.isoformat()
    return f"{where}?{params.urlencode()}" if params else where


@require_POST
@needs("tracking.change")
def undo_codes(request: HttpRequest) -> HttpResponse:
    """What was changed together a moment ago, back as it was."""
    moment = moment_named(request.POST.get("moment", ""))
    try:
        number = services.undo_change(actor_of(request), moment, now=datetime.now(UTC)) if moment else 0
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Undone: {number:,} code{'' if number == 1 else 's'} as before.")
    return redirect(_with_done(back_to(request, "codes"), None))


@needs("tracking.view")
def codes_csv(request: HttpRequest) -> HttpResponse:
    """The codes of a list as a file, also as shops' import tools read them."""
    form = request.GET.get("form", "plain")
    if form not in FORMS:
        raise NotFound("There is no such kind of file.")
    pool = request.GET.get("pool", "")
    wanted = asked(
        request.GET, pool_id=fields.named("cpl", pool) if pool else None, with_pools=bool(request.GET.get("pools"))
    )
    zone = ZoneInfo(accounts.workspace().time_zone)
    lines = rows(file_rows(wanted, request.GET.get("sort", ""), datetime.now(UTC)), form, zone)
    name = "discounts-codes.csv" if form == "shopify" else "codes.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    file = io.StringIO()
    csv.writer(file).writerows(lines)
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def file_rows(wanted: queries.CodeFilter, sort: str, now: datetime) -> Iterator[FileRow]:
    """The codes asked for as rows of a file."""
    uses = attribution.code_uses()
    ids = ordered(wanted, sort, uses, now)
    for first in range(0, len(ids), 1_000):
        for code in queries.codes_listed(ids[first : first + 1_000]):
            limit, number = code.uses, _orders(uses, code.normal)
            state = state_of(code.state, expires_at=code.expires_at, limit=limit, uses=number, now=now)
            yield FileRow(
                code.code, code.partnership.creator.name, code.partnership.campaign.name, state.value, code.offer,
                code.handed_to,
            )  # fmt: skip


@needs("tracking.view")
def waiting_codes(request: HttpRequest) -> HttpResponse:
    """The codes that wait to be created in the shop, to copy at once, and saying that they are."""
    form = FoundForm(request.POST or None)
    actor = demand(request, "tracking.change") if request.method == "POST" else None
    if actor and form.is_valid():
        return _found(request, actor, form)
    wanted = queries.CodeFilter(states=[State.WAITING], with_pools=True)
    lines = queries.code_lines(wanted, {}, now=datetime.now(UTC))
    page = tables.leaf(request.GET, "page", [line.id for line in lines])
    context = {
        "form": form, "total": len(lines), "list": "\n".join(line.code for line in lines),
        "rows": code_rows(queries.codes_listed(page.rows)), "page": page, "done": _done(request),
        "csv": f"{reverse('codes_csv')}?{urlencode({'state': State.WAITING.value, 'pools': 'yes'})}",
        "failed": code_rows(queries.codes_listed(_failed())), "tabs": link_tabs("waiting_codes"),
        "shops": queries.domains(), "zone": accounts.workspace().time_zone,
    }  # fmt: skip
    return render(request, "codes/waiting.html", context, status=422 if form.errors else 200)


def _failed() -> list[UUID]:
    wanted = queries.CodeFilter(states=[State.FAILED], with_pools=True)
    return [line.id for line in queries.code_lines(wanted, {}, now=datetime.now(UTC))][:100]


def _found(request: HttpRequest, actor: Actor, form: FoundForm) -> HttpResponse:
    """Those of the named codes that wait become active; what is not ours is said."""
    now = datetime.now(UTC)
    try:
        typed = named_codes(form.cleaned_data["text"])
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("waiting_codes")
    changed, known = services.found_in_shop(actor, typed, now=now)
    others = len(typed) - known
    messages.info(request, f"{changed:,} became active; {others:,} of {len(typed):,} named codes are not yours here.")
    return redirect(_with_done(reverse("waiting_codes"), now if changed else None))


@require_POST
@needs("tracking.change")
def created_codes(request: HttpRequest) -> HttpResponse:
    """Everything that waited when the page was shown is in the shop now."""
    now = datetime.now(UTC)
    changed, _ = services.found_in_shop(actor_of(request), request.POST.get("list", "").splitlines(), now=now)
    return redirect(_with_done(reverse("waiting_codes"), now if changed else None))


@needs("tracking.view")
def code(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """One code: what it gives, its state, what came by it, its history, and changing what it gives."""
    found, zone = queries.code(code_id), accounts.workspace().time_zone
    form = OfferForm(request.POST or None, zone=zone, offer=found.offer, currency=found.partnership.campaign.currency)
    actor = demand(request, "tracking.change") if request.method == "POST" else None
    if actor and form.is_valid():
        try:
            services.change_offer(actor, code_id, form.offer(), now=datetime.now(UTC))
        except Invalid as error:
            fields.refuse(form, error, OfferForm.NAMES)
        else:
            messages.success(request, "Saved. Change it in the shop, too: it decides what the code gives.")
            return redirect("code", code_id)
    subjects = [to_public("cod", code_id), *([to_public("cpl", found.pool_id)] if found.pool_id else [])]
    context = {
        "row": code_rows([found])[0], "form": form, "zone": zone,
        "history": [_event(one) for one in accounts.audit_of(subjects)],
        "actions": [one for one in ACTIONS if one["value"] != found.state], "done": _done(request),
    }  # fmt: skip
    return render(request, "codes/code.html", context, status=422 if form.errors else 200)


def _event(entry: AuditEntry) -> Event:
    what = _HAPPENED.get(entry.action.rpartition(".")[2], entry.action)
    if entry.action == "code.changed":
        what += ": " + ", ".join(f"{name} {value}" for name, value in entry.detail["after"].items())
    return Event(entry.at, entry.actor.removeprefix("person ").partition(" (")[0], what)


urlpatterns = [
    path("codes", codes, name="codes"),
    path("codes.csv", codes_csv, name="codes_csv"),
    path("codes/bulk", bulk_codes, name="bulk_codes"),
    path("codes/undo", undo_codes, name="undo_codes"),
    path("codes/waiting", waiting_codes, name="waiting_codes"),
    path("codes/created", created_codes, name="created_codes"),
    path("codes/<cod:code_id>", code, name="code"),
]
