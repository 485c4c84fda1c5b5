"""What we ask of the book: what stands for whom, why, and whether it is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.stages.accounts.models import Workspace
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import formulas
from sweetspot.stages.payouts.models import Account, Commission, Entry, Statement, Transaction

#: The accounts that say what a creator is owed; a claw-back counts against it.
OWED = (Account.WAITING, Account.CLEARED, Account.IN_BATCH, Account.CLAWBACK)


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands for a creator in one currency, in minor units; `owed` is what they will get if nothing comes back."""

    creator_id: UUID
    currency: str
    waiting_minor: int
    cleared_minor: int
    in_batch_minor: int
    paid_minor: int
    clawback_minor: int

    @property
    def owed_minor(self) -> int:
        """Waiting, cleared and in a batch, less claw-backs."""
        return self.waiting_minor + self.cleared_minor + self.in_batch_minor - self.clawback_minor


@dataclass(frozen=True, slots=True)
class Earning:
    """Why a creator earns on one order: `owed_minor` of `base_minor`, and what is left of it after refunds."""

    commission_id: UUID
    order_id: UUID
    order_name: str
    partnership_id: UUID
    placed_at: datetime
    clears_at: datetime
    base_minor: int
    rate_basis_points: int
    owed_minor: int
    kept_minor: int
    waiting_minor: int
    currency: str
    explanation: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of a statement: when, for which order, how much, and why."""

    at: datetime
    kind: str
    order_id: UUID | None
    order_name: str
    amount_minor: int
    currency: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the check found wrong: what it is about, what the book says and what it should say."""

    subject: str
    currency: str
    booked_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class Checked:
    """How much the check looked at, and what it found; right where `differences` is empty."""

    transactions: int
    commissions: int
    differences: tuple[Difference, ...]


def balances(creator_ids: Collection[UUID] | None = None) -> list[Balance]:
    """What stands per creator and currency, by creator; creators without entries are missing."""
    rows = Entry.objects.exclude(creator=None)
    rows = rows.filter(creator_id__in=creator_ids) if creator_ids is not None else rows
    sums = rows.values("creator_id", "currency", "account").annotate(total=Sum("amount_minor"))
    held: dict[tuple[UUID, str], dict[str, int]] = {}
    for row in sums.order_by("creator_id", "currency"):
        held.setdefault((row["creator_id"], row["currency"]), {})[row["account"]] = int(row["total"])
    return [_balance(creator, currency, accounts) for (creator, currency), accounts in held.items()]


def _balance(creator: UUID, currency: str, accounts: Mapping[str, int]) -> Balance:
    return Balance(
        creator, currency, -accounts.get(Account.WAITING, 0), -accounts.get(Account.CLEARED, 0),
        -accounts.get(Account.IN_BATCH, 0), -accounts.get(Account.PAID, 0), accounts.get(Account.CLAWBACK, 0),
    )  # fmt: skip


def totals() -> dict[tuple[str, str], int]:
    """The balance of each account and currency of the workspace in minor units, debits positive."""
    rows = Entry.objects.order_by().values_list("account", "currency").annotate(total=Sum("amount_minor"))
    return {(account, currency): int(total) for account, currency, total in rows}


def commission_spent(start: datetime, end: datetime) -> dict[tuple[UUID, str], int]:
    """Commission less reversals per partnership and currency, on orders placed in `[start, end)`."""
    rows = Commission.objects.filter(earned_at__gte=start, earned_at__lt=end)
    earned_by = dict(rows.values_list("id", "partnership_id"))
    # Joined here rather than by the database, which before its first ANALYZE joins these two row by row.
    spent = Entry.objects.filter(account=Account.EXPENSE).order_by().values_list("commission_id", "currency")
    sums: dict[tuple[UUID, str], int] = {}
    for commission, currency, total in spent.annotate(total=Sum("amount_minor")):
        if partnership := earned_by.get(commission):
            sums[partnership, currency] = sums.get((partnership, currency), 0) + int(total)
    return sums


def earnings(
    *, creator_id: UUID | None = None, partnership_ids: Collection[UUID] | None = None, order_id: UUID | None = None,
    start: datetime | None = None, end: datetime | None = None,
) -> list[Earning]:  # fmt: skip
    """What was earned on which order and why, newest order first; narrowed by what is given."""
    rows = Commission.objects.select_related("order", "terms").order_by("-order__placed_at", "-id")
    rows = rows.filter(partnership__creator_id=creator_id) if creator_id else rows
    rows = rows.filter(partnership_id__in=partnership_ids) if partnership_ids is not None else rows
    rows = rows.filter(order_id=order_id) if order_id else rows
    rows = rows.filter(order__placed_at__gte=start) if start else rows
    rows = rows.filter(order__placed_at__lt=end) if end else rows
    return _earnings(list(rows))


