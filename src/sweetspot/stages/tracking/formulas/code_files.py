"""Codes as the rows of files that shops' import tools read, and which codes such a file names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.core.spreadsheets import guarded
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.offers import Kind, Offer

FORMS = ("plain", "shopify", "woocommerce")
_SHOPIFY_KINDS = {Kind.PERCENT: "Percentage", Kind.AMOUNT: "Fixed Amount", Kind.SHIPPING: "Free Shipping"}
#: What a column of codes is called, in small letters, by us, by shops' exports and by import tools.
_CODE_COLUMNS = ("code", "coupon code", "post_title", "discount code", "coupon", "name", "title")
MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class FileRow:
    """A code with what a file says of it."""

    code: str
    creator: str
    campaign: str
    state: str
    offer: Offer
    handed_to: str = ""


def rows(codes: Iterable[FileRow], form: str, zone: tzinfo = UTC) -> Iterator[list[str]]:
    """A header, then one line for each code: `plain`, or as an import tool of `shopify` or `woocommerce` reads it.

    ValueError for another form. Amounts are plain decimals, moments are UTC, days without an hour those of `zone`;
    nothing stands for no limit.
    """
    if form not in FORMS:
        raise ValueError(f"{form!r} is no form of a file of codes")
    return _woocommerce(codes, zone) if form == "woocommerce" else {"plain": _plain, "shopify": _shopify}[form](codes)


def _plain(codes: Iterable[FileRow]) -> Iterator[list[str]]:
    yield ["code", "creator", "campaign", "state", "kind", "value", "currency", "minimum", "uses", "uses_each",
           "starts_at", "expires_at", "handed_to"]  # fmt: skip
    for one in codes:
        offer = one.offer
        yield [
            guarded(one.code), guarded(one.creator), guarded(one.campaign), one.state, offer.kind, _value(offer),
            offer.currency, _amount(offer.minimum_minor, offer.currency), _number(offer.uses),
            _number(offer.uses_each), _moment(offer.starts_at), _moment(offer.expires_at), guarded(one.handed_to),
        ]  # fmt: skip


def _shopify(codes: Iterable[FileRow]) -> Iterator[list[str]]:
    """The columns of Matrixify's sheet of discounts; Shopify itself imports no file of codes."""
    yield ["Title", "Command", "Code", "Discount Type", "Discount Value", "Minimum Purchase Amount",
           "Limit Total Times", "Limit Once Per Customer", "Status", "Starts At", "Ends At"]  # fmt: skip
    for one in codes:
        offer = one.offer
        if offer.kind in _SHOPIFY_KINDS:
            yield [
                guarded(one.code), "NEW", guarded(one.code), _SHOPIFY_KINDS[offer.kind], _value(offer),
                _amount(offer.minimum_minor, offer.currency), _number(offer.uses),
                "TRUE" if offer.uses_each == 1 else "FALSE", "Active", _moment(offer.starts_at),
                _moment(offer.expires_at),
            ]  # fmt: skip


def _woocommerce(codes: Iterable[FileRow], zone: tzinfo) -> Iterator[list[str]]:
    """WooCommerce's own names of a coupon's fields, which its coupon importers read; WooCommerce itself has none.

    There a coupon ends as its expiry date begins.
    """
    yield ["post_title", "post_excerpt", "post_status", "discount_type", "coupon_amount", "free_shipping",
           "minimum_amount", "usage_limit", "usage_limit_per_user", "expiry_date"]  # fmt: skip
    for one in codes:
        offer = one.offer
        yield [
            guarded(one.code), guarded(one.creator), "publish",
            "percent" if offer.kind == Kind.PERCENT else "fixed_cart", _value(offer) or "0",
            "yes" if offer.kind == Kind.SHIPPING else "no", _amount(offer.minimum_minor, offer.currency),
            _number(offer.uses), _number(offer.uses_each),
            f"{offer.expires_at.astimezone(zone):%Y-%m-%d}" if offer.expires_at else "",
        ]  # fmt: skip


def named_codes(text: str) -> set[str]:
    """The codes that a file or a pasted list names, as they are compared: its column of codes, else the first one.

    Invalid for more than 50,000 rows, or what is no table at all.
    """
    try:
        table = [row for row in csv.reader(text.lstrip("\ufeff").splitlines(), strict=True) if any(row)]
    except csv.Error as error:
        raise Invalid(f"This is no list of codes: {error}. Paste one code on each line.") from error
    if len(table) > MAX_ROWS:
        raise Invalid(f"The list has more than {MAX_ROWS:,} rows. Split it.")
    head = [cell.strip().casefold() for cell in table[0]] if table else []
    column = next((head.index(name) for name in _CODE_COLUMNS if name in head), None)
    found = table[1:] if column is not None else table
    cells = (row[column or 0] for row in found if len(row) > (column or 0))
    return {normal for cell in cells if (normal := normal_code(cell))}


def _value(offer: Offer) -> str:
    if offer.kind == Kind.PERCENT:
        return f"{offer.basis_points / 100:g}"
    return _amount(offer.amount_minor, offer.currency)


def _amount(minor: int | None, currency: str) -> str:
    return str(Money(minor, currency).decimal) if minor is not None else ""


def _number(limit: int | None) -> str:
    return "" if limit is None else str(limit)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""
