"""What is written in the book: transactions with their entries, as people and as the formulas see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from sweetspot.core.money import Money
from sweetspot.stages.payouts import formulas
from sweetspot.stages.payouts.models import Account, Entry, Transaction
from sweetspot.stages.payouts.queries.balances import account_label
from sweetspot.stages.payouts.queries.rows import Rows


@dataclass(frozen=True, slots=True)
class Movement:
    """One booking on an order as a person reads it; `reverses` is the transaction it takes back."""

    transaction_id: UUID
    at: datetime
    kind: str
    account: str
    amount_minor: int
    currency: str
    memo: str
    reverses: UUID | None


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """One line of a transaction: debit positive, credit negative."""

    account: str
    creator_name: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class BookedTransaction:
    """A transaction with its entries, which sum to zero in each currency."""

    id: UUID
    at: datetime
    kind: str
    source: str
    memo: str
    reverses: UUID | None
    entries: tuple[BookedEntry, ...]


def transactions(creator_id: UUID | None = None) -> Rows[BookedTransaction]:
    """The book, newest first; with `creator_id` only what moved for that creator."""
    rows = Transaction.objects.order_by("-at", "-id")
    if creator_id:
        rows = rows.filter(id__in=Entry.objects.filter(creator_id=creator_id).values("transaction_id"))
    return Rows(rows, _booked_transactions)


def _booked_transactions(rows: Sequence[Transaction]) -> list[BookedTransaction]:
    prefetch_related_objects(rows, "entries__creator")
    return [_booked_transaction(row) for row in rows]


def _booked_transaction(row: Transaction) -> BookedTransaction:
    entries = tuple(
        BookedEntry(one.account, one.creator.name if one.creator else "", one.amount_minor, one.currency)
        for one in sorted(row.entries.all(), key=lambda one: (-one.amount_minor, one.account))
    )
    return BookedTransaction(row.id, row.at, row.kind, row.source, row.memo, row.reverses_id, entries)


def order_movements(order_id: UUID) -> list[Movement]:
    """Everything booked on an order, oldest first, by the account it was booked to beside the expense."""
    entries = Entry.objects.filter(commission__order_id=order_id).exclude(account=Account.EXPENSE)
    return [
        Movement(
            one.transaction_id, one.transaction.at, one.transaction.kind, account_label(one.account), -one.amount_minor,
            one.currency, one.transaction.memo, one.transaction.reverses_id,
        )
        for one in entries.select_related("transaction").order_by("transaction__at", "transaction_id", "account")
    ]  # fmt: skip


def booked(commission_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, formulas.Transaction]]]:
    """Each commission's transactions in the order they were written, with their ids, as the formulas see them."""
    rows = Entry.objects.filter(commission_id__in=commission_ids).select_related("transaction")
    grouped: dict[UUID, dict[UUID, list[Entry]]] = {}
    for row in rows.order_by("transaction_id", "id"):
        grouped.setdefault(row.commission_id, {}).setdefault(row.transaction_id, []).append(row)  # type: ignore[arg-type]
    return {name: [(key, _as_formula(entries)) for key, entries in parts.items()] for name, parts in grouped.items()}


def _as_formula(entries: Sequence[Entry]) -> formulas.Transaction:
    told = entries[0].transaction
    lines = tuple(
        formulas.Line(formulas.Account(row.account), Money(row.amount_minor, row.currency)) for row in entries
    )
    return formulas.Transaction(formulas.TransactionKind(told.kind), told.source, told.source_event, lines)
