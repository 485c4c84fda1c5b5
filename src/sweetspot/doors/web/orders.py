"""Orders: which came in, whose they are and why, and what they earned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import Money
from sweetspot.doors.web.drawings import Touch
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.tables import chosen, filter_of
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.orders import queries
from sweetspot.stages.payouts import queries as payouts

PAGE = 50
_STATES = (("paid", "Paid"), ("pending", "Pending"), ("cancelled", "Cancelled"))
#: How each state looks: a word, its kind.
LOOKS = {"paid": ("Paid", "good"), "pending": ("Pending", "watch"), "cancelled": ("Cancelled", "warning")}


@needs("orders.view")
def orders(request: HttpRequest) -> HttpResponse:
    """Orders, newest first, with who is credited."""
    filters = [filter_of(request.GET, "state", "State", _STATES, multiple=False)]
    rows = queries.listing(search=request.GET.get("q", ""), state="".join(chosen(request.GET, "state")[:1]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines([row.id for row in page.object_list]),
        "filters": filters,
        "troubles": queries.troubles(5),
        "next": _turned(request, page.next_page_number()) if page.has_next() else "",
        "previous": _turned(request, page.previous_page_number()) if page.has_previous() else "",
    }
    return render(request, "orders/orders.html", context)


def _turned(request: HttpRequest, page: int) -> str:
    params = request.GET.copy()
    params["page"] = str(page)
    return f"?{params.urlencode()}"


def _lines(order_ids: list[Any]) -> list[dict[str, Any]]:
    facts, decisions = queries.facts(order_ids), attribution.decisions(order_ids)
    credited = {one.partnership_id for decision in decisions.values() for one in decision.credits}
    names = {row.id: row.creator.name for row in campaigns.partnerships(ids=credited)}
    return [_line(facts[one], decisions.get(one), names) for one in order_ids]


def _line(
    order: queries.OrderFacts, decision: attribution.DecisionView | None, names: dict[Any, str]
) -> dict[str, Any]:
    word, kind = LOOKS[order.state]
    return {
        "order": order,
        "ref": to_public("ord", order.id),
        "state": "Test" if order.is_test else word,
        "kind": "" if order.is_test else kind,
        "net": Money(order.net_minor, order.currency),
        "kept": Money(order.kept_minor, order.currency),
        "creators": [names[one.partnership_id] for one in decision.credits] if decision else [],
        "means": decision.credits[0].means if decision and decision.credits else "",
        "reason": decision.reason if decision else "not looked at yet",
    }


@needs("orders.view")
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """One order: its touches in time, the rule that decided, what it earned and what came back."""
    row = queries.order(_id(ref))
    facts, decision = queries.facts([row.id])[row.id], attribution.decision(row.id)
    partnerships = {one.id: one for one in campaigns.partnerships(ids=_involved(decision))}
    line = _line(facts, decision, {key: one.creator.name for key, one in partnerships.items()})
    context = {
        "row": row,
        "line": line,
        "decision": decision,
        "credits": [
            (one, partnerships[one.partnership_id], Money(one.net_minor, one.currency))
            for one in (decision.credits if decision else ())
        ],
        "touches": [_touch(one, partnerships) for one in (decision.touches if decision else ())],
        "window": timedelta(days=accounts.workspace().click_window_days),
        "refunds": [(one, Money(one.net_minor, row.currency)) for one in facts.refunds],
        "amounts": _amounts(row),
        "money_shown": actor_of(request).may("money.view"),
    }
    if context["money_shown"]:
        context["earnings"] = [_earning(one, partnerships) for one in payouts.earnings(order_id=row.id)]
        context["movements"] = [_movement(one) for one in payouts.order_movements(row.id)]
    return render(request, "orders/order.html", context)


def _id(ref: str) -> Any:
    try:
        return from_public("ord", ref)
    except ValueError:
        raise NotFound("There is no such order.") from None


def _involved(decision: attribution.DecisionView | None) -> set[Any]:
    if decision is None:
        return set()
    touched = {one.partnership_id for one in decision.touches}
    return touched | {one.partnership_id for one in decision.credits}


def _touch(one: attribution.TouchView, partnerships: dict[Any, Any]) -> Touch:
    name = partnerships[one.partnership_id].creator.name if one.partnership_id in partnerships else "a past creator"
    return Touch(one.at, f"{name} · {one.kind}", one.reason, credited=one.weight > 0)


def _amounts(row: Any) -> list[tuple[str, Money]]:
    named = (("Goods", row.goods_minor), ("Discounts", -row.discounts_minor), ("Tax", row.tax_minor))
    shown = [*named, ("Shipping", row.shipping_minor), ("Net value, on which commission is counted", row.net_minor)]
    return [(label, Money(minor, row.currency)) for label, minor in shown]


def _earning(one: payouts.Earning, partnerships: dict[Any, Any]) -> dict[str, Any]:
    return {
        "one": one,
        "name": partnerships[one.partnership_id].creator.name if one.partnership_id in partnerships else "—",
        "earned": Money(one.owed_minor, one.currency),
        "kept": Money(one.kept_minor, one.currency),
    }


def _movement(one: payouts.Movement) -> dict[str, Any]:
    return {"one": one, "amount": Money(one.amount_minor, one.currency)}


urlpatterns = [
    path("orders", orders, name="orders"),
    path("orders/<str:ref>", order, name="order"),
]
