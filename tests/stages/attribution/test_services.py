"""Which creator an order is credited to, from what really came with it; and that deciding again changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.orders import NOW, make_selling, make_shop, told_order, told_refund
from tests.factories.tracking import make_click

from sweetspot.core.identifiers import new_id, to_public
from sweetspot.stages.attribution import queries, services
from sweetspot.stages.attribution.models import Attribution, Credit
from sweetspot.stages.orders import services as orders
from sweetspot.stages.tracking.models import Click, Link

LATER = NOW + timedelta(days=2)


@pytest.fixture
def shop(in_brand):
    return make_shop(in_brand.actor)


@pytest.fixture
def anna(in_brand):
    return make_selling(in_brand.actor)


@pytest.fixture
def bea(in_brand, anna):
    return make_selling(in_brand.actor, "Bea Lang", anna.partnership.campaign)


def decided(shop, **fields):
    order = orders.record_order(shop, told_order(**fields), now=LATER)
    services.attribute([order.id], now=LATER)
    return queries.decision(order.id)


def credited(decision):
    return [(one.partnership_id, one.means, one.net_minor) for one in decision.credits]


def test_rule_1_code_and_link_of_one_creator(shop, anna):
    decision = decided(shop, click_id=anna.click_id, codes=(anna.code.lower(),))
    assert (decision.rule, decision.confidence) == (1, "high")
    assert credited(decision) == [(anna.partnership.id, "both", 5000)]


def test_rule_2_the_code_wins_over_anothers_link(shop, anna, bea):
    decision = decided(shop, click_id=bea.click_id, codes=(anna.code,))
    assert (decision.rule, credited(decision)) == (2, [(anna.partnership.id, "code", 5000)])
    assert {one.weight for one in decision.touches if one.partnership_id == bea.partnership.id} == {0}


def test_rule_3_the_link_alone(shop, anna):
    decision = decided(shop, click_id=anna.click_id)
    assert (decision.rule, credited(decision)) == (3, [(anna.partnership.id, "link", 5000)])
    assert [(one.id, one.kind) for one in decision.touches] == [(to_public("clk", anna.click_id), "click")]


def test_rule_4_the_code_alone(shop, anna):
    decision = decided(shop, codes=("SHIPPING", f" {anna.code} "))
    assert (decision.rule, credited(decision)) == (4, [(anna.partnership.id, "code", 5000)])


def test_rule_6_a_creator_buying_from_themselves(shop, anna):
    creator = anna.partnership.creator
    creator.email = "Anna@Example.com"
    creator.save()
    decision = decided(shop, click_id=anna.click_id, customer_email="anna@example.com")
    assert (decision.rule, decision.credits) == (6, ())


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"is_test": True}, {"net": 0}])
def test_rule_6_orders_that_pay_nobody(shop, anna, fields):
    decision = decided(shop, click_id=anna.click_id, **fields)
    assert (decision.rule, decision.credits) == (6, ())


def test_an_order_that_nothing_points_to_is_nobodys(shop):
    decision = decided(shop, click_id=new_id(), codes=("WELCOME",))
    assert (decision.rule, decision.credits, decision.touches) == (None, (), ())


@pytest.mark.parametrize("kind", ["bot", "preview", "suspect"])
def test_only_a_persons_click_counts(shop, anna, kind):
    link = Link.objects.get(partnership=anna.partnership)
    decision = decided(shop, click_id=make_click(link, kind=kind))
    assert decision.credits == ()
    assert decision.touches[0].reason.startswith("Not counted")


@pytest.mark.parametrize(("age", "counts"), [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)])
def test_a_click_counts_as_long_as_the_terms_say(shop, anna, age, counts):
    clicked = Click.objects.get(id=anna.click_id).at
    decision = decided(shop, click_id=anna.click_id, placed_at=clicked + age)
    assert bool(decision.credits) is counts


def test_a_refund_leaves_the_credits_as_they_were(shop, anna):
    before = decided(shop, click_id=anna.click_id)
    orders.record_refund(shop, told_refund(), now=LATER)
    assert services.attribute([before.order_id], now=LATER).changed == 0


def test_deciding_everything_again_gives_the_same_rows(shop, anna, bea):
    told = [
        told_order(1, click_id=anna.click_id),
        told_order(2, codes=(bea.code,)),
        told_order(3, click_id=bea.click_id, codes=(anna.code,)),
        told_order(4),
    ]
    orders.record_orders(shop, told, now=LATER)
    heard: list[tuple[int, int]] = []
    first = services.attribute_all(now=LATER, progress=lambda done, total: heard.append((done, total)))
    rows = [list(model.objects.order_by("id").values()) for model in (Attribution, Credit)]
    again = services.attribute_all(now=LATER + timedelta(days=1))
    assert (first, again, heard) == (services.Attributed(4, 4), services.Attributed(4, 0), [(4, 4)])
    assert [list(model.objects.order_by("id").values()) for model in (Attribution, Credit)] == rows


def test_a_decision_follows_what_is_learned_later(shop, anna, bea):
    decided(shop, click_id=bea.click_id)
    decision = decided(shop, codes=(anna.code,), as_of=LATER)
    assert (decision.rule, credited(decision)) == (2, [(anna.partnership.id, "code", 5000)])
