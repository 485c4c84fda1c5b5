"""The programme's report: the same figures as on the page, in the file and on the command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Day, Given, MoneyOut, amount, money
from sweetspot.stages.reports import queries
from sweetspot.stages.reports.formulas import Totals

router = Router(tags=["Reports"])


class TotalsOut(Schema):
    """What was spent and what came of it; a ratio without a denominator is null."""

    spend: MoneyOut
    fees: MoneyOut
    gifts: MoneyOut
    commission: MoneyOut
    people: int | None = Field(description="Null where they are counted in another currency's totals.")
    clicks: int | None
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

    starts_on: Day
    ends_on: Day
    by: Literal["creator", "tier", "campaign"] = "creator"
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


@router.get("/reports/programme", response={200: ProgrammeOut, 422: ErrorOut}, auth=key("reports.view"))
def programme(request: HttpRequest, period: Query[Period]) -> ProgrammeOut:
    """Spend, people, orders, kept revenue, commission and return per creator, tier or campaign, in each currency."""
    return programme_out(queries.programme(period.starts_on, period.ends_on, by=period.by, currency=period.currency))


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
    def given(minor: int) -> MoneyOut:
        return amount(minor, totals.currency)

    ratio = totals.return_on_spend
    return TotalsOut(
        spend=given(totals.spend.minor), fees=given(totals.fees), gifts=given(totals.gifts),
        commission=given(totals.commission), people=totals.people, clicks=totals.clicks,
        orders=f"{totals.orders.normalize():f}", revenue=given(totals.revenue), refunded=given(totals.refunded),
        kept_revenue=given(totals.kept_revenue.minor), cost_per_order=money(totals.cost_per_order),
        return_on_spend=None if ratio is None else str(ratio),
    )  # fmt: skip
