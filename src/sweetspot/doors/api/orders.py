"""Orders and refunds in, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Currency, Given, Instant, ListOut, MoneyOut, amount, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.orders import queries, services
from sweetspot.stages.orders.formulas import LARGEST_MINOR, IncomingOrder, IncomingRefund
from sweetspot.stages.tracking.queries import click_named

router = Router(tags=["Orders"])
Minor = Annotated[int, Field(strict=True, ge=0, le=LARGEST_MINOR)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class OrderIn(Given):
    """An order as the shop knows it. Sending it again changes nothing; sending it changed updates it."""

    external_id: Name = Field(description="The shop's own id; what makes the order the same order.")
    placed_at: Instant
    updated_at: Instant | None = Field(None, description="When the shop last changed it; `placed_at` if absent.")
    state: Literal["pending", "paid", "cancelled"] = "paid"
    name: Annotated[str, Field(max_length=120)] = ""
    currency: Currency
    goods_minor: Minor = Field(description="Goods before discounts.")
    discounts_minor: Minor = 0
    tax_minor: Minor = 0
    shipping_minor: Minor = 0
    net_minor: Minor | None = Field(
        None, description="What commission is counted on; goods less discounts if absent (prices without tax)."
    )
    customer_email: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(
        None, description="Kept as a keyed hash only."
    )
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    click_id: Annotated[str, Field(max_length=40)] | None = Field(None, description="`ssclid` of the landing page.")
    discount_codes: Annotated[list[Name], Field(max_length=20)] = []
    is_test: bool = False


class RefundIn(Given):
    """Money given back. May arrive before its order."""

    external_id: Name
    order_external_id: Name
    refunded_at: Instant
    currency: Currency
    net_minor: Minor = Field(description="Of the value that commission is counted on.")


class RecordedOut(Schema):
    """What became of it: `created`, `updated` or `unchanged`."""

    id: str
    outcome: str
    order: str | None


class CreditOut(Schema):
    """The part of an order that a partnership brought."""

    partnership: str
    creator: str
    means: str
    net: MoneyOut


class OrderOut(Schema):
    """An order, whose it is, and why."""

    id: str
    external_id: str
    name: str
    state: str
    placed_at: datetime
    net: MoneyOut
    kept: MoneyOut
    new_customer: bool | None
    discount_codes: list[str]
    click_id: str | None
    is_test: bool
    rule: int | None
    reason: str
    credits: list[CreditOut]


@router.post(
    "/orders", response={200: RecordedOut, 201: RecordedOut, 409: ErrorOut, 422: ErrorOut}, auth=key("orders.change")
)
def record_order(request: HttpRequest, order: OrderIn) -> Status[RecordedOut]:
    """Record an order, or what changed of it, and attribute it at once."""
    actor, now = actor_of(request), datetime.now(UTC)
    done = pipeline.take_orders(services.api_shop(actor.workspace_id), [_incoming(order)], now=now)[0]
    return Status(_status(done), _recorded("ord", done))


@router.post(
    "/refunds", response={200: RecordedOut, 201: RecordedOut, 409: ErrorOut, 422: ErrorOut}, auth=key("orders.change")
)
def record_refund(request: HttpRequest, refund: RefundIn) -> Status[RecordedOut]:
    """Record a refund and reverse the commission that it takes back."""
    actor, now = actor_of(request), datetime.now(UTC)
    incoming = IncomingRefund(**refund.model_dump())
    done = pipeline.take_orders(services.api_shop(actor.workspace_id), refunds=[incoming], now=now)[0]
    return Status(_status(done), _recorded("rfn", done))


class OrderFilter(Given):
    """Which orders."""

    q: Annotated[str, Field(max_length=200)] = ""
    state: Literal["", "pending", "paid", "cancelled"] = ""
    placed_from: Instant | None = None
    placed_before: Instant | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


@router.get("/orders", response={200: ListOut[OrderOut], 422: ErrorOut}, auth=key("orders.view"))
def list_orders(request: HttpRequest, asked: Query[OrderFilter]) -> ListOut[OrderOut]:
    """Orders, newest first."""
    rows = queries.listing(search=asked.q, state=asked.state, start=asked.placed_from, end=asked.placed_before)
    ids = list(rows.values_list("id", flat=True)[asked.offset : asked.offset + asked.limit + 1])
    page = listed(orders_out(ids[: asked.limit]))
    page.has_more = len(ids) > asked.limit
    return page


@router.get("/orders/{order_id}", response={200: OrderOut, 404: ErrorOut}, auth=key("orders.view"))
def get_order(request: HttpRequest, order_id: str) -> OrderOut:
    """One order, whose it is, and why."""
    return orders_out([queries.order(identifier("ord", order_id)).id])[0]


def _incoming(order: OrderIn) -> IncomingOrder:
    values = order.model_dump(exclude={"updated_at", "net_minor", "discount_codes", "click_id"})
    net = order.goods_minor - order.discounts_minor if order.net_minor is None else order.net_minor
    if net < 0:
        message = "The discounts are larger than the goods."
        raise Invalid(message, problems=[Problem("discounts_minor", "too_large", message)])
    return IncomingOrder(
        **values, net_minor=net, as_of=order.updated_at or order.placed_at, codes=tuple(order.discount_codes),
        click_id=click_named(order.click_id) if order.click_id else None,
    )  # fmt: skip


def _status(done: services.Recorded) -> int:
    return 201 if done.outcome == "created" else 200


def _recorded(prefix: str, done: services.Recorded) -> RecordedOut:
    order = to_public("ord", done.order_id) if done.order_id else None
    return RecordedOut(id=to_public(prefix, done.id), outcome=done.outcome, order=order)


def orders_out(ids: list[UUID]) -> list[OrderOut]:
    """The orders of these ids, in that order, as the API and `--json` write them."""
    facts, reasons = queries.facts(ids), attribution.decisions(ids)
    return [order_out(facts[one], reasons.get(one)) for one in ids]


def order_out(order: queries.OrderFacts, decision: attribution.DecisionView | None) -> OrderOut:
    """An order as the API and `--json` write it."""
    return OrderOut(
        id=to_public("ord", order.id), external_id=order.external_id, name=order.name, state=order.state,
        placed_at=order.placed_at, net=amount(order.net_minor, order.currency),
        kept=amount(order.kept_minor, order.currency), new_customer=order.new_customer,
        discount_codes=list(order.codes), click_id=to_public("clk", order.click_id) if order.click_id else None,
        is_test=order.is_test, rule=decision.rule if decision else None, reason=decision.reason if decision else "",
        credits=[_credit(one) for one in decision.credits] if decision else [],
    )  # fmt: skip


def _credit(credit: attribution.CreditFacts) -> CreditOut:
    return CreditOut(
        partnership=to_public("prt", credit.partnership_id), creator=to_public("crt", credit.creator_id),
        means=credit.means, net=amount(credit.net_minor, credit.currency),
    )  # fmt: skip
