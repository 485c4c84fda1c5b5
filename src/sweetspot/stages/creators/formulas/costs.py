"""What does it cost to have a thousand people answer?"""

from __future__ import annotations

from fractions import Fraction

from sweetspot.core.money import Money, round_half_up


def cost_per_thousand(price: Money | None, people: float | None) -> Money | None:
    """The price of a post per 1,000 people expected to answer it; None where either is unknown or nobody answers.

    $100 for 200 people is $500 per 1,000.
    """
    if price is None or people is None or people <= 0:
        return None
    return Money(round_half_up(Fraction(price.minor) * 1000 / Fraction(people)), price.currency)
