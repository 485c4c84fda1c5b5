"""The programme's report: what was spent, what came of it, and the rows behind every figure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from sweetspot.core.charts import Chart, bars
from sweetspot.core.errors import NotFound
from sweetspot.core.money import Money
from sweetspot.doors.web import reports_csv
from sweetspot.doors.web.permissions import needs
from sweetspot.doors.web.tables import Leaf, Tab, leaf
from sweetspot.doors.web.templatetags.figures import money
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.reports import queries
from sweetspot.stages.reports.formulas import Totals
from sweetspot.stages.reports.queries import Block, Programme, ReportRow

DAYS = 90
_CHARTED = 12
#: Rows of a currency on a page: each of them opens three lists.
_ROWS = 50
PEOPLE_ELSEWHERE = "people are counted once, in the currency of their campaign"
GROUPS = (("creator", "Creators"), ("tier", "Tiers"), ("campaign", "Campaigns"))


class PeriodForm(forms.Form):
    """Which days: both included, in the workspace's time zone."""

    starts_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report's table with the amounts as money and the addresses of the rows behind them."""

    label: str
    totals: Totals
    commission: Money
    orders_href: str
    costs_href: str
    clicks_href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One currency of the report, ready to be shown."""

    block: Block
    lines: list[Line]
    page: Leaf
    total: Line
    sentence: str
    people_reason: str
    chart: Chart | None


@needs("reports.view")
def report(request: HttpRequest) -> HttpResponse:
    """The report of a period by creator, tier or campaign; one block per currency, never added up."""
    form, found = _asked(request)
    if request.GET.get("format") == "csv":
        return _file(found)
    context = {
        "form": form,
        "found": found,
        "tabs": [Tab(label, f"?{_address(found, by=by)}", found.by == by) for by, label in GROUPS],
        "sheets": [_sheet(request.GET, found, block) for block in found.blocks],
        "csv": f"?{_address(found, format='csv')}",
        "people_elsewhere": PEOPLE_ELSEWHERE,
    }
    return render(request, "reports/report.html", context)


@needs("reports.view")
def inputs(request: HttpRequest) -> HttpResponse:
    """The orders, costs or clicks behind one figure of the report; they add up to it."""
    _, found = _asked(request)
    currency, what = request.GET.get("currency", ""), request.GET.get("what", "orders")
    block = next((one for one in found.blocks if one.currency == currency), None)
    if block is None:
        raise NotFound("There is no such figure in this report.")
    row = _row(block, request.GET.get("key", "total"))
    names = {one.id: one for one in campaigns.partnerships(ids=row.partnership_ids)}
    context: dict[str, Any] = {"found": found, "row": row, "what": what, "currency": currency, "names": names}
    context["people_elsewhere"] = PEOPLE_ELSEWHERE
    context["tabs"] = [
        Tab(label, f"?{_address(found, currency=currency, key=row.key, what=key)}", what == key)
        for key, label in (("orders", "Orders"), ("costs", "Costs"), ("clicks", "Clicks"))
    ]
    return render(request, "reports/inputs.html", context | _lines_behind(request.GET, found, row, names))


def _lines_behind(asked: QueryDict, found: Programme, row: ReportRow, names: dict[Any, Any]) -> dict[str, Any]:
    """One page of the rows behind a figure, and what all of them add up to."""
    behind, currency, what = (
        (row.partnership_ids, found.starts_on, found.ends_on),
        row.totals.currency,
        asked.get("what"),
    )
    if what == "costs":
        page = leaf(asked, "page", queries.cost_lines(*behind, currency=currency))
        return {"costs": [(one, names[one.partnership_id]) for one in page.rows], "page": page, "sum": row.totals.spend}
    if what == "clicks":
        page = leaf(asked, "page", queries.click_lines(*behind, currency=currency)[::-1])
        return {"clicks": [(one, names[one.partnership_id]) for one in page.rows], "page": page}
    page = leaf(asked, "page", queries.order_lines(*behind, currency=currency))
    lines = [
        (
            one, names[one.partnership_id], Money(one.revenue_minor, currency),
            Money(one.revenue_minor - one.refunded_minor, currency), Money(one.commission_minor, currency),
        )
        for one in page.rows
    ]  # fmt: skip
    return {"orders": lines, "page": page, "sum": row.totals.kept_revenue}


def _row(block: Block, key: str) -> ReportRow:
    if key == "total":
        members = tuple(dict.fromkeys(one for row in block.rows for one in row.partnership_ids))
        return ReportRow("total", "Total", block.total, members)
    found = next((row for row in block.rows if row.key == key), None)
    if found is None:
        raise NotFound("There is no such row in this report.")
    return found


def _asked(request: HttpRequest) -> tuple[PeriodForm, Programme]:
    """The period form with what was asked, and the report of it; of the last 90 days where that is no period."""
    today = datetime.now(UTC).date()
    default = {"starts_on": today - timedelta(days=DAYS - 1), "ends_on": today}
    form = PeriodForm({name: request.GET.get(name) or value for name, value in default.items()})
    if form.is_valid() and form.cleaned_data["ends_on"] < form.cleaned_data["starts_on"]:
        form.add_error("ends_on", "The period ends before it starts.")
    period: dict[str, date] = form.cleaned_data if form.is_valid() else default
    by = request.GET.get("by", "creator")
    by = by if by in dict(GROUPS) else "creator"
    return form, queries.programme(period["starts_on"], period["ends_on"], by=by)


def _address(found: Programme, **more: str) -> str:
    pairs = {"starts_on": str(found.starts_on), "ends_on": str(found.ends_on), "by": found.by}
    return urlencode(pairs | more)


def _sheet(asked: QueryDict, found: Programme, block: Block) -> Sheet:
    page = leaf(asked, f"page_{block.currency}", block.rows, _ROWS)
    lines = [_line(found, block, row.key, row.label, row.totals) for row in page.rows]
    total = _line(found, block, "total", "Total", block.total)
    reason = PEOPLE_ELSEWHERE if block.total.people is None else ""
    return Sheet(block, lines, page, total, _sentence(block.total), reason, _chart(found, block))


def _line(found: Programme, block: Block, key: str, label: str, totals: Totals) -> Line:
    base = reverse("report_inputs")
    orders, costs, clicks = (
        f"{base}?{_address(found, currency=block.currency, key=key, what=what)}"
        for what in ("orders", "costs", "clicks")
    )
    return Line(label, totals, Money(totals.commission, totals.currency), orders, costs, clicks)


def _sentence(total: Totals) -> str:
    spent, kept = money(total.spend, "whole"), money(total.kept_revenue, "whole")
    if total.return_on_spend is None:
        return f"Nothing was spent, and {kept} came in by links and codes."
    return (
        f"{spent} spent brought {kept} of kept revenue by the last link or code, "
        f"{total.return_on_spend:.1f} times as much. What would have been bought anyway is not taken off."
    )


def _chart(found: Programme, block: Block) -> Chart | None:
    rows = [(row.label, float(row.totals.kept_revenue.decimal)) for row in block.rows if row.totals.kept_revenue][
        :_CHARTED
    ]
    if len(rows) < 2:
        return None
    unit = f"Kept revenue, {block.currency}"
    title = f"{rows[0][0]} brought most kept revenue in {block.currency}"
    description = f"Kept revenue after refunds by {found.by}, {_day(found.starts_on)} to {_day(found.ends_on)}."
    numbers = [[name, f"{value:,.2f}"] for name, value in rows]
    return Chart(
        f"kept-{block.currency}", title, description, bars(rows, x=unit), [found.by.capitalize(), unit], numbers
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _file(found: Programme) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"report-{found.by}-{found.starts_on}-{found.ends_on}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows(reports_csv.lines(found))
    return response


urlpatterns = [
    path("report", report, name="report"),
    path("report/inputs", inputs, name="report_inputs"),
]
