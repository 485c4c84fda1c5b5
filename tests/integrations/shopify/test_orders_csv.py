"""Shopify's orders export: rows of one order together, amounts, codes, and rejected rows with their reason."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sweetspot.core.errors import Invalid
from sweetspot.integrations.shopify.orders_csv import exported_orders

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).parents[4] / "shared"))
HEAD = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,"
    "Lineitem quantity,Lineitem price,Shipping Country,Note Attributes,Cancelled at,Refunded Amount,Id"
).split(",")
FIRST = {
    "Name": "#1001", "Email": "bob@example.com", "Financial Status": "partially_refunded", "Currency": "EUR",
    "Subtotal": "90.00", "Shipping": "5.00", "Taxes": "0.00", "Total": "95.00", "Discount Code": "ANNA10, SHIP",
    "Created at": "2026-04-10 11:11:26 +0530", "Lineitem quantity": "2", "Lineitem price": "30.00",
    "Shipping Country": "DE", "Refunded Amount": "9.50", "Id": "77", "Paid at": "2026-04-11 11:11:26 +0530",
}  # fmt: skip


def rows(*given):
    return [(number, [row.get(name, "") for name in HEAD]) for number, row in enumerate(given, start=2)]


def one(**changes):
    [exported] = exported_orders(HEAD, rows(FIRST | changes))
    return exported


def test_the_rows_of_an_order_are_read_together():
    second = {"Name": "#1001", "Lineitem quantity": "1", "Lineitem price": "40.00"}
    third = FIRST | {"Name": "#1002", "Id": "78"}
    exported = list(exported_orders(HEAD, rows(FIRST, second, third)))
    assert [(one.first_row, one.rows, one.name) for one in exported] == [(2, 2, "#1001"), (4, 1, "#1002")]
    order = exported[0].order
    assert (order.external_id, order.goods_minor, order.discounts_minor, order.net_minor) == ("77", 10000, 1000, 9000)
    assert (order.codes, order.country, order.state) == (("ANNA10", "SHIP"), "DE", "paid")
    assert order.placed_at == datetime(2026, 4, 10, 5, 41, 26, tzinfo=UTC)
    assert order.as_of == datetime(2026, 4, 11, 5, 41, 26, tzinfo=UTC)


def test_a_refunded_sum_falls_on_the_goods_by_value():
    assert one().refunded_minor == 900
    assert one(**{"Refunded Amount": "95.00"}).refunded_minor == 9000


def test_tax_inside_the_prices_is_taken_off():
    order = one(Taxes="15.17").order
    assert (order.taxes_included, order.net_minor) == (True, 9000 - 1437)
    order = one(Taxes="15.17", Total="110.17").order
    assert (order.taxes_included, order.net_minor) == (False, 9000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Id": ""}, "Id is missing"),
        ({"Currency": "euro"}, "not a currency code"),
        ({"Subtotal": "9,90"}, "Subtotal"),
        ({"Created at": "10.04.2026"}, "Created at"),
        ({"Lineitem quantity": "-1"}, "number of pieces"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(changes, reason):
    exported = one(**changes)
    assert exported.order is None
    assert reason in exported.reason


def test_another_table_is_refused_at_once():
    with pytest.raises(Invalid, match="This is not a Shopify orders export: Id, Created at"):
        exported_orders(["Name", "Currency", "Subtotal", "Financial Status"], [])


@pytest.mark.shared
def test_a_real_export_is_read():
    path = SHARED / "data/shop_order_samples/shopify_admin_export/orders_export_redacted.csv"
    if not path.exists():
        pytest.skip("the shared data sets are absent")
    with path.open(encoding="utf-8", newline="") as file:
        columns, *lines = csv.reader(file)
    exported = list(exported_orders(columns, enumerate(lines, start=2)))
    assert [(one.name, one.order.net_minor, one.order.currency) for one in exported] == [
        ("#1002", 13000, "INR"), ("#1001", 10000, "INR"),
    ]  # fmt: skip
