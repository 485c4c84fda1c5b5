"""What creators were told of a period, and what moved in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from sweetspot.core.errors import NotFound
from sweetspot.stages.accounts.models import Workspace
from sweetspot.stages.payouts.models import Account, Entry, Statement
from sweetspot.stages.payouts.queries.balances import OWED


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


def statement(statement_id: UUID) -> Statement:
    """The statement of that id with its creator; NotFound for none, or another workspace's."""
    found = Statement.objects.select_related("creator").filter(id=statement_id).first()
    if found is None:
        raise NotFound("There is no such statement.")
    return found


def statements(creator_id: UUID | None = None) -> QuerySet[Statement]:
    """Statements, newest first, of one creator or of all."""
    rows = Statement.objects.select_related("creator").order_by("-ends_on", "-number", "currency")
    return rows.filter(creator_id=creator_id) if creator_id else rows


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
    return span_in(
        ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=workspace_id)), starts_on, ends_on
    )


def span_in(zone: ZoneInfo, starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """The moments from which and before which the days of a period lie in a time zone."""
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
