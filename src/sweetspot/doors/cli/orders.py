"""`sweetspot orders` and `sweetspot ledger`: exports in, decisions anew, and whether the book is right."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sweetspot.core.errors import NotFound
from sweetspot.doors.cli.root import PARTIAL
from sweetspot.doors.cli.session import in_workspace, json_option, progress, workspace_option

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Workspace
    from sweetspot.stages.orders.models import Shop
    from sweetspot.stages.orders.services import Taken


@click.group()
def orders() -> None:
    """Orders, the exports they come from, and whose they are."""


@orders.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "shop_name", metavar="NAME", help="Which Shopify shop; the only one if not given.")
@click.option("--rejected", "rejected_to", type=click.Path(path_type=Path), help="Where to write rejected orders.")
@workspace_option
@json_option
def take(file: Path, shop_name: str | None, rejected_to: Path | None, workspace: str | None, as_json: bool) -> int:
    """Take in the orders export of a Shopify shop (CSV), all or nothing; the same file twice changes nothing.

    \b
    sweetspot orders import orders_export_1.csv
    sweetspot orders import orders_export_1.csv --shop "Main street" --rejected rejected.csv

    Exit code 7 says that some orders were rejected; --rejected FILE keeps their rows and reasons.
    """
    with in_workspace(workspace) as place:
        taken = _take(file, _shop(place, shop_name))
    if rejected_to and taken.rejected:
        _write_rejected(taken, rejected_to)
    _tell(taken, as_json)
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
    from sweetspot.stages.accounts.formulas import system
    from sweetspot.stages.orders import queries, services

    known = [shop for shop in queries.shops() if shop.platform == "shopify"]
    if not known:
        return services.register_shop(system(place.id), "shopify", name or "Shopify", now=datetime.now(UTC))
    found = [shop for shop in known if name in (None, shop.name)]
    if len(found) != 1:
        names = ", ".join(shop.name for shop in known)
        raise NotFound(f"Say which shop with --shop: {names}.")
    return found[0]


def _write_rejected(taken: Taken, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("row", "name", "reason"), *taken.rejected])


def _tell(taken: Taken, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"read": taken.read, **asdict(taken)}, indent=2))
        return
    counts = f"{taken.created} created, {taken.updated} updated, {taken.unchanged} unchanged"
    click.echo(f"{taken.read} orders read: {counts}, {len(taken.rejected)} rejected.")
    for row, name, reason in taken.rejected[:10]:
        click.echo(f"Row {row}, {name or 'no name'}: {reason}", err=True)


@orders.command()
@workspace_option
@json_option
def attribute(workspace: str | None, as_json: bool) -> None:
    """Decide anew who brought each order, and bring the book in line; what comes out as before stays untouched."""
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


@click.group()
def ledger() -> None:
    """The double-entry book of commissions."""


@ledger.command()
@workspace_option
@json_option
def check(workspace: str | None, as_json: bool) -> int:
    """Add up every transaction and recompute every commission from orders, refunds, credits and terms.

    Exit code 1 where the book differs.
    """
    with in_workspace(workspace):
        from sweetspot.stages.payouts import queries

        found = queries.check()
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        click.echo(f"{found.transactions} transactions and {found.commissions} commissions checked.")
        for one in found.differences:
            click.echo(f"{one.subject}: {one.booked_minor} booked, {one.expected_minor} expected ({one.currency})")
        click.echo(f"{len(found.differences)} differences." if found.differences else "The book is right.")
    return 1 if found.differences else 0


@ledger.command()
@workspace_option
def settle(workspace: str | None) -> None:
    """Clear the commissions whose return window has passed."""
    with in_workspace(workspace):
        from sweetspot.stages.payouts import services

        done = services.settle(now=datetime.now(UTC))
    click.echo(f"{done.commissions} commissions cleared.")
