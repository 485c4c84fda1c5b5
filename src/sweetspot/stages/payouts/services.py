"""What we do with money: book what orders earn and refunds take back, clear what is due, issue statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.engines.isolation import current_workspace
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.attribution.queries import CreditFacts
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.campaigns.models import Terms
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.orders.queries import OrderFacts
from sweetspot.stages.orders.services import lock
from sweetspot.stages.payouts import formulas, queries
from sweetspot.stages.payouts.formulas import Refunded, TransactionKind
from sweetspot.stages.payouts.models import Check, Commission, Entry, Statement, Transaction

#: What of a commission follows its order, credit and terms.
_RECKONED = ("terms_id", "base_minor", "amount_minor", "earned_at", "clears_at")
_MEMOS = {
    TransactionKind.ACCRUE: "Commission on order {order}.",
    TransactionKind.REVERSE: "Taken back on order {order}: refunded, cancelled, changed or credited to somebody else.",
    TransactionKind.CLEAR: "The return window of order {order} has passed.",
}


@dataclass(frozen=True, slots=True)
class Booked:
    """How many transactions were written for how many orders."""

    orders: int
    transactions: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How many commissions cleared, and how much by currency in minor units."""

    commissions: int
    cleared: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Work:
    """One commission with what the book says of it and what its order is now."""

    row: Commission
    order: OrderFacts
    creator_id: UUID
    past: Sequence[tuple[UUID, formulas.Transaction]]


@transaction.atomic
def book(order_ids: Collection[UUID], *, now: datetime) -> Booked:
    """Bring the book in line with these orders: their credits by the terms of their day, their refunds, their state.

    Only what is missing is booked, so doing it twice changes nothing. Earlier transactions are never touched: an order
    that was cancelled, changed or moved to another partnership is reversed and, where somebody earns it, booked anew.
    """
    workspace_id = _scope()
    lock(order_ids)
    take_turn("book", workspace_id)
    found = orders.facts(order_ids)
    work = _work(found, now)
    made = [
        (item, movement)
        for item in work
        for movement in formulas.movements(
            _order_source(item.order), to_public("prt", item.row.partnership_id),
            Money(item.row.amount_minor, item.row.currency), Money(item.order.net_minor, item.row.currency),
            _refunded(item.order), [past for _, past in item.past],
        )
    ]  # fmt: skip
    _write(made, now)
    return Booked(len(found), len(made))


def _scope() -> UUID:
    workspace_id = current_workspace()
    if workspace_id is None:
        raise RuntimeError("the book is written within a workspace's scope only")
    return workspace_id


def _order_source(order: OrderFacts) -> str:
    return f"order {to_public('ord', order.id)}"


def _refunded(order: OrderFacts) -> list[Refunded]:
    return [
        Refunded(f"refund {to_public('rfn', one.id)}", Money(one.net_minor, order.currency)) for one in order.refunds
    ]


def _work(found: Mapping[UUID, OrderFacts], now: datetime) -> list[_Work]:
    """The commissions of these orders as they should be now, saved, by order and partnership."""
    credits = {
        (one.order_id, one.partnership_id): one for parts in attribution.credits(found).values() for one in parts
    }
    rows = {(row.order_id, row.partnership_id): row for row in _commissions(found)}
    creators = {row.partnership_id: row.partnership.creator_id for row in rows.values()}
    creators |= {one.partnership_id: one.creator_id for one in credits.values()}
    terms = campaigns.terms_history({partnership for _, partnership in [*credits, *rows]})
    changed = [
        row for key, row in rows.items() if _reckoned(row, found[key[0]], credits.get(key), terms.get(key[1], []))
    ]
    Commission.objects.bulk_update(changed, ["terms", *_RECKONED[1:]])
    missing = [(key, one) for key, one in credits.items() if key not in rows]
    new = [_new(found[key[0]], one, terms.get(key[1], [])) for key, one in missing]
    Commission.objects.bulk_create(row for row in new if row)
    every = [*rows.values(), *(row for row in new if row)]
    past = queries.booked([row.id for row in every])
    work = [_Work(row, found[row.order_id], creators[row.partnership_id], past.get(row.id, [])) for row in every]
    return sorted(work, key=lambda item: (item.order.placed_at, item.order.id, item.row.partnership_id))


