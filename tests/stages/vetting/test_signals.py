"""What the signals measure, on posts counted by hand."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting.formulas import FROM_POSTS, PostRows, Signal, measure, post_rows
from sweetspot.stages.vetting.formulas.signals import sharpest_break

START = datetime(2026, 1, 1, tzinfo=UTC)


def rows(likes: list[float], comments: list[float] | None = None, followers: float = 1_000, gap: float = 2) -> PostRows:
    table = np.array([likes, comments or [4.0] * len(likes), [gap * n for n in range(len(likes))]], dtype=float)
    return PostRows(np.array([followers]), table[0:1], table[1:2], table[2:3])


def value(signal: Signal, found: PostRows) -> float:
    return float(measure(found)[signal][0])


def test_engagement_is_the_mean_log_rate_of_todays_followers() -> None:
    assert value(Signal.ENGAGEMENT, rows([96.0] * 3)) == pytest.approx(math.log(100.5 / 1_000))


def test_engagement_is_missing_without_followers() -> None:
    assert math.isnan(value(Signal.ENGAGEMENT, rows([96.0] * 3, followers=math.nan)))
    assert math.isnan(value(Signal.ENGAGEMENT, rows([96.0] * 3, followers=0)))


def test_comments_per_like_counts_all_posts_together() -> None:
    found = value(Signal.COMMENTS_PER_LIKE, rows([50.0, 100.0, 49.0], [0.0, 0.0, 1.5]))
    assert found == pytest.approx(math.log(2 / 200))


def test_comments_that_are_switched_off_are_no_few_comments() -> None:
    off = rows([1_000.0, 30_000.0, 2_000.0, 900.0] * 2, [0.0, 0.0, 3.0, 0.0] * 2)
    assert math.isnan(value(Signal.COMMENTS_PER_LIKE, off))
    assert math.isnan(value(Signal.CO_MOVEMENT, off))
    assert not math.isnan(value(Signal.ENGAGEMENT, off))
    some = rows([1_000.0, 30_000.0, 2_000.0, 900.0] * 2, [0.0, 1.0, 3.0, 0.0] * 2)
    assert value(Signal.COMMENTS_PER_LIKE, some) == pytest.approx(math.log(8.5 / 67_801))


def test_like_spread_by_hand() -> None:
    likes = [math.e - 1, math.e**3 - 1] * 4  # logs 1 and 3: each 1 away from the mean 2
    assert value(Signal.LIKE_SPREAD, rows(likes)) == pytest.approx(math.log(math.sqrt(8 / 7)))


def test_adding_bought_likes_to_each_post_narrows_the_spread() -> None:
    likes = [20.0, 90.0, 45.0, 60.0, 30.0, 120.0, 75.0, 40.0]
    assert value(Signal.LIKE_SPREAD, rows([n + 200 for n in likes])) < value(Signal.LIKE_SPREAD, rows(likes)) - 1


def test_likes_and_comments_that_rise_together_move_together() -> None:
    likes = [10.0, 20, 40, 80, 160, 320, 640, 1_280]
    assert value(Signal.CO_MOVEMENT, rows(likes, [n / 10 for n in likes])) > 0.98
    assert value(Signal.CO_MOVEMENT, rows(likes, likes[::-1])) < -0.99
    assert math.isnan(value(Signal.CO_MOVEMENT, rows(likes, [3.0] * 8)))


def test_clockwork_has_no_rhythm_spread() -> None:
    assert value(Signal.RHYTHM, rows([10.0] * 8)) == pytest.approx(0.0, abs=1e-9)


def test_a_break_is_found_at_its_post() -> None:
    strength, before = sharpest_break(rows([10.0, 12, 11, 13, 12, 90, 100, 95, 105, 98]))
    assert before[0] == 5
    assert strength[0] > 2


def test_few_posts_leave_the_demanding_signals_missing() -> None:
    found = measure(rows([10.0, 20.0, 30.0]))
    assert {signal for signal in FROM_POSTS if not math.isnan(found[signal][0])} == {
        Signal.ENGAGEMENT,
        Signal.COMMENTS_PER_LIKE,
    }


def test_a_profile_without_posts_has_no_signal() -> None:
    found = measure(post_rows([((), 1_000)]))
    assert all(math.isnan(found[signal][0]) for signal in FROM_POSTS)


def test_posts_become_rows_oldest_first_and_those_without_counts_are_skipped() -> None:
    posts = [
        PostReading("b", START + timedelta(days=1), 20, 2),
        PostReading("a", START, 10, 1),
        PostReading("c", START + timedelta(days=2), None, 3),
    ]
    found = post_rows([(posts, 500), ((), None)])
    assert found.likes[0].tolist() == [10.0, 20.0]
    assert found.days[0, 1] - found.days[0, 0] == pytest.approx(1.0)
    assert np.isnan(found.likes[1]).all()
    assert np.isnan(found.followers[1])


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 99)), max_size=14), min_size=1, max_size=5))
def test_many_profiles_at_once_measure_what_each_alone_does(profiles: list[list[tuple[int, int]]]) -> None:
    readings = [
        (
            [PostReading(str(n), START + timedelta(hours=7 * n * n), *counts) for n, counts in enumerate(posts)],
            1_000,
        )
        for posts in profiles
    ]
    together = measure(post_rows(readings))
    for place, one in enumerate(readings):
        alone = measure(post_rows([one]))
        for signal in FROM_POSTS:
            assert together[signal][place] == pytest.approx(alone[signal][0], nan_ok=True, rel=1e-6, abs=1e-6)