def _earnings(rows: Sequence[Commission]) -> list[Earning]:
    held = _held([row.id for row in rows])
    reasons = attribution.credits({row.order_id for row in rows})
    return [_earning(row, held.get(row.id, {}), _reason(row, reasons)) for row in rows]


def _reason(row: Commission, reasons: Mapping[UUID, list[attribution.CreditFacts]]) -> str:
    parts = (one.reason for one in reasons.get(row.order_id, []) if one.partnership_id == row.partnership_id)
    return next(parts, "The order is no longer credited to this partnership.")


def _held(commission_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    rows = Entry.objects.filter(commission_id__in=commission_ids).order_by()
    held: dict[UUID, dict[str, int]] = {}
    for commission, account, total in rows.values_list("commission_id", "account").annotate(sum=Sum("amount_minor")):
        held.setdefault(commission, {})[account] = int(total)
    return held


def _earning(row: Commission, held: Mapping[str, int], reason: str) -> Earning:
    kept, waiting = held.get(Account.EXPENSE, 0), -held.get(Account.WAITING, 0)
    return Earning(
        row.id, row.order_id, row.order.name or row.order.external_id, row.partnership_id, row.order.placed_at,
        row.clears_at, row.base_minor, row.terms.commission_basis_points, row.amount_minor, kept, waiting, row.currency,
        f"{_worked_out(row, kept)} {_state(row, kept, waiting)} {reason}",
    )  # fmt: skip


def _worked_out(row: Commission, kept: int) -> str:
    """The arithmetic as a sentence, such as `10% of 50.00 EUR: 5.00 EUR, of which refunds took back 2.00 EUR.`"""
    rate = f"{row.terms.commission_basis_points / 100:g}%"
    owed, base = Money(row.amount_minor, row.currency), Money(row.base_minor, row.currency)
    taken = Money(row.amount_minor - kept, row.currency)
    return f"{rate} of {base}: {owed}{f', of which refunds took back {taken}' if taken.minor > 0 else ''}."


def _state(row: Commission, kept: int, waiting: int) -> str:
    if waiting > 0:
        days = row.terms.hold_days
        return f"Waiting until {row.clears_at:%d %b %Y}, when the return window of {days} days has passed."
    return "Nothing is left of it." if kept == 0 else "The return window has passed: cleared."


def due(now: datetime) -> list[UUID]:
    """The commissions whose return window has passed and of which something still waits, oldest first."""
    rows = Entry.objects.filter(account=Account.WAITING, commission__clears_at__lte=now).order_by()
    waiting = rows.values("commission_id").annotate(total=Sum("amount_minor")).filter(total__lt=0)
    ids = [row["commission_id"] for row in waiting]
    return list(Commission.objects.filter(id__in=ids).order_by("clears_at", "id").values_list("id", flat=True))


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


def check() -> Checked:
    """Whether the book is right: every transaction sums to zero, and every commission stands as recomputed.

    The recomputation starts from the orders, refunds, credits and terms, not from the book.
    """
    off = Entry.objects.values("transaction_id", "currency").annotate(total=Sum("amount_minor")).exclude(total=0)
    unbalanced = [
        Difference(to_public("txn", row["transaction_id"]), row["currency"], int(row["total"]), 0)
        for row in off.order_by("transaction_id")
    ]
    rows = list(Commission.objects.select_related("terms").order_by("id"))
    wrong = [*unbalanced, *_wrong(rows)]
    return Checked(Transaction.objects.count(), len(rows), tuple(wrong))


def _wrong(rows: Sequence[Commission]) -> Iterable[Difference]:
    known = orders.facts({row.order_id for row in rows})
    credited = attribution.credits(known)
    held = _held([row.id for row in rows])
    for row in rows:
        expected, said = _expected(row, known[row.order_id], credited), held.get(row.id, {}).get(Account.EXPENSE, 0)
        if expected != said:
            yield Difference(to_public("com", row.id), row.currency, said, expected)


def _expected(row: Commission, order: orders.OrderFacts, credited: Mapping[UUID, list[attribution.CreditFacts]]) -> int:
    """What a commission should be, in minor units: its credit by its terms, less what refunds take back."""
    parts = [one.net_minor for one in credited.get(order.id, []) if one.partnership_id == row.partnership_id]
    if not parts or not order.counts:
        return 0
    owed = formulas.commission(formulas.Terms(row.terms.commission_basis_points), Money(parts[0], order.currency))
    net = Money(order.net_minor, order.currency)
    return (owed - formulas.reversed_so_far(owed, Money(order.refunded_minor, order.currency), net)).minor


def statement(statement_id: UUID) -> Statement:
    """The statement of that id with its creator; NotFound for none, or another workspace's."""
    found = Statement.objects.select_related("creator").filter(id=statement_id).first()
    if found is None:
        raise NotFound("There is no such statement.")
    return found


def statements(creator_id: UUID | None = None) -> list[Statement]:
    """Statements, newest first, of one creator or of all."""
    rows = Statement.objects.select_related("creator").order_by("-ends_on", "-number")
    return list(rows.filter(creator_id=creator_id) if creator_id else rows)


def statement_lines(row: Statement) -> list[StatementLine]:
    """The movements of a statement's period, oldest first, each with its order and reason; they explain its totals."""
    start, end = span(row.workspace_id, row.starts_on, row.ends_on)
    entries = list(
        _movements(row.creator_id, row.currency)
        .filter(transaction__at__gte=start, transaction__at__lt=end, transaction__created_at__lte=row.created_at)
        .select_related("transaction", "commission__order", "commission__terms")
        .order_by("transaction__at", "commission__order__placed_at", "commission_id", "transaction__kind", "id")
    )
    return [_line(entry) for entry in entries]


def _movements(creator_id: UUID, currency: str) -> QuerySet[Entry]:
    """Entries that change what a creator has earned or got: the other side of everything they are owed."""
    return Entry.objects.filter(creator_id=creator_id, currency=currency).filter(
        Q(account=Account.EXPENSE) | Q(account=Account.PAID)
    )


def _line(entry: Entry) -> StatementLine:
    commission = entry.commission
    name = (commission.order.name or commission.order.external_id) if commission else ""
    paid = entry.account == Account.PAID
    return StatementLine(
        entry.transaction.at, entry.transaction.kind, commission.order_id if commission else None, name,
        entry.amount_minor, entry.currency, "Paid out." if paid else entry.transaction.memo,
    )  # fmt: skip


def span(workspace_id: UUID, starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """The moments from which and before which the days of a period lie, in the workspace's time zone."""
    zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=workspace_id))
    first = datetime.combine(starts_on, datetime.min.time(), zone)
    return first, datetime.combine(ends_on + timedelta(days=1), datetime.min.time(), zone)


