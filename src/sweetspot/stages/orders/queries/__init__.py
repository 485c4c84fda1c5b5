"""What we ask of orders: which there are, what was kept of them, what is wrong with them, and whose shop is whose."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from sweetspot.core.errors import NotFound, Unavailable
from sweetspot.core.identifiers import to_public
from sweetspot.stages.orders import formulas
from sweetspot.stages.orders.models import Message, Order, OrderState, Refund, Shop


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund as it counts for its order: `net_minor` without tax, in the order's currency."""

    id: UUID
    external_id: str
    refunded_at: datetime
    net_minor: int


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order with its refunds, oldest first; amounts in minor units of `currency`."""

    id: UUID
    workspace_id: UUID
    shop_id: UUID
    external_id: str
    name: str
    state: str
    placed_at: datetime
    currency: str
    net_minor: int
    customer_key: str | None
    new_customer: bool | None
    country: str | None
    click_id: UUID | None
    codes: tuple[str, ...]
    is_test: bool
    refunds: tuple[RefundFacts, ...]

    @property
    def counts(self) -> bool:
        """Whether it is paid, neither cancelled nor a test: only such orders earn and are reported."""
        return self.state == OrderState.PAID and not self.is_test

    @property
    def refunded_minor(self) -> int:
        """What was given back of the net value, never more than it."""
        return self.net_minor - self.kept_minor

    @property
    def kept_minor(self) -> int:
        """What the shop keeps of the net value."""
        return formulas.kept(self.net_minor, (refund.net_minor for refund in self.refunds))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about an order, refund or message that a person should look at; `subject` is its public id."""

    code: str
    subject: str
    message: str
    at: datetime


def shop(shop_id: UUID) -> Shop:
    """The shop of that id; NotFound for none, or another workspace's."""
    found = Shop.objects.filter(id=shop_id).first()
    if found is None:
        raise NotFound("There is no such shop.")
    return found


def shops() -> list[Shop]:
    """The shops of the workspace in scope, by name."""
    return list(Shop.objects.order_by("platform", "name"))


def last_messages() -> dict[UUID, datetime]:
    """When each shop last sent a message; a shop that never did is missing."""
    return dict(Message.objects.order_by().values_list("shop_id").annotate(last=Max("received_at")))


def webhook_secret(shop: Shop) -> str | None:
    """The secret a shop signs with, or None where none was given.

    Unavailable where it was sealed under another SWEETSPOT_SECRET_KEY.
    """
    if shop.webhook_secret is None:
        return None
    try:
        return vault().decrypt(bytes(shop.webhook_secret)).decode()
    except InvalidToken as error:
        raise Unavailable(
            "The shop's secret was sealed with another secret key. Enter it again in the shop's settings.",
            permanent=True,
        ) from error


def vault() -> Fernet:
    """What seals shops' secrets: a key derived from SWEETSPOT_SECRET_KEY, so that the database alone tells nothing."""
    return Fernet(base64.urlsafe_b64encode(_derived(b"sweetspot shop secrets")))


def customer_key(workspace_id: UUID, email: str) -> str:
    """The keyed hash of an e-mail in a workspace; the same address has another hash elsewhere."""
    return formulas.customer_key(_derived(b"sweetspot customers " + workspace_id.bytes), email)


def _derived(purpose: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), purpose, hashlib.sha256).digest()


def order(order_id: UUID) -> Order:
    """The order of that id with its shop; NotFound for none, or another workspace's."""
    found = Order.objects.select_related("shop").filter(id=order_id).first()
    if found is None:
        raise NotFound("There is no such order.")
    return found


def listing(
    *, search: str = "", state: str = "", start: datetime | None = None, end: datetime | None = None
) -> QuerySet[Order]:
    """Orders of the workspace in scope, newest first; `search` looks into names and the shop's own ids and codes."""
    rows = Order.objects.select_related("shop").order_by("-placed_at", "-id")
    rows = rows.filter(state=state) if state in OrderState.values else rows
    rows = rows.filter(placed_at__gte=start) if start else rows
    rows = rows.filter(placed_at__lt=end) if end else rows
    text = search.strip()
    wanted = Q(name__icontains=text) | Q(external_id__icontains=text) | Q(codes__contains=[text])
    return rows.filter(wanted) if text else rows


def facts(order_ids: Collection[UUID]) -> dict[UUID, OrderFacts]:
    """The orders of these ids with their refunds, in two queries; unknown ids are missing."""
    return _all_facts(Order.objects.filter(id__in=order_ids))


def _all_facts(wanted: QuerySet[Order]) -> dict[UUID, OrderFacts]:
    rows = list(wanted)
    given_back = _refunds(rows)
    return {row.id: _facts(row, given_back.get((row.shop_id, row.external_id), [])) for row in rows}


