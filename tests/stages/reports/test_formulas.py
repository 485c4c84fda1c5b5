"""A programme's figures worked by hand, and what holds for every set of totals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.reports.formulas import Totals, grouped, merged

ORDER = 1_000_000_000
ANA = Totals(
    "EUR",
    fees=15_000,
    gifts=4_000,
    shipping=600,
    commission=5_400,
    people=200,
    clicks=260,
    credited=12 * ORDER,
    revenue=60_000,
    refunded=6_000,
)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_twelve_orders_for_250_euros() -> None:
    """Spend 150 + 40 + 6 + 54 = 250; kept 600 - 60 = 540; 250 / 12 = 20.83; 540 / 250 = 2.16."""
    assert (ANA.spend, ANA.kept_revenue, ANA.orders) == (eur(25_000), eur(54_000), Decimal(12))
    assert (ANA.cost_per_order, ANA.cost_per_person) == (eur(2083), eur(125))
    assert (ANA.return_on_spend, ANA.orders_per_person, ANA.refund_share) == (
        Decimal("2.1600"),
        Decimal("0.0600"),
        Decimal("0.1000"),
    )


def test_a_margin_of_sixty_per_cent_leaves_74_euros() -> None:
    assert ANA.profit(6000) == eur(7400)
    assert ANA.return_on_investment(6000) == Decimal("0.2960")
    assert ANA.return_on_investment(4000) == Decimal("-0.1360")


def test_a_ratio_over_nothing_is_none() -> None:
    nothing = Totals("EUR")
    assert (nothing.cost_per_order, nothing.cost_per_person, nothing.return_on_spend) == (None, None, None)
    assert (nothing.orders_per_person, nothing.refund_share, nothing.return_on_investment(5000)) == (None, None, None)
    assert nothing.spend == eur(0)


def test_a_shared_order_counts_once_in_all() -> None:
    half = Totals("EUR", credited=ORDER // 2, fees=100)
    assert half.orders == Decimal("0.5")
    assert half.cost_per_order == eur(200)
    assert (half + half).orders == 1


def test_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        Totals("EUR") + Totals("SEK")
    assert list(merged([Totals("SEK", fees=1), Totals("EUR", fees=2), Totals("EUR", fees=3)]).items()) == [
        ("EUR", Totals("EUR", fees=5)),
        ("SEK", Totals("SEK", fees=1)),
    ]
    assert merged([]) == {}


def test_people_counted_elsewhere_are_left_out_of_a_sum_and_stay_unknown_alone() -> None:
    elsewhere = Totals("EUR", people=None, clicks=None, fees=100)
    assert (elsewhere + elsewhere).people is None
    assert (elsewhere + ANA).people == (ANA + elsewhere).people == 200
    assert (elsewhere.cost_per_person, elsewhere.orders_per_person) == (None, None)


counts = st.integers(0, 10**12)
people = st.none() | counts
some_totals = st.builds(
    Totals,
    st.sampled_from(["EUR", "SEK", "USD"]),
    *[counts] * 5,
    people,
    people,
    *[counts] * 3,
)


@given(st.lists(st.tuples(st.sampled_from("abc"), some_totals), max_size=20))
def test_groups_add_up_to_the_whole(rows: list[tuple[str, Totals]]) -> None:
    by_creator = grouped(rows, lambda row: row[0], lambda row: row[1])
    assert merged(by_creator.values()) == merged(total for _, total in rows)
    assert merged(total for _, total in reversed(rows)) == merged(total for _, total in rows)
    assert len(by_creator) == len({(name, total.currency) for name, total in rows})
