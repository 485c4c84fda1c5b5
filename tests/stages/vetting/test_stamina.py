"""What sponsored posts keep of the engagement of others."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting import formulas
from sweetspot.stages.vetting.formulas.stamina import is_sponsored, shrunken, stamina

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def post(number: int, likes: int = 100, days: float | None = None, **more: Any) -> PostReading:
    at = NOW - timedelta(days=10 + 2 * number if days is None else days)
    return PostReading(f"p{number}", at, likes, 0, **{"format": "image", "followers_at_post": 1_000, **more})


def paid(number: int, likes: int = 50, **more: Any) -> PostReading:
    return post(number, likes, sponsored=True, **more)


def test_by_hand_three_sponsored_at_half_the_engagement() -> None:
    found = stamina([*map(post, range(9)), *(paid(20 + n, days=12 + n) for n in range(3))], 1_000, NOW)
    gap = math.log(50.5 / 100.5)
    # Nine equal posts: their spread of 0 and the belief .70² worth eight posts give .49 * 8 / 16 = .245.
    error = 0.245 * (1 / 3 + 9 * (1 / 9) ** 2)
    precision = 1 / 0.0625 + 1 / error
    centre = (math.log(0.85) / 0.0625 + gap / error) / precision
    assert found.kept is not None
    assert found.observed == pytest.approx(50.5 / 100.5)
    assert found.kept.value == pytest.approx(math.exp(centre))
    assert found.kept.low == pytest.approx(math.exp(centre - 1.6448536269514722 / math.sqrt(precision)))
    assert found.weak == pytest.approx(NormalDist(centre, precision**-0.5).cdf(math.log(0.8)))
    assert found.kept.sample == len(found.sponsored) == 3
    assert len(found.others) == 9


def test_without_posts_of_its_own_the_usual_stands() -> None:
    kept, weak = shrunken(math.log(0.2), 1e12, 0)
    assert kept.value == pytest.approx(0.85)
    assert weak == pytest.approx(NormalDist(math.log(0.85), 0.25).cdf(math.log(0.8)))


def test_fewer_than_three_sponsored_posts_are_not_enough() -> None:
    found = stamina([*map(post, range(9)), paid(20, days=12), paid(21, days=13)], 1_000, NOW)
    assert (found.kept, found.weak, found.observed) == (None, None, None)
    assert found.reason == "Not enough data: 2 of the 3 sponsored posts needed."
    assert found.saturation is not None
    assert found.saturation.share.value == pytest.approx(2 / 11)


def test_only_the_same_format_within_sixty_days_is_compared() -> None:
    far = [post(n, days=200 + n) for n in range(5)]
    other = [post(10 + n, days=10 + n, format="video") for n in range(5)]
    found = stamina([*far, *other, *(paid(20 + n, days=12 + n) for n in range(3))], 1_000, NOW)
    assert found.kept is None
    assert found.reason == (
        "Not enough data: 0 of 3 sponsored posts have others of their format within 60 days; 3 are needed."
    )


def test_labels_count_as_the_platforms_flag_does() -> None:
    assert is_sponsored(post(1, sponsored=True))
    assert is_sponsored(post(1, caption="#ad a ring"))
    assert not is_sponsored(post(1, caption="#adidas"))
    flagged = [*map(post, range(9)), *(paid(20 + n, days=12 + n) for n in range(3))]
    labelled = [*map(post, range(9)), *(post(20 + n, 50, days=12 + n, caption="Werbung: Ring") for n in range(3))]
    assert stamina(flagged, 1_000, NOW) == stamina(labelled, 1_000, NOW)


def test_saturation_has_a_share_an_interval_and_a_trend() -> None:
    recent = [(paid if n % 2 else post)(n, days=10 + n) for n in range(10)]
    before = [(paid if n == 0 else post)(30 + n, days=100 + n) for n in range(10)]
    found = stamina([*recent, *before], 1_000, NOW).saturation
    assert found is not None
    assert (found.share.value, found.share.sample) == (pytest.approx(6 / 20), 20)
    assert found.share.low < 0.3 < found.share.high
    assert (found.recent, found.before) == (0.5, 0.1)
    assert found.trend == pytest.approx(0.4)
    alone = stamina(recent, 1_000, NOW).saturation
    assert alone is not None
    assert alone.trend is None


@pytest.mark.parametrize("followers", [None, 0])
def test_no_posts_or_no_followers_are_said(followers: int | None) -> None:
    assert stamina([], followers, NOW).saturation is None
    blank = [post(n, followers_at_post=None) for n in range(6)]
    found = stamina(blank, followers, NOW)
    assert (found.kept, found.saturation) == (None, None)
    assert found.reason == "Not enough data: 0 of the 3 sponsored posts needed."


def test_hidden_likes_duplicates_and_the_future_take_no_part() -> None:
    good = [*map(post, range(9)), *(paid(20 + n, days=12 + n) for n in range(3))]
    noise = [
        PostReading("hidden", NOW - timedelta(days=20), 0, 12, sponsored=True, format="image"),
        PostReading("ahead", NOW + timedelta(days=9), 9_000, 12, sponsored=True, format="image"),
        good[-1],
    ]
    assert stamina([*good, *noise], 1_000, NOW) == stamina(good, 1_000, NOW)


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(1e-4, 10))
def test_the_shrunken_ratio_lies_between_the_observed_and_the_usual(log_ratio: float, error: float) -> None:
    kept, weak = shrunken(log_ratio, error, 5)
    low, high = sorted((math.exp(log_ratio), 0.85))
    assert low - 1e-9 <= kept.value <= high + 1e-9
    assert kept.low < kept.value < kept.high
    assert 0 <= weak <= 1


def test_the_interval_covers_about_nine_in_ten_of_ratios_drawn_from_the_prior() -> None:
    chance = np.random.default_rng(5)
    hits = 0
    for _ in range(400):
        true = math.exp(math.log(0.85) + 0.25 * chance.standard_normal())
        rates = np.exp(0.7 * chance.standard_normal(24)) * 100_000
        rates[::4] *= true
        posts = [post(n, round(rate), days=10 + n, sponsored=n % 4 == 0) for n, rate in enumerate(rates)]
        kept = stamina(posts, 1_000_000, NOW).kept
        hits += kept is not None and kept.low <= true <= kept.high
    assert 0.86 <= hits / 400 <= 0.94


def test_stamina_is_among_the_functions_that_analysts_import() -> None:
    assert formulas.stamina is stamina
    assert formulas.engagement([], 1, NOW).rate is None
