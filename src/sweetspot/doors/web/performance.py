"""Performance: what is happening now, on one page; every value narrows everything, and the address is the state."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path

from sweetspot.core.charts import Chart, line_against_earlier
from sweetspot.core.errors import NotFound
from sweetspot.core.money import Money, exponent
from sweetspot.doors.web import performance_csv
from sweetspot.doors.web.permissions import needs
from sweetspot.doors.web.tables import Chip, Tab
from sweetspot.doors.web.tail import tail_of
from sweetspot.doors.web.templatetags.figures import count, money, share, share_span
from sweetspot.stages.reports.formulas.asked import FIELDS, METRICS, Asked, pairs_of, parse, toggled
from sweetspot.stages.reports.formulas.periods import COMPARISONS, MATCHES, PERIODS, Days, change, span
from sweetspot.stages.reports.queries.performance import CARDS, Brought, Entry, Performance, Side
from sweetspot.stages.reports.queries.performance import performance as performance_of
from sweetspot.stages.tracking import queries as tracking

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Workspace

TITLES = {
    "source": "Sources", "creator": "Creators", "campaign": "Campaigns", "link": "Links", "page": "Landing pages",
    "country": "Countries", "device": "Devices", "browser": "Browsers", "system": "Systems", "code": "Codes",
}  # fmt: skip
#: The letter that chooses each period, where single keys are on.
LETTERS = {
    "today": "d", "yesterday": "e", "7d": "w", "28d": "t", "90d": "q", "month": "m", "year": "y",
}  # fmt: skip
_ROWS, _ROWS_ALONE = 8, 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it was before, its formula with the numbers in it, and its interval where it has one."""

    key: str
    label: str
    value: str
    change: str
    kind: str
    base: str
    why: str
    beside: str = ""
    reason: str = ""
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a card: how long its bar is in per cent, and the addresses that narrow to it and leave it out."""

    entry: Entry
    bar: str
    kept: list[str]
    narrow: str
    leave_out: str


@dataclass(frozen=True, slots=True)
class Card:
    """What clicks have in common: the rows with most, how many there are, and where all of them are."""

    key: str
    title: str
    rows: list[Row]
    total: int
    all: str
    csv: str
    clicks: bool
    sales: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A period or comparison that can be chosen, and by which letter."""

    label: str
    href: str
    letter: str
    current: bool


@needs("reports.view")
def performance(request: HttpRequest) -> HttpResponse:
    """The page, or only its body for a swap, or its numbers as a file."""
    now = datetime.now(UTC)
    workspace: Workspace = request.membership.workspace  # type: ignore[attr-defined]
    asked = asked_in(request.GET, workspace, now)
    found = performance_of(asked, workspace, now=now)
    if request.GET.get("format") == "csv":
        return _file(found, request.GET.get("card", ""))
    swap = request.headers.get("HX-Target") == "performance"
    context = _context(request, found, now) | {"tail": tail_of(request)}
    return render(request, "performance/_body.html" if swap else "performance/page.html", context)


def asked_in(params: QueryDict, workspace: Workspace, now: datetime) -> Asked:
    """What an address asks for, on this day of the workspace."""
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    return parse(((name, value) for name in params for value in params.getlist(name)), today)


def address(asked: Asked, **more: str) -> str:
    """The address that asks for this."""
    return f"?{urlencode([*pairs_of(asked), *more.items()], safe=',')}"


def _context(request: HttpRequest, found: Performance, now: datetime) -> dict[str, Any]:
    asked, alone = found.asked, request.GET.get("card", "")
    if alone and alone not in CARDS:
        raise NotFound("There is no such list on this page.")
    clicked = bool(found.now.clicks.total) or tracking.was_clicked()
    return {
        "found": found, "asked": asked, "now": now, "figures": _figures(found),
        "chart": None if alone or not clicked else _chart(found),
        "cards": [_card(found, name, alone=bool(alone)) for name in ([alone] if alone else CARDS)],
        "alone": TITLES.get(alone, ""), "back": address(asked),
        "chips": list(_chips(found)), "clear": address(replace(asked, filters={})),
        "periods": [
            Choice(PERIODS[key], address(replace(asked, period=key)), letter, asked.period == key)
            for key, letter in LETTERS.items()
        ],
        "comparisons": _comparisons(asked), "period": PERIODS[asked.period],
        "shown": days_in_words(asked.days), "compared": _compared(found), "csv": address(asked, format="csv"),
        "metrics": [
            Tab(label, address(replace(asked, metric=key)), asked.metric == key) for key, label in METRICS.items()
        ],
        "keep": [pair for pair in pairs_of(replace(asked, period="28d")) if pair[0] not in ("from", "to")],
        "clicked": clicked, "waiting": "" if clicked else next(map(tracking.short_address, tracking.links()), ""),
        "others": [one for one in found.now.brought.kept if one != found.currency],
    }  # fmt: skip