def _commissions(found: Iterable[UUID]) -> list[Commission]:
    return list(Commission.objects.filter(order_id__in=list(found)).select_related("terms", "partnership"))


def _reckoned(row: Commission, order: OrderFacts, credit: CreditFacts | None, history: Sequence[Terms]) -> bool:
    """Set what a commission is counted on and comes to now; whether that is other than it was."""
    before = [getattr(row, name) for name in _RECKONED]
    terms = _terms_of_the_day(order, history) or row.terms
    row.terms, row.earned_at, row.clears_at = terms, order.placed_at, _clears_at(order, terms)
    row.base_minor = credit.net_minor if credit and order.counts else 0
    row.amount_minor = _commission(terms, row.base_minor, row.currency)
    return before != [getattr(row, name) for name in _RECKONED]


def _terms_of_the_day(order: OrderFacts, history: Sequence[Terms]) -> Terms | None:
    """The terms that held when the order was placed; None where nothing was agreed yet."""
    return next((terms for terms in reversed(history) if terms.valid_from <= order.placed_at), None)


def _clears_at(order: OrderFacts, terms: Terms) -> datetime:
    return formulas.clears_at(order.placed_at, _agreed(terms))


def _new(order: OrderFacts, credit: CreditFacts, history: Sequence[Terms]) -> Commission | None:
    """A commission that is not kept yet; None where the order does not count or nothing was agreed on its day."""
    terms = _terms_of_the_day(order, history)
    if terms is None or not order.counts or not _commission(terms, credit.net_minor, credit.currency):
        return None
    return Commission(
        workspace_id=order.workspace_id, order_id=order.id, partnership_id=credit.partnership_id, terms=terms,
        base_minor=credit.net_minor, amount_minor=_commission(terms, credit.net_minor, credit.currency),
        currency=credit.currency, earned_at=order.placed_at, clears_at=_clears_at(order, terms),
    )  # fmt: skip


def _commission(terms: Terms, base_minor: int, currency: str) -> int:
    return formulas.commission(_agreed(terms), Money(base_minor, currency)).minor


def _agreed(terms: Terms) -> formulas.Terms:
    return formulas.Terms(rate_bp=terms.commission_basis_points, hold_days=terms.hold_days)


def _write(made: Sequence[tuple[_Work, formulas.Transaction]], now: datetime) -> None:
    """Write transactions with their entries; each names the accrual that it reverses."""
    accruals = {item.row.id: _last_accrual(item) for item, _ in made}
    rows: list[Transaction] = []
    entries: list[Entry] = []
    for item, movement in made:
        row = _transaction(item, movement, now)
        if movement.kind is TransactionKind.ACCRUE:
            accruals[item.row.id] = row.id
        if movement.kind is TransactionKind.REVERSE:
            row.reverses_id = accruals[item.row.id]
        rows.append(row)
        entries.extend(_entries(item, movement, row))
    Transaction.objects.bulk_create(rows)
    Entry.objects.bulk_create(entries)


def _last_accrual(item: _Work) -> UUID | None:
    found = [key for key, past in item.past if past.kind is TransactionKind.ACCRUE]
    return found[-1] if found else None


def _transaction(item: _Work, movement: formulas.Transaction, now: datetime) -> Transaction:
    memo = _MEMOS[movement.kind].format(order=item.order.name or item.order.external_id)
    return Transaction(
        workspace_id=item.row.workspace_id, kind=str(movement.kind), source=movement.source,
        source_event=movement.source_event, at=now, memo=memo[:300],
    )  # fmt: skip


def _entries(item: _Work, movement: formulas.Transaction, row: Transaction) -> list[Entry]:
    return [
        Entry(
            workspace_id=row.workspace_id, transaction=row, account=str(line.account), creator_id=item.creator_id,
            commission=item.row, amount_minor=line.amount.minor, currency=line.amount.currency,
        )
        for line in movement.lines
    ]  # fmt: skip


