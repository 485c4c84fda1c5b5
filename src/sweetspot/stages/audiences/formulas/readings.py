"""What do a creator's own following, their audience's countries and their followers say about authenticity?"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sweetspot.core.statistics import Estimate
from sweetspot.stages.audiences.formulas.fit import Shares


class AudienceSignal(StrEnum):
    """The signals that the audience gives; named as in the published list of signals."""

    FOLLOWING = "S6"
    COUNTRIES = "S10"
    SUSPICIOUS = "S11"


@dataclass(frozen=True, slots=True)
class AudienceReading:
    """One signal's value with what it rests on; `value` is None where there is not enough data, and `reason` says why.

    `low` and `high` are its interval (equal to it where the value is counted and not estimated), `sample` how many
    accounts or people stand behind it, `rows` the ids of the rows it was read from, `note` a sentence for people.
    """

    signal: AudienceSignal
    value: float | None
    low: float | None
    high: float | None
    sample: int
    rows: tuple[UUID, ...]
    note: str
    reason: str = ""


#: From here on somebody follows in order to be followed.
MASS_FOLLOWING = 1_500


def following_reading(followers: int | None, following: int | None, rows: tuple[UUID, ...] = ()) -> AudienceReading:
    """S6: log10 of accounts followed per follower (1 added to both), so 0 is as many, 1 ten times as many.

    The note says whether they follow in masses: at least MASS_FOLLOWING, and at least half as many as follow them.
    """
    signal = AudienceSignal.FOLLOWING
    if followers is None or following is None:
        missing = "how many follow" if followers is None else "how many accounts they follow"
        return AudienceReading(signal, None, None, None, 0, rows, "", f"Not enough data: {missing} is not known.")
    value = math.log10((following + 1) / (followers + 1))
    note = f"Follows {following:,} accounts and has {followers:,} followers."
    if follows_in_masses(followers, following):
        note += " Following that many is a way to be followed back."
    return AudienceReading(signal, value, value, value, followers, rows, note)


def follows_in_masses(followers: int, following: int) -> bool:
    """Whether somebody follows MASS_FOLLOWING accounts or more, and at least half as many as follow them."""
    return following >= MASS_FOLLOWING and 2 * following >= followers


#: Where a language is an everyday one; languages that are not here are not judged.
SPOKEN_IN: dict[str, frozenset[str]] = {
    language: frozenset(countries.split())
    for language, countries in {
        "en": "US GB CA AU NZ IE ZA NG GH KE IN PK PH SG JM TT MT ZW UG ZM BW",
        "es": "ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY PR US GQ",
        "de": "DE AT CH LI LU",
        "fr": "FR BE CH CA LU MC CI SN CM CD MG ML BF NE TG BJ GA CG GN HT MA DZ TN RE GP MQ",
        "pt": "PT BR AO MZ CV GW ST TL",
        "it": "IT CH SM VA",
        "nl": "NL BE SR CW AW",
        "id": "ID",
        "ms": "MY BN SG",
        "tr": "TR CY",
        "pl": "PL",
        "sv": "SE FI",
        "no": "NO",
        "da": "DK",
        "fi": "FI",
        "cs": "CZ SK",
        "sk": "SK CZ",
        "hu": "HU RO",
        "ro": "RO MD",
        "el": "GR CY",
        "bg": "BG",
        "hr": "HR BA RS ME",
        "sr": "RS BA ME HR",
        "ru": "RU BY KZ KG UA",
        "uk": "UA",
        "ar": "EG SA AE MA DZ TN IQ JO KW LB LY OM QA SD SY YE BH PS",
        "he": "IL",
        "fa": "IR AF TJ",
        "hi": "IN",
        "ur": "PK IN",
        "bn": "BD IN",
        "ta": "IN LK SG",
        "th": "TH",
        "vi": "VN",
        "ja": "JP",
        "ko": "KR",
        "zh": "CN TW HK SG MO MY",
        "tl": "PH",
    }.items()
}


def countries_reading(
    shares: Shares, language: str | None, home: str | None = None, *, market: Collection[str] = (), sample: int = 0,
    rows: tuple[UUID, ...] = (),
) -> AudienceReading:  # fmt: skip
    """S10: the share of the audience in countries where neither the content's language is spoken nor it is at home.

    `shares` are of the whole audience; what they leave open may lie anywhere and widens the interval. `home` is the
    creator's country, `market` the countries the brand sells in: both are expected. It counts as a hint only beside
    others: people move, learn and travel.
    """
    signal = AudienceSignal.COUNTRIES
    listed = math.fsum(shares.values())
    spoken = SPOKEN_IN.get(language or "")
    if listed <= 0:
        return _not_known(signal, rows, "the audience's countries are not known")
    if spoken is None:
        why = f"where {language!r} is spoken is not listed" if language else "the content's language is not known"
        return _not_known(signal, rows, why)
    expected = spoken | set(market) | ({home} if home else set())
    elsewhere = math.fsum(share for cell, share in shares.items() if cell not in expected)
    scale = max(listed, 1.0)
    low, high = elsewhere / scale, min(1.0, (elsewhere + max(0.0, 1 - listed)) / scale)
    value = elsewhere / listed
    note = f"{value:.0%} of the audience whose country is known lives where the content's language is not everyday."
    return AudienceReading(signal, value, min(low, value), max(high, value), sample, rows, note)


def suspicious_reading(share: Estimate | None, accounts: int, reason: str, rows: tuple[UUID, ...]) -> AudienceReading:
    """S11: the share of followers that look bought or automated, as `share.judge` found it in a sample."""
    signal = AudienceSignal.SUSPICIOUS
    if share is None:
        return AudienceReading(signal, None, None, None, accounts, rows, "", reason or "Not enough data: no sample.")
    note = (
        f"About {share.value:.0%} ({share.low:.0%} to {share.high:.0%}) of the followers look bought or automated, "
        f"from a sample of {share.sample:,}."
    )
    return AudienceReading(signal, share.value, share.low, share.high, share.sample, rows, note)


def _not_known(signal: AudienceSignal, rows: tuple[UUID, ...], why: str) -> AudienceReading:
    return AudienceReading(signal, None, None, None, 0, rows, "", f"Not enough data: {why}.")
