"""The signals S6, S10 and S11 as plain readings."""

from __future__ import annotations

import pytest

from sweetspot.core.identifiers import new_id
from sweetspot.core.statistics import Estimate
from sweetspot.stages.audiences.formulas.readings import (
    AudienceSignal,
    countries_reading,
    following_reading,
    follows_in_masses,
    suspicious_reading,
)


def test_following_as_many_as_follow_back_is_zero_and_ten_times_is_one() -> None:
    assert following_reading(999, 999).value == 0
    ten = following_reading(99, 999)
    assert (ten.signal, ten.value, ten.low, ten.high, ten.sample) == (AudienceSignal.FOLLOWING, 1, 1, 1, 99)
    assert following_reading(0, 0).value == 0


def test_mass_following_needs_many_and_many_for_the_followers() -> None:
    assert follows_in_masses(3_000, 1_500)
    assert not follows_in_masses(3_001, 1_500)
    assert not follows_in_masses(100, 1_499)
    assert "a way to be followed back" in following_reading(2_000, 1_800).note


@pytest.mark.parametrize(("followers", "following"), [(None, 5), (5, None)])
def test_a_missing_count_is_not_enough_data(followers: int | None, following: int | None) -> None:
    found = following_reading(followers, following)
    assert (found.value, found.sample) == (None, 0)
    assert found.reason.startswith("Not enough data: ")


def test_an_audience_where_the_language_is_spoken_is_expected() -> None:
    row = new_id()
    found = countries_reading({"DE": 0.6, "AT": 0.1, "IN": 0.3}, "de", sample=900, rows=(row,))
    assert (found.value, found.low, found.high) == pytest.approx((0.3, 0.3, 0.3))
    assert (found.sample, found.rows) == (900, (row,))


def test_what_is_not_listed_may_lie_anywhere() -> None:
    found = countries_reading({"DE": 0.4, "IN": 0.1}, "de")
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.1, 0.6))


def test_home_and_market_are_expected_too() -> None:
    assert countries_reading({"JP": 0.5, "US": 0.5}, "en", home="JP").value == 0
    assert countries_reading({"FR": 1.0}, "en", market=("FR",)).value == 0


def test_an_unknown_language_or_country_is_not_judged() -> None:
    assert countries_reading({"DE": 1.0}, None).reason == "Not enough data: the content's language is not known."
    assert countries_reading({"DE": 1.0}, "eu").value is None
    assert countries_reading({}, "de").reason == "Not enough data: the audience's countries are not known."


def test_the_share_of_a_sample_is_passed_on_with_its_interval() -> None:
    found = suspicious_reading(Estimate(0.2, 0.1, 0.3, 0.95, 400), 410, "", ())
    assert (found.value, found.low, found.high, found.sample) == (0.2, 0.1, 0.3, 400)
    assert found.note.startswith("About 20% (10% to 30%) of the followers look bought or automated")
    assert suspicious_reading(None, 40, "Not enough data: 40 accounts.", ()).reason == "Not enough data: 40 accounts."
