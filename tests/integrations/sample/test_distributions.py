"""The draws of the sample follow the laws they are named for."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.integrations.sample import distributions as draw

START = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_stream_repeats_itself_and_differs_from_every_other() -> None:
    first = draw.stream(7, "posts", 3).random(4)
    assert (draw.stream(7, "posts", 3).random(4) == first).all()
    for other in (draw.stream(8, "posts", 3), draw.stream(7, "clicks", 3), draw.stream(7, "posts", 4)):
        assert (other.random(4) != first).all()


def test_an_identifier_is_a_uuid7_of_its_moment_and_depends_on_the_salt() -> None:
    one = draw.identifier("a", "post", 5, START)
    assert one.version == 7
    assert one.int >> 80 == int(START.timestamp() * 1000)
    assert one == draw.identifier("a", "post", 5, START)
    assert len({one, draw.identifier("b", "post", 5, START), draw.identifier("a", "post", 6, START)}) == 3


def test_three_thousand_followers_answer_with_four_per_cent() -> None:
    assert math.exp(draw.usual_log_rate(np.array(3_000.0), "instagram")) == pytest.approx(0.040, abs=0.0005)


def test_ten_times_the_followers_cost_two_fifths_of_the_rate_up_to_a_million() -> None:
    rates = np.exp(draw.usual_log_rate(np.array([1e3, 1e4, 1e6, 5e6]), "instagram"))
    assert rates[1] / rates[0] == pytest.approx(10**-0.234)
    assert rates[3] == rates[2]


@given(st.integers(0, 2**32), st.sampled_from(draw.TIERS))
def test_followers_lie_in_their_tier(seed: int, tier: draw.TierDraw) -> None:
    assert tier.low <= draw.followers(np.random.default_rng(seed), tier) < tier.high


@given(st.integers(0, 2**32), st.integers(150, 5_000_000), st.integers(17, 60))
def test_a_following_grows_to_what_it_is_today(seed: int, count: int, weeks: int) -> None:
    path = draw.follower_path(np.random.default_rng(seed), count, weeks)
    assert len(path) == weeks + 1
    assert path[-1] == count
    assert (path >= 1).all()


@given(st.integers(0, 2**32), st.integers(1, 200), st.integers(30, 400))
def test_posts_lie_within_the_history(seed: int, count: int, days: int) -> None:
    found = draw.post_days(np.random.default_rng(seed), count, days)
    assert len(found) == count
    assert found.min() >= 0
    assert found.max() < days


@given(st.integers(0, 2**32), st.integers(0, 300), st.integers(1, 90))
def test_moments_lie_within_their_days(seed: int, count: int, days: int) -> None:
    found = draw.moments(np.random.default_rng(seed), count, START, days)
    assert len(found) == count
    assert all(START <= at < START + timedelta(days=days) for at in found)


def test_evenings_and_sundays_are_livelier_than_nights_and_tuesdays() -> None:
    found = draw.moments(np.random.default_rng(1), 20_000, START, 70)
    evening, night = (sum(at.hour in hours for at in found) for hours in ((19, 20, 21), (2, 3, 4)))
    sunday, tuesday = (sum(at.weekday() == day for at in found) for day in (6, 1))
    assert evening > 8 * night
    assert sunday > 1.25 * tuesday


def test_half_of_those_who_follow_a_post_do_so_within_half_a_day() -> None:
    delays = [at - START for at in draw.after_post(np.random.default_rng(1), 4_000, START)]
    assert timedelta(hours=6) < sorted(delays)[2_000] < timedelta(hours=18)
    assert min(delays) > timedelta(0)
