"""Which days a figure is about, with which it is compared, and how they are cut into hours, days or weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["hour", "day", "week"]
#: What `period=` takes, in words; `custom` takes its days from `from=` and `to=`.
PERIODS = {
    "today": "Today", "yesterday": "Yesterday", "7d": "Last 7 days", "28d": "Last 28 days", "90d": "Last 90 days",
    "month": "This month", "year": "This year", "custom": "Chosen days",
}  # fmt: skip
COMPARISONS = {"previous": "the days before", "year": "a year before", "none": "nothing"}
MATCHES = {"weekday": "same days of the week", "date": "exact dates"}
#: Up to so many days are drawn by hour, and up to so many by day.
_BY_HOUR, _BY_DAY = 2, 92
_LENGTHS = {"7d": 7, "28d": 28, "90d": 90}


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a calendar, both included."""

    first: date
    last: date

    @property
    def number(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    @property
    def unit(self) -> Unit:
        """What they are drawn by: hours for two days, days for three months, else weeks."""
        if self.number <= _BY_HOUR:
            return "hour"
        return "day" if self.number <= _BY_DAY else "week"


@dataclass(frozen=True, slots=True)
class Span:
    """The moments from `start` on, before `end`."""

    start: datetime
    end: datetime


def days_of(period: str, today: date) -> Days:
    """The days that a period names on this day; today is among them except for `yesterday`. KeyError for no period."""
    if period == "yesterday":
        return Days(today - timedelta(days=1), today - timedelta(days=1))
    if period in _LENGTHS:
        return Days(today - timedelta(days=_LENGTHS[period] - 1), today)
    return Days({"today": today, "month": today.replace(day=1), "year": today.replace(month=1, day=1)}[period], today)


def shift(days: Days, compare: str, match: str) -> int | None:
    """By how many days the compared period lies earlier; None for no comparison.

    `previous` goes back by the period's own length, `year` by a year (365 or 366 days, as the calendar has it). With
    `match` "weekday" it goes back by whole weeks, so that Saturdays are compared with Saturdays: the next whole week
    for `previous`, 52 weeks for `year`.
    """
    if compare == "previous":
        return days.number if match == "date" else -(-days.number // 7) * 7
    if compare == "year":
        return (days.first - _year_before(days.first)).days if match == "date" else 364
    return None


def _year_before(day: date) -> date:
    # The 29th of February is compared with the 28th.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def span(days: Days, zone: ZoneInfo, now: datetime) -> Span:
    """The moments of these days by the clocks of a zone, as far as they have passed; days may have 23 or 25 hours."""
    start, end = _midnight(days.first, zone), _midnight(days.last + timedelta(days=1), zone)
    return Span(start, max(start, min(end, now)))


def earlier(days: Days, zone: ZoneInfo, now: datetime, by: int) -> Span:
    """The moments that lie `by` days earlier, up to the same time of the day: this morning against that morning."""
    whole = span(days, zone, now)
    local = whole.end.astimezone(zone).replace(tzinfo=None) - timedelta(days=by)
    return Span(_midnight(days.first - timedelta(days=by), zone), local.replace(tzinfo=zone).astimezone(UTC))


def edges(days: Days, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Where the hours, days or weeks (from Monday) of a period begin, in order; the first is the period's start."""
    return tuple(_edges(days, zone))


def _edges(days: Days, zone: ZoneInfo) -> Iterator[datetime]:
    moment, end = _midnight(days.first, zone), _midnight(days.last + timedelta(days=1), zone)
    if days.unit == "hour":
        while moment < end:
            yield moment
            moment += timedelta(hours=1)
        return
    for number in range(days.number):
        day = days.first + timedelta(days=number)
        if days.unit == "day" or number == 0 or day.weekday() == 0:
            yield _midnight(day, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def change(now: Decimal | float | None, before: Decimal | float | None) -> float | None:
    """How much more there is than before, as a fraction of what was before; None where nothing was, or is known.

    Less than nothing was kept where more was given back than sold: of that there is no fraction either.
    """
    if now is None or before is None or before <= 0:
        return None
    return float(now) / float(before) - 1