def refunds(order_id: UUID) -> list[Refund]:
    """The refunds of an order, oldest first, as the shop told them."""
    row = order(order_id)
    return list(
        Refund.objects.filter(shop_id=row.shop_id, order_external_id=row.external_id).order_by("refunded_at", "id")
    )


def _refunds(rows: Collection[Order]) -> dict[tuple[UUID, str], list[Refund]]:
    found: dict[tuple[UUID, str], list[Refund]] = {}
    wanted = Refund.objects.filter(
        shop_id__in={row.shop_id for row in rows}, order_external_id__in=[row.external_id for row in rows]
    )
    for refund in wanted.order_by("refunded_at", "external_id"):
        found.setdefault((refund.shop_id, refund.order_external_id), []).append(refund)
    return found


def _facts(row: Order, given_back: Collection[Refund]) -> OrderFacts:
    counted = tuple(
        RefundFacts(
            one.id, one.external_id, one.refunded_at,
            formulas.refund_net(one.net_minor, one.tax_minor, row.taxes_included),
        )
        for one in given_back
        if one.currency == row.currency  # another currency cannot be compared; `troubles` names it
    )  # fmt: skip
    return OrderFacts(
        row.id, row.workspace_id, row.shop_id, row.external_id, row.name, row.state, row.placed_at, row.currency,
        row.net_minor, row.customer_key, row.new_customer, row.country, row.click_id, tuple(row.codes), row.is_test,
        counted,
    )  # fmt: skip


def order_ids(start: datetime | None = None, end: datetime | None = None) -> list[UUID]:
    """The ids of all orders of the workspace in scope, oldest first; `start <= placed < end` where given."""
    rows = Order.objects.order_by("placed_at", "id")
    rows = rows.filter(placed_at__gte=start) if start else rows
    rows = rows.filter(placed_at__lt=end) if end else rows
    return list(rows.values_list("id", flat=True))


def refunded_orders(start: datetime, end: datetime) -> dict[UUID, OrderFacts]:
    """The orders placed in `[start, end)` that have refunds, in two queries."""
    return _all_facts(_orders_with_refunds().filter(placed_at__gte=start, placed_at__lt=end))


def troubles(limit: int = 100) -> list[Trouble]:
    """What a person should look at, newest first: parked refunds, refunds too large, failed messages."""
    found = [*_message_troubles(limit), *_refund_troubles(limit)]
    return sorted(found, key=lambda one: (one.at, one.subject), reverse=True)[:limit]


def _message_troubles(limit: int) -> Iterator[Trouble]:
    for row in Message.objects.exclude(problem="").order_by("-received_at")[:limit]:
        yield Trouble("message", to_public("msg", row.id), f"{row.topic}: {row.problem}", row.received_at)


#: Refunds beside their orders, the newest that are wrong; `spent` is `formulas.refund_net` summed up to each refund.
_WRONG_REFUNDS = """
SELECT id, refunded_at, external_id, order_external_id, currency, order_currency, order_name FROM (
    SELECT r.id, r.refunded_at, r.external_id, r.order_external_id, r.currency, o.id AS order_id,
        o.currency AS order_currency, COALESCE(NULLIF(o.name, ''), o.external_id) AS order_name, o.net_minor,
        sum(GREATEST(0, r.net_minor - CASE WHEN o.taxes_included THEN r.tax_minor ELSE 0 END))
            FILTER (WHERE r.currency = o.currency) OVER (PARTITION BY o.id ORDER BY r.refunded_at, r.id) AS spent
    FROM orders_refund r
    LEFT JOIN orders_order o ON o.shop_id = r.shop_id AND o.external_id = r.order_external_id
) AS refunds
WHERE order_id IS NULL OR currency <> order_currency OR spent > net_minor
ORDER BY refunded_at DESC, id DESC LIMIT %s
"""


def _refund_troubles(limit: int) -> Iterator[Trouble]:
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_REFUNDS, [limit])
        for identifier, at, *told in cursor.fetchall():
            yield Trouble("refund", to_public("rfn", identifier), _refund_trouble(*told), at)


def _refund_trouble(
    refund: str, order: str, currency: str, order_currency: str | None, order_name: str | None
) -> str:  # fmt: skip
    """What is wrong with a refund, given its order as far as it is known."""
    if order_currency is None:
        return f"Refund {refund} waits for its order {order}, which is not known yet."
    if currency != order_currency:
        return f"Refund {refund} is in {currency}, its order in {order_currency}: it is not counted."
    return f"The refunds of order {order_name} exceed its value: they count up to all of it."


def _orders_with_refunds() -> QuerySet[Order]:
    given_back = Refund.objects.filter(shop_id=OuterRef("shop_id"), order_external_id=OuterRef("external_id"))
    return Order.objects.filter(Exists(given_back))
