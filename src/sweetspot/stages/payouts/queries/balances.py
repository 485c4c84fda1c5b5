"""What stands for whom: balances of creators and accounts, and what was spent on commission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from sweetspot.stages.payouts.models import Account, Entry
from sweetspot.stages.payouts.queries.rows import Rows

#: The accounts that say what a creator is owed; a claw-back counts against it.
OWED = (Account.WAITING, Account.CLEARED, Account.IN_BATCH, Account.CLAWBACK)
_SHOWN = (*OWED, Account.PAID)


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


def balances(creator_ids: Collection[UUID] | None = None) -> Rows[Balance]:
    """What stands per creator and currency, most owed first; creators without entries are missing."""
    rows = Entry.objects.exclude(creator=None)
    rows = rows.filter(creator_id__in=creator_ids) if creator_ids is not None else rows
    sums = {account.name.lower(): Sum("amount_minor", filter=Q(account=account), default=0) for account in _SHOWN}
    grouped = (
        rows.order_by()
        .values("creator_id", "currency")
        .annotate(**sums, owing=Sum("amount_minor", filter=Q(account__in=OWED), default=0))
    )
    return Rows(grouped.order_by("owing", "creator_id", "currency"), _balances)


def _balances(rows: Sequence[dict[str, Any]]) -> list[Balance]:
    return [
        Balance(
            row["creator_id"], row["currency"], -int(row["waiting"]), -int(row["cleared"]), -int(row["in_batch"]),
            -int(row["paid"]), int(row["clawback"]),
        )
        for row in rows
    ]  # fmt: skip


def totals() -> dict[tuple[str, str], int]:
    """The balance of each account and currency of the workspace in minor units, debits positive."""
    rows = Entry.objects.order_by().values_list("account", "currency").annotate(total=Sum("amount_minor"))
    return {(account, currency): int(total) for account, currency, total in rows}


def commission_spent(start: datetime, end: datetime) -> dict[tuple[UUID, str], int]:
    """Commission less reversals per partnership and currency, on orders placed in `[start, end)`."""
    rows = Entry.objects.filter(
        account=Account.EXPENSE, commission__earned_at__gte=start, commission__earned_at__lt=end
    )
    sums = rows.order_by().values_list("commission__partnership_id", "currency").annotate(total=Sum("amount_minor"))
    return {(partnership, currency): int(total) for partnership, currency, total in sums if partnership}


def account_label(account: str) -> str:
    """An account's name in words."""
    return str(Account(account).label)