def _comparisons(asked: Asked) -> list[Choice]:
    """The comparisons; the letter switches between none and the days before."""
    on = asked.compare != "none"
    letters = {"previous": "" if on else "x", "year": "", "none": "x" if on else ""}
    return [
        *(
            Choice(label.capitalize(), address(replace(asked, compare=key)), letters[key], asked.compare == key)
            for key, label in COMPARISONS.items()
        ),
        *(
            Choice(f"Match {label}", address(replace(asked, match=key)), "", asked.match == key)
            for key, label in MATCHES.items() if on
        ),
    ]  # fmt: skip


def days_in_words(days: Days) -> str:
    """`3 – 30 Jun 2026`, `28 May – 24 Jun 2026`, `24 Jun 2026`."""
    first, last = days.first, days.last
    if first == last:
        return _day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {_day(last)}"
    start = f"{first.day} {first:%b}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} – {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _compared(found: Performance) -> str:
    """With which days the period is compared, in words; empty where with none."""
    if found.before is None:
        return ""
    zone = ZoneInfo(found.zone)
    first = found.before.span.start.astimezone(zone).date()
    last = first + timedelta(days=found.asked.days.number - 1)
    cut = found.asked.days.number <= 2 and _is_open(found, zone)
    until = f", up to {found.before.span.end.astimezone(zone):%H:%M}" if cut else ""
    return days_in_words(Days(first, last)) + until


def _chips(found: Performance) -> Iterator[Chip]:
    asked = found.asked
    for name in FIELDS:
        for barred, values in ((False, asked.among(name).wanted), (True, asked.among(name).barred)):
            for value in values:
                label = found.names.get((name, value), value)
                text = f"not {label}" if barred else label
                yield Chip(name.capitalize(), text, address(toggled(asked, name, value, barred=barred)))


def _figures(found: Performance) -> list[Figure]:
    """The six figures of the page."""
    return [read(found) for read in (_people, _clicks, _conversion, _orders, _revenue, _per_click)]


def _figure(
    key: str, label: str, found: Performance, read: Callable[[Side], Any], form: Callable[[Any], str], why: str,
    **more: str,
) -> Figure:  # fmt: skip
    """A figure that is read from a period and from the compared one alike; unknown is empty, with the reason given."""
    value, before = read(found.now), read(found.before) if found.before else None
    numbers = [one.minor if isinstance(one, Money) else one for one in (value, before)]
    by = change(*numbers)
    return Figure(
        key, label, form(value) if value is not None else "", share(by, "signed 0") if by is not None else "",
        "" if not by else "good" if by > 0 else "bad", f"from {form(before)}" if by is not None else "", why, **more,
    )  # fmt: skip


def _people(found: Performance) -> Figure:
    why = (
        "Different people who clicked, told apart per creator and day: what recognises a person is destroyed every day."
    )
    return _figure("people", "People", found, lambda side: side.people, count, why)


def _clicks(found: Performance) -> Figure:
    made = found.now.clicks
    others = [(made.previews, "preview"), (made.bots, "bot"), (made.suspects, "suspect")]
    beside = " · ".join(f"{count(number)} {word}{'' if number == 1 else 's'}" for number, word in others)
    why = "Requests by browsers that behave like a person’s. Previews, bots and suspects stand beside them."
    return _figure("clicks", "Clicks", found, lambda side: side.clicks.people, count, why, reason=f"beside {beside}")


def _conversion(found: Performance) -> Figure:
    orders = Decimal(found.now.brought.by_click) / 1_000_000_000
    return _figure(
        "conversion", "Conversion", found, lambda side: side.conversion.value if side.conversion else None, share,
        "Orders credited by a click ÷ people, with a 95 % interval. Their clicks may be of earlier days.",
        beside=share_span(found.now.conversion), reason="" if found.now.people else "no person clicked",
        inputs=f"{_parted(orders)} orders by a click, {count(found.now.people)} people",
    )  # fmt: skip


def _orders(found: Performance) -> Figure:
    why = "Credited orders that count: paid, neither cancelled nor a test. A shared order counts once."
    return _figure("orders", "Orders", found, lambda side: side.brought.orders, _parted, why)


def _revenue(found: Performance) -> Figure:
    code, kept = found.currency, sorted(found.now.brought.kept.items())
    beside = " · ".join(money(Money(minor, other), "whole") for other, minor in kept if other != code and minor)
    why = "Net value of the credited orders less what was given back of them since."
    return _figure(
        "revenue", "Kept revenue", found, lambda side: side.brought.revenue(code), _whole, why, reason=beside
    )


