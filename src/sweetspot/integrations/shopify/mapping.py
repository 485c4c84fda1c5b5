"""A Shopify order or refund, as webhooks and the REST interface write it, in our own words; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.money import CURRENCIES, Money, allocate
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund
from sweetspot.stages.tracking.formulas.destinations import CLICK_PARAMETER
from sweetspot.stages.tracking.queries import click_named

Body = Mapping[str, Any]
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_ORDER_KEPT = (
    "id", "order_id", "name", "created_at", "processed_at", "updated_at", "cancelled_at", "test", "currency",
    "taxes_included", "financial_status", "total_line_items_price", "subtotal_price", "total_discounts", "total_tax",
    "total_price", "total_shipping_price_set", "discount_codes",
)  # fmt: skip
_LINE_KEPT = ("id", "quantity", "price", "total_discount", "discount_allocations", "tax_lines")
_REFUND_LINE_KEPT = ("id", "line_item_id", "quantity", "subtotal", "total_tax", "subtotal_set", "total_tax_set")
_TRANSACTION_KEPT = ("id", "kind", "status", "amount", "currency")


def incoming_order(body: Body, *, paid: bool = False) -> IncomingOrder:
    """The order of a body; `paid` where the topic says so. Invalid names what is missing or unreadable.

    The net value is goods less the discounts on each line, less the tax that their prices hold; amounts are in the
    shop's own currency. Bodies without discounts per line fall back to the subtotal.
    """
    currency = _currency(_needed(body, "currency"))
    goods, discounts = _goods(body, currency)
    net = goods - discounts - (_line_tax(body, currency) if body.get("taxes_included") else 0)
    cancelled = _moment(body, "cancelled_at")
    return IncomingOrder(
        external_id=str(_needed(body, "id")),
        name=str(body.get("name") or "")[:120],
        placed_at=_first_moment(body, "processed_at", "created_at"),
        as_of=_first_moment(body, "updated_at", "processed_at", "created_at"),
        state=_state(str(body.get("financial_status") or ""), cancelled, paid),
        cancelled_at=cancelled,
        currency=currency,
        goods_minor=goods,
        discounts_minor=discounts,
        net_minor=max(0, net),
        tax_minor=_amount(body.get("total_tax") or "0", currency, "total_tax"),
        shipping_minor=_shipping(body, currency),
        taxes_included=bool(body.get("taxes_included")),
        customer_email=_email(body),
        country=_country(body),
        click_id=click_of(body),
        codes=tuple(str(one["code"])[:120] for one in _list(body, "discount_codes") if one.get("code")),
        is_test=bool(body.get("test")),
    )


def incoming_refunds(body: Body) -> list[IncomingRefund]:
    """The refunds that an order's body carries, so that a lost `refunds/create` is made up for."""
    return [incoming_refund({"order_id": body.get("id"), **one}) for one in _list(body, "refunds")]


def incoming_refund(body: Body) -> IncomingRefund:
    """The refund of a body. Invalid names what is missing or unreadable.

    What counts is the goods given back and amounts given back without naming goods; shipping and tax on top do not.
    """
    currency = _refund_currency(body)
    lines = _list(body, "refund_line_items")
    net = sum(_amount(_needed(one, "subtotal"), currency, "subtotal") for one in lines)
    tax = sum(_amount(one.get("total_tax") or "0", currency, "total_tax") for one in lines)
    adjustments = _list(body, "order_adjustments")
    named = [one for one in adjustments if one.get("kind") == "refund_discrepancy"]
    # A negative discrepancy was given back beyond the goods named, a positive one was kept.
    net -= sum(_amount(one.get("amount") or "0", currency, "amount") for one in named)
    if not lines and not adjustments:
        net = _given_back(body, currency)
    return IncomingRefund(
        external_id=str(_needed(body, "id")),
        order_external_id=str(_needed(body, "order_id")),
        refunded_at=_first_moment(body, "processed_at", "created_at"),
        currency=currency,
        net_minor=max(0, net),
        tax_minor=max(0, tax),
    )


def click_of(body: Body) -> UUID | None:
    """The click that an order came from: from the address it landed on, else from the cart's attributes; else None.

    Shopify keeps a wallet's own path instead of the landing address for some orders; those carry no click.
    """
    address = str(body.get("landing_site") or "")
    try:
        found = parse_qs(urlsplit(address).query).get(CLICK_PARAMETER, [])
    except ValueError:
        found = []
    noted = [
        str(one.get("value") or "")
        for one in _list(body, "note_attributes")
        if str(one.get("name") or "").strip().lstrip("_").lower() == CLICK_PARAMETER
    ]
    return next((click for text in [*found, *noted] if (click := click_named(text))), None)


def without_persons(body: Body) -> dict[str, Any]:
    """The part of a body that is kept with its message: ids, times, amounts, codes and the click; nobody's data."""
    kept: dict[str, Any] = {name: body[name] for name in _ORDER_KEPT if name in body}
    if click := click_of(body):
        kept["click"] = str(click)
    if "line_items" in body:
        kept["line_items"] = _only(_list(body, "line_items"), _LINE_KEPT)
    if "refund_line_items" in body:
        kept["refund_line_items"] = _only(_list(body, "refund_line_items"), _REFUND_LINE_KEPT)
        kept["order_adjustments"] = _only(_list(body, "order_adjustments"), ("id", "kind", "amount", "tax_amount"))
        kept["transactions"] = _only(_list(body, "transactions"), _TRANSACTION_KEPT)
    if "refunds" in body:
        kept["refunds"] = [without_persons(one) for one in _list(body, "refunds")]
    return kept


