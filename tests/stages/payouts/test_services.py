"""The book on orders, refunds, cancellations and moves: what stands, and that nothing is ever booked twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.orders import NOW, Selling, make_selling, make_shop, told_order, told_refund

from sweetspot import pipeline
from sweetspot.core.errors import Invalid
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import queries, services
from sweetspot.stages.payouts.models import Commission, Entry, Transaction

LATER = NOW + timedelta(days=1, minutes=5)
CLEARED = NOW + timedelta(days=15, minutes=1)


def balance(selling: Selling) -> tuple[int, int, int, int]:
    """Waiting, cleared, paid and claw-back of a creator in cents."""
    found = queries.balances([selling.partnership.creator_id])
    return next(((b.waiting_minor, b.cleared_minor, b.paid_minor, b.clawback_minor) for b in found), (0, 0, 0, 0))


@pytest.fixture
def selling(in_brand):
    return make_selling(in_brand.actor)


@pytest.fixture
def shop(in_brand):
    return make_shop(in_brand.actor)


def test_an_order_earns_its_commission_which_waits(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    assert balance(selling) == (500, 0, 0, 0)


def test_booking_again_changes_nothing(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund()], now=LATER)
    before = list(Entry.objects.order_by("id").values())
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund()], now=LATER)
    assert services.book(orders.order_ids(), now=LATER).transactions == 0
    assert list(Entry.objects.order_by("id").values()) == before


def test_a_partial_refund_takes_back_its_part(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund(net=1000)], now=LATER)
    assert balance(selling) == (400, 0, 0, 0)
    kinds = list(Transaction.objects.order_by("kind").values_list("kind", "reverses__kind"))
    assert kinds == [("accrue", None), ("reverse", "accrue")]


def test_a_refund_before_its_order_waits_for_it(shop, selling):
    [parked] = pipeline.take_orders(shop, refunds=[told_refund(net=1000)], now=LATER)
    assert parked.order_id is None
    assert [one.code for one in orders.troubles()] == ["refund"]
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    assert balance(selling) == (400, 0, 0, 0)
    assert orders.troubles() == []


def test_a_refund_larger_than_its_order_takes_back_all_and_no_more(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund(net=9000)], now=LATER)
    assert balance(selling) == (0, 0, 0, 0)
    assert "exceed" in orders.troubles()[0].message


def test_a_pending_order_earns_when_it_is_paid(shop, selling):
    pending = told_order(click_id=selling.click_id, state="pending")
    pipeline.take_orders(shop, [pending], now=LATER)
    assert balance(selling) == (0, 0, 0, 0)
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    assert balance(selling) == (500, 0, 0, 0)


def test_terms_agreed_for_an_earlier_day_apply_when_the_order_is_booked_again(shop, selling, in_brand):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    better = campaigns.Agreed(commission_basis_points=1500, hold_days=30)
    since = NOW + timedelta(hours=1)
    campaigns.agree(in_brand.actor, selling.partnership.id, better, valid_from=since, version=1, now=LATER)
    services.book(orders.order_ids(), now=LATER)
    assert balance(selling) == (750, 0, 0, 0)
    assert queries.check().differences == ()
    assert services.settle(now=CLEARED).commissions == 0


def test_a_cancelled_order_earns_nothing(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    gone = told_order(click_id=selling.click_id, state="cancelled", as_of=LATER, cancelled_at=LATER)
    pipeline.take_orders(shop, [gone], now=LATER)
    assert balance(selling) == (0, 0, 0, 0)
    assert queries.check().differences == ()


def test_what_is_due_clears_once(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    assert services.settle(now=CLEARED - timedelta(minutes=2)).commissions == 0
    assert services.settle(now=CLEARED) == services.Settled(1, {"EUR": 500})
    assert services.settle(now=CLEARED).commissions == 0
    assert balance(selling) == (0, 500, 0, 0)


def test_a_refund_after_clearing_is_taken_from_what_cleared(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    services.settle(now=CLEARED)
    pipeline.take_orders(shop, refunds=[told_refund(net=1000)], now=CLEARED)
    assert balance(selling) == (0, 400, 0, 0)


def test_a_refund_after_payment_becomes_a_claw_back(shop, selling, in_brand):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    services.settle(now=CLEARED)
    pay_out(in_brand, selling, 500)
    pipeline.take_orders(shop, refunds=[told_refund(net=1000)], now=CLEARED)
    assert balance(selling) == (0, 0, 500, 100)
    assert queries.check().differences == ()


def pay_out(brand, selling: Selling, cents: int) -> None:
    """Book a payment as the payment run will: out of what cleared, into a batch, and paid."""
    commission = Commission.objects.get()
    for kind, debit, credit in (("batch", "creator_cleared", "in_batch"), ("pay", "in_batch", "paid")):
        row = Transaction.objects.create(
            workspace=brand.workspace, kind=kind, source="batch 1", source_event="1", at=CLEARED
        )
        for account, amount in ((debit, cents), (credit, -cents)):
            Entry.objects.create(
                workspace=brand.workspace, transaction=row, account=account, amount_minor=amount, currency="EUR",
                creator_id=selling.partnership.creator_id, commission=commission,
            )  # fmt: skip


def test_an_order_that_moves_to_another_creator_is_reversed_and_booked_anew(shop, selling, in_brand):
    other = make_selling(in_brand.actor, "Bea Lang", selling.partnership.campaign)
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund(net=1000)], now=LATER)
    pipeline.take_orders(shop, [told_order(codes=(other.code,), as_of=LATER)], now=LATER)
    assert (balance(selling), balance(other)) == ((0, 0, 0, 0), (400, 0, 0, 0))
    links = Transaction.objects.filter(kind="reverse").values_list("reverses__kind", flat=True)
    assert set(links) == {"accrue"}
    assert queries.check().differences == ()


def test_entries_and_transactions_are_never_changed(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], now=LATER)
    for change in (Entry.objects.all().delete, lambda: Entry.objects.update(amount_minor=1)):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Transaction.objects.update(memo="x")
    assert balance(selling) == (500, 0, 0, 0)


def test_an_unbalanced_transaction_is_refused(in_brand):
    with pytest.raises(IntegrityError, match="are off by 1 EUR"):
        _commit_unbalanced(in_brand)


def _commit_unbalanced(brand) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        row = Transaction.objects.create(workspace=brand.workspace, kind="accrue", source="x", source_event="1", at=NOW)
        for amount in (100, -99):
            Entry.objects.create(
                workspace=brand.workspace, transaction=row, account="paid", amount_minor=amount, currency="EUR"
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_statement_adds_up_and_is_issued_once(shop, selling, in_brand):
    pipeline.take_orders(
        shop, [told_order(click_id=selling.click_id), told_order(2, codes=(selling.code,))], [told_refund()], now=LATER
    )
    creator, july = selling.partnership.creator_id, NOW + timedelta(days=30)
    period = (date(2026, 6, 1), date(2026, 6, 30))
    row = services.issue_statement(in_brand.actor, creator, *period, "EUR", now=july)
    told = (row.number, row.opening_minor, row.earned_minor, row.reversed_minor, row.paid_minor, row.closing_minor)
    assert told == (1, 0, 1000, 100, 0, 900)
    pipeline.take_orders(shop, [told_order(3, codes=(selling.code,))], now=july)
    assert services.issue_statement(in_brand.actor, creator, *period, "EUR", now=july).id == row.id
    lines = queries.statement_lines(row)
    assert [line.amount_minor for line in lines] == [500, -100, 500] or sorted(line.amount_minor for line in lines) == [
        -100,
        500,
        500,
    ]
    assert sum(line.amount_minor for line in lines) == row.closing_minor
    later = services.issue_statements(
        in_brand.actor, date(2026, 7, 1), date(2026, 7, 31), now=july + timedelta(days=20)
    )
    assert [(one.number, one.opening_minor, one.closing_minor) for one in later] == [(2, 900, 1400)]


def test_a_period_that_has_not_ended_has_no_statement(selling, in_brand):
    with pytest.raises(Invalid, match="has not ended"):
        services.issue_statement(
            in_brand.actor, selling.partnership.creator_id, date(2026, 6, 1), date(2026, 6, 30), "EUR", now=NOW
        )


def test_an_earning_says_why(shop, selling):
    pipeline.take_orders(shop, [told_order(click_id=selling.click_id)], [told_refund()], now=LATER)
    [earning] = queries.earnings(creator_id=selling.partnership.creator_id)
    assert earning.explanation == (
        "10% of 50.00 EUR: 5.00 EUR, of which refunds took back 1.00 EUR. "
        "Waiting until 30 Jun 2026, when the return window of 14 days has passed. "
        "Only links were followed; the last one counts."
    )


def deliveries() -> st.SearchStrategy[list[int]]:
    """Which of seven messages arrives next: each at least once, up to three times, in any sequence."""
    return st.lists(st.integers(0, 6), max_size=10).flatmap(lambda more: st.permutations([*range(7), *more]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries(), st.booleans(), st.booleans())
def test_whatever_order_messages_come_in_the_book_ends_the_same(shop, selling, sequence, settled, cancelled):
    messages = _messages(selling, cancelled)
    point = transaction.savepoint()
    for step, index in enumerate(sequence):
        told, refunds = messages[index]
        pipeline.take_orders(shop, told, refunds, now=LATER)
        if settled and step == len(sequence) // 2:
            services.settle(now=CLEARED)
    services.settle(now=CLEARED)
    expected = (0, 0, 0, 0) if cancelled else (0, 167, 0, 0)
    assert balance(selling) == expected
    assert queries.check().differences == ()
    transaction.savepoint_rollback(point)


def _messages(selling: Selling, cancelled: bool):
    """Created unpaid, paid, changed, three partial refunds of 33.33 EUR, and cancelled (or told once more)."""
    minutes = [LATER + timedelta(minutes=number) for number in range(4)]
    order = {"net": 4999, "click_id": selling.click_id}
    last = {"state": "cancelled", "cancelled_at": minutes[3]} if cancelled else {}
    return [
        ([told_order(**order, state="pending", as_of=minutes[0])], []),
        ([told_order(**order, as_of=minutes[0])], []),
        ([told_order(**order, as_of=minutes[1])], []),
        ([], [told_refund(1, net=1111)]),
        ([], [told_refund(2, net=1111)]),
        ([], [told_refund(3, net=1111)]),
        ([told_order(**order, as_of=minutes[3], **last)], []),
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 2000), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_fully_refunded_order_earns_exactly_nothing(shop, selling, parts, random):
    point = transaction.savepoint()
    refunds = [told_refund(number, net=part) for number, part in enumerate(parts)]
    random.shuffle(refunds)
    pipeline.take_orders(shop, [told_order(net=sum(parts), click_id=selling.click_id)], now=LATER)
    for refund in refunds:
        pipeline.take_orders(shop, refunds=[refund], now=LATER)
    assert balance(selling) == (0, 0, 0, 0)
    transaction.savepoint_rollback(point)
