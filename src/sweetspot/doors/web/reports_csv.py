"""The programme's report as the lines of a CSV file; the page and the command line write the same ones."""

from __future__ import annotations

from collections.abc import Iterator

from sweetspot.core.money import Money
from sweetspot.core.spreadsheets import guarded
from sweetspot.stages.reports.formulas import Totals
from sweetspot.stages.reports.queries import Programme

HEADER = [
    "currency", "group", "name", "spend", "fees", "gifts", "commission", "people", "orders", "revenue", "refunded",
    "kept_revenue", "cost_per_order", "return_on_spend",
]  # fmt: skip


def lines(found: Programme) -> Iterator[list[str]]:
    """A header, then per currency one line per row and one total; amounts in plain decimals, unknown is empty."""
    yield HEADER
    for block in found.blocks:
        for row in block.rows:
            yield _line(row.key, row.label, row.totals)
        yield _line("total", "Total", block.total)


def _line(key: str, label: str, totals: Totals) -> list[str]:
    def plain(minor: int) -> str:
        return str(Money(minor, totals.currency).decimal)

    cost, ratio = totals.cost_per_order, totals.return_on_spend
    people = "" if totals.people is None else str(totals.people)
    return [
        totals.currency, key, guarded(label), str(totals.spend.decimal), plain(totals.fees), plain(totals.gifts),
        plain(totals.commission), people, f"{totals.orders.normalize():f}", plain(totals.revenue),
        plain(totals.refunded), str(totals.kept_revenue.decimal), str(cost.decimal) if cost else "",
        str(ratio) if ratio is not None else "",
    ]  # fmt: skip
