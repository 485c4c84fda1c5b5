"""What speaks against an offer by what a creator said before."""

from __future__ import annotations

from datetime import date

from sweetspot.core.money import Money
from sweetspot.stages.vetting.formulas.preferences import Offer, Said, objections

DAY = date(2026, 5, 4)
OFFER = Offer(("Mejuri",), ("Spring rings", "Show the ring in a reel, with fur if you like"), Money(10_000, "EUR"))


def against(about: str, value: str, stance: str = "refuses", least: Money | None = None) -> list[tuple[bool, str]]:
    return [(one.stops, one.reason) for one in objections([Said(stance, about, value, "call", DAY, least)], OFFER)]


def test_a_refused_brand_topic_or_category_stops_and_a_format_warns() -> None:
    assert against("brand", "MEJURI") == [(True, "Refuses the brand “MEJURI” (call, 4 May 2026).")]
    assert against("topic", "fur") == [(True, "Refuses the topic “fur” (call, 4 May 2026).")]
    assert against("format", "reel") == [(False, "Refuses the format “reel” (call, 4 May 2026).")]
    assert against("category", "furniture") == against("topic", "fur", "likes") == []


def test_a_fee_below_the_least_warns_and_another_currency_cannot_be_compared() -> None:
    low = "Asks for at least 200.00 EUR (call, 4 May 2026); offered are 100.00 EUR."
    assert against("fee", "", "likes", Money(20_000, "EUR")) == [(False, low)]
    assert against("fee", "", "likes", Money(10_000, "EUR")) == []
    [(stops, reason)] = against("fee", "", "likes", Money(20_000, "USD"))
    assert (stops, reason[:40]) == (False, "Asks for at least 200.00 USD, which EUR ")
    assert objections([Said("likes", "fee", "", "call", DAY, Money(1, "EUR"))], Offer()) == []
