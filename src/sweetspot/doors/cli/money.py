"""`sweetspot commissions`, `statements` and `ledger`: what is owed, what was told, and whether the book is right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from sweetspot.doors.cli.plans import money
from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option

if TYPE_CHECKING:
    from sweetspot.stages.payouts.models import Statement


@click.group()
def commissions() -> None:
    """What creators earn on orders."""


@commissions.command(name="list")
@click.option("--creator", metavar="CREATOR", help="Only of this creator (crt_…).")
@click.option("--order", metavar="ORDER", help="Only on this order (ord_…).")
@workspace_option
@json_option
def list_commissions(creator: str | None, order: str | None, workspace: str | None, as_json: bool) -> None:
    """List what was earned on which order and why, newest first.

    \b
    sweetspot commissions list --creator crt_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.money import earning_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.payouts import queries

        creator_id, order_id = named("crt", creator) if creator else None, named("ord", order) if order else None
        found = listed(earning_out(one) for one in queries.earnings(creator_id=creator_id, order_id=order_id))
    rows = [
        [one.id, one.order_name, f"{one.placed_at:%Y-%m-%d}", money(one.earned), money(one.kept), money(one.waiting),
         f"{one.clears_at:%Y-%m-%d}"]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(["Commission", "Order", "Placed", "Earned", "Kept", "Waiting", "Clears"], rows))


@commissions.command()
@workspace_option
@json_option
def settle(workspace: str | None, as_json: bool) -> None:
    """Clear every commission whose return window has passed; twice changes nothing.

    \b
    sweetspot commissions settle
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.money import settled_out
        from sweetspot.stages.payouts import services

        done = settled_out(services.settle(now=datetime.now(UTC)))
    amounts = ", ".join(money(one) for one in done.cleared)
    tell(done, as_json, f"{done.commissions} commissions cleared{f': {amounts}' if amounts else ''}.")


@click.group()
def statements() -> None:
    """What creators are told of a period."""


HEADERS = ["Statement", "Number", "Creator", "From", "To", "Opening", "Earned", "Taken back", "Paid", "Closing"]


@statements.command(name="list")
@workspace_option
@json_option
def list_statements(workspace: str | None, as_json: bool) -> None:
    """List the statements that were issued, newest first.

    \b
    sweetspot statements list --json
    """
    with in_workspace(workspace):
        from sweetspot.stages.payouts import queries

        _tell_statements(queries.statements(), as_json)


@statements.command()
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@workspace_option
@json_option
def issue(month: datetime, workspace: str | None, as_json: bool) -> None:
    """Issue the statements of a MONTH that has ended, to everyone for whom something moved; again: the same ones.

    \b
    sweetspot statements issue 2026-05
    """
    first = month.date()
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    with in_workspace(workspace) as place:
        from sweetspot.stages.payouts import services

        _tell_statements(services.issue_statements(operator(place), first, last, now=datetime.now(UTC)), as_json)


@statements.command()
@click.argument("statement")
@workspace_option
@json_option
def show(statement: str, workspace: str | None, as_json: bool) -> None:
    """Show a statement (stm_…) with every movement behind its sums.

    \b
    sweetspot statements show stm_01J…
    """
    with in_workspace(workspace):
        from sweetspot.core.money import Money
        from sweetspot.doors.api.money import statement_out
        from sweetspot.stages.payouts import queries

        row = queries.statement(named("stm", statement))
        one, lines = statement_out(row), queries.statement_lines(row)
    rows = [
        [f"{line.at:%Y-%m-%d}", line.order_name or "—", Money(line.amount_minor, line.currency), line.explanation]
        for line in lines
    ]
    head = f"Statement {one.number} of {row.creator.name}, {one.starts_on} to {one.ends_on}: {money(one.closing)} owed"
    tell(one, as_json, f"{head}\n\n{table(['Day', 'Order', 'Amount', 'Why'], rows)}")


def _tell_statements(rows: Iterable[Statement], as_json: bool) -> None:
    from sweetspot.doors.api.money import statement_out
    from sweetspot.doors.api.values import listed

    found = listed(statement_out(row) for row in rows)
    cells = [
        [one.id, one.number, one.creator, one.starts_on, one.ends_on, money(one.opening), money(one.earned),
         money(one.reversed), money(one.paid), money(one.closing)]
        for one in found.data
    ]  # fmt: skip
    tell(found, as_json, table(HEADERS, cells))


@click.group()
def ledger() -> None:
    """The double-entry book of commissions."""


@ledger.command()
@workspace_option
@json_option
def check(workspace: str | None, as_json: bool) -> int:
    """Add up every transaction and recompute every commission from orders, refunds, credits and terms.

    \b
    sweetspot ledger check

    Exit code 1 where the book differs. What was found is kept and shown on the Ledger page.
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.money import check_out
        from sweetspot.stages.payouts import services

        found = check_out(services.check_book(now=datetime.now(UTC)))
    lines = [f"{found.transactions} transactions and {found.commissions} commissions checked."]
    lines += [f"{one.subject}: {money(one.booked)} booked, {money(one.expected)} expected" for one in found.differences]
    lines.append(f"{len(found.differences)} differences." if found.differences else "The book is right.")
    tell(found, as_json, "\n".join(lines))
    return 1 if found.differences else 0
