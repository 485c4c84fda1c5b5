"""What several operations share: money, public ids and lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate

Item = TypeVar("Item")


class Given(Schema):
    """A request body: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


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
