"""People who already love the brand: who they are and why, and what those see who may not see orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.creators import NOW, make_creator, make_posts, make_profile
from tests.factories.orders import told_order

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import PERMISSIONS
from sweetspot.stages.accounts.models import Member
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.models import Creator
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.orders import services as orders
from sweetspot.stages.orders.models import Buyer
from sweetspot.stages.orders.queries.fans import fans
from sweetspot.stages.tracking.services.mentions import find_mentions

DAY = timedelta(days=1)


@pytest.fixture
def loved(ana: Any) -> Any:
    """Mia bought twice and once as a test, Lena speaks of the brand, Ole did neither."""
    with scope(ana.workspace.id):
        creators.add_brand(ana.actor, Asked("Mejuri"), now=NOW)
        mia = make_creator(ana.workspace.id, "Mia Wolf", email="Mia@Mail.example")
        make_profile(ana.workspace.id, "mia.small", creator=mia, followers=10)
        make_profile(ana.workspace.id, "mia.wolf", creator=mia, followers=900)
        lena = make_profile(ana.workspace.id, "lena", followers=500)
        make_posts(lena, 2, caption="My Mejuri ring", newest=NOW - 3 * DAY)
        make_profile(ana.workspace.id, "ole", creator__email="ole@mail.example")
        shop = orders.api_shop(ana.workspace.id)
        told = [replace(told_order(number), customer_email="mia@mail.example") for number in (1, 2, 3)]
        told[2] = replace(told[2], is_test=True)
        orders.record_orders(shop, told, now=NOW + 30 * DAY)
        orders.match_buyers(ana.workspace.id, now=NOW)
        find_mentions(now=NOW)
    return ana


def test_buyers_and_those_who_speak_unpaid_are_found_with_their_reasons(loved: Any) -> None:
    with scope(loved.workspace.id):
        found = {one.followers: one for one in fans(with_orders=True, sort="orders")}
        assert list(found) == [900, 500]
        assert (found[900].orders, found[900].mentions, found[500].orders, found[500].mentions) == (2, 0, 0, 2)
        assert found[900].reasons[0].startswith("bought 2 times, last on ")
        assert found[500].reasons == ("spoke of you in 2 texts unpaid, last on 12 Jun 2026",)
        assert [one.followers for one in fans(with_orders=True, sort="mentions")] == [500, 900]
        hidden = fans(with_orders=False)
        assert [(one.followers, one.orders, one.last_order_at) for one in hidden] == [(500, None, None)]


def test_matching_again_changes_nothing_and_follows_an_address(loved: Any) -> None:
    with scope(loved.workspace.id):
        before = list(Buyer.objects.order_by("id").values())
        assert orders.match_buyers(loved.workspace.id, now=NOW + DAY) == 2
        assert list(Buyer.objects.order_by("id").values()) == before
        Creator.objects.filter(name="Mia Wolf").update(email=None)
        assert orders.match_buyers(loved.workspace.id, now=NOW) == 1
        assert [one.followers for one in fans(with_orders=True)] == [500]


def test_the_page_the_file_and_programs_show_no_orders_without_the_permission(
    as_ana: Client, loved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = as_ana.get("/creators/fans?sort=-orders").content.decode()
    assert page.index("Mia Wolf") < page.index("lena")
    assert "Bought 2 times" in page
    assert "bought 2 times" in as_ana.get("/creators/fans.csv").content.decode()
    with scope(loved.workspace.id):
        _, full = accounts.create_key(loved.actor, "full", ["creators.view", "orders.view"], now=NOW)
        _, text = accounts.create_key(loved.actor, "narrow", ["creators.view"], now=NOW)
        Member.objects.update(role="viewer")
    told = Client(headers={"Authorization": f"Bearer {full}"}).get("/api/v1/fans?sort=orders").json()["data"]
    assert [(one["orders"], one["mentions"]) for one in told] == [(2, 0), (0, 2)]
    narrow = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/fans?sort=orders").json()["data"]
    assert [(one["orders"], one["mentions"]) for one in narrow] == [(None, 2)]
    monkeypatch.setitem(PERMISSIONS, "viewer", frozenset({"creators.view"}))
    page = as_ana.get("/creators/fans?sort=-orders").content.decode()
    assert "Mia Wolf" not in page
    assert "Bought" not in page
    assert "bought" not in as_ana.get("/creators/fans.csv?sort=orders").content.decode()
