"""Whether the book is right: what a check finds, and what the last one found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import formulas
from sweetspot.stages.payouts.models import Account, Check, Commission, Entry, Transaction
from sweetspot.stages.payouts.queries.earnings import held_per_commission

#: Commissions that are recomputed together, so that a large book needs no large memory.
_LOT = 5_000


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


def check() -> Checked:
    """Whether the book is right: every transaction sums to zero, and every commission stands as recomputed.

    The recomputation starts from the orders, refunds, credits and terms, not from the book.
    """
    off = Entry.objects.values("transaction_id", "currency").annotate(total=Sum("amount_minor")).exclude(total=0)
    unbalanced = [
        Difference(to_public("txn", row["transaction_id"]), row["currency"], int(row["total"]), 0)
        for row in off.order_by("transaction_id")
    ]
    ids = list(Commission.objects.order_by("id").values_list("id", flat=True))
    lots = (ids[first : first + _LOT] for first in range(0, len(ids), _LOT))
    wrong = [*unbalanced, *(one for lot in lots for one in _wrong(lot))]
    return Checked(Transaction.objects.count(), len(ids), tuple(wrong))


def last_check() -> Check | None:
    """What the last check that was kept found, and when; None before the first."""
    return Check.objects.first()


def _wrong(ids: Sequence[UUID]) -> Iterator[Difference]:
    rows = list(Commission.objects.filter(id__in=ids).select_related("terms").order_by("id"))
    known = orders.facts({row.order_id for row in rows})
    credited = attribution.credits(known)
    held = held_per_commission([row.id for row in rows])
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
