"""What does a plan take for granted until something better is known?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sweetspot.core.money import Money, exponent, round_half_up
from sweetspot.stages.creators.formulas import DEFAULT_SCHEME, TierScheme

VERSION = "plan 1"


class Objective(StrEnum):
    """Which people a plan counts: those who see a post, or those who answer it."""

    REACH = "reach"
    ENGAGED = "engaged"

    @property
    def words(self) -> str:
        """`people reached` or `people engaged`."""
        return {"reach": "people reached", "engaged": "people engaged"}[self.value]


# Published means over 350,000 creators: 15.7 % of the followers at 10,000-50,000 and 3.2 % at 500,000-1,000,000, each
# taken at the middle of its class on a log scale. Between and beyond, a straight line on that scale.
_SMALL, _SMALL_RATE = math.sqrt(10_000 * 50_000), 0.157
_LARGE, _LARGE_RATE = math.sqrt(500_000 * 1_000_000), 0.032
_LEAST, _MOST = 0.01, 0.40

#: What a post costs per 10,000 followers where nobody quoted a price: the rule of thumb of 100 US dollars, in round
#: figures of other currencies. No exchange rate: a starting point to be edited.
PRICE_PER_10K = {
    "USD": 100, "EUR": 90, "GBP": 80, "CHF": 90, "CAD": 140, "AUD": 150, "NZD": 170, "SEK": 1_000, "NOK": 1_000,
    "DKK": 700, "PLN": 400, "CZK": 2_200, "BRL": 550, "MXN": 1_800, "INR": 4_000, "IDR": 800_000, "JPY": 15_000,
    "KRW": 140_000, "TRY": 3_500, "ZAR": 1_800, "SGD": 135, "HKD": 780, "AED": 370,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The numbers behind a plan, all shown and editable.

    `reach_rates`: the share of a profile's followers who see one post, per tier. `authentic`: the share of followers
    taken for people, per verdict band. `home_share`: the share of an audience that lives in the creator's country.
    `overlap`: the share of followers that two average creators of one country, network and niche have in common.
    `price_per_10k_minor`: the modelled price of a post per 10,000 followers. `barred_bands`: bands never chosen.
    """

    reach_rates: Mapping[str, float]
    authentic: Mapping[str, float]
    home_share: float
    overlap: float
    price_per_10k_minor: int
    barred_bands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, shares in (("reach_rates", self.reach_rates), ("authentic", self.authentic)):
            if any(not 0 <= share <= 1 for share in shares.values()):
                raise ValueError(f"{name}: every share lies between 0 and 1.")
        if not 0 <= self.home_share <= 1:
            raise ValueError("home_share: a share lies between 0 and 1.")
        if not 0 < self.overlap <= 1:
            raise ValueError("overlap: a share above 0, at most 1.")
        if self.price_per_10k_minor < 0:
            raise ValueError("price_per_10k_minor: a price is not negative.")


AUTHENTIC = {"consistent": 1.0, "look": 0.90, "close_look": 0.75, "warning": 0.50, "unknown": 0.90}


def reach_rate(followers: float) -> float:
    """The share of followers who see one post, by the size of the following; between 1 % and 40 %.

    Source: 15.7 % at 10,000-50,000 and 3.2 % at 500,000-1,000,000 followers (Cirqle 2024).
    """
    slope = math.log(_LARGE_RATE / _SMALL_RATE) / math.log(_LARGE / _SMALL)
    return min(_MOST, max(_LEAST, _SMALL_RATE * math.pow(max(followers, 1) / _SMALL, slope)))


def default_assumptions(currency: str, scheme: TierScheme = DEFAULT_SCHEME) -> Assumptions:
    """The starting numbers for a plan in this currency; ValueError for a currency without a usual price."""
    if currency not in PRICE_PER_10K:
        raise ValueError(f"Say what a post costs per 10,000 followers in {currency}: no usual price is known.")
    rates = {tier.name: round(reach_rate(_middle(tier.low, tier.high)), 3) for tier in scheme.tiers}
    return Assumptions(rates, AUTHENTIC, 0.70, 0.10, PRICE_PER_10K[currency] * 10 ** exponent(currency))


def modelled_price(followers: int, assumed: Assumptions, currency: str) -> Money:
    """What a post may cost where nobody quoted a price; never a quote, at least one minor unit."""
    return Money(max(1, round_half_up(followers * assumed.price_per_10k_minor // 10_000)), currency)


def kept_assumptions(assumed: Assumptions) -> dict[str, Any]:
    """Assumptions as JSON."""
    return {**asdict(assumed), "barred_bands": list(assumed.barred_bands)}


def assumptions_of(kept: Mapping[str, Any]) -> Assumptions:
    """The assumptions that were kept; ValueError where they make no sense."""
    names = Assumptions.__dataclass_fields__
    chosen = {name: kept[name] for name in names if name in kept}
    return Assumptions(**{**chosen, "barred_bands": tuple(kept.get("barred_bands", ()))})


def _middle(low: int, high: int | None) -> float:
    return math.sqrt(max(low, 100) * (high if high is not None else max(low, 100) * 10))
