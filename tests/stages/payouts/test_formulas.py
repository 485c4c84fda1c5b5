"""Commission, refunds and ledger entries on hand-worked orders, and what holds for every sequence of refunds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.stages.payouts.formulas import (
    Account,
    Line,
    Standing,
    Terms,
    Transaction,
    TransactionKind,
    accrual,
    balances,
    batching,
    clearing,
    clears_at,
    commission,
    has_cleared,
    payment,
    recovery,
    reversal,
    reversed_so_far,
    reversing,
    standing,
    unbatching,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_twelve_per_cent_of_4995_is_599_and_halves_round_up() -> None:
    assert commission(Terms(rate_bp=1200), eur(4995)) == eur(599)
    assert commission(Terms(rate_bp=1000), eur(5)) == eur(1)
    assert commission(Terms(rate_bp=1000), eur(4)) == eur(0)


def test_an_amount_per_order_is_added_and_the_fee_is_not() -> None:
    terms = Terms(rate_bp=1000, per_order=eur(200), fee=eur(15_000))
    assert commission(terms, eur(5000)) == eur(700)


def test_nothing_kept_pays_nothing_even_with_an_amount_per_order() -> None:
    assert commission(Terms(per_order=eur(200)), eur(0)) == eur(0)


def test_an_amount_per_order_in_another_currency_is_refused() -> None:
    with pytest.raises(Invalid, match="in USD, the order in EUR"):
        commission(Terms(per_order=Money(200, "USD")), eur(5000))


@pytest.mark.parametrize("wrong", [{"rate_bp": -1}, {"rate_bp": 10_001}, {"hold_days": -1}, {"fee": eur(-1)}])
def test_terms_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        Terms(**wrong)  # type: ignore[arg-type]


def test_commission_is_held_until_the_last_day_of_the_return_window() -> None:
    terms = Terms(hold_days=14)
    assert clears_at(NOW, terms) == NOW + timedelta(days=14)
    assert has_cleared(NOW, terms, NOW + timedelta(days=14))
    assert not has_cleared(NOW, terms, NOW + timedelta(days=14, microseconds=-1))


def test_three_refunds_of_a_third_take_back_one_whole_commission() -> None:
    """0.10 EUR on 30.00 EUR: rounding each third alone gives 3 + 3 + 3 and leaves a cent."""
    steps = [reversal(eur(10), eur(1000 * done), eur(1000), eur(3000)) for done in range(3)]
    assert steps == [eur(3), eur(4), eur(3)]


def test_a_refund_larger_than_the_order_takes_back_the_commission_once() -> None:
    assert reversed_so_far(eur(600), eur(9000), eur(5000)) == eur(600)
    assert reversed_so_far(eur(600), eur(10), eur(0)) == eur(0)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=30))
def test_a_full_refund_in_any_parts_leaves_exactly_nothing(owed: int, parts: list[int]) -> None:
    total = eur(sum(parts))
    done = [eur(sum(parts[:count])) for count in range(len(parts) + 1)]
    steps = [reversal(eur(owed), before, after - before, total) for before, after in pairwise(done)]
    assert all(step.minor >= 0 for step in steps)
    assert sum(step.minor for step in steps) == (owed if total else 0)


def test_an_accrual_is_a_debit_of_the_brand_and_a_credit_of_the_creator() -> None:
    entry = accrual("order", "o-1", eur(599))
    assert entry == Transaction(
        TransactionKind.ACCRUE,
        "order",
        "o-1",
        (Line(Account.COMMISSION_EXPENSE, eur(599)), Line(Account.CREATOR_WAITING, eur(-599))),
    )
    assert accrual("order", "o-1", eur(0)) is None


def test_lines_that_do_not_balance_are_refused_in_each_currency() -> None:
    lines = (Line(Account.PAID, eur(5)), Line(Account.IN_BATCH, Money(-5, "USD")))
    with pytest.raises(Invalid, match="sum to zero in each currency"):
        Transaction(TransactionKind.PAY, "batch", "b-1", lines)


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(Invalid, match="positive amount"):
        clearing("order", "o-1", eur(-1))


def test_a_refund_is_taken_from_waiting_then_cleared_then_clawed_back() -> None:
    entry = reversing("refund", "r-1", eur(100), Standing(eur(30), eur(50), eur(40)))
    assert entry is not None
    assert [(line.account, line.amount.minor) for line in entry.lines] == [
        (Account.CREATOR_WAITING, 30),
        (Account.CREATOR_CLEARED, 50),
        (Account.CLAWBACK_RECEIVABLE, 20),
        (Account.COMMISSION_EXPENSE, -100),
    ]
    assert reversing("refund", "r-2", eur(0), Standing(eur(0), eur(0), eur(0))) is None


def test_more_than_was_owed_is_never_taken_back() -> None:
    with pytest.raises(Invalid, match="than was ever owed"):
        reversing("refund", "r-1", eur(101), Standing(eur(30), eur(50), eur(20)))


def test_a_refund_after_payment_becomes_a_claim_and_a_later_commission_settles_it() -> None:
    paid = [accrual("o", "1", eur(600)), clearing("o", "1", eur(600)), batching("b", "1", eur(600))]
    paid += [unbatching("b", "1", eur(600)), batching("b", "2", eur(600)), payment("b", "2", eur(600))]
    paid += [reversing("r", "1", eur(600), standing([e for e in paid if e], "EUR"))]
    paid += [accrual("o", "2", eur(700)), clearing("o", "2", eur(700)), recovery("r", "1", eur(600))]
    held = {account.value: minor for (account, _), minor in balances([e for e in paid if e]).items() if minor}
    assert held == {"commission_expense": 700, "paid": -600, "creator_cleared": -100}


class OneCommission(RuleBasedStateMachine):
    """An order refunded, cleared, batched and paid in any sequence a shop and a bank can produce."""

    def __init__(self) -> None:
        super().__init__()
        self.total, self.owed, self.refunded, self.step = eur(4999), eur(599), eur(0), 0
        self.entries = [entry for entry in [accrual("order", "o", self.owed)] if entry]

    def _add(self, entry: Transaction | None) -> None:
        self.step += 1
        self.entries += [entry] if entry else []

    def _held(self, account: Account) -> Money:
        return eur(-balances(self.entries).get((account, "EUR"), 0))

    @rule(part=st.integers(1, 4999))
    def refund(self, part: int) -> None:
        amount = reversal(self.owed, self.refunded, eur(part), self.total)
        self._add(reversing("refund", str(self.step), amount, standing(self.entries, "EUR")))
        self.refunded = self.refunded + eur(part)

    @rule()
    def clear(self) -> None:
        self._add(clearing("clear", str(self.step), self._held(Account.CREATOR_WAITING)))

    @rule()
    def batch(self) -> None:
        self._add(batching("batch", str(self.step), self._held(Account.CREATOR_CLEARED)))

    @rule()
    def drop(self) -> None:
        self._add(unbatching("drop", str(self.step), self._held(Account.IN_BATCH)))

    @rule()
    def pay(self) -> None:
        self._add(payment("pay", str(self.step), self._held(Account.IN_BATCH)))

    @invariant()
    def it_sums_to_zero(self) -> None:
        assert sum(balances(self.entries).values()) == 0

    @invariant()
    def the_creator_is_never_below_nothing(self) -> None:
        accounts = (Account.CREATOR_WAITING, Account.CREATOR_CLEARED, Account.IN_BATCH, Account.PAID)
        assert all(self._held(account).minor >= 0 for account in accounts)

    @invariant()
    def the_expense_is_what_the_refunds_left(self) -> None:
        left = self.owed - reversed_so_far(self.owed, self.refunded, self.total)
        assert balances(self.entries)[Account.COMMISSION_EXPENSE, "EUR"] == left.minor

    @precondition(lambda self: self.total <= self.refunded)
    @invariant()
    def a_full_refund_costs_nothing(self) -> None:
        assert balances(self.entries)[Account.COMMISSION_EXPENSE, "EUR"] == 0


TestOneCommission = OneCommission.TestCase
