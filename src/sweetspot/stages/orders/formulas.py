"""What a shop may tell of an order and a refund, which telling counts, and what is kept after refunds."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.money import CURRENCIES

#: How far an order has come; of two messages of the same moment the further one counts.
STATES = ("pending", "paid", "cancelled")
#: More than any single order: beyond it an amount is a mistake of units.
LARGEST_MINOR = 10**15
_LONGEST = 120
#: No shop's message is of another time; the first and last years of the calendar have no moment in every zone.
_YEARS = range(1970, 2200)
#: How far a shop's clock may be ahead of ours.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class IncomingOrder:
    """An order as a shop tells it, amounts in minor units of `currency`; Invalid names every field that is wrong.

    `net_minor` is what commission is counted on: goods after discounts, without tax and shipping. `as_of` is when the
    shop last changed it. `customer_email` is never kept: recording turns it into `customer_key`, a keyed hash.
    """

    external_id: str
    placed_at: datetime
    as_of: datetime
    currency: str
    goods_minor: int
    net_minor: int
    state: str = "paid"
    name: str = ""
    discounts_minor: int = 0
    tax_minor: int = 0
    shipping_minor: int = 0
    taxes_included: bool = False
    cancelled_at: datetime | None = None
    country: str | None = None
    click_id: UUID | None = None
    codes: tuple[str, ...] = ()
    is_test: bool = False
    customer_key: str | None = None
    customer_email: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _refuse("order", _order_problems(self))


@dataclass(frozen=True, slots=True)
class IncomingRefund:
    """Money given back, as a shop tells it; Invalid names every field that is wrong.

    `net_minor` is the value of the goods at the order's prices; where those held tax, `tax_minor` says how much.
    """

    external_id: str
    order_external_id: str
    refunded_at: datetime
    currency: str
    net_minor: int
    tax_minor: int = 0

    def __post_init__(self) -> None:
        _refuse("refund", _refund_problems(self))


def refuse_future(incoming: IncomingOrder | IncomingRefund, now: datetime) -> None:
    """Raise Invalid for a message from more than a day ahead of `now`.

    Nothing newer would ever come, so an order kept with such a time could never be changed again.
    """
    times = (
        {"placed_at": incoming.placed_at, "updated_at": incoming.as_of}
        if isinstance(incoming, IncomingOrder)
        else {"refunded_at": incoming.refunded_at}
    )
    problems = [
        Problem(name, "future", f"{name} {at:%Y-%m-%d %H:%M %Z} lies in the future; it is {now:%Y-%m-%d %H:%M %Z}.")
        for name, at in times.items()
        if at > now + _AHEAD
    ]
    _refuse("order" if isinstance(incoming, IncomingOrder) else "refund", problems)


def merged(one: IncomingOrder, other: IncomingOrder) -> IncomingOrder:
    """What two messages about the same order say together; the same whichever came first.

    The newer message counts, at the same moment the one further on; what it does not know (the click, the codes, the
    customer, the country) is kept from the older one.
    """
    older, newer = sorted((one, other), key=_precedence)
    return replace(
        newer,
        name=newer.name or older.name,
        country=newer.country or older.country,
        click_id=newer.click_id or older.click_id,
        codes=newer.codes or older.codes,
        customer_key=newer.customer_key or older.customer_key,
    )


def _precedence(order: IncomingOrder) -> tuple[object, ...]:
    """By age, then by state, then by everything else: an arbitrary but fixed choice between equal moments."""
    return (
        order.as_of, STATES.index(order.state), order.net_minor, order.goods_minor, order.tax_minor,
        order.shipping_minor, order.discounts_minor, order.currency, order.placed_at, str(order.cancelled_at),
        order.is_test, order.taxes_included, str(order.click_id or ""), order.codes, order.name, order.country or "",
        order.customer_key or "",
    )  # fmt: skip


def customer_key(key: bytes, email: str) -> str:
    """The keyed hash that stands for a customer's e-mail: 64 letters; case and outer spaces do not matter."""
    return hmac.new(key, email.strip().casefold().encode(), hashlib.sha256).hexdigest()


def refund_net(net_minor: int, tax_minor: int, taxes_included: bool) -> int:
    """A refund's part of the value that commission is counted on: less the tax its prices held; never below 0."""
    return max(0, net_minor - tax_minor if taxes_included else net_minor)


def kept(order_net: int, refunded: Iterable[int]) -> int:
    """What the shop keeps of an order's net value; refunds beyond it count as the whole, so never below 0."""
    return max(0, order_net - sum(refunded))


def _refuse(what: str, problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(
            f"This {what} cannot be recorded: {' '.join(problem.message for problem in problems)} Nothing was changed.",
            problems=problems,
        )


def _order_problems(order: IncomingOrder) -> list[Problem]:
    amounts = ("goods_minor", "net_minor", "discounts_minor", "tax_minor", "shipping_minor")
    moments = [order.placed_at, order.as_of, *([order.cancelled_at] if order.cancelled_at else [])]
    return [
        *_id_problems("external_id", order.external_id),
        *_currency_problems(order.currency),
        *(problem for name in amounts for problem in _amount_problems(name, getattr(order, name))),
        *_moment_problems(moments),
        *_found(order.state not in STATES, "state", f"The state {order.state!r} is none of {', '.join(STATES)}."),
        *_found(len(order.name) > _LONGEST, "name", f"The name has more than {_LONGEST} characters."),
        *_found(any(len(code) > _LONGEST for code in order.codes), "codes", f"A code is longer than {_LONGEST}."),
        *_found(order.country is not None and len(order.country) != 2, "country", "A country has two letters."),
    ]


def _refund_problems(refund: IncomingRefund) -> list[Problem]:
    return [
        *_id_problems("external_id", refund.external_id),
        *_id_problems("order_external_id", refund.order_external_id),
        *_currency_problems(refund.currency),
        *_amount_problems("net_minor", refund.net_minor),
        *_amount_problems("tax_minor", refund.tax_minor),
        *_moment_problems([refund.refunded_at]),
    ]


def _found(wrong: bool, name: str, message: str, code: str = "invalid") -> list[Problem]:
    return [Problem(name, code, message)] if wrong else []


def _id_problems(name: str, value: str) -> list[Problem]:
    wrong = not value.strip() or len(value) > _LONGEST
    return _found(wrong, name, f"{name} must have between 1 and {_LONGEST} characters.")


def _currency_problems(currency: str) -> list[Problem]:
    message = f"{currency!r} is not a currency code. Use one such as EUR or USD."
    return _found(currency not in CURRENCIES, "currency", message, "unknown")


def _amount_problems(name: str, value: int) -> list[Problem]:
    whole = isinstance(value, int) and not isinstance(value, bool)
    message = f"{name} must be a whole number of minor units between 0 and {LARGEST_MINOR}."
    return _found(not whole or not 0 <= value <= LARGEST_MINOR, name, message)


def _moment_problems(moments: Sequence[datetime]) -> list[Problem]:
    bare = any(moment.tzinfo is None for moment in moments)
    strange = any(moment.year not in _YEARS for moment in moments)
    return [
        *_found(bare, "placed_at", "A time must carry its time zone."),
        *_found(strange, "placed_at", f"A time must lie in the years {_YEARS[0]} to {_YEARS[-1]}."),
    ]
