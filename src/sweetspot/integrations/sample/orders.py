"""What the sample's shoppers bought, how they came, and what they sent back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.random import Generator

from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample.commerce import TRADED_DAYS, Deal
from sweetspot.integrations.sample.creators import Frame, Trouble
from sweetspot.integrations.sample.facts import Click
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund

#: The countries sold in: their currency, their rate of value-added or sales tax, and their part of plain orders.
MARKETS = {"DE": ("EUR", 0.19, 0.42), "FR": ("EUR", 0.20, 0.33), "US": ("USD", 0.07, 0.25)}
#: Prices on the shelf in whole euros or dollars, tax included in euros.
SHELF = (39, 49, 59, 69, 89, 119, 149, 189)
#: Orders for a programme of 45 partnerships; share of people's clicks that buy; share of these who type the code too.
ORDERS, BUYING, TYPING = 2_500, 0.0265, 0.55
#: Cold orders (a code, no click) per order with a click and code; orders of the leaked code and how many are cold.
COLD, LEAKED, LEAKED_COLD, LEAKED_DAYS = 0.32, 85, 0.86, 12
CANCELLED, REFUNDED, PARTIAL, OTHER_CODE = 0.04, 0.10, 0.45, 0.03


@dataclass(frozen=True, slots=True)
class _Wish:
    """An order before it has a number: when, where, by which way, and whose it is when that is fixed."""

    at: datetime
    country: str
    click_id: UUID | None = None
    code: str | None = None
    discount: int = 0
    email: str | None = None
    is_test: bool = False


def orders(frame: Frame, deals: Sequence[Deal], clicks: Sequence[Click]) -> list[IncomingOrder]:
    """Every order of the last 90 days, oldest first and numbered, as the shop tells it."""
    rng = draw.stream(frame.seed, "orders")
    coded = [deal for deal in deals if deal.code and deal.promotions]
    wishes = [*_clicked(frame, rng, coded, clicks), *_leaked(frame, rng, coded, clicks)]
    wishes += _cold(frame, rng, wishes)
    wishes += _own_purchases(coded, clicks)
    wishes += [_Wish(_moment(frame, rng), "DE", is_test=True) for _ in range(4)]
    plain = max(int(ORDERS * len(deals) / 45) - len(wishes), 0)
    wishes += [_Wish(_moment(frame, rng), _market(rng)) for _ in range(plain)]
    wishes.sort(key=lambda wish: (wish.at, wish.code or "", wish.country))
    return list(_numbered(frame, wishes))


def refunds(frame: Frame, made: Sequence[IncomingOrder]) -> list[IncomingRefund]:
    """What came back: about a tenth of the paid orders, nearly half of them only in part, a few in two parts."""
    rng = draw.stream(frame.seed, "refunds")
    found: list[IncomingRefund] = []
    for order in made:
        chance = rng.random(4)
        at = order.placed_at + timedelta(days=float(2 + np.exp(1.7 + 0.6 * rng.normal())))
        if order.state != "paid" or order.is_test or chance[0] > REFUNDED or at > frame.end:
            continue
        amount = int(order.net_minor * (0.2 + 0.5 * chance[2])) if chance[1] < PARTIAL else order.net_minor
        found.append(_refund(order, len(found), at, amount))
        later = at + timedelta(days=2, hours=3)
        if amount < order.net_minor and chance[3] < 0.15 and later < frame.end:
            found.append(_refund(order, len(found), later, (order.net_minor - amount) // 2))
    return found


def _refund(order: IncomingOrder, index: int, at: datetime, amount: int) -> IncomingRefund:
    return IncomingRefund(
        external_id=f"R{20_001 + index}", order_external_id=order.external_id, refunded_at=at, currency=order.currency,
        net_minor=amount,
    )  # fmt: skip


def _clicked(frame: Frame, rng: Generator, deals: Sequence[Deal], clicks: Sequence[Click]) -> Iterator[_Wish]:
    """Of the people who followed a link, a few buy: half of them within the hour, some after days."""
    by_link = {deal.link.id: deal for deal in deals if deal.link}
    for click in clicks:
        if click.kind != "person" or click.country not in MARKETS or rng.random() > BUYING * 1.25:
            continue
        deal = by_link[click.link_id]
        at = click.at + timedelta(minutes=float(np.exp(rng.normal(3.4, 1.9))))
        chance = rng.random(2)
        if at < frame.end:
            typed = deals[int(rng.integers(len(deals)))] if chance[1] < OTHER_CODE else deal
            yield _wish(at, str(click.country), click.id, typed if chance[0] < TYPING else None)


def _wish(at: datetime, country: str, click_id: UUID | None, deal: Deal | None) -> _Wish:
    if deal is None or deal.code is None:
        return _Wish(at, country, click_id)
    return _Wish(at, country, click_id, deal.code.code, deal.code.discount_basis_points)


def _cold(frame: Frame, rng: Generator, wishes: Sequence[_Wish]) -> Iterator[_Wish]:
    """Codes typed without a click: heard in a story, told to a friend; mostly within days of a post."""
    for wish in [wish for wish in wishes if wish.code and wish.click_id]:
        at = wish.at + timedelta(hours=float(rng.exponential(40)))
        if rng.random() < COLD and at < frame.end:
            yield _Wish(at, wish.country, None, wish.code, wish.discount)


def _leaked(frame: Frame, rng: Generator, deals: Sequence[Deal], clicks: Sequence[Click]) -> Iterator[_Wish]:
    """The leaked code: many orders in the last days, most without a click and from the other countries."""
    deal = next(deal for deal in deals if deal.account.trouble is Trouble.LEAKED_CODE)
    assert deal.link is not None
    first = frame.end - timedelta(days=LEAKED_DAYS)
    own = [click for click in clicks if click.link_id == deal.link.id and click.kind == "person" and click.at > first]
    others = [country for country in MARKETS if country != deal.account.creator.country]
    for at in draw.moments(rng, LEAKED, first, LEAKED_DAYS):
        cold = rng.random() < LEAKED_COLD or not own
        earlier = [click for click in own if click.at < at]
        if cold or not earlier:
            yield _wish(at, others[int(rng.integers(len(others)))], None, deal)
        else:
            click = earlier[int(rng.integers(len(earlier)))]
            yield _wish(at, "DE" if click.country not in MARKETS else str(click.country), click.id, deal)


def _own_purchases(deals: Sequence[Deal], clicks: Sequence[Click]) -> Iterator[_Wish]:
    """A creator who followed the own link and typed the own code, twice."""
    deal = next(deal for deal in deals if deal.account.trouble is Trouble.SELF_PURCHASE)
    assert deal.link is not None
    assert deal.code is not None
    own = [click for click in clicks if click.link_id == deal.link.id and click.kind == "person"]
    for click in (own[len(own) // 3], own[2 * len(own) // 3]) if len(own) > 2 else ():
        country = deal.account.creator.country
        yield _Wish(
            click.at + timedelta(minutes=6), country if country in MARKETS else "DE", click.id, deal.code.code,
            deal.code.discount_basis_points, deal.account.creator.email,
        )  # fmt: skip


def _moment(frame: Frame, rng: Generator) -> datetime:
    return draw.moments(rng, 1, frame.end - timedelta(days=TRADED_DAYS), TRADED_DAYS)[0]


def _market(rng: Generator) -> str:
    return str(rng.choice(list(MARKETS), p=[part for _, _, part in MARKETS.values()]))


def _numbered(frame: Frame, wishes: Sequence[_Wish]) -> Iterator[IncomingOrder]:
    """The orders with numbers, baskets and customers; a fifth of the customers has bought before."""
    rng = draw.stream(frame.seed, "baskets")
    customers: dict[str, list[str]] = {market: [] for market in MARKETS}
    for index, wish in enumerate(wishes):
        known = customers[wish.country]
        back = bool(known) and rng.random() < (0.22 if wish.code is None else 0.10)
        email = known[int(rng.integers(len(known)))] if back else f"shopper{index:06d}@mail.example"
        if wish.email is None and not back:
            known.append(email)
        yield _order(frame, rng, index, wish, wish.email or email)


def _order(frame: Frame, rng: Generator, index: int, wish: _Wish, email: str) -> IncomingOrder:
    currency, tax_rate, _ = MARKETS[wish.country]
    goods = _goods(rng, currency, tax_rate)
    discount = (goods * wish.discount + 5_000) // 10_000
    net = goods - discount
    state, changed = _state(frame, rng, wish)
    return IncomingOrder(
        external_id=str(10_001 + index), name=f"#{10_001 + index}", placed_at=wish.at, as_of=changed, state=state,
        cancelled_at=changed if state == "cancelled" else None, currency=currency, goods_minor=goods,
        discounts_minor=discount, tax_minor=round(net * tax_rate), shipping_minor=490 if net < 6_000 else 0,
        net_minor=net, customer_email=email, country=wish.country, click_id=wish.click_id,
        codes=(wish.code,) if wish.code else (), is_test=wish.is_test,
    )  # fmt: skip


def _state(frame: Frame, rng: Generator, wish: _Wish) -> tuple[str, datetime]:
    """Paid, cancelled within two days, or (the newest only) not paid yet; and when that was."""
    chance, days = rng.random(2), int(rng.integers(1, 4))
    cancelled = wish.at + timedelta(hours=float(1 + 40 * chance[1]))
    if chance[0] < CANCELLED and not wish.email and cancelled < frame.end:
        return "cancelled", cancelled
    if wish.at > frame.end - timedelta(days=days) and chance[1] < 0.12:
        return "pending", wish.at
    return "paid", wish.at


def _goods(rng: Generator, currency: str, tax_rate: float) -> int:
    """One to three pieces, in minor units without tax: shelf prices hold it in euros, and not in dollars."""
    pieces = 1 + int(rng.random() < 0.27) + int(rng.random() < 0.07)
    shelf = sum(SHELF[int(rng.random() ** 1.5 * len(SHELF))] for _ in range(pieces)) * 100
    return shelf + 600 * pieces if currency == "USD" else round(shelf / (1 + tax_rate))
