"""What was earned on which order and why, and what of it may be paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from sweetspot.core.money import Money
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.payouts.models import Account, Commission, Entry
from sweetspot.stages.payouts.queries.rows import Rows


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


def earnings(
    *, creator_id: UUID | None = None, partnership_ids: Collection[UUID] | None = None, order_id: UUID | None = None,
    start: datetime | None = None, end: datetime | None = None,
) -> Rows[Earning]:  # fmt: skip
    """What was earned on which order and why, newest order first; narrowed by what is given."""
    rows = Commission.objects.select_related("order", "terms").order_by("-earned_at", "-id")
    rows = rows.filter(partnership__creator_id=creator_id) if creator_id else rows
    rows = rows.filter(partnership_id__in=partnership_ids) if partnership_ids is not None else rows
    rows = rows.filter(order_id=order_id) if order_id else rows
    rows = rows.filter(earned_at__gte=start) if start else rows
    rows = rows.filter(earned_at__lt=end) if end else rows
    return Rows(rows, _earnings)


def _earnings(rows: Sequence[Commission]) -> list[Earning]:
    held = held_per_commission([row.id for row in rows])
    reasons = attribution.credits({row.order_id for row in rows})
    return [_earning(row, held.get(row.id, {}), _reason(row, reasons)) for row in rows]


def _reason(row: Commission, reasons: Mapping[UUID, list[attribution.CreditFacts]]) -> str:
    parts = (one.reason for one in reasons.get(row.order_id, []) if one.partnership_id == row.partnership_id)
    return next(parts, "The order is no longer credited to this partnership.")


def held_per_commission(commission_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """The balance of each account per commission in minor units, debits positive; without entries it is missing."""
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
    return list(_due(now).order_by("clears_at", "id").values_list("id", flat=True))


def due_count(now: datetime) -> int:
    """How many commissions are due."""
    return _due(now).count()


def _due(now: datetime) -> QuerySet[Commission]:
    # Added up in the order of the index `waiting_per_commission`, which alone is read; only then looked at for the day.
    rows = Entry.objects.filter(account=Account.WAITING).order_by()
    waiting = rows.values("commission_id").annotate(total=Sum("amount_minor")).filter(total__lt=0)
    return Commission.objects.filter(id__in=waiting.values("commission_id"), clears_at__lte=now)


def has_commissions() -> bool:
    """Whether anything was ever earned in the workspace in scope."""
    return Commission.objects.exists()
