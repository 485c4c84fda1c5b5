"""Orders and refunds are kept once, by whatever way and in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from tests.factories.orders import NOW, SECRET, make_shop, told_order, told_refund

from sweetspot.core.errors import Conflict, Invalid, NotFound, Unavailable
from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.orders import queries, services
from sweetspot.stages.orders.models import Order, Refund, Shop


@pytest.fixture
def shop(in_brand):
    return make_shop(in_brand.actor)


def test_a_repeated_order_is_recorded_once(shop):
    first = services.record_order(shop, told_order(), now=NOW)
    again = services.record_order(shop, told_order(), now=NOW)
    assert (first.outcome, again.outcome, again.id) == ("created", "unchanged", first.id)
    assert Order.objects.count() == 1


def test_an_older_message_never_overwrites_a_newer_one(shop):
    services.record_order(shop, told_order(net=4000, as_of=NOW + timedelta(days=2)), now=NOW)
    assert services.record_order(shop, told_order(net=5000), now=NOW).outcome == "unchanged"
    assert Order.objects.get().net_minor == 4000


def test_several_orders_come_back_in_the_sequence_given(shop):
    told = [told_order(3), told_order(1), told_order(2), told_order(1, as_of=NOW + timedelta(days=9), net=1)]
    recorded = services.record_orders(shop, told, now=NOW)
    names = [Order.objects.get(id=one.id).external_id for one in recorded]
    assert names == ["3", "1", "2", "1"]
    assert Order.objects.get(external_id="1").net_minor == 1


def test_the_currency_of_an_order_does_not_change(shop):
    services.record_order(shop, told_order(), now=NOW)
    with pytest.raises(Conflict, match="was recorded in EUR"):
        services.record_order(shop, told_order(currency="USD", as_of=NOW + timedelta(days=3)), now=NOW)


def test_no_address_of_a_customer_is_kept(shop):
    services.record_order(shop, told_order(customer_email="Bob@Example.com"), now=NOW)
    row = Order.objects.get()
    assert row.customer_key == queries.customer_key(shop.workspace_id, "bob@example.com")
    assert "bob" not in str(Order.objects.values().get()).lower()


def test_the_first_paid_order_of_a_customer_is_the_new_one_even_if_told_later(shop):
    later = told_order(2, customer_email="bob@example.com", placed_at=NOW + timedelta(days=5))
    services.record_order(shop, later, now=NOW)
    assert Order.objects.get(external_id="2").new_customer is True
    services.record_order(shop, told_order(1, customer_email="bob@example.com"), now=NOW)
    services.record_order(shop, told_order(3, customer_email="bob@example.com", state="pending"), now=NOW)
    known = dict(Order.objects.values_list("external_id", "new_customer"))
    assert known == {"1": True, "2": False, "3": None}


def test_a_refund_before_its_order_is_kept_and_joined(shop):
    parked = services.record_refund(shop, told_refund(net=1000), now=NOW)
    assert (parked.outcome, parked.order_id) == ("created", None)
    order = services.record_order(shop, told_order(), now=NOW)
    assert queries.facts([order.id])[order.id].kept_minor == 4000
    assert services.record_refund(shop, told_refund(net=1000), now=NOW).order_id == order.id


def test_a_refund_never_changes(shop):
    services.record_refund(shop, told_refund(net=1000), now=NOW)
    with pytest.raises(Conflict, match="recorded already"):
        services.record_refund(shop, told_refund(net=1001), now=NOW)
    assert Refund.objects.get().net_minor == 1000


def test_a_refund_in_another_currency_is_named_and_not_counted(shop):
    order = services.record_order(shop, told_order(), now=NOW)
    services.record_refund(shop, told_refund(currency="USD"), now=NOW)
    assert queries.facts([order.id])[order.id].kept_minor == 5000
    assert "it is not counted" in queries.troubles()[0].message


def test_refunds_are_a_trouble_from_where_they_exceed_their_order_less_the_tax_in_them(shop):
    services.record_order(shop, told_order(taxes_included=True), now=NOW)
    for number, (net, tax) in enumerate([(4000, 1000), (9000, 7000), (1, 0), (500, 900), (700, 0)], start=1):
        services.record_refund(shop, told_refund(number, net=net, tax_minor=tax), now=NOW)
    # Without tax 3000 + 2000 fill the order of 5000; then 1, nothing and 700 lie beyond it.
    found = queries.troubles()
    wrong = [to_public("rfn", Refund.objects.get(external_id=f"r{number}").id) for number in (5, 4, 3)]
    assert [one.subject for one in found] == wrong
    assert [one.subject for one in queries.troubles(2)] == wrong[:2]
    assert {one.message for one in found} == {
        "The refunds of order #1001 exceed its value: they count up to all of it."
    }


def test_a_sum_refunded_counts_only_what_was_not_known(shop):
    order = services.record_order(shop, told_order(), now=NOW)
    services.record_refund(shop, told_refund(net=1000), now=NOW)
    assert services.record_refunded_sum(shop, "1", 1500, now=NOW).order_id == order.id
    assert services.record_refunded_sum(shop, "1", 1500, now=NOW) is None
    assert queries.facts([order.id])[order.id].refunded_minor == 1500


def test_a_secret_is_sealed_and_only_this_key_opens_it(shop, monkeypatch):
    assert queries.webhook_secret(shop) == SECRET
    assert SECRET.encode() not in bytes(Shop.objects.get().webhook_secret)
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    with pytest.raises(Unavailable, match="Enter it again"):
        queries.webhook_secret(shop)


def test_a_shop_has_one_name_and_a_known_platform(shop, in_brand):
    with pytest.raises(Conflict):
        make_shop(in_brand.actor)
    with pytest.raises(Invalid):
        services.register_shop(in_brand.actor, "bazaar", "Stall", now=NOW)


def test_a_stranger_finds_neither_shop_nor_order(shop, cleo):
    order = services.record_order(shop, told_order(), now=NOW)
    with scope(cleo.workspace.id):
        for ask in (lambda: queries.shop(shop.id), lambda: queries.order(order.id)):
            with pytest.raises(NotFound):
                ask()


def test_orders_are_found_by_name_code_and_state(shop):
    services.record_orders(shop, [told_order(1, codes=("ANNA15",)), told_order(2, state="pending")], now=NOW)
    assert [row.external_id for row in queries.listing(search="ANNA15")] == ["1"]
    assert [row.external_id for row in queries.listing(search="#1002")] == ["2"]
    assert [row.external_id for row in queries.listing(state="pending")] == ["2"]
