"""How figures look: money, share and count format every number on a page, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django import template

from sweetspot.core.money import Money, exponent
from sweetspot.core.statistics import Estimate

register = template.Library()

UNKNOWN = "—"
MINUS = "−"
NARROW = "\u202f"  # a space that neither breaks nor shouts
#: Signs that are read the same everywhere; other currencies show their code.
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$"}
_STEPS = [(Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k")]


@register.filter
def money(amount: Money | None, form: str = "") -> str:
    """An amount as people write it: `€1,234.50`, `−$5.00`, `CHF 12.00`; unknown is a dash.

    `"whole"` leaves the cents out (halves away from zero), `"short"` writes `€12.4k`, `"signed"` shows a plus.
    """
    if amount is None:
        return UNKNOWN
    sign = _SIGNS.get(amount.currency, f"{amount.currency}{NARROW}")
    magnitude = abs(amount.decimal)
    if "short" in form:
        text = _short(magnitude)
    else:
        text = _plain(magnitude, 0 if "whole" in form else exponent(amount.currency))
    return f"{_sign(amount.decimal, 'signed' in form)}{sign}{text}"


@register.filter
def share(fraction: float | Decimal | None, form: str | int = "") -> str:
    """A fraction of one in per cent: 0.035 is `3.5 %`; unknown is a dash.

    One decimal, two below 1 %, three below 0.1 %; a number fixes the decimals, `"signed"` shows a plus.
    """
    if fraction is None:
        return UNKNOWN
    percent = Decimal(str(fraction)) * 100
    places = _places(form)
    if places is None:
        places = _share_places(percent)
    return f"{_sign(percent, 'signed' in str(form))}{_plain(abs(percent), places)}{NARROW}%"


@register.filter
def count(number: float | Decimal | None, form: str | int = "") -> str:
    """A number of things: `42,123`; `"short"` writes `42.1k`; a number fixes the decimals; unknown is a dash.

    `"signed"` shows a plus.
    """
    if number is None:
        return UNKNOWN
    value = Decimal(str(number))
    text = _short(abs(value)) if "short" in str(form) else _plain(abs(value), _places(form) or 0)
    return f"{_sign(value, 'signed' in str(form))}{text}"


@register.filter
def above_full(rate: float) -> str:
    """What is said beside a rate above 100 %, which is possible and rare; empty for others."""
    return "above 100 %, as happens to small accounts" if rate > 1 else ""


@register.filter
def share_span(estimate: Estimate | None) -> str:
    """The interval of an estimated share, as exact as the share itself: `3.0–4.1 %`; empty where nothing is known."""
    if estimate is None:
        return ""
    places = _share_places(Decimal(str(estimate.value)) * 100)
    low, high = (_plain(Decimal(str(end)) * 100, places) for end in (estimate.low, estimate.high))
    return f"{low}–{high}{NARROW}%"


@register.filter
def count_span(estimate: Estimate | None, form: str = "") -> str:
    """The interval of an estimated number of things: `1,270–1,690`; empty where nothing is known.

    Ends that would read alike, as `23.0k–23.0k`, are written out.
    """
    if estimate is None:
        return ""
    low, high = count(estimate.low, form), count(estimate.high, form)
    return f"{low}–{high}" if low != high else f"{count(estimate.low)}–{count(estimate.high)}"


def _share_places(percent: Decimal) -> int:
    size = abs(percent)
    return 3 if 0 < size < Decimal("0.1") else 2 if 0 < size < 1 else 1


def _places(form: str | int) -> int | None:
    digits = str(form).removeprefix("signed").strip()
    return int(digits) if digits.isdecimal() else None


def _plain(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"


def _short(value: Decimal) -> str:
    for step, letter in _STEPS:
        # 999,950 rounds to 1,000.0k: such a number belongs to the next step.
        if value >= step * (Decimal("0.99995") if step > 1000 else 1):
            scaled = value / step
            return f"{_plain(scaled, 0 if scaled >= 100 else 1)}{letter}"
    return _plain(value, 0)


def _sign(value: Decimal, plus: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if plus and value > 0 else ""


@register.filter
def stale(at: datetime | None) -> bool:
    """Whether a reading is more than thirty days old: from then on its age is shown in amber."""
    return at is not None and datetime.now(UTC) - at > timedelta(days=30)