@transaction.atomic
def settle(*, now: datetime) -> Settled:
    """Clear every commission whose return window has passed, in the workspace in scope; twice changes nothing."""
    take_turn("book", _scope())
    rows = list(
        Commission.objects.filter(id__in=queries.due(now)).select_related("partnership").order_by("clears_at", "id")
    )
    found, past = orders.facts({row.order_id for row in rows}), queries.booked([row.id for row in rows])
    made: list[tuple[_Work, formulas.Transaction]] = []
    for row in rows:
        item = _Work(row, found[row.order_id], row.partnership.creator_id, past[row.id])
        waiting = formulas.standing([one for _, one in item.past], row.currency).waiting
        event = f"{to_public('prt', row.partnership_id)} {len(item.past) + 1}"
        if clearing := formulas.clearing(_order_source(item.order), event, waiting):
            made.append((item, clearing))
    _write(made, now)
    amounts = formulas.sums(line.amount for _, one in made for line in one.lines if line.amount.minor > 0)
    return Settled(len(made), amounts)


@transaction.atomic
def check_book(*, now: datetime) -> queries.Checked:
    """Check the book of the workspace in scope and keep what was found in place of what the check before found."""
    found = queries.check()
    kept = {**asdict(found), "differences": [asdict(one) for one in found.differences], "at": now}
    Check.objects.update_or_create(workspace_id=_scope(), defaults=kept)
    return found


@transaction.atomic
def issue_statement(
    actor: Actor, creator_id: UUID, starts_on: date, ends_on: date, currency: str, *, now: datetime
) -> Statement:
    """What a creator is told of a period, both days included; issued once, so a second call gives the first's.

    Numbers run without gaps within a workspace and currency. Invalid where the period has not ended or ends before it
    starts, or the currency is unknown.
    """
    start, end = queries.span(actor.workspace_id, starts_on, ends_on)
    _refuse_period(starts_on, ends_on, currency, ended=now >= end)
    take_turn("book", actor.workspace_id)
    known = Statement.objects.filter(creator_id=creator_id, starts_on=starts_on, currency=currency).first()
    if known:
        return known
    moved = queries.moved(creator_id, currency, start, end)
    last = Statement.objects.filter(currency=currency).aggregate(last=Max("number"))["last"] or 0
    row = Statement.objects.create(
        workspace_id=actor.workspace_id, creator_id=creator_id, number=last + 1, starts_on=starts_on, ends_on=ends_on,
        currency=currency, opening_minor=moved["opening"], earned_minor=moved["earned"],
        reversed_minor=moved["reversed"], paid_minor=moved["paid"], issued_at=now,
        closing_minor=moved["opening"] + moved["earned"] - moved["reversed"] - moved["paid"],
    )  # fmt: skip
    record(actor, "statement.issued", f"{currency} {row.number}", {"creator": to_public("crt", creator_id)}, now=now)
    return row


def _refuse_period(starts_on: date, ends_on: date, currency: str, *, ended: bool) -> None:
    checks = (
        (ends_on < starts_on, "ends_on", "The period ends before it starts."),
        (not ended, "ends_on", "The period has not ended yet. A statement is issued when it has."),
        (currency not in CURRENCIES, "currency", f"{currency} is not a currency code."),
    )
    problems = [Problem(name, "invalid", message) for wrong, name, message in checks if wrong]
    if problems:
        raise Invalid(" ".join(problem.message for problem in problems), problems=problems)


@transaction.atomic
def issue_statements(actor: Actor, starts_on: date, ends_on: date, *, now: datetime) -> list[Statement]:
    """A statement for every creator and currency in which something moved in the period."""
    start, end = queries.span(actor.workspace_id, starts_on, ends_on)
    return [
        issue_statement(actor, creator, starts_on, ends_on, currency, now=now)
        for creator, currency in queries.moving_creators(start, end)
    ]
