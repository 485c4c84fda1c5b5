"""What a creator may cost where no quote is known, and from how many orders on a fee pays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sweetspot.core.money import Money, round_half_up


@dataclass(frozen=True, slots=True)
class PriceRange:
    """A modelled price: low, middle, high. Never a quote."""

    low: Money
    middle: Money
    high: Money


def price_per_thousand(cost: Money, views: int) -> Money | None:
    """Cost per 1,000 views, rounded to the minor unit; None without views."""
    return Money(round_half_up(Fraction(1000 * cost.minor, views)), cost.currency) if views > 0 else None


def price_for_views(expected_views: int, rates: PriceRange) -> PriceRange:
    """What so many expected views cost at three prices per 1,000; authentic views, so bought followers earn nothing."""

    def scaled(rate: Money) -> Money:
        return Money(round_half_up(Fraction(rate.minor * expected_views, 1000)), rate.currency)

    return PriceRange(scaled(rates.low), scaled(rates.middle), scaled(rates.high))


def break_even_orders(fee: Money, margin_per_order: Money) -> int | None:
    """The whole number of orders from which a fee is earned back; None where an order earns nothing.

    `margin_per_order` is average order value x margin, less the shopper's discount and the commission.
    """
    if fee.minor < 0:
        raise ValueError("a fee is not negative")
    if margin_per_order.minor <= 0:
        return None
    if fee.currency != margin_per_order.currency:
        raise ValueError(f"{fee.currency} and {margin_per_order.currency} cannot be compared")
    return -(-fee.minor // margin_per_order.minor)


def margin_per_order(order_value: Money, margin_bp: int, discount_bp: int, commission_bp: int) -> Money:
    """What one order leaves: value x (margin - discount - commission), rates in basis points of the list price."""
    return order_value.share(margin_bp - discount_bp - commission_bp)
