"""Reports on the command line: the same figures as on the page, in the file and through the API."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from sweetspot.core.money import Money
from sweetspot.doors.cli.session import in_workspace, json_option, table, workspace_option

if TYPE_CHECKING:
    from sweetspot.stages.reports.formulas import Totals
    from sweetspot.stages.reports.queries import Programme

DAY = click.DateTime(["%Y-%m-%d"])
HEADERS = ["", "Spend", "People", "Orders", "Kept revenue", "Commission", "Cost per order", "Return"]


@click.group()
def reports() -> None:
    """What was spent, and what came of it."""


@reports.command()
@click.option("--from", "start", type=DAY, help="First day; 90 days ago unless given.")
@click.option("--to", "end", type=DAY, help="Last day, included; today unless given.")
@click.option("--by", type=click.Choice(["creator", "tier", "campaign"]), default="creator", show_default=True)
@click.option("--currency", default="", metavar="CODE", help="Only this currency.")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV file on standard output.")
@json_option
@workspace_option
def programme(
    start: datetime | None, end: datetime | None, by: str, currency: str, as_csv: bool, as_json: bool,
    workspace: str | None,
) -> None:  # fmt: skip
    """Spend, people, orders, kept revenue, commission, cost per order and return; one block per currency."""
    with in_workspace(workspace):
        from sweetspot.doors.api import reports as api
        from sweetspot.doors.web import reports_csv
        from sweetspot.stages.reports import queries

        last = end.date() if end else datetime.now(UTC).date()
        first = start.date() if start else last - timedelta(days=89)
        found = queries.programme(first, last, by=by, currency=currency)
        if as_json:
            click.echo(api.programme_out(found).model_dump_json())
        elif as_csv:
            csv.writer(sys.stdout).writerows(reports_csv.lines(found))
        else:
            click.echo(as_text(found))


def as_text(found: Programme) -> str:
    """The report as tables, one per currency, each with its total at the end."""
    period = f"{found.starts_on} to {found.ends_on}, by {found.by}"
    if not found.blocks:
        return f"{period}\nNothing was spent, clicked or ordered in this period."
    tables = [
        table(HEADERS, [[row.label, *_cells(row.totals)] for row in block.rows] + [["Total", *_cells(block.total)]])
        for block in found.blocks
    ]
    return "\n\n".join([period, *tables])


def _cells(totals: Totals) -> list[str]:
    ratio = totals.return_on_spend
    people = "—" if totals.people is None else f"{totals.people:,}"
    return [
        str(totals.spend), people, f"{totals.orders.normalize():,f}", str(totals.kept_revenue),
        str(Money(totals.commission, totals.currency)), str(totals.cost_per_order or "—"),
        f"{ratio:.2f}" if ratio is not None else "—",
    ]  # fmt: skip
