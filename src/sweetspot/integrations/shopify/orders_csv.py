"""The orders export of a Shopify shop's administration: 79 columns, a row per line item, in our own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.money import CURRENCIES, Money, allocate
from sweetspot.integrations.shopify.mapping import click_of, goods_tax
from sweetspot.stages.orders.formulas import IncomingOrder

#: The columns without which nothing can be said; the others may be missing.
NEEDED = ("Name", "Id", "Created at", "Currency", "Subtotal", "Financial Status")
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """One order of the export: the rows it stood in, and either what it says or why it was rejected.

    `refunded_minor` is the part of the net value refunded so far: the export tells the sum only, never each refund.
    """

    first_row: int
    rows: int
    name: str
    order: IncomingOrder | None
    refunded_minor: int = 0
    reason: str = ""


def is_orders_export(columns: Sequence[str]) -> bool:
    """Whether a table's header is that of the orders export."""
    return not missing_columns(columns)


def missing_columns(columns: Sequence[str]) -> list[str]:
    """The needed columns that a header lacks."""
    return [name for name in NEEDED if name not in columns]


def exported_orders(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Exported]:
    """The orders of an export, one after another; `rows` are (row number, cells).

    Cells of the order stand on its first row only; the rows below with the same name are its further line items.
    Raises Invalid at once where a needed column is missing.
    """
    if absent := missing_columns(columns):
        names = ", ".join(absent)
        message = f"This is not a Shopify orders export: {names} missing. Nothing was changed."
        raise Invalid(message, code="not_an_orders_export", problems=[Problem("file", "columns", message)])
    return _orders(columns, rows)


def _orders(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Exported]:
    named = ((number, dict(zip(columns, cells, strict=False))) for number, cells in rows)
    for name, group in groupby(named, key=lambda row: row[1].get("Name", "").strip()):
        lines = list(group)
        yield _exported(name, lines[0][0], [cells for _, cells in lines])


def _exported(name: str, first_row: int, lines: Sequence[Row]) -> Exported:
    try:
        order, refunded = _order(lines)
    except Invalid as error:
        return Exported(first_row, len(lines), name, None, reason=error.message)
    return Exported(first_row, len(lines), name, order, refunded)


def _order(lines: Sequence[Row]) -> tuple[IncomingOrder, int]:
    head = lines[0]
    currency = _text(head, "Currency")
    if currency not in CURRENCIES:
        raise Invalid(f"{currency!r} is not a currency code.")
    subtotal, tax, shipping, total = (
        _amount(head, name, currency) for name in ("Subtotal", "Taxes", "Shipping", "Total")
    )
    included = tax > 0 and total == subtotal + shipping
    net = subtotal - goods_tax(tax, subtotal, shipping) if included else subtotal
    goods = sum(_amount(line, "Lineitem price", currency) * _quantity(line) for line in lines)
    moments = [moment for name in ("Paid at", "Fulfilled at", "Cancelled at") if (moment := _moment(head, name))]
    placed, cancelled = _placed(head), _moment(head, "Cancelled at")
    order = IncomingOrder(
        external_id=_needed(head, "Id"), name=_text(head, "Name"), placed_at=placed, as_of=max([placed, *moments]),
        state=_state(_text(head, "Financial Status"), cancelled), cancelled_at=cancelled, currency=currency,
        goods_minor=max(goods, subtotal), discounts_minor=max(goods, subtotal) - subtotal, net_minor=net,
        tax_minor=tax, shipping_minor=shipping, taxes_included=included, customer_email=_text(head, "Email") or None,
        country=_country(head), codes=_codes(head), click_id=click_of({"note_attributes": _notes(head)}),
    )  # fmt: skip
    return order, _refunded(_amount(head, "Refunded Amount", currency), net, total)


def _refunded(given_back: int, net: int, total: int) -> int:
    """The part of a refunded sum that falls on the net value, by value; tax and shipping carry the rest."""
    return min(net, allocate(given_back, [net, total - net])[0]) if total > 0 and total >= net else min(net, given_back)


def _state(status: str, cancelled: datetime | None) -> str:
    if cancelled or status == "voided":
        return "cancelled"
    return "paid" if status in _PAID else "pending"


def _codes(head: Row) -> tuple[str, ...]:
    return tuple(code.strip()[:120] for code in _text(head, "Discount Code").split(",") if code.strip())


def _notes(head: Row) -> list[dict[str, str]]:
    """The cart's attributes, written as lines of `name: value`."""
    pairs = (line.partition(":") for line in _text(head, "Note Attributes").splitlines())
    return [{"name": name.strip(), "value": value.strip()} for name, _, value in pairs]


def _country(head: Row) -> str | None:
    found = (_text(head, name) for name in ("Shipping Country", "Billing Country"))
    return next((code for code in found if len(code) == 2), None)


def _text(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()


def _needed(row: Row, name: str) -> str:
    if not (text := _text(row, name)):
        raise Invalid(f"{name} is missing; it stands on the first row of an order.")
    return text


def _quantity(line: Row) -> int:
    text = _text(line, "Lineitem quantity") or "0"
    if not text.isdecimal():
        raise Invalid(f"Lineitem quantity: {text!r} is not a number of pieces.")
    return int(text)


def _amount(row: Row, name: str, currency: str) -> int:
    try:
        return Money.parse(_text(row, name) or "0", currency).minor
    except ValueError as error:
        raise Invalid(f"{name}: {error}.") from error


def _placed(head: Row) -> datetime:
    moment = _moment(head, "Created at")
    if moment is None:
        raise Invalid("Created at is missing; it stands on the first row of an order.")
    return moment


def _moment(row: Row, name: str) -> datetime | None:
    if not (text := _text(row, name)):
        return None
    day_and_time, _, zone = text.rpartition(" ")
    try:
        moment = datetime.fromisoformat(f"{day_and_time}{zone}")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(f"{name}: {text!r} is not a time such as 2026-04-10 11:11:26 +0530.")
    return moment
