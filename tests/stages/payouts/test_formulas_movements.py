"""What must still be booked for a commission: by hand, and for every sequence of refunds and changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.payouts.formulas import (
    Account,
    Refunded,
    Transaction,
    TransactionKind,
    balances,
    clearing,
    movements,
    reversed_so_far,
    standing,
)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def booked(owed: int, total: int, refunds=(), past=()) -> list[Transaction]:
    return list(movements("order 1", "anna", eur(owed), eur(total), refunds, past))


def told(transactions) -> list[tuple[str, str, str, int]]:
    return [(one.kind, one.source, one.source_event, abs(one.lines[0].amount.minor)) for one in transactions]


def test_an_order_is_accrued_and_each_refund_takes_back_its_step():
    refunds = [Refunded("refund a", eur(3333)), Refunded("refund b", eur(3333))]
    assert told(booked(1000, 9999, refunds)) == [
        ("accrue", "order 1", "anna 1", 1000),
        ("reverse", "refund a", "anna", 333),
        ("reverse", "refund b", "anna", 334),
    ]


def test_what_is_booked_is_not_booked_again():
    refunds = [Refunded("refund a", eur(100))]
    past = booked(1000, 9999, refunds)
    assert booked(1000, 9999, refunds, past) == []


def test_nothing_owed_books_nothing():
    assert booked(0, 9999, [Refunded("refund a", eur(100))]) == []


def test_an_order_that_is_lost_takes_back_what_is_left():
    refunds = [Refunded("refund a", eur(5000))]
    past = booked(1000, 10_000, refunds)
    assert told(booked(0, 10_000, refunds, past)) == [("reverse", "order 1", "anna 3", 500)]


def test_an_order_that_is_worth_more_accrues_the_difference():
    assert told(booked(1200, 12_000, (), booked(1000, 10_000))) == [("accrue", "order 1", "anna 2", 200)]


def test_a_refund_too_small_to_count_is_booked_with_the_next():
    small, next_one = Refunded("refund a", eur(1)), Refunded("refund b", eur(4))
    past = booked(10, 100, [small])
    assert told(past) == [("accrue", "order 1", "anna 1", 10)]
    assert told(booked(10, 100, [small, next_one], past)) == [("reverse", "refund b", "anna", 1)]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.lists(st.integers(1, 400), max_size=5)), min_size=1, max_size=5),
    st.sets(st.integers(0, 4)),
    st.randoms(use_true_random=False),
)
def test_whatever_happened_before_the_book_says_what_is_owed_now(steps, cleared, random):
    """Each step sets what is owed, of which refunds known so far (in any sequence) take their part; some clear."""
    total, known, book = 1000, [], []
    for number, (owed, refunds) in enumerate(steps):
        known += [Refunded(f"refund {number}.{index}", eur(net)) for index, net in enumerate(refunds)]
        random.shuffle(known)
        made = booked(owed, total, known, book)
        book += made
        given_back = eur(sum(one.net.minor for one in known))
        stands = eur(owed) - reversed_so_far(eur(owed), given_back, eur(total))
        assert balances(book).get((Account.COMMISSION_EXPENSE, "EUR"), 0) == stands.minor
        assert booked(owed, total, known, book) == []
        if number in cleared and (one := clearing("order 1", f"clear {number}", standing(book, "EUR").waiting)):
            book.append(one)
    left = standing(book, "EUR")
    assert left.waiting.minor >= 0
    assert left.cleared.minor >= 0
    keys = [(one.kind, one.source, one.source_event) for one in book if one.kind is not TransactionKind.CLEAR]
    assert len(keys) == len(set(keys))
