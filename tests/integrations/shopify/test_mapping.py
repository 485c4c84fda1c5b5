"""Shopify's own example bodies in our words, and what happens to broken ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from sweetspot.core.errors import Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.integrations.shopify import mapping

DATA = Path(__file__).parents[2] / "data" / "shopify"
CLICK = UUID(int=99)


def body(name: str = "order", **changes):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) | changes


def test_an_order_is_worth_its_goods_less_the_discount_on_each_line():
    order = mapping.incoming_order(body())
    assert (order.external_id, order.name, order.currency) == ("450789469", "#1001", "USD")
    assert (order.goods_minor, order.discounts_minor, order.net_minor) == (59700, 1000, 58700)
    assert (order.tax_minor, order.shipping_minor, order.state) == (1194, 0, "paid")
    assert order.placed_at == datetime(2008, 1, 10, 16, tzinfo=UTC)
    assert (order.codes, order.country, order.click_id) == (("TENOFF",), "US", None)
    assert order.customer_email == "bob.norman@mail.example.com"


def test_tax_inside_the_prices_is_taken_off():
    assert mapping.incoming_order(body(taxes_included=True)).net_minor == 58700 - 3 * 398


def test_without_discounts_per_line_the_subtotal_counts():
    lines = [{"price": "199.00", "quantity": 1}]
    order = mapping.incoming_order(body(line_items=lines, subtotal_price="180.00", total_line_items_price="199.00"))
    assert (order.goods_minor, order.discounts_minor, order.net_minor) == (19900, 1900, 18000)


def test_where_only_the_total_tax_is_told_shipping_bears_its_part():
    order = mapping.incoming_order(
        body(
            line_items=[], taxes_included=True, subtotal_price="90.00", total_line_items_price="90.00",
            total_tax="10.00", total_shipping_price_set={"shop_money": {"amount": "10.00"}},
        )
    )  # fmt: skip
    assert order.net_minor == 9000 - 900


@pytest.mark.parametrize(
    ("status", "cancelled", "paid", "state"),
    [
        ("paid", None, False, "paid"),
        ("refunded", None, False, "paid"),
        ("authorized", None, False, "pending"),
        ("authorized", None, True, "paid"),
        ("voided", None, False, "cancelled"),
        ("paid", "2026-01-01T10:00:00+01:00", True, "cancelled"),
    ],
)
def test_a_status_becomes_a_state(status, cancelled, paid, state):
    told = body(financial_status=status, cancelled_at=cancelled)
    assert mapping.incoming_order(told, paid=paid).state == state


@pytest.mark.parametrize(
    "landing", [f"/?a=1&ssclid={to_public('clk', CLICK)}&b=2", f"https://x.example/p?ssclid={CLICK}#top"]
)
def test_the_click_is_found_in_the_landing_address(landing):
    assert mapping.click_of({"landing_site": landing}) == CLICK


@pytest.mark.parametrize("name", ["ssclid", "_ssclid", " SSCLID "])
def test_the_click_is_found_in_the_carts_attributes(name):
    told = {"landing_site": "/wallets/checkouts.json", "note_attributes": [{"name": name, "value": str(CLICK)}]}
    assert mapping.click_of(told) == CLICK


@pytest.mark.parametrize("landing", [None, "", "/?ssclid=", "/?ssclid=hello", "http://[broken?ssclid=1"])
def test_no_click_is_made_up(landing):
    assert mapping.click_of({"landing_site": landing}) is None


def test_a_refund_counts_the_goods_given_back():
    refund = mapping.incoming_refund(body("refund"))
    assert (refund.external_id, refund.order_external_id) == ("509562969", "450789469")
    assert (refund.net_minor, refund.tax_minor, refund.currency) == (39133, 796, "USD")


def test_an_amount_refunded_without_goods_counts_and_shipping_does_not():
    adjustments = [
        {"kind": "refund_discrepancy", "amount": "-25.00"}, {"kind": "shipping_refund", "amount": "-5.00"},
    ]  # fmt: skip
    told = body("refund", refund_line_items=[], order_adjustments=adjustments)
    assert mapping.incoming_refund(told).net_minor == 2500


def test_a_refund_that_names_nothing_counts_what_was_paid_back():
    told = body("refund", refund_line_items=[], order_adjustments=[])
    assert mapping.incoming_refund(told).net_minor == 20900


def test_an_orders_refunds_are_told_with_it():
    refund = {name: value for name, value in body("refund").items() if name != "order_id"}
    [told] = mapping.incoming_refunds(body(refunds=[refund]))
    assert (told.order_external_id, told.net_minor) == ("450789469", 39133)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": None}, "id"),
        ({"currency": "XXX"}, "currency"),
        ({"created_at": None, "processed_at": None}, "created_at"),
        ({"created_at": "yesterday", "processed_at": None}, "created_at"),
        ({"processed_at": "2026-01-01T10:00:00"}, "processed_at"),
        ({"line_items": "none"}, "line_items"),
        ({"line_items": [{"discount_allocations": [], "price": "9.99", "quantity": "x"}]}, "quantity"),
        ({"line_items": [{"discount_allocations": [], "price": "9,99", "quantity": 1}]}, "price"),
        ({"line_items": [], "subtotal_price": None}, "subtotal_price"),
        ({"total_tax": "NaN"}, "total_tax"),
    ],
)
def test_a_missing_or_broken_part_is_named(changes, field):
    with pytest.raises(Invalid) as refused:
        mapping.incoming_order(body(**changes))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_what_is_kept_of_a_message_names_nobody():
    told = body(note="call me", phone="+1", billing_address={"name": "Bob"}, landing_site=f"/?ssclid={CLICK}&m=bob@x.y")
    kept = json.dumps(mapping.without_persons(told)).lower()
    assert "bob" not in kept
    assert "call me" not in kept
    assert str(CLICK) in kept
