"""A shop that really signs: orders and refunds made from vendors' published bodies, delivered as Shopify would."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sweetspot.integrations.shopify.webhooks import signature

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from sweetspot.stages.orders.models import Shop

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as it will be told; `price` is in cents, of each line where the body has lines that tell discounts."""

    number: int
    placed: datetime
    price: int
    currency: str = "USD"
    landing: str | None = None
    codes: tuple[str, ...] = ()
    noted_click: str = ""
    tax: int = 0
    test: bool = False
    paid: bool = True
    cancelled: bool = False
    discount: int = 1000
    email: str = ""

    @property
    def buyer(self) -> str:
        """The buyer's address, which the house must not keep."""
        return self.email or f"buyer{self.number}@mail.example"

    @property
    def external_id(self) -> str:
        """The order's number at the shop."""
        return str(7_000_000 + self.number)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The published bodies that orders and refunds are made from."""

    orders: tuple[Body, ...]
    refund: Body

    @classmethod
    def read(cls, shared: Path) -> Bodies:
        """Two clients' test orders and the platform's own of 2026, and the platform's refund."""
        samples, specs = shared / "data" / "shop_order_samples", shared / "specs" / "shopify" / "rest_2026-07_samples"
        orders = (
            _json(samples / "go-shopify" / "order.json")["order"],
            _json(samples / "shopify_python_api" / "order.json")["order"],
            _json(specs / "order_01.json")["response"]["orders"][0],
        )
        return cls(orders, _json(specs / "refund_01.json")["response"]["refunds"][0])

    def told(self, sale: Sale, topic: str) -> Body:
        """The body of a message about a sale; a later topic was changed a minute later."""
        body = copy.deepcopy(self.orders[sale.number % len(self.orders)])
        step = ("orders/create", "orders/paid", "orders/cancelled").index(topic)
        changed = sale.placed + timedelta(minutes=step)
        body |= {
            "id": int(sale.external_id), "name": f"#{2000 + sale.number}", "currency": sale.currency,
            "email": sale.buyer, "contact_email": sale.buyer, "test": sale.test, "refunds": [],
            "created_at": sale.placed.isoformat(), "processed_at": sale.placed.isoformat(),
            "updated_at": changed.isoformat(), "cancelled_at": changed.isoformat() if step == 2 else None,
            "financial_status": ("pending", "paid", "voided")[step], "taxes_included": sale.tax > 0,
            "discount_codes": [{"code": code, "amount": "10.00", "type": "fixed_amount"} for code in sale.codes],
        }  # fmt: skip
        if sale.landing is not None:
            body["landing_site"] = sale.landing
        if sale.noted_click:
            name, _, value = sale.noted_click.partition("=")
            body["note_attributes"] = [*body["note_attributes"], {"name": f"_{name}", "value": value}]
        (_price_lines if "discount_applications" in body else _price_totals)(body, sale)
        return body

    def net(self, sale: Sale) -> int:
        """What the sale is worth in cents: goods after discounts and without tax."""
        by_line = "discount_applications" in self.orders[sale.number % len(self.orders)]
        return max(0, sale.price * 3 - sale.discount - sale.tax if by_line else sale.price - sale.tax)

    def refunded(self, number: int, sale: Sale, cents: int, at: datetime, *, tax: int = 0) -> Body:
        """The body of a refund of goods worth so much at the prices shown."""
        body = copy.deepcopy(self.refund)
        line = body["refund_line_items"][0]
        shown = {"subtotal": cents / 100, "total_tax": tax / 100}
        sets = {f"{name}_set": _set(round(value * 100), sale.currency) for name, value in shown.items()}
        return body | {
            "id": 9_000_000 + number, "order_id": int(sale.external_id), "created_at": at.isoformat(),
            "processed_at": at.isoformat(), "refund_line_items": [line | shown | sets], "transactions": [],
        }  # fmt: skip


def deliver(client: Client, shop: Shop, topic: str, message: str, body: Body, *, secret: str) -> str:
    """Post a signed message, in one family of headers or the other; what the shop is told became of it."""
    raw, family = json.dumps(body).encode(), "X-Shopify-" if len(message) % 2 else "Shopify-"
    headers = {f"{family}Topic": topic, f"{family}Webhook-Id": message, f"{family}Hmac-Sha256": signature(secret, raw)}
    answer = client.post(
        f"/hooks/{shop.workspace_id}/shopify/{shop.id}/", data=raw, content_type="application/json", headers=headers
    )
    return str(answer.json().get("status", answer.status_code))


def _price_totals(body: Body, sale: Sale) -> None:
    goods = sale.price + 500
    body |= {
        "total_line_items_price": _text(goods), "subtotal_price": _text(sale.price), "total_discounts": "5.00",
        "total_tax": _text(sale.tax), "total_price": _text(sale.price),
    }  # fmt: skip
    body["line_items"][-1]["price"] = _text(goods)


def _price_lines(body: Body, sale: Sale) -> None:
    third = sale.tax // 3
    parts = (sale.tax - 2 * third, third, third)
    off = sale.discount // 3
    offs = (sale.discount - 2 * off, off, off)
    for line, tax, amount in zip(body["line_items"], parts, offs, strict=True):
        line["price"] = _text(sale.price)
        line["tax_lines"][0]["price"] = _text(tax)
        line["discount_allocations"][0]["amount"] = _text(amount)
    body["total_tax"] = _text(sale.tax)


def _set(cents: int, currency: str) -> Body:
    money = {"amount": _text(cents), "currency_code": currency}
    return {"shop_money": money, "presentment_money": money}


def _text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
