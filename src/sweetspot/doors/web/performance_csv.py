"""The performance page as the lines of a CSV file; the page and the command line write the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sweetspot.core.money import Money
from sweetspot.core.spreadsheets import guarded
from sweetspot.stages.reports.queries.performance import Brought, Performance
from sweetspot.stages.tracking.queries import Clicks

HEADER = ["part", "key", "name", "clicks", "previews", "bots", "suspects", "orders", "kept_revenue", "currency"]


def lines(found: Performance, card: str = "") -> Iterator[list[str]]:
    """A header, then the total, what happened over time and each card's rows; only one card's where one is named.

    A line for each currency in which anything was kept, the clicks and orders on the first of them only. Moments are
    written in UTC, amounts as plain decimals.
    """
    yield HEADER
    if not card:
        yield from _lines(found, "total", "", "Total", found.now.clicks, found.now.brought)
        for start, (clicks, brought) in zip(found.edges, found.now.series, strict=True):
            local = start.astimezone(ZoneInfo(found.zone)).isoformat(timespec="minutes")
            yield from _lines(found, found.asked.days.unit, f"{start:%Y-%m-%dT%H:%MZ}", local, clicks, brought)
    for name, entries in found.cards.items():
        for one in entries if card in ("", name) else ():
            yield from _lines(found, name, one.value, one.label, one.clicks, one.brought)


def _lines(
    found: Performance, part: str, key: str, name: str, clicks: Clicks, brought: Brought | None
) -> Iterator[list[str]]:  # fmt: skip
    made = [str(number) for number in (clicks.people, clicks.previews, clicks.bots, clicks.suspects)]
    head = [part, guarded(key), guarded(name)]
    if brought is None:
        yield [*head, *made, "", "", ""]
        return
    kept = {code: minor for code, minor in sorted(brought.kept.items()) if minor} or {found.currency: 0}
    for place, (code, minor) in enumerate(kept.items()):
        counts = [*made, f"{brought.orders.normalize():f}"] if place == 0 else [""] * 5
        yield [*head, *counts, str(Money(minor, code).decimal), code]
