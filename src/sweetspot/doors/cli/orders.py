"""`sweetspot orders`: exports in, the list, one order and whose it is, decisions anew."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sweetspot.core.errors import NotFound
from sweetspot.core.spreadsheets import guarded
from sweetspot.doors.cli.plans import money
from sweetspot.doors.cli.root import PARTIAL
from sweetspot.doors.cli.session import (
    in_workspace,
    json_option,
    named,
    operator,
    progress,
    table,
    tell,
    workspace_option,
)

if TYPE_CHECKING:
    from sweetspot.doors.api.orders import OrderOut
    from sweetspot.stages.accounts.models import Workspace
    from sweetspot.stages.orders.models import Shop
    from sweetspot.stages.orders.services import Taken


HEADERS = ["Order", "Name", "Placed", "State", "Net", "Kept", "Credited by"]


@click.group()
def orders() -> None:
    """Orders, the exports they come from, and whose they are."""


@orders.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "shop_name", metavar="NAME", help="Which Shopify shop; the only one if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--rejected", "rejected_to", type=click.Path(path_type=Path), help="Where to write rejected orders.")
@workspace_option
@json_option
def take(
    file: Path, shop_name: str | None, dry_run: bool, rejected_to: Path | None, workspace: str | None, as_json: bool
) -> int:
    """Take in the orders export of a Shopify shop (CSV), all or nothing; the same file twice changes nothing.

    \b
    sweetspot orders import orders_export_1.csv
    sweetspot orders import orders_export_1.csv --dry-run
    sweetspot orders import orders_export_1.csv --shop "Main street" --rejected rejected.csv

    Exit code 7 says that some orders were rejected; --rejected FILE keeps their rows and reasons.
    """
    with in_workspace(workspace) as place:
        from django.db import transaction

        with transaction.atomic():
            taken = _take(file, _shop(place, shop_name))
            # Done for real and undone: the counts of a dry run are those that a run would have.
            transaction.set_rollback(dry_run)
    if rejected_to and taken.rejected:
        _write_rejected(taken, rejected_to)
    _tell(taken, dry_run, as_json)
    return PARTIAL if taken.rejected else 0


def _take(file: Path, shop: Shop) -> Taken:
    from sweetspot import pipeline
    from sweetspot.integrations.csv.reader import open_table
    from sweetspot.integrations.shopify.orders_csv import exported_orders

    table = open_table(file)
    exported = exported_orders(table.columns, table.rows())
    return pipeline.take_export(shop, exported, now=datetime.now(UTC), progress=progress("Orders"))


def _shop(place: Workspace, name: str | None) -> Shop:
    """The shop of that name, or the only one; the first import makes one where there is none."""
    from sweetspot.stages.orders import queries, services

    known = [shop for shop in queries.shops() if shop.platform == "shopify"]
    if not known:
        return services.register_shop(operator(place), "shopify", name or "Shopify", now=datetime.now(UTC))
    found = [shop for shop in known if name in (None, shop.name)]
    if len(found) != 1:
        names = ", ".join(shop.name for shop in known)
        raise NotFound(f"Say which shop with --shop: {names}.")
    return found[0]


def _write_rejected(taken: Taken, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = ((number, guarded(name), guarded(reason)) for number, name, reason in taken.rejected)
        csv.writer(file).writerows([("row", "name", "reason"), *rows])


def _tell(taken: Taken, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        click.echo("A dry run: nothing was written.", err=True)
    if as_json:
        click.echo(json.dumps({"read": taken.read, **asdict(taken), "dry_run": dry_run}, indent=2))
        return
    counts = f"{taken.created} created, {taken.updated} updated, {taken.unchanged} unchanged"
    click.echo(f"{taken.read} orders read: {counts}, {len(taken.rejected)} rejected.")
    for row, name, reason in taken.rejected[:10]:
        click.echo(f"Row {row}, {name or 'no name'}: {reason}", err=True)


@orders.command()
@workspace_option
@json_option
def attribute(workspace: str | None, as_json: bool) -> None:
    """Decide anew who brought each order, and bring the book in line; what comes out as before stays untouched.

    \b
    sweetspot orders attribute
    """
    with in_workspace(workspace):
        from sweetspot.stages.attribution import services as attribution
        from sweetspot.stages.orders import queries
        from sweetspot.stages.payouts import services as payouts

        now, show = datetime.now(UTC), progress("Orders")
        done = attribution.attribute_all(now=now, progress=lambda done, total: show(done))
        booked = payouts.book(queries.order_ids(), now=now)
    told: dict[str, Any] = {"decided": done.decided, "changed": done.changed, "transactions": booked.transactions}
    sentence = "{decided} orders decided, {changed} otherwise than before; {transactions} transactions booked."
    click.echo(json.dumps(told) if as_json else sentence.format(**told))


@orders.command(name="list")
@click.option("--search", default="", metavar="TEXT", help="In names, the shop's own ids and codes.")
@click.option("--state", type=click.Choice(["pending", "paid", "cancelled"]), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@workspace_option
@json_option
def listing(search: str, state: str | None, limit: int, workspace: str | None, as_json: bool) -> None:
    """List orders, newest first, and who brought them.

    \b
    sweetspot orders list --search ANNA15
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.orders import orders_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.orders import queries

        rows = queries.listing(search=search, state=state or "")
        ids = list(rows.values_list("id", flat=True)[: limit + 1])
        found = listed(orders_out(ids[:limit]))
        found.has_more = len(ids) > limit
    tell(found, as_json, table(HEADERS, [_cells(one) for one in found.data]))


@orders.command()
@click.argument("order")
@workspace_option
@json_option
def show(order: str, workspace: str | None, as_json: bool) -> None:
    """Show an order (ord_…), whose it is and why.

    \b
    sweetspot orders show ord_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.orders import orders_out
        from sweetspot.stages.orders import queries

        one = orders_out([queries.order(named("ord", order)).id])[0]
    credits = [[part.partnership, part.creator, part.means, money(part.net)] for part in one.credits]
    words = table(["Partnership", "Creator", "By", "Credit"], credits) if credits else "Nobody is credited."
    tell(one, as_json, f"{table(HEADERS, [_cells(one)])}\n\n{one.reason}\n\n{words}")


def _cells(one: OrderOut) -> list[str]:
    return [
        one.id, one.name or one.external_id, f"{one.placed_at:%Y-%m-%d}", one.state, money(one.net), money(one.kept),
        ", ".join(part.means for part in one.credits) or "—",
    ]  # fmt: skip
