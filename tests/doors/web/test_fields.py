"""What amounts do people type?"""

from __future__ import annotations

import pytest
from django.forms import ValidationError

from sweetspot.core.money import Money
from sweetspot.doors.web.fields import amount


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("2500", 250_000), ("2,500", 250_000), ("2,500.00", 250_000), ("2.500,00", 250_000), ("2500,5", 250_050),
        ("1.234.567", 123_456_700), ("1,234,567.8", 123_456_780), ("€ 12 500", 1_250_000), ("0.125,00 €", 12_500),
        ("-3,50", -350),
    ],
)  # fmt: skip
def test_thousands_and_decimals_are_read_as_they_are_meant(typed: str, minor: int) -> None:
    assert amount(typed, "EUR") == Money(minor, "EUR")


def test_nothing_typed_is_no_amount() -> None:
    assert amount("  ", "EUR") is None


@pytest.mark.parametrize("typed", ["2.500", "1,2,3", "12.345,6,7", "abc", "1.005,001", "NaN"])
def test_what_can_be_read_two_ways_or_not_at_all_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"such as 1250 or 1250\.50"):
        amount(typed, "EUR")


def test_a_currency_with_three_decimals_has_them() -> None:
    assert amount("2.500", "KWD") == Money(2500, "KWD")
