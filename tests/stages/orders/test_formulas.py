"""What a shop may tell, and which telling counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.orders import NOW, told_order, told_refund

from sweetspot.core.errors import Invalid
from sweetspot.stages.orders.formulas import customer_key, kept, merged, refund_net, refuse_future

CLICK = UUID(int=7)


def test_an_unknown_currency_is_refused_by_name():
    with pytest.raises(Invalid, match="'EURO' is not a currency code") as refused:
        told_order(currency="EURO")
    assert [problem.field for problem in refused.value.problems] == ["currency"]


@pytest.mark.parametrize(
    "fields",
    [
        {"net_minor": -1},
        {"net_minor": 10.5},
        {"goods_minor": 10**15 + 1},
        {"external_id": " "},
        {"external_id": "9" * 121},
        {"state": "lost"},
        {"placed_at": NOW.replace(tzinfo=None)},
        {"country": "Germany"},
        {"codes": ("X" * 121,)},
    ],
)
def test_an_order_that_cannot_be_right_is_refused(fields):
    with pytest.raises(Invalid, match="Nothing was changed"):
        told_order(**fields)


def test_a_refund_that_cannot_be_right_is_refused():
    with pytest.raises(Invalid, match="net_minor must be a whole number"):
        told_refund(net=-5)


def test_a_newer_message_counts_and_keeps_what_only_the_older_knew():
    old = told_order(click_id=CLICK, codes=("ANNA15",), net=5000)
    new = told_order(net=4000, as_of=NOW + timedelta(days=3))
    assert merged(old, new) == replace(new, click_id=CLICK, codes=("ANNA15",)) == merged(new, old)


def test_of_two_messages_of_one_moment_the_further_one_counts():
    paid, pending = told_order(), told_order(state="pending")
    assert merged(paid, pending).state == merged(pending, paid).state == "paid"


MESSAGES = st.builds(
    lambda minutes, state, net, click, code: told_order(
        net=net, state=state, as_of=NOW + timedelta(minutes=minutes), click_id=CLICK if click else None,
        codes=("A",) if code else (), customer_email=None,
    ),
    st.integers(0, 3), st.sampled_from(["pending", "paid", "cancelled"]), st.integers(0, 3), st.booleans(),
    st.booleans(),
)  # fmt: skip


@given(st.lists(MESSAGES, min_size=1, max_size=6).flatmap(lambda all: st.tuples(st.just(all), st.permutations(all))))
def test_messages_say_the_same_whatever_order_they_come_in(messages):
    given_order, shuffled = messages
    assert reduce(merged, given_order) == reduce(merged, shuffled)


def test_a_customer_has_one_key_in_any_spelling_and_another_elsewhere():
    assert customer_key(b"a", " Bob@Example.com") == customer_key(b"a", "bob@example.com")
    assert customer_key(b"a", "bob@example.com") != customer_key(b"b", "bob@example.com")


def test_tax_inside_prices_does_not_count_as_given_back():
    assert (refund_net(1190, 190, True), refund_net(1000, 190, False), refund_net(100, 190, True)) == (1000, 1000, 0)


def test_never_less_than_nothing_is_kept():
    assert (kept(5000, [1000, 500]), kept(5000, [9000]), kept(5000, [])) == (3500, 0, 5000)


def test_what_is_of_tomorrow_is_refused_by_name():
    now = told_order().placed_at - timedelta(days=1)
    refuse_future(told_order(), now)
    with pytest.raises(Invalid, match="placed_at 2026-06-16 12:00 UTC lies in the future; it is 2026-06-15 11:59 UTC"):
        refuse_future(told_order(), now - timedelta(minutes=1))
    with pytest.raises(Invalid, match="refunded_at 2026-06-17 12:00 UTC lies in the future"):
        refuse_future(told_refund(), now)


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_years_that_no_shop_means_are_refused(year):
    with pytest.raises(Invalid, match="A time must lie in the years 1970 to 2199"):
        told_order(placed_at=NOW.replace(year=year))
