"""What we do with orders: register shops, keep what they tell us once, whatever order it comes in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.engines import bulk
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.orders import queries
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund, merged
from sweetspot.stages.orders.models import Buyer, Message, Order, OrderState, Platform, Refund, Shop

#: The shop that orders sent through the API belong to, unless another is named.
API_SHOP = "API"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one order or refund: `created`, `updated` or `unchanged`; `order_id` None while it is parked."""

    id: UUID
    outcome: str
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an export's orders: read = created + updated + unchanged + rejected.

    `rejected` holds (row, order's name, reason).
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[tuple[int, str, str], ...] = ()

    @property
    def read(self) -> int:
        """All orders of the file."""
        return self.created + self.updated + self.unchanged + len(self.rejected)

    def with_more(self, outcomes: Sequence[str], rejected: Sequence[tuple[int, str, str]]) -> Taken:
        """Both together."""
        return Taken(
            self.created + outcomes.count("created"),
            self.updated + outcomes.count("updated"),
            self.unchanged + outcomes.count("unchanged"),
            (*self.rejected, *rejected),
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook's envelope and body, its signature already checked."""

    topic: str
    message_id: str
    triggered_at: datetime | None
    body: Mapping[str, Any]


@transaction.atomic
def register_shop(
    actor: Actor, platform: str, name: str, *, domain: str | None = None, secret: str | None = None, now: datetime
) -> Shop:
    """A shop that may send orders; Invalid for an unknown platform or no name, Conflict for a taken name.

    `secret` is what it signs its messages with; it is kept sealed.
    """
    name = name.strip()
    if platform not in Platform.values or not name or len(name) > 120:
        raise Invalid("Choose a platform and a name.", problems=[Problem("name", "invalid", "Give the shop a name.")])
    if Shop.objects.filter(platform=platform, name=name).exists():
        raise Conflict(f"There is a shop {name} already.")
    shop = Shop.objects.create(
        workspace_id=actor.workspace_id, platform=platform, name=name, domain=domain, webhook_secret=_sealed(secret)
    )
    record(actor, "shop.registered", name, {"platform": platform, "domain": domain}, now=now)
    return shop


@transaction.atomic
def change_secret(actor: Actor, shop: Shop, secret: str, *, now: datetime) -> Shop:
    """The shop with another webhook secret; the trail says that it changed, never what it is."""
    shop.webhook_secret = _sealed(secret)
    shop.save(update_fields=["webhook_secret"])
    record(actor, "shop.secret", shop.name, {}, now=now)
    return shop


def _sealed(secret: str | None) -> bytes | None:
    return queries.vault().encrypt(secret.strip().encode()) if secret and secret.strip() else None


def api_shop(workspace_id: UUID) -> Shop:
    """The shop behind the API's orders; made on first use."""
    shop, _ = Shop.objects.get_or_create(workspace_id=workspace_id, platform=Platform.API, name=API_SHOP)
    return shop


def record_order(shop: Shop, incoming: IncomingOrder, *, now: datetime) -> Recorded:
    """One order, recorded once; see `record_orders`."""
    return record_orders(shop, [incoming], now=now)[0]


def record_refund(shop: Shop, incoming: IncomingRefund, *, now: datetime) -> Recorded:
    """One refund, recorded once; see `record_refunds`."""
    return record_refunds(shop, [incoming], now=now)[0]


@transaction.atomic
def record_orders(shop: Shop, incoming: Sequence[IncomingOrder], *, now: datetime) -> list[Recorded]:
    """What the shop tells of its orders, each kept once; one result per order given, in the same sequence.

    Repeating changes nothing, and neither does the order of arrival: an older `as_of` never overwrites a newer one. The
    rows stay locked to the end of the transaction.
    """
    told: dict[str, IncomingOrder] = {}
    for order in incoming:
        keyed = _keyed(shop, order)
        told[order.external_id] = merged(told[order.external_id], keyed) if order.external_id in told else keyed
    new = {name: _row(shop, order) for name, order in sorted(told.items())}
    Order.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=1000)
    rows = Order.objects.select_for_update().filter(shop=shop, external_id__in=list(told)).order_by("external_id")
    outcomes = {row.external_id: _recorded(row, told[row.external_id], new[row.external_id].id) for row in rows}
    _mark_new_customers({order.customer_key for order in told.values() if order.customer_key})
    return [outcomes[order.external_id] for order in incoming]


def _keyed(shop: Shop, order: IncomingOrder) -> IncomingOrder:
    """The order with its customer's hash in place of the address, which goes no further."""
    if not order.customer_email or not order.customer_email.strip():
        return order
    return replace(
        order, customer_email=None, customer_key=queries.customer_key(shop.workspace_id, order.customer_email)
    )


def _row(shop: Shop, order: IncomingOrder) -> Order:
    return Order(workspace_id=shop.workspace_id, shop=shop, **_columns(order))


def _columns(order: IncomingOrder) -> dict[str, Any]:
    columns = asdict(order) | {"codes": list(order.codes)}
    del columns["customer_email"]
    return columns


def _told(row: Order) -> IncomingOrder:
    """A row as the message that would have made it."""
    names = [name for name in IncomingOrder.__dataclass_fields__ if name not in {"customer_email", "codes"}]
    return IncomingOrder(**{name: getattr(row, name) for name in names}, codes=tuple(row.codes))


def _recorded(row: Order, told: IncomingOrder, new_id: UUID) -> Recorded:
    if row.id == new_id:
        return Recorded(row.id, "created", row.id)
    before = _told(row)
    after = merged(before, told)
    if after == before:
        return Recorded(row.id, "unchanged", row.id)
    if after.currency != before.currency:
        raise Conflict(
            f"Order {before.external_id} was recorded in {before.currency}, which stays. Nothing was changed."
        )
    columns = _columns(after)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    return Recorded(row.id, "updated", row.id)


def _mark_new_customers(keys: Collection[str]) -> None:
    """A customer's first paid order is their new one, whichever was told first; unpaid and test orders say nothing."""
    if not keys:
        return
    known = Order.objects.filter(customer_key__in=keys)
    counted = known.filter(state=OrderState.PAID, is_test=False)
    firsts = list(
        counted.order_by("customer_key", "placed_at", "external_id")
        .distinct("customer_key")
        .values_list("id", flat=True)
    )
    counted.filter(id__in=firsts).exclude(new_customer=True).update(new_customer=True)
    counted.exclude(id__in=firsts).filter(Q(new_customer=None) | Q(new_customer=True)).update(new_customer=False)
    known.filter(~Q(state=OrderState.PAID) | Q(is_test=True)).exclude(new_customer=None).update(new_customer=None)


@transaction.atomic
def record_refunds(shop: Shop, incoming: Sequence[IncomingRefund], *, now: datetime) -> list[Recorded]:
    """What the shop gave back, each refund kept once; a refund whose order is not known yet is kept and waits for it.

    Conflict where a refund was recorded with another order or amount: refunds never change.
    """
    new = {refund.external_id: _refund_row(shop, refund) for refund in incoming}
    Refund.objects.bulk_create([new[name] for name in sorted(new)], ignore_conflicts=True, batch_size=1000)
    rows = {row.external_id: row for row in Refund.objects.filter(shop=shop, external_id__in=list(new))}
    # Orders are locked as recording them does, so that money is booked for one message at a time.
    orders = Order.objects.select_for_update().filter(
        shop=shop, external_id__in={refund.order_external_id for refund in incoming}
    )
    ids = dict(orders.order_by("external_id").values_list("external_id", "id"))
    return [_recorded_refund(rows[one.external_id], one, new, ids) for one in incoming]


def lock(order_ids: Collection[UUID]) -> None:
    """Hold these orders to the end of the transaction, so that they are judged and booked by one at a time."""
    list(Order.objects.select_for_update().filter(id__in=order_ids).order_by("external_id").values_list("id"))


def _refund_row(shop: Shop, refund: IncomingRefund) -> Refund:
    return Refund(workspace_id=shop.workspace_id, shop=shop, **asdict(refund))


def _recorded_refund(
    row: Refund, told: IncomingRefund, new: Mapping[str, Refund], orders: Mapping[str, UUID]
) -> Recorded:
    same = ("order_external_id", "currency", "net_minor", "tax_minor")
    if any(getattr(row, name) != getattr(told, name) for name in same):
        raise Conflict(
            f"Refund {told.external_id} is recorded already, with another order or amount. Nothing was changed."
        )
    outcome = "created" if new[told.external_id].id == row.id else "unchanged"
    return Recorded(row.id, outcome, orders.get(told.order_external_id))


@transaction.atomic
def record_refunded_sum(shop: Shop, order_external_id: str, net_minor: int, *, now: datetime) -> Recorded | None:
    """What was refunded of an order's net value so far, as an export tells it: kept as far as no refund says so yet.

    None where nothing is missing. NotFound where the order is not known. An export names no single refunds, so one that
    is told by itself only later counts beside this one; an order's value is never exceeded.
    """
    row = Order.objects.select_for_update().filter(shop=shop, external_id=order_external_id).first()
    if row is None:
        raise NotFound(f"There is no order {order_external_id}.")
    missing = min(net_minor, row.net_minor) - queries.facts([row.id])[row.id].refunded_minor
    if missing <= 0:
        return None
    told = IncomingRefund(f"{order_external_id[:80]} up to {net_minor}", order_external_id, now, row.currency, missing)
    return record_refund(shop, told, now=now)


def receive(shop: Shop, delivery: Delivery, *, now: datetime) -> Message | None:
    """The message as it arrived, kept once; None where the shop sent it before."""
    message, created = Message.objects.get_or_create(
        shop=shop, topic=delivery.topic, message_id=delivery.message_id,
        defaults={
            "workspace_id": shop.workspace_id, "triggered_at": delivery.triggered_at, "received_at": now,
            "body": delivery.body,
        },
    )  # fmt: skip
    return message if created else None


def finish(message: Message, *, problem: str = "", now: datetime) -> None:
    """Note what came of a message; `problem` is what a person should read, empty when all went well."""
    message.processed_at, message.problem = now, problem
    message.save(update_fields=["processed_at", "problem"])


@transaction.atomic
def match_buyers(workspace_id: UUID, *, now: datetime) -> int:
    """Note how each creator with an e-mail address would be called as a customer; how many that is.

    Twice changes nothing. An address that was changed or removed is followed.
    """
    known = dict(Buyer.objects.values_list("creator_id", "customer_key"))
    wanted = {creator: queries.customer_key(workspace_id, email) for creator, email in creators.emails()}
    stale = [creator for creator, key in known.items() if wanted.get(creator) != key]
    Buyer.objects.filter(creator_id__in=stale).delete()
    fresh = [
        {"creator_id": creator, "customer_key": key} for creator, key in wanted.items() if known.get(creator) != key
    ]
    bulk.insert(Buyer, fresh, workspace_id=workspace_id, now=now)
    return len(wanted)