def _per_click(found: Performance) -> Figure:
    code, people = found.currency, found.now.clicks.people
    return _figure(
        "per-click", "Revenue per click", found, lambda side: side.revenue_per_click(code), money,
        "Kept revenue ÷ clicks, revenue by codes included.", reason="" if people else "no person clicked",
        inputs=f"{money(found.now.brought.revenue(code))}, {count(people)} clicks",
    )  # fmt: skip


def _whole(amount: Money) -> str:
    return money(amount, "whole")


def _parted(number: Decimal) -> str:
    """A number of orders: with a decimal only where an order is shared."""
    return count(number, 0 if number == number.to_integral_value() else 1)


def _chart(found: Performance) -> Chart:
    """The chosen figure over the hours, days or weeks of the period, and over those it is compared with."""
    zone, metric, unit, code = ZoneInfo(found.zone), found.asked.metric, found.asked.days.unit, found.currency
    names, end = stretch_names(found.edges, unit, zone), found.now.span.end
    now = [
        _measured(one, metric, code) if start <= end else None
        for start, one in zip(found.edges, found.now.series, strict=True)
    ]
    before = [_measured(one, metric, code) for one in found.before.series] if found.before else [None] * len(now)
    label = METRICS[metric] + (f", {code}" if metric == "revenue" else "")
    places = exponent(code) if metric == "revenue" else 0
    compared = [("Compared", before)] if found.before else []
    rows = [
        [name, count(value, places), *(count(values[place], places) for _, values in compared)]
        for place, (name, value) in enumerate(zip(names, now, strict=True))
    ]
    told = f"By {unit}, days in {found.zone}." + (f" Dashed: {_compared(found)}." if compared else "")
    drawn = line_against_earlier(list(zip(names, now, before, strict=True)), y=label, open_end=_is_open(found, zone))
    header = [unit.capitalize(), label, *(name for name, _ in compared)]
    return Chart("over-time", f"{METRICS[metric]} by {unit}", told, drawn, header, rows)


def _is_open(found: Performance, zone: ZoneInfo) -> bool:
    """Whether the last stretch reached is not over yet."""
    return found.now.span.end < span(found.asked.days, zone, datetime.max.replace(tzinfo=UTC)).end


def stretch_names(starts: tuple[datetime, ...], unit: str, zone: ZoneInfo) -> list[str]:
    """What hours, days and weeks are called under a chart; an hour that comes twice has its offset beside it."""
    local = [moment.astimezone(zone) for moment in starts]
    if unit != "hour":
        return [f"{one.day} {one:%b}" + (f" {one:%y}" if local[0].year != local[-1].year else "") for one in local]
    several = local[0].date() != local[-1].date()
    return [
        (f"{one:%a} " if several else "") + f"{one:%H:%M}" + (f" {one:%z}" if one.fold else "") for one in local
    ]  # fmt: skip


def _measured(one: tuple[Any, Brought], metric: str, currency: str) -> float:
    clicks, brought = one
    if metric == "clicks":
        return float(clicks.people)
    return float(brought.orders if metric == "orders" else brought.revenue(currency).decimal)


def _card(found: Performance, name: str, *, alone: bool) -> Card:
    entries = found.cards[name]
    clicks = name != "code"
    most = max((_size(one, clicks=clicks) for one in entries), default=0) or 1
    rows = [
        Row(
            one, f"{100 * _size(one, clicks=clicks) / most:.1f}", _kept(one.brought, found.currency),
            address(toggled(found.asked, name, one.value)), address(toggled(found.asked, name, one.value, barred=True)),
        )
        for one in entries[: _ROWS_ALONE if alone else _ROWS]
    ]  # fmt: skip
    every = address(found.asked, card=name) if len(entries) > _ROWS and not alone else ""
    file = address(found.asked, format="csv", card=name)
    return Card(name, TITLES[name], rows, len(entries), every, file, clicks, CARDS[name])


def _size(entry: Entry, *, clicks: bool) -> float:
    return entry.clicks.people if clicks else float(entry.brought.orders if entry.brought else 0)


def _kept(brought: Brought | None, currency: str) -> list[str]:
    """What was kept in the workspace's currency, then in others."""
    if brought is None:
        return []
    others = [(code, minor) for code, minor in sorted(brought.kept.items()) if minor and code != currency]
    mine = [(currency, brought.kept.get(currency, 0))] if brought.kept.get(currency) or not others else []
    return [money(Money(minor, code), "whole") for code, minor in [*mine, *others]]


def _file(found: Performance, card: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"performance{f'-{card}' if card in CARDS else ''}-{found.asked.days.first}-{found.asked.days.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows(performance_csv.lines(found, card if card in CARDS else ""))
    return response


urlpatterns = [path("performance", performance, name="performance")]
