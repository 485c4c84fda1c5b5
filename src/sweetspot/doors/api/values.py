"""What several operations share: money, public ids and lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate

Item = TypeVar("Item")
_YEARS = range(1900, 2200)


def _in_our_time(day: date) -> date:
    # The first and last years of the calendar cannot be shown in another time zone.
    if day.year not in _YEARS:
        raise ValueError("a year between 1900 and 2199 is meant")
    return day


def _in_utc(moment: datetime) -> datetime:
    # The database knows no offsets of 16 hours and more, which the standard's grammar allows.
    _in_our_time(moment)
    return moment.astimezone(UTC)


Day = Annotated[date, AfterValidator(_in_our_time)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
PublicId = Annotated[str, Field(max_length=40)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217")]


class Given(Schema):
    """What a program sends: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, given: Any) -> Any:
        refuse_nul(given)
        return given


class MoneyOut(Schema):
    """An amount in minor units: 1250 with EUR is 12.50 euros."""

    amount_minor: int
    currency: str


class EstimateOut(Schema):
    """A number with its interval and the sample it rests on."""

    value: float
    low: float
    high: float
    level: float
    sample: int


class ListOut(Schema, Generic[Item]):
    """A list, or one page of it; `next` is the cursor of the page after it."""

    data: list[Item]
    has_more: bool = False
    next: str | None = None


def refuse_nul(given: Any) -> None:
    """ValueError where a text holds the character NUL, which the database cannot keep."""
    if isinstance(given, str) and "\0" in given:
        raise ValueError("the character NUL cannot be kept")
    if isinstance(given, dict):
        refuse_nul([*given, *given.values()])
    elif isinstance(given, list):
        for one in given:
            refuse_nul(one)


def amount(minor: int, currency: str) -> MoneyOut:
    """Minor units of a currency as the API writes them."""
    return MoneyOut(amount_minor=minor, currency=currency)


def money(amount: Money | None) -> MoneyOut | None:
    """An amount as the API writes it."""
    return None if amount is None else MoneyOut(amount_minor=amount.minor, currency=amount.currency)


def estimate(one: Estimate | None) -> EstimateOut | None:
    """An estimate as the API writes it."""
    if one is None:
        return None
    return EstimateOut(value=one.value, low=one.low, high=one.high, level=one.level, sample=one.sample)


def identifier(prefix: str, text: str) -> UUID:
    """The id behind an outside name; NotFound for anything else, as for another workspace's."""
    try:
        return from_public(prefix, text)
    except ValueError:
        raise NotFound(f"There is no {text[:40]!r} here.") from None


def listed(rows: Iterable[Item]) -> ListOut[Item]:
    """A whole list."""
    return ListOut(data=list(rows))
