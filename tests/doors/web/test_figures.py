"""Do figures look the same everywhere, and is the unknown never a zero?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate
from sweetspot.doors.web.templatetags.figures import above_full, count, count_span, money, share


@pytest.mark.parametrize(
    ("amount", "form", "text"),
    [
        (Money(123450, "EUR"), "", "€1,234.50"),
        (Money(-500, "USD"), "", "−$5.00"),
        (Money(0, "GBP"), "", "£0.00"),
        (Money(1240, "JPY"), "", "¥1,240"),
        (Money(1234567, "KWD"), "", "KWD\u202f1,234.567"),
        (Money(1200, "CHF"), "", "CHF\u202f12.00"),
        (Money(123450, "EUR"), "whole", "€1,235"),
        (Money(1_240_000, "EUR"), "short", "€12.4k"),
        (Money(4210, "EUR"), "signed", "+€42.10"),
        (Money(-4210, "EUR"), "whole signed", "−€42"),
    ],
)
def test_money_is_written_with_its_currency(amount: Money, form: str, text: str) -> None:
    assert money(amount, form) == text


@pytest.mark.parametrize(
    ("fraction", "form", "text"),
    [
        (0.035, "", "3.5\u202f%"),
        (0.0035, "", "0.35\u202f%"),
        (0.00035, "", "0.035\u202f%"),
        (0, "", "0.0\u202f%"),
        (1, "", "100.0\u202f%"),
        (Decimal("0.1185"), 2, "11.85\u202f%"),
        (0.42, 0, "42\u202f%"),
        (0.124, "signed", "+12.4\u202f%"),
        (-0.05, "signed", "−5.0\u202f%"),
    ],
)
def test_a_share_is_written_in_per_cent(fraction: float | Decimal, form: str | int, text: str) -> None:
    assert share(fraction, form) == text


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (42123, "", "42,123"),
        (0, "", "0"),
        (-1200, "", "−1,200"),
        (2.345, 1, "2.3"),
        (42123, "short", "42.1k"),
        (131_000, "short", "131k"),
        (999, "short", "999"),
        (1_000, "short", "1.0k"),
        (999_960, "short", "1.0M"),
        (1_250_000, "short", "1.3M"),
        (120, "signed", "+120"),
    ],
)
def test_a_count_is_grouped_in_thousands(number: float, form: str | int, text: str) -> None:
    assert count(number, form) == text


def test_the_unknown_is_a_dash_and_never_zero() -> None:
    assert money(None) == share(None) == count(None) == "—"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_money_can_be_read_back_to_the_cent(minor: int, currency: str) -> None:
    written = money(Money(minor, currency))
    digits = "".join(sign for sign in written if sign.isdigit())
    assert int(digits) * (-1 if written.startswith("−") else 1) == minor


@given(st.integers(-(10**12), 10**12))
def test_short_counts_have_at_most_six_signs(number: int) -> None:
    assert len(count(number, "short").removeprefix("−")) <= 7


def test_ends_of_an_interval_that_would_read_alike_are_written_out() -> None:
    ends = [Estimate(23_000, 22_980, 23_020, 0.9, 12), Estimate(23_000, 21_000, 25_000, 0.9, 12), None]
    assert [count_span(one, "short") for one in ends] == ["22,980–23,020", "21.0k–25.0k", ""]


def test_a_rate_above_a_hundred_per_cent_is_marked() -> None:
    assert (above_full(1.0), above_full(4.4)) == ("", "above 100 %, as happens to small accounts")
