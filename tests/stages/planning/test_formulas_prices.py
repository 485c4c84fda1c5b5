"""Prices and break-even worked by hand."""

import pytest

from sweetspot.core.money import Money
from sweetspot.stages.planning.formulas.prices import (
    PriceRange,
    break_even_orders,
    margin_per_order,
    price_for_views,
    price_per_thousand,
)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_two_hundred_dollars_are_earned_back_by_the_tenth_order() -> None:
    """60.00 x (60 % - 15 % - 10 %) = 21.00 an order; 200 / 21 = 9.52."""
    assert margin_per_order(usd(6000), 6000, 1500, 1000) == usd(2100)
    assert break_even_orders(usd(20_000), usd(2100)) == 10
    assert break_even_orders(usd(0), usd(2100)) == 0


def test_an_order_that_earns_nothing_never_breaks_even() -> None:
    assert break_even_orders(usd(20_000), usd(0)) is None


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        break_even_orders(usd(1), Money(1, "EUR"))
    with pytest.raises(ValueError, match="not negative"):
        break_even_orders(usd(-1), usd(1))


def test_views_are_priced_by_the_thousand() -> None:
    assert price_per_thousand(usd(20_000), 16_000) == usd(1250)
    assert price_per_thousand(usd(20_000), 0) is None
    rates = PriceRange(usd(500), usd(1000), usd(1500))
    assert price_for_views(12_345, rates) == PriceRange(usd(6173), usd(12_345), usd(18_518))
