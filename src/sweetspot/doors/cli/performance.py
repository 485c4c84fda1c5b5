"""Performance on the command line: the same figures as on the page, asked for in the words of its address."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import click

from sweetspot.doors.cli.session import in_workspace, json_option, table, workspace_option

if TYPE_CHECKING:
    from sweetspot.stages.reports.queries.performance import Brought, Performance


@click.command()
@click.argument("asked", default="", metavar="[QUERY]")
@click.option("--by", default="source", show_default=True, help="What the rows share.")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV file on standard output.")
@json_option
@workspace_option
def performance(asked: str, by: str, as_csv: bool, as_json: bool, workspace: str | None) -> None:
    """People, clicks, orders and kept revenue of a period.

    QUERY is what stands behind the question mark on the page: 'period=7d&country=DE,AT&-source=instagram'.
    """
    with in_workspace(workspace):
        from sweetspot.doors.api import performance as api
        from sweetspot.doors.web import performance_csv
        from sweetspot.stages.reports.queries.performance import CARDS

        if by not in CARDS:
            raise click.BadParameter(f"Choose one of {', '.join(CARDS)}.", param_hint="--by")
        found = api.performance_of(parse_qsl(asked.removeprefix("?"), keep_blank_values=True))
        if as_json:
            click.echo(api.performance_out(found).model_dump_json())
        elif as_csv:
            csv.writer(sys.stdout).writerows(performance_csv.lines(found))
        else:
            click.echo(as_text(found, by))


def as_text(found: Performance, by: str) -> str:
    """The figures, beside those of the compared days, and the rows of one card."""
    sides = [side for side in (found.now, found.before) if side]
    figures = [
        ["People", *(f"{side.people:,}" for side in sides)],
        ["Clicks", *(f"{side.clicks.people:,}" for side in sides)],
        ["Previews", *(f"{side.clicks.previews:,}" for side in sides)],
        ["Bots", *(f"{side.clicks.bots:,}" for side in sides)],
        ["Conversion", *(f"{side.conversion.value:.2%}" if side.conversion else "—" for side in sides)],
        ["Orders", *(f"{side.brought.orders.normalize():,f}" for side in sides)],
        ["Kept revenue", *(_kept(side.brought, found.currency) for side in sides)],
    ]
    rows = [
        [one.label, f"{one.clicks.people:,}", *(_sold(one.brought, found.currency) if one.brought else ["", ""])]
        for one in found.cards[by]
    ]
    period = f"{found.asked.days.first} to {found.asked.days.last}, days in {found.zone}"
    heads = ["", "Now", *(["Compared"] if found.before else [])]
    return "\n\n".join([period, table(heads, figures), table([by.capitalize(), "Clicks", "Orders", "Kept"], rows)])


def _sold(brought: Brought, currency: str) -> list[str]:
    return [f"{brought.orders.normalize():,f}", _kept(brought, currency)]


def _kept(brought: Brought, currency: str) -> str:
    held = [code for code, minor in sorted(brought.kept.items()) if minor] or [currency]
    return " + ".join(str(brought.revenue(code)) for code in held)
