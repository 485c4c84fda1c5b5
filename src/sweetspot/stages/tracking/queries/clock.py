"""When do people follow links? Their clicks by weekday and hour, by the clock of a time zone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from sweetspot.stages.tracking.models import Click, ClickClass

HOURS, DAYS = 24, 7


def clock(link_ids: Collection[UUID], time_zone: str) -> tuple[tuple[int, ...], ...]:
    """Clicks by people on these links: a row for each weekday from Monday, in it a number for each hour from 0."""
    zone, found = ZoneInfo(time_zone), [[0] * HOURS for _ in range(DAYS)]
    rows = Click.objects.filter(link_id__in=list(link_ids), kind=ClickClass.PERSON).order_by()
    keyed = rows.annotate(day=ExtractIsoWeekDay("at", tzinfo=zone), hour=ExtractHour("at", tzinfo=zone))
    for day, hour, number in keyed.values_list("day", "hour").annotate(Sum("times")):
        found[day - 1][hour] = number
    return tuple(map(tuple, found))
