"""Commissions, the book and statements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Day, Given, ListOut, MoneyOut, amount, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.payouts import queries, services

if TYPE_CHECKING:
    from sweetspot.stages.payouts.models import Statement

router = Router(tags=["Money"])


class BalanceOut(Schema):
    """What stands for a creator in one currency."""

    creator: str
    waiting: MoneyOut
    cleared: MoneyOut
    in_batch: MoneyOut
    paid: MoneyOut
    clawback: MoneyOut
    owed: MoneyOut


class EarningOut(Schema):
    """What a creator earns on one order, and why."""

    id: str
    order: str
    order_name: str
    partnership: str
    placed_at: datetime
    clears_at: datetime
    base: MoneyOut
    rate_basis_points: int
    earned: MoneyOut
    kept: MoneyOut
    waiting: MoneyOut
    explanation: str


class StatementOut(Schema):
    """What a creator was told of a period."""

    id: str
    number: int
    creator: str
    starts_on: date
    ends_on: date
    opening: MoneyOut
    earned: MoneyOut
    reversed: MoneyOut
    paid: MoneyOut
    closing: MoneyOut
    issued_at: datetime


class DifferenceOut(Schema):
    """Something in the book that is not as it should be."""

    subject: str
    booked: MoneyOut
    expected: MoneyOut


class CheckOut(Schema):
    """Whether the book is right."""

    transactions: int
    commissions: int
    differences: list[DifferenceOut]


class SettledOut(Schema):
    """How many commissions cleared, and how much per currency."""

    commissions: int
    cleared: list[MoneyOut]


class PeriodIn(Given):
    """The days a statement is about, both included; they must be over."""

    starts_on: Day
    ends_on: Day


@router.get("/balances", response=ListOut[BalanceOut], auth=key("money.view"))
def list_balances(request: HttpRequest) -> ListOut[BalanceOut]:
    """What stands for each creator, from the book."""
    return listed(balance_out(one) for one in queries.balances())


class EarningQuery(Given):
    """Of which creator or order."""

    creator: Annotated[str, Field(max_length=40)] = ""
    order: Annotated[str, Field(max_length=40)] = ""


@router.get("/commissions", response={200: ListOut[EarningOut], 404: ErrorOut, 422: ErrorOut}, auth=key("money.view"))
def list_commissions(request: HttpRequest, asked: Query[EarningQuery]) -> ListOut[EarningOut]:
    """What was earned on which order and why, newest first; of one creator or order."""
    creator = identifier("crt", asked.creator) if asked.creator else None
    order = identifier("ord", asked.order) if asked.order else None
    return listed(earning_out(one) for one in queries.earnings(creator_id=creator, order_id=order))


@router.get("/statements", response=ListOut[StatementOut], auth=key("money.view"))
def list_statements(request: HttpRequest) -> ListOut[StatementOut]:
    """Statements that were issued."""
    return listed(statement_out(row) for row in queries.statements())


@router.get("/ledger/check", response=CheckOut, auth=key("money.view"))
def check(request: HttpRequest) -> CheckOut:
    """Whether the book balances and says what orders, credits and terms say."""
    return check_out(queries.check())


@router.post("/commissions/settle", response=SettledOut, auth=key("money.change"))
def settle(request: HttpRequest) -> SettledOut:
    """Clear every commission whose return window has passed; twice changes nothing."""
    return settled_out(services.settle(now=datetime.now(UTC)))


@router.post("/statements", response={201: ListOut[StatementOut], 422: ErrorOut}, auth=key("money.change"))
def issue_statements(request: HttpRequest, period: PeriodIn) -> Status[ListOut[StatementOut]]:
    """Issue a statement to every creator for whom something moved; issued once, asked again the same ones come back."""
    now = datetime.now(UTC)
    issued = services.issue_statements(actor_of(request), period.starts_on, period.ends_on, now=now)
    return Status(201, listed(statement_out(row) for row in issued))


@router.get("/statements/{statement_id}", response={200: StatementOut, 404: ErrorOut}, auth=key("money.view"))
def get_statement(request: HttpRequest, statement_id: str) -> StatementOut:
    """One statement."""
    return statement_out(queries.statement(identifier("stm", statement_id)))


def settled_out(done: services.Settled) -> SettledOut:
    """What cleared as the API and `--json` write it."""
    return SettledOut(
        commissions=done.commissions,
        cleared=[amount(minor, currency) for currency, minor in sorted(done.cleared.items())],
    )


def check_out(found: queries.Checked) -> CheckOut:
    """What the check found as the API and `--json` write it."""
    return CheckOut(
        transactions=found.transactions, commissions=found.commissions,
        differences=[
            DifferenceOut(
                subject=one.subject, booked=amount(one.booked_minor, one.currency),
                expected=amount(one.expected_minor, one.currency),
            )
            for one in found.differences
        ],
    )  # fmt: skip


def balance_out(one: queries.Balance) -> BalanceOut:
    """A creator's balance as the API and `--json` write it."""

    def given(minor: int) -> MoneyOut:
        return amount(minor, one.currency)

    return BalanceOut(
        creator=to_public("crt", one.creator_id), waiting=given(one.waiting_minor), cleared=given(one.cleared_minor),
        in_batch=given(one.in_batch_minor), paid=given(one.paid_minor), clawback=given(one.clawback_minor),
        owed=given(one.owed_minor),
    )  # fmt: skip


def earning_out(one: queries.Earning) -> EarningOut:
    """What was earned on an order as the API and `--json` write it."""

    def given(minor: int) -> MoneyOut:
        return amount(minor, one.currency)

    return EarningOut(
        id=to_public("com", one.commission_id), order=to_public("ord", one.order_id), order_name=one.order_name,
        partnership=to_public("prt", one.partnership_id), placed_at=one.placed_at, clears_at=one.clears_at,
        base=given(one.base_minor), rate_basis_points=one.rate_basis_points, earned=given(one.owed_minor),
        kept=given(one.kept_minor), waiting=given(one.waiting_minor), explanation=one.explanation,
    )  # fmt: skip


def statement_out(row: Statement) -> StatementOut:
    """A statement as the API and `--json` write it."""

    def given(minor: int) -> MoneyOut:
        return amount(minor, row.currency)

    return StatementOut(
        id=to_public("stm", row.id), number=row.number, creator=to_public("crt", row.creator_id),
        starts_on=row.starts_on, ends_on=row.ends_on, opening=given(row.opening_minor),
        earned=given(row.earned_minor), reversed=given(row.reversed_minor), paid=given(row.paid_minor),
        closing=given(row.closing_minor), issued_at=row.issued_at,
    )  # fmt: skip
