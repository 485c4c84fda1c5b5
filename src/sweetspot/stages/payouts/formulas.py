"""What a creator is owed: commission by terms, its reversal by refunds, and the balanced bookings of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money, round_half_up


@dataclass(frozen=True, slots=True)
class Terms:
    """What a partnership pays.

    `rate_bp` is the commission in hundredths of a per cent of the kept net value; `per_order` a fixed amount for each
    credited order; `fee` is agreed once for the whole partnership. `hold_days` is the return window.
    """

    rate_bp: int = 0
    per_order: Money | None = None
    fee: Money | None = None
    hold_days: int = 30

    def __post_init__(self) -> None:
        amounts = [amount for amount in (self.per_order, self.fee) if amount is not None]
        if not 0 <= self.rate_bp <= 10_000 or self.hold_days < 0 or any(amount.minor < 0 for amount in amounts):
            raise Invalid("A commission lies between 0 and 100 %, fees and the return window are not negative.")


def commission(terms: Terms, credited: Money) -> Money:
    """The commission on a credited net value: the rate, halves rounded up, plus the amount per order; 0 for no value.

    Invalid where `per_order` is in another currency than the order.
    """
    if credited.minor <= 0:
        return Money(0, credited.currency)
    rated = credited.share(terms.rate_bp)
    if terms.per_order is None:
        return rated
    if terms.per_order.currency != credited.currency:
        raise Invalid(f"The amount per order is in {terms.per_order.currency}, the order in {credited.currency}.")
    return rated + terms.per_order


def reversed_so_far(owed: Money, refunded: Money, total: Money) -> Money:
    """How much of a commission all refunds up to now take back: `owed x refunded / total`, rounded once.

    Rounding the running total instead of each refund leaves nothing over when everything is refunded, in however many
    parts. Refunds beyond `total` count as the whole; a `total` of nothing reverses nothing.
    """
    if total.minor <= 0 or refunded.minor <= 0:
        return Money(0, owed.currency)
    share = min(Fraction(1), Fraction(refunded.minor, total.minor))
    return Money(round_half_up(owed.minor * share), owed.currency)


def reversal(owed: Money, refunded_before: Money, refunded_now: Money, total: Money) -> Money:
    """What one more refund takes back: the step between two running totals; never negative for a positive refund."""
    before = reversed_so_far(owed, refunded_before, total)
    return reversed_so_far(owed, refunded_before + refunded_now, total) - before


def clears_at(earned_at: datetime, terms: Terms) -> datetime:
    """The moment from which the commission may be paid: when the return window has passed."""
    return earned_at + timedelta(days=terms.hold_days)


def has_cleared(earned_at: datetime, terms: Terms, now: datetime) -> bool:
    """Whether the return window has passed at `now`; its last moment belongs to the past."""
    return now >= clears_at(earned_at, terms)


class Account(StrEnum):
    """The accounts of the creators' ledger, kept per currency."""

    COMMISSION_EXPENSE = "commission_expense"
    CREATOR_WAITING = "creator_waiting"
    CREATOR_CLEARED = "creator_cleared"
    IN_BATCH = "in_batch"
    PAID = "paid"
    CLAWBACK_RECEIVABLE = "clawback_receivable"
    FX_DIFFERENCE = "fx_difference"
    ROUNDING = "rounding"


class TransactionKind(StrEnum):
    """What a transaction records."""

    ACCRUE = "accrue"
    REVERSE = "reverse"
    CLEAR = "clear"
    RECOVER = "recover"
    BATCH = "batch"
    UNBATCH = "unbatch"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transaction: positive is a debit, negative a credit."""

    account: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class Transaction:
    """A balanced movement, not yet written: `source` and `source_event` with `kind` make it unrepeatable.

    Invalid where the lines of any currency do not sum to zero.
    """

    kind: TransactionKind
    source: str
    source_event: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if any(sums(line.amount for line in self.lines).values()):
            raise Invalid("The lines of a transaction must sum to zero in each currency.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one commission stands: what waits, what has cleared, and what was batched or paid less claw-backs.

    `settled` falls below zero where a batch was dropped after its claw-back: the claim then meets the cleared amount.
    """

    waiting: Money
    cleared: Money
    settled: Money


def sums(amounts: Iterable[Money]) -> dict[str, int]:
    """The minor units per currency."""
    totals: dict[str, int] = {}
    for amount in amounts:
        totals[amount.currency] = totals.get(amount.currency, 0) + amount.minor
    return totals


def balances(transactions: Iterable[Transaction]) -> Mapping[tuple[Account, str], int]:
    """The balance of each account and currency in minor units, debits positive; accounts never used are absent."""
    totals: dict[tuple[Account, str], int] = {}
    for line in (line for transaction in transactions for line in transaction.lines):
        key = (line.account, line.amount.currency)
        totals[key] = totals.get(key, 0) + line.amount.minor
    return totals


def standing(transactions: Iterable[Transaction], currency: str) -> Standing:
    """Where the commission stands that these transactions (all of one commission) record."""
    held = balances(transactions)

    def owed(*accounts: Account) -> Money:
        return Money(-sum(held.get((account, currency), 0) for account in accounts), currency)

    return Standing(
        owed(Account.CREATOR_WAITING),
        owed(Account.CREATOR_CLEARED),
        owed(Account.IN_BATCH, Account.PAID, Account.CLAWBACK_RECEIVABLE),
    )


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund as the book names it, and its part of the order's net value."""

    source: str
    net: Money