def moved(creator_id: UUID, currency: str, start: datetime, end: datetime) -> dict[str, int]:
    """Opening, earned, reversed and paid of a period in minor units; opening is what was owed before it."""
    rows = Entry.objects.filter(creator_id=creator_id, currency=currency, transaction__at__lt=end)
    before = rows.filter(transaction__at__lt=start, account__in=OWED).aggregate(total=Sum("amount_minor"))["total"]
    within = rows.filter(transaction__at__gte=start)
    expense = within.filter(account=Account.EXPENSE)
    return {
        "opening": -int(before or 0),
        "earned": _sum(expense.filter(amount_minor__gt=0)),
        "reversed": -_sum(expense.filter(amount_minor__lt=0)),
        "paid": -_sum(within.filter(account=Account.PAID)),
    }


def _sum(rows: QuerySet[Entry]) -> int:
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def moving_creators(start: datetime, end: datetime) -> list[tuple[UUID, str]]:
    """The creators and currencies in which something was earned, taken back or paid in `[start, end)`."""
    rows = Entry.objects.exclude(creator=None).filter(transaction__at__gte=start, transaction__at__lt=end)
    return sorted(rows.order_by().values_list("creator_id", "currency").distinct())


def hold_book(workspace_id: UUID) -> None:
    """Let one transaction at a time write this workspace's book; held to its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"book {workspace_id}"])


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


class Transactions:
    """The transactions of the workspace in scope, newest first, of one creator or all; read page by page."""

    def __init__(self, rows: QuerySet[Transaction]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    def __iter__(self) -> Iterator[BookedTransaction]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[BookedTransaction]:
        found = self.rows[part]
        return [_booked_transaction(row) for row in found.prefetch_related("entries", "entries__creator")]


def transactions(creator_id: UUID | None = None) -> Transactions:
    """The book, newest first; with `creator_id` only what moved for that creator."""
    rows = Transaction.objects.order_by("-at", "-id")
    return Transactions(rows.filter(entries__creator_id=creator_id).distinct() if creator_id else rows)


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


def account_label(account: str) -> str:
    """An account's name in words."""
    return str(Account(account).label)
