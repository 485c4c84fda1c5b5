"""The check of the book that is kept, and pages that read no more than they show."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection
from tests.factories.orders import NOW, make_selling, make_shop, told_order

from sweetspot import pipeline
from sweetspot.stages.payouts import queries, services
from sweetspot.stages.payouts.models import Check
from sweetspot.stages.payouts.tasks import check as check_task

LATER = NOW + timedelta(days=1, minutes=5)


def test_the_last_check_is_kept_with_its_moment(in_brand) -> None:
    assert queries.last_check() is None
    selling = make_selling(in_brand.actor)
    services.check_book(now=NOW)
    pipeline.take_orders(make_shop(in_brand.actor), [told_order(click_id=selling.click_id)], now=LATER)
    found = services.check_book(now=LATER)
    assert found == queries.Checked(1, 1, ())
    kept = Check.objects.get()
    assert (kept.at, kept.transactions, kept.commissions, kept.differences) == (LATER, 1, 1, [])


def test_what_differs_is_kept_too(in_brand) -> None:
    selling = make_selling(in_brand.actor)
    pipeline.take_orders(make_shop(in_brand.actor), [told_order(click_id=selling.click_id)], now=LATER)
    with connection.cursor() as cursor:  # behind the product's back: the order was worth half
        cursor.execute("UPDATE attribution_credit SET net_minor = net_minor / 2")
    [told] = services.check_book(now=LATER).differences
    assert (told.booked_minor, told.expected_minor, told.currency) == (500, 250, "EUR")
    [kept] = Check.objects.get().differences
    assert kept == {"subject": told.subject, "currency": "EUR", "booked_minor": 500, "expected_minor": 250}


def test_the_check_in_the_background_keeps_what_it_found(in_brand) -> None:
    check_task.func(workspace_id=str(in_brand.workspace.id))
    assert Check.objects.get().transactions == 0


def test_a_page_of_earnings_reads_its_own_rows_only(in_brand, django_assert_max_num_queries) -> None:
    shop, selling = make_shop(in_brand.actor), make_selling(in_brand.actor)
    told = [
        told_order(number, placed_at=NOW + timedelta(days=1, minutes=number), click_id=selling.click_id)
        for number in range(1, 6)
    ]
    pipeline.take_orders(shop, told, now=LATER)
    earnings = queries.earnings()
    assert len(earnings) == 5
    with django_assert_max_num_queries(3) as caught:
        assert [one.order_name for one in earnings[1:3]] == ["#1004", "#1003"]
    assert "LIMIT 2 OFFSET 1" in caught.captured_queries[0]["sql"]
    assert [one.order_name for one in earnings] == ["#1005", "#1004", "#1003", "#1002", "#1001"]


def test_balances_come_most_owed_first_page_by_page(in_brand) -> None:
    shop = make_shop(in_brand.actor)
    small, large = make_selling(in_brand.actor, "Anna"), make_selling(in_brand.actor, "Berta")
    told = [told_order(1, net=1_000, click_id=small.click_id), told_order(2, net=9_000, click_id=large.click_id)]
    pipeline.take_orders(shop, told, now=LATER)
    found = queries.balances()
    assert len(found) == 2
    assert _owed(found[:1]) == [(large.partnership.creator_id, 900)]
    assert _owed(found[1:]) == [(small.partnership.creator_id, 100)]


def _owed(found: list[queries.Balance]) -> list[tuple[UUID, int]]:
    return [(one.creator_id, one.owed_minor) for one in found]


def test_what_is_due_is_counted_as_it_is_listed(in_brand) -> None:
    selling = make_selling(in_brand.actor)
    pipeline.take_orders(make_shop(in_brand.actor), [told_order(click_id=selling.click_id)], now=LATER)
    for moment, expected in ((LATER, 0), (NOW + timedelta(days=30), 1)):
        assert queries.due_count(moment) == len(queries.due(moment)) == expected
