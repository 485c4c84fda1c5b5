"""What a code gives, within which limits, and in which state it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.money import CURRENCIES, Money

MAX_USES = 1_000_000


class Kind(StrEnum):
    """What the customer gets for typing the code."""

    PERCENT = "percent"
    AMOUNT = "amount"
    SHIPPING = "shipping"
    #: A gift that the shop adds, or nothing: the code only tells whose customers they are.
    NONE = "none"


class State(StrEnum):
    """In which state a code is. The first five are kept; the last two follow from the clock and the orders as well."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    FAILED = "failed"
    EXPIRED = "expired"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code gives: hundredths of a per cent, or an amount in minor units, each of its kind alone.

    `minimum_minor` is the least order, in `currency`; `uses` how often it may be used by all, `uses_each` by one
    customer; None stands for no limit.
    """

    kind: Kind = Kind.PERCENT
    basis_points: int = 0
    amount_minor: int | None = None
    currency: str = ""
    minimum_minor: int | None = None
    uses: int | None = None
    uses_each: int | None = None
    starts_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def number(self) -> str:
        """What stands for `{PERCENT}` in a pattern: 15 for 15 % and for €15.00, nothing for other kinds."""
        if self.kind is Kind.PERCENT:
            return str(self.basis_points // 100 or "")
        if self.kind is Kind.AMOUNT and self.amount_minor and self.currency in CURRENCIES:
            return str(int(Money(self.amount_minor, self.currency).decimal) or "")
        return ""


def checked_offer(offer: Offer, *, now: datetime) -> Offer:
    """The offer with what does not belong to its kind left out; Invalid with every problem where it cannot be."""
    percent, amount = offer.kind is Kind.PERCENT, offer.kind is Kind.AMOUNT
    needs_currency = amount or offer.minimum_minor is not None
    wrong = [
        (percent and not 0 < offer.basis_points <= 10_000, "basis_points", "range",
         "A percentage is more than 0 and at most 100."),
        (amount and not offer.amount_minor, "amount_minor", "missing", "Say how much the code takes off."),
        (amount and (offer.amount_minor or 1) < 0, "amount_minor", "range", "An amount is more than 0."),
        (needs_currency and offer.currency not in CURRENCIES, "currency", "missing",
         "An amount needs its currency, such as EUR."),
        (offer.minimum_minor is not None and offer.minimum_minor < 1, "minimum_minor", "range",
         "A least order is more than 0."),
        (offer.uses is not None and not 1 <= offer.uses <= MAX_USES, "uses", "range",
         "Uses are between 1 and 1,000,000."),
        (offer.uses_each is not None and not 1 <= offer.uses_each <= MAX_USES, "uses_each", "range",
         "Uses for each customer are between 1 and 1,000,000."),
        (offer.expires_at is not None and offer.expires_at <= now, "expires_at", "past",
         "The code would have expired already. Choose a later day."),
        (bool(offer.starts_at and offer.expires_at and offer.starts_at >= offer.expires_at), "expires_at", "order",
         "The code would expire before it starts."),
    ]  # fmt: skip
    problems = [Problem(field, code, message) for holds, field, code, message in wrong if holds]
    if problems:
        raise Invalid(problems[0].message, problems=problems)
    return Offer(
        offer.kind, offer.basis_points if percent else 0, offer.amount_minor if amount else None,
        offer.currency if needs_currency else "", offer.minimum_minor, offer.uses, offer.uses_each, offer.starts_at,
        offer.expires_at,
    )  # fmt: skip


def state_of(kept: str, *, expires_at: datetime | None, limit: int | None, uses: int, now: datetime) -> State:
    """The state a code is in at `now`, given the one that is kept and how many orders used it.

    A code that works, is paused or waits is expired from `expires_at` on, and used up once `limit` orders used it.
    """
    state = State(kept)
    if state in (State.FAILED, State.EXPIRED):
        return state
    if expires_at is not None and expires_at <= now:
        return State.EXPIRED
    return State.USED_UP if limit is not None and uses >= limit else state


def standing(kept: str, since: datetime | None, expires_at: datetime | None, at: datetime) -> str:
    """What was unusual about a code when an order named it, in words; empty for nothing.

    A shop decides which codes it takes: the order counts for the creator all the same, and the words stand with it.
    """
    if (expires_at is not None and expires_at <= at) or (kept == State.EXPIRED and since and since <= at):
        return "The code had expired by then; the shop took it all the same, so it counts."
    if kept == State.PAUSED and since and since <= at:
        return "The code was paused by then; the shop took it all the same, so it counts."
    return ""