def movements(
    source: str, event: str, owed: Money, total: Money, refunds: Sequence[Refunded], past: Sequence[Transaction]
) -> tuple[Transaction, ...]:
    """What must still be booked for one commission so that the book says `owed` less what `refunds` take back of it.

    `source` names the order and `event` the partnership; `total` is the order's net value, `refunds` are all refunds
    known, oldest first, and `past` all transactions of this commission. First the order is accrued, then each refund
    not booked yet takes back its step of the running total, then a difference that remains (the order was changed,
    cancelled, or belongs to somebody else now) is corrected. Empty where the book says so already; whatever order the
    refunds came in, the same amount stands in the end.
    """
    book = list(past)
    if not book:
        _append(book, accrual(source, f"{event} 1", owed))
    booked = {transaction.source for transaction in past}
    running = sum((refund.net for refund in refunds if refund.source in booked), Money(0, owed.currency))
    for refund in refunds:
        if refund.source not in booked:
            running += refund.net
            _append(book, _taken_back(refund.source, event, owed - reversed_so_far(owed, running, total), book))
    stands = owed - reversed_so_far(owed, running, total)
    missing = stands - _earned(book, owed.currency)
    if missing.minor > 0:
        _append(book, accrual(source, f"{event} {len(book) + 1}", missing))
    _append(book, _taken_back(source, f"{event} {len(book) + 1}", stands, book))
    return tuple(book[len(past) :])


def _append(book: list[Transaction], transaction: Transaction | None) -> None:
    if transaction is not None:
        book.append(transaction)


def _earned(book: Iterable[Transaction], currency: str) -> Money:
    """What a commission's transactions leave as the brand's expense."""
    return Money(balances(book).get((Account.COMMISSION_EXPENSE, currency), 0), currency)


def _taken_back(source: str, event: str, stands: Money, book: Sequence[Transaction]) -> Transaction | None:
    """The reversal after which only `stands` is left; None where no more than that is booked."""
    return reversing(source, event, _earned(book, stands.currency) - stands, standing(book, stands.currency))


def accrual(source: str, source_event: str, owed: Money) -> Transaction | None:
    """The brand owes a commission that waits for the return window; None for nothing owed."""
    return _moved(
        TransactionKind.ACCRUE, source, source_event, owed, Account.COMMISSION_EXPENSE, Account.CREATOR_WAITING
    )


def clearing(source: str, source_event: str, waiting: Money) -> Transaction | None:
    """The return window has passed: what waited may be paid; None for nothing waiting."""
    return _moved(
        TransactionKind.CLEAR, source, source_event, waiting, Account.CREATOR_WAITING, Account.CREATOR_CLEARED
    )


def batching(source: str, source_event: str, cleared: Money) -> Transaction | None:
    """A cleared amount is put into a payment batch."""
    return _moved(TransactionKind.BATCH, source, source_event, cleared, Account.CREATOR_CLEARED, Account.IN_BATCH)


def unbatching(source: str, source_event: str, batched: Money) -> Transaction | None:
    """A batched amount goes back, because the batch was dropped or the payment came back."""
    return _moved(TransactionKind.UNBATCH, source, source_event, batched, Account.IN_BATCH, Account.CREATOR_CLEARED)


def payment(source: str, source_event: str, batched: Money) -> Transaction | None:
    """A batched amount has reached the creator."""
    return _moved(TransactionKind.PAY, source, source_event, batched, Account.IN_BATCH, Account.PAID)


def recovery(source: str, source_event: str, amount: Money) -> Transaction | None:
    """A claw-back is settled against what the creator has cleared since."""
    accounts = (Account.CREATOR_CLEARED, Account.CLAWBACK_RECEIVABLE)
    return _moved(TransactionKind.RECOVER, source, source_event, amount, *accounts)


def reversing(source: str, source_event: str, amount: Money, stands: Standing) -> Transaction | None:
    """A refund takes a commission back: first from what waits, then from what has cleared, the rest as a claw-back.

    Money already batched or paid is never edited: it becomes `clawback_receivable`. None for nothing to take back.
    Invalid where more is taken than was ever owed.
    """
    if amount.minor <= 0:
        return None
    if stands.waiting + stands.cleared + stands.settled < amount:
        raise Invalid("More commission would be taken back than was ever owed.")
    waiting = min(amount, stands.waiting)
    cleared = min(amount - waiting, stands.cleared)
    parts = (
        Line(Account.CREATOR_WAITING, waiting),
        Line(Account.CREATOR_CLEARED, cleared),
        Line(Account.CLAWBACK_RECEIVABLE, amount - waiting - cleared),
        Line(Account.COMMISSION_EXPENSE, -amount),
    )
    return Transaction(TransactionKind.REVERSE, source, source_event, tuple(line for line in parts if line.amount))


def _moved(
    kind: TransactionKind, source: str, source_event: str, amount: Money, debit: Account, credit: Account
) -> Transaction | None:
    """An amount moved from one account to another; None for nothing, Invalid for less than nothing."""
    if amount.minor < 0:
        raise Invalid("A transaction moves a positive amount; the other direction is a transaction of its own.")
    lines = (Line(debit, amount), Line(credit, -amount))
    return Transaction(kind, source, source_event, lines) if amount else None
