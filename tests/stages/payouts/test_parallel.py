"""The same order, refund and clearing by many at once, on connections of their own: exactly one effect."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from tests.factories.orders import NOW, make_selling, make_shop, told_order, told_refund

from sweetspot import pipeline
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts import services as accounts_services
from sweetspot.stages.accounts.models import Person
from sweetspot.stages.payouts import queries, services

WORKERS = 8


@pytest.fixture
def actor(committed):
    owner = Person.objects.create_user("ana@example.com", "correct horse battery", name="Ana")
    accounts_services.create_workspace("Ana's brand", owner=owner)
    return accounts.member_actor(owner, accounts.memberships(owner)[0])


def at_once(actor, act: Callable[[], object]) -> list[object]:
    """What `act` gave to each of several threads, each in the workspace's scope and a transaction of its own."""

    def run(_: int) -> object:
        try:
            with scope(actor.workspace_id):
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_many_at_once_have_exactly_one_effect(actor):
    with scope(actor.workspace_id):
        selling, shop = make_selling(actor), make_shop(actor)
    later, cleared = NOW + timedelta(days=2), NOW + timedelta(days=20)
    told, refund = told_order(click_id=selling.click_id), told_refund(net=1000)
    recorded = at_once(actor, lambda: pipeline.take_orders(shop, [told], [refund], now=later))
    assert [[one.outcome for one in each] for each in recorded].count(["created", "created"]) == 1
    settled = at_once(actor, lambda: services.settle(now=cleared).commissions)
    assert sorted(settled) == [0] * (WORKERS - 1) + [1]
    with scope(actor.workspace_id):
        assert [(one.waiting_minor, one.cleared_minor) for one in queries.balances()] == [(0, 400)]
        assert queries.check() == queries.Checked(3, 1, ())
