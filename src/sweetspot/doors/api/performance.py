"""Performance: the same figures as on the page, asked for in the words of its address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sweetspot.core.errors import Invalid, Problem
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.parameters import Steering
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import EstimateOut, MoneyOut, amount, estimate, money
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.reports.formulas.asked import STEERING, parse
from sweetspot.stages.reports.queries import performance as queries
from sweetspot.stages.tracking.queries import Clicks

router = Router(tags=["Reports"])


class ClassesOut(Schema):
    """Clicks by class; only people's are clicks without saying more."""

    people: int
    previews: int
    bots: int
    suspects: int
    views: int
    own: int


class BroughtOut(Schema):
    """What orders brought; a shared order is a fraction, `kept_revenue` has one amount for each currency."""

    orders: str
    kept_revenue: list[MoneyOut]


class StretchOut(Schema):
    """An hour, day or week, by the moment it begins."""

    start: datetime
    clicks: ClassesOut
    brought: BroughtOut


class SideOut(Schema):
    """A span of time: `people` told apart per creator and day, a ratio over nothing is null."""

    start: datetime
    end: datetime
    people: int
    clicks: ClassesOut
    brought: BroughtOut
    conversion: EstimateOut | None
    revenue_per_click: MoneyOut | None
    series: list[StretchOut]


class EntryOut(Schema):
    """What clicks share: `value` is what the filter of this name takes; `brought` is null where it is not known."""

    value: str
    name: str
    clicks: ClassesOut
    brought: BroughtOut | None


class PerformanceOut(Schema):
    """The figures of a period, those it is compared with, and what its clicks and orders share, most first."""

    first_day: date
    last_day: date
    time_zone: str
    unit: str
    currency: str
    now: SideOut
    before: SideOut | None
    breakdown: dict[str, list[EntryOut]]


class PerformanceQuery(Steering):
    """What is asked for; each filter may be left out with a `-` before its name, several values part by commas."""

    period: Annotated[str, Field(description="today, yesterday, 7d, 28d, 90d, month, year or custom")] = "28d"
    compare: Annotated[str, Field(description="previous, year or none")] = "previous"
    match: Annotated[str, Field(description="weekday or date")] = "weekday"
    creator: str = ""
    campaign: str = ""
    code: str = ""
    source: str = ""
    link: str = ""
    page: str = ""
    country: str = ""
    device: str = ""
    browser: str = ""
    system: str = ""


@router.get("/performance", response={200: PerformanceOut, 422: ErrorOut}, auth=key("reports.view"))
def performance(request: HttpRequest, asked: Query[PerformanceQuery]) -> PerformanceOut:
    """People, clicks, orders and kept revenue of a period by filter: `period=7d&country=DE,AT&-source=instagram`.

    `period=custom` takes its days from `from` and `to`.
    """
    return performance_out(performance_of([(name, one) for name in request.GET for one in request.GET.getlist(name)]))


def performance_of(pairs: list[tuple[str, str]]) -> queries.Performance:
    """The figures that names and values ask for; Invalid where one is not understood: a program reads no notice."""
    workspace, now = accounts.workspace(), datetime.now(UTC)
    asked = parse(pairs, now.astimezone(ZoneInfo(workspace.time_zone)).date())
    steering = [
        Problem(name[:100], "unknown", f"There is no parameter {name}.") for name, _ in pairs if name in STEERING
    ]
    if problems := steering or [
        Problem(one.name[:100], "unknown", f"{one.name[:100]}={one.value[:100]} {one.reason}.") for one in asked.ignored
    ]:
        raise Invalid(problems[0].message, problems=problems)
    return queries.performance(asked, workspace, now=now)


def performance_out(found: queries.Performance) -> PerformanceOut:
    """The figures as the API and `--json` write them."""
    return PerformanceOut(
        first_day=found.asked.days.first, last_day=found.asked.days.last, time_zone=found.zone,
        unit=found.asked.days.unit, currency=found.currency, now=_side(found.now, found.currency),
        before=_side(found.before, found.currency) if found.before else None,
        breakdown={
            name: [
                EntryOut(
                    value=one.value, name=one.label, clicks=_classes(one.clicks),
                    brought=_brought(one.brought) if one.brought else None,
                )
                for one in entries
            ]
            for name, entries in found.cards.items()
        },
    )  # fmt: skip


def _side(side: queries.Side, currency: str) -> SideOut:
    return SideOut(
        start=side.span.start, end=side.span.end, people=side.people, clicks=_classes(side.clicks),
        brought=_brought(side.brought), conversion=estimate(side.conversion),
        revenue_per_click=money(side.revenue_per_click(currency)),
        series=[
            StretchOut(start=start, clicks=_classes(clicks), brought=_brought(brought))
            for start, (clicks, brought) in zip(side.starts, side.series, strict=True)
        ],
    )  # fmt: skip


def _classes(made: Clicks) -> ClassesOut:
    return ClassesOut(
        people=made.people, previews=made.previews, bots=made.bots, suspects=made.suspects, views=made.views,
        own=made.own,
    )  # fmt: skip


def _brought(one: queries.Brought) -> BroughtOut:
    kept = [amount(minor, code) for code, minor in sorted(one.kept.items()) if minor]
    return BroughtOut(orders=f"{one.orders.normalize():f}", kept_revenue=kept)