def _only(rows: Iterable[Body], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names if name in row} for row in rows]


def _goods(body: Body, currency: str) -> tuple[int, int]:
    """Goods before discounts, and the discounts on them: line by line where the lines tell, else by the totals."""
    lines = _list(body, "line_items")
    if any("discount_allocations" in line for line in lines):
        goods = sum(_amount(_needed(one, "price"), currency, "price") * _count(one) for one in lines)
        parts = (part for one in lines for part in _list(one, "discount_allocations"))
        return goods, sum(_amount(part.get("amount") or "0", currency, "amount") for part in parts)
    subtotal = _amount(_needed(body, "subtotal_price"), currency, "subtotal_price")
    goods = _amount(body.get("total_line_items_price") or body["subtotal_price"], currency, "total_line_items_price")
    return max(goods, subtotal), max(goods, subtotal) - subtotal


def _line_tax(body: Body, currency: str) -> int:
    """Tax on goods; where only the order's total tax is told, the part of it that falls on goods by value."""
    lines = _list(body, "line_items")
    if any(_list(line, "tax_lines") for line in lines):
        parts = (part for one in lines for part in _list(one, "tax_lines"))
        return sum(_amount(part.get("price") or "0", currency, "price") for part in parts)
    tax = _amount(body.get("total_tax") or "0", currency, "total_tax")
    goods, discounts = _goods(body, currency)
    return goods_tax(tax, goods - discounts, _shipping(body, currency))


def goods_tax(tax: int, goods: int, shipping: int) -> int:
    """The part of a tax that falls on goods rather than shipping, by value."""
    return allocate(tax, [goods, shipping])[0] if goods + shipping > 0 else tax


def _shipping(body: Body, currency: str) -> int:
    money = _object(_object(body, "total_shipping_price_set"), "shop_money")
    return _amount(money.get("amount") or "0", currency, "total_shipping_price_set")


def _given_back(body: Body, currency: str) -> int:
    """What a refund that names no goods gave back, less shipping."""
    paid = [
        _amount(_needed(one, "amount"), currency, "amount")
        for one in _list(body, "transactions")
        if one.get("kind") == "refund" and one.get("status") == "success"
    ]
    shipping = (
        _object(_object(one, "subtotal_amount_set"), "shop_money").get("amount") or "0"
        for one in _list(body, "refund_shipping_lines")
    )
    return sum(paid) - sum(_amount(one, currency, "subtotal_amount_set") for one in shipping)


def _refund_currency(body: Body) -> str:
    """The shop's currency, as the first part of the body that names one says."""
    sets = [_object(one, "subtotal_set") for one in _list(body, "refund_line_items")]
    sets += [_object(one, "amount_set") for one in _list(body, "order_adjustments")]
    sets.append(_object(body, "total_duties_set"))
    named = [_object(one, "shop_money").get("currency_code") for one in sets]
    named += [one.get("currency") for one in _list(body, "transactions")]
    found = next((one for one in named if one), None)
    if found is None:
        raise _invalid("currency", "The refund names no currency.")
    return _currency(found)


def _state(status: str, cancelled: datetime | None, paid: bool) -> str:
    if cancelled or status == "voided":
        return "cancelled"
    return "paid" if paid or status in _PAID else "pending"


def _email(body: Body) -> str | None:
    found = body.get("email") or body.get("contact_email") or _object(body, "customer").get("email") or None
    if found is not None and not isinstance(found, str):
        raise _invalid("email", "email is not a text.")
    return found


def _country(body: Body) -> str | None:
    found = (_object(body, name).get("country_code") for name in ("shipping_address", "billing_address"))
    return next((code for code in found if isinstance(code, str) and len(code) == 2), None)


def _list(body: Body, name: str) -> list[Body]:
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise _invalid(name, f"{name} is not a list of objects.")
    return value


def _object(body: Body, name: str) -> Body:
    value = body.get(name) or {}
    if not isinstance(value, Mapping):
        raise _invalid(name, f"{name} is not an object.")
    return value


def _needed(body: Body, name: str) -> Any:
    value = body.get(name)
    if value is None or value == "":
        raise _invalid(name, f"{name} is missing.")
    return value


def _count(line: Body) -> int:
    quantity = _needed(line, "quantity")
    if not isinstance(quantity, int) or quantity < 0:
        raise _invalid("quantity", f"{quantity!r} is not a number of pieces.")
    return quantity


def _currency(text: Any) -> str:
    if not isinstance(text, str) or text not in CURRENCIES:
        raise _invalid("currency", f"{text!r} is not a currency code.")
    return str(text)


def _amount(text: Any, currency: str, name: str) -> int:
    """Minor units of a decimal text; refunds' subtotals come as JSON numbers, whose shortest text is what was meant."""
    try:
        return Money.parse(str(text), currency).minor
    except ValueError as error:
        raise _invalid(name, f"{name}: {error}.") from error


def _moment(body: Body, name: str) -> datetime | None:
    text = body.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise _invalid(name, f"{name}: {text!r} is not a time.") from error
    if moment.tzinfo is None:
        raise _invalid(name, f"{name}: {text!r} carries no time zone.")
    return moment


def _first_moment(body: Body, *names: str) -> datetime:
    found: Iterator[datetime] = (moment for name in names if (moment := _moment(body, name)))
    moment = next(found, None)
    if moment is None:
        raise _invalid(names[-1], f"{' and '.join(names)} are missing.")
    return moment


def _invalid(name: str, message: str) -> Invalid:
    return Invalid(message, code="shopify_body", problems=[Problem(name, "invalid", message)])
