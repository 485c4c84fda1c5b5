"""Orders for tests: a shop, an order as a shop tells it, and a creator who is credited with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

if TYPE_CHECKING:
    from uuid import UUID

    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.campaigns.models import Campaign, Partnership
    from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund
    from sweetspot.stages.orders.models import Shop

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SECRET = "shpss_hush"


@dataclass(frozen=True, slots=True)
class Selling:
    """A partnership on 10 % with its code, and a click on its link an hour before `NOW` plus a day."""

    partnership: Partnership
    code: str
    click_id: UUID


def make_shop(actor: Actor, name: str = "Main street", secret: str | None = SECRET) -> Shop:
    """A Shopify shop that signs with `SECRET`."""
    from sweetspot.stages.orders import services

    return services.register_shop(actor, "shopify", name, domain="ana.myshopify.com", secret=secret, now=NOW)


def make_selling(actor: Actor, name: str = "Anna Krüger", campaign: Campaign | None = None) -> Selling:
    """A creator who sells: terms from `NOW`, a link that a person followed 23 hours later, and a code."""
    partnership = make_partnership(actor, name, campaign)
    equipment = make_equipment(actor, partnership)
    click = make_click(equipment.link, at=NOW + timedelta(hours=23))
    return Selling(partnership, equipment.code.code, click)


def told_order(number: int = 1, net: int = 5000, **fields: Any) -> IncomingOrder:
    """An order over `net` cents, placed and paid a day after `NOW`."""
    from sweetspot.stages.orders.formulas import IncomingOrder

    placed = NOW + timedelta(days=1)
    given: dict[str, Any] = {
        "external_id": f"{number}", "placed_at": placed, "as_of": placed, "currency": "EUR", "goods_minor": net,
        "net_minor": net, "name": f"#{1000 + number}", "customer_email": f"buyer{number}@example.com",
    }  # fmt: skip
    return IncomingOrder(**(given | fields))


def told_refund(number: int = 1, order: int = 1, net: int = 1000, **fields: Any) -> IncomingRefund:
    """A refund of `net` cents, two days after `NOW`."""
    from sweetspot.stages.orders.formulas import IncomingRefund

    given: dict[str, Any] = {
        "external_id": f"r{number}", "order_external_id": f"{order}", "refunded_at": NOW + timedelta(days=2),
        "currency": "EUR", "net_minor": net,
    }  # fmt: skip
    return IncomingRefund(**(given | fields))
