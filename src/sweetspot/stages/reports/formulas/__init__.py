"""What a programme cost, brought and returned: totals that add up, and ratios that say None when there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeVar

from sweetspot.core.money import Money, round_half_up

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
_RATIO = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Totals:
    """What a creator, tier or campaign cost and brought, in one currency; all amounts in minor units.

    `revenue` is the credited net value before refunds, `refunded` what was given back of it. `people` are visitors told
    apart day by day, `clicks` those classed as persons; both are None where another currency's totals count
    them, because a person is counted once. `credited` orders count in billionths, so that a shared order counts once
    in all.
    """

    currency: str
    fees: int = 0
    gifts: int = 0
    shipping: int = 0
    commission: int = 0
    other_costs: int = 0
    people: int | None = 0
    clicks: int | None = 0
    credited: int = 0
    revenue: int = 0
    refunded: int = 0

    def __add__(self, other: Totals) -> Totals:
        """Both together; ValueError across currencies, which are never added."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        counted = [field.name for field in fields(self) if field.name != "currency"]
        sums: dict[str, Any] = {name: _sum(getattr(self, name), getattr(other, name)) for name in counted}
        return replace(self, **sums)

    @property
    def spend(self) -> Money:
        """Fees, gifts at their cost, shipping, commission and other costs."""
        return self._money(self.fees + self.gifts + self.shipping + self.commission + self.other_costs)

    @property
    def kept_revenue(self) -> Money:
        """Credited net value less refunds."""
        return self._money(self.revenue - self.refunded)

    @property
    def orders(self) -> Decimal:
        """Credited orders; a shared order is a fraction."""
        return Decimal(self.credited) / 1_000_000_000

    @property
    def cost_per_order(self) -> Money | None:
        """Spend for each credited order, rounded to the minor unit; None without orders."""
        return self._money_per(Fraction(self.credited, 1_000_000_000))

    @property
    def cost_per_person(self) -> Money | None:
        """Spend for each person who followed a link, rounded to the minor unit; None without people."""
        return self._money_per(Fraction(self.people or 0))

    @property
    def orders_per_person(self) -> Decimal | None:
        """Credited orders for each person who followed a link, to four decimals; None without people.

        May exceed 1 where codes are typed without a click.
        """
        return _ratio(Fraction(self.credited, 1_000_000_000), Fraction(self.people or 0))

    @property
    def return_on_spend(self) -> Decimal | None:
        """Kept revenue for each unit spent, to four decimals; None where nothing was spent."""
        return _ratio(Fraction(self.kept_revenue.minor), Fraction(self.spend.minor))

    @property
    def refund_share(self) -> Decimal | None:
        """The part of the credited value that was refunded, to four decimals; None without revenue."""
        return _ratio(Fraction(self.refunded), Fraction(self.revenue))

    def profit(self, margin_bp: int) -> Money:
        """Kept revenue x margin less spend: what is left when the goods are paid; `margin_bp` in basis points."""
        return self.kept_revenue.share(margin_bp) - self.spend

    def return_on_investment(self, margin_bp: int) -> Decimal | None:
        """Profit for each unit spent, to four decimals; None where nothing was spent."""
        return _ratio(Fraction(self.profit(margin_bp).minor), Fraction(self.spend.minor))

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def _money_per(self, units: Fraction) -> Money | None:
        return self._money(round_half_up(self.spend.minor / units)) if units > 0 else None


def _ratio(upper: Fraction, lower: Fraction) -> Decimal | None:
    """A quotient to four decimals, halves away from zero; None over nothing."""
    if lower <= 0:
        return None
    return Decimal(round_half_up(upper / lower * 10_000)).scaleb(-4).quantize(_RATIO, rounding=ROUND_HALF_UP)


def _sum(one: int | None, other: int | None) -> int | None:
    """Both together, what is unknown left out; None where both are."""
    return one if other is None else other if one is None else one + other


def merged(totals: Iterable[Totals]) -> dict[str, Totals]:
    """One total per currency, currencies in alphabetical order; empty for none."""
    return {currency: total for (_, currency), total in grouped(totals, lambda _: None, lambda total: total).items()}


def grouped(
    rows: Iterable[Row], key: Callable[[Row], Key], total: Callable[[Row], Totals]
) -> dict[tuple[Key, str], Totals]:
    """The totals of rows by a key (a creator, a tier, a campaign) and currency, by currency then appearance."""
    sums: dict[tuple[Key, str], Totals] = {}
    for row in rows:
        added = total(row)
        place = (key(row), added.currency)
        sums[place] = sums[place] + added if place in sums else added
    return dict(sorted(sums.items(), key=lambda item: item[0][1]))
