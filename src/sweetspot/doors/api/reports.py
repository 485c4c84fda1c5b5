"""Reports, commissions, the book and statements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, MoneyOut, identifier, listed, money
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.reports import queries
from sweetspot.stages.reports.formulas import Totals

router = Router(tags=["Reports and money"])


class TotalsOut(Schema):
    """What was spent and what came of it; a ratio without a denominator is null."""

    spend: MoneyOut
    fees: MoneyOut
    gifts: MoneyOut
    commission: MoneyOut
    people: int
    clicks: int
    orders: str = Field(description="A decimal: a shared order is a fraction.")
    revenue: MoneyOut
    refunded: MoneyOut
    kept_revenue: MoneyOut
    cost_per_order: MoneyOut | None
    return_on_spend: str | None = Field(description="Kept revenue divided by spend, a decimal.")


class ReportRowOut(Schema):
    """A creator, tier or campaign."""

    key: str
    name: str
    totals: TotalsOut


class BlockOut(Schema):
    """One currency; the rows add up to the total."""

    currency: str
    rows: list[ReportRowOut]
    total: TotalsOut


class ProgrammeOut(Schema):
    """The programme's report; both days included, in the workspace's time zone."""

    starts_on: date
    ends_on: date
    by: str
    blocks: list[BlockOut]


class Period(Given):
    """Which days, how grouped."""

    starts_on: date
    ends_on: date
    by: Literal["creator", "tier", "campaign"] = "creator"
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


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


@router.get("/reports/programme", response={200: ProgrammeOut, 422: ErrorOut}, auth=key("reports.view"))
def programme(request: HttpRequest, period: Query[Period]) -> ProgrammeOut:
    """Spend, people, orders, kept revenue, commission and return per creator, tier or campaign, in each currency."""
    return programme_out(queries.programme(period.starts_on, period.ends_on, by=period.by, currency=period.currency))


@router.get("/balances", response=ListOut[BalanceOut], auth=key("money.view"))
def list_balances(request: HttpRequest) -> ListOut[BalanceOut]:
    """What stands for each creator, from the book."""
    return listed(_balance(one) for one in payouts.balances())


class EarningQuery(Given):
    """Whose, and from when."""

    creator: Annotated[str, Field(max_length=40)] = ""
    order: Annotated[str, Field(max_length=40)] = ""


@router.get("/commissions", response={200: ListOut[EarningOut], 404: ErrorOut, 422: ErrorOut}, auth=key("money.view"))
def list_commissions(request: HttpRequest, asked: Query[EarningQuery]) -> ListOut[EarningOut]:
    """What was earned on which order and why, newest first; of one creator or order."""
    creator = identifier("crt", asked.creator) if asked.creator else None
    order = identifier("ord", asked.order) if asked.order else None
    return listed(_earning(one) for one in payouts.earnings(creator_id=creator, order_id=order))


@router.get("/statements", response=ListOut[StatementOut], auth=key("money.view"))
def list_statements(request: HttpRequest) -> ListOut[StatementOut]:
    """Statements that were issued."""
    return listed(_statement(row) for row in payouts.statements())


@router.get("/ledger/check", response=CheckOut, auth=key("money.view"))
def check(request: HttpRequest) -> CheckOut:
    """Whether the book balances and says what orders, credits and terms say."""
    found = payouts.check()
    return CheckOut(
        transactions=found.transactions, commissions=found.commissions,
        differences=[
            DifferenceOut(
                subject=one.subject, booked=_amount(one.booked_minor, one.currency),
                expected=_amount(one.expected_minor, one.currency),
            )
            for one in found.differences
        ],
    )  # fmt: skip


def programme_out(found: queries.Programme) -> ProgrammeOut:
    """The report as the API and `--json` write it."""
    return ProgrammeOut(
        starts_on=found.starts_on, ends_on=found.ends_on, by=found.by,
        blocks=[
            BlockOut(
                currency=block.currency, total=_totals(block.total),
                rows=[ReportRowOut(key=row.key, name=row.label, totals=_totals(row.totals)) for row in block.rows],
            )
            for block in found.blocks
        ],
    )  # fmt: skip


def _totals(totals: Totals) -> TotalsOut:
    def amount(minor: int) -> MoneyOut:
        return _amount(minor, totals.currency)

    ratio = totals.return_on_spend
    return TotalsOut(
        spend=amount(totals.spend.minor), fees=amount(totals.fees), gifts=amount(totals.gifts),
        commission=amount(totals.commission), people=totals.people, clicks=totals.clicks,
        orders=f"{totals.orders.normalize():f}", revenue=amount(totals.revenue), refunded=amount(totals.refunded),
        kept_revenue=amount(totals.kept_revenue.minor), cost_per_order=money(totals.cost_per_order),
        return_on_spend=None if ratio is None else str(ratio),
    )  # fmt: skip


def _balance(one: payouts.Balance) -> BalanceOut:
    def amount(minor: int) -> MoneyOut:
        return _amount(minor, one.currency)

    return BalanceOut(
        creator=to_public("crt", one.creator_id), waiting=amount(one.waiting_minor), cleared=amount(one.cleared_minor),
        in_batch=amount(one.in_batch_minor), paid=amount(one.paid_minor), clawback=amount(one.clawback_minor),
        owed=amount(one.owed_minor),
    )  # fmt: skip


def _earning(one: payouts.Earning) -> EarningOut:
    def amount(minor: int) -> MoneyOut:
        return _amount(minor, one.currency)

    return EarningOut(
        id=to_public("com", one.commission_id), order=to_public("ord", one.order_id), order_name=one.order_name,
        partnership=to_public("prt", one.partnership_id), placed_at=one.placed_at, clears_at=one.clears_at,
        base=amount(one.base_minor), rate_basis_points=one.rate_basis_points, earned=amount(one.owed_minor),
        kept=amount(one.kept_minor), waiting=amount(one.waiting_minor), explanation=one.explanation,
    )  # fmt: skip


def _statement(row: payouts.Statement) -> StatementOut:
    def amount(minor: int) -> MoneyOut:
        return _amount(minor, row.currency)

    return StatementOut(
        id=to_public("stm", row.id), number=row.number, creator=to_public("crt", row.creator_id),
        starts_on=row.starts_on, ends_on=row.ends_on, opening=amount(row.opening_minor),
        earned=amount(row.earned_minor), reversed=amount(row.reversed_minor), paid=amount(row.paid_minor),
        closing=amount(row.closing_minor), issued_at=row.issued_at,
    )  # fmt: skip


def _amount(minor: int, currency: str) -> MoneyOut:
    return MoneyOut(amount_minor=minor, currency=currency)
