"""Verdicts on the profiles of invented creators."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting.formulas import (
    Band,
    Confidence,
    Signal,
    Strength,
    band_of,
    fit_norms,
    measure,
    post_rows,
    verdict,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
LIKES = [410, 240, 690, 330, 520, 180, 760, 300, 450, 610, 270, 380, 560, 220]
COMMENTS = [11, 6, 17, 6, 12, 5, 16, 9, 9, 15, 8, 8, 13, 5]
DAYS = [0, 3, 4, 11, 13, 20, 21, 27, 40, 42, 49, 51, 60, 63]


def posts(likes: list[int] = LIKES, comments: list[int] = COMMENTS) -> list[PostReading]:
    return [
        PostReading(f"p{place}", START + timedelta(days=day), *counts)
        for place, (day, *counts) in enumerate(zip(DAYS, likes, comments, strict=False))
    ]


def test_an_ordinary_profile_is_consistent_with_a_normal_audience() -> None:
    found = verdict(posts(), 5_000)
    assert found.score is not None
    assert found.band is Band.CONSISTENT
    assert found.band.words == "consistent with a normal audience"
    assert found.score.low <= found.score.value <= found.score.high
    assert (found.score.level, found.score.sample, found.reason) == (0.9, 14, None)
    assert found.coverage == pytest.approx(1 / 1.5)  # the posts alone


def test_many_more_followers_for_the_same_likes_are_a_strong_warning() -> None:
    found = verdict(posts(), 5_000_000)
    assert found.score is not None
    assert found.band is Band.WARNING
    worst = max(found.checks, key=lambda one: one.points)
    assert (worst.signal, worst.direction, worst.strength) == (Signal.ENGAGEMENT, "low", Strength.STRONG)
    assert len(worst.posts) == 5
    assert worst.posts[0] == "p5"  # the post with the fewest likes
    assert worst.explanations
    assert worst.sentence.startswith("Engagement for this size: 0.0079 %, where 1.3 % is usual")
    assert (worst.rule, worst.version, worst.peers) == ("S1", 1, 0)


def test_bought_likes_show_in_spread_and_comments() -> None:
    found = verdict(posts([likes + 3_200 for likes in LIKES]), 5_000)
    assert found.band is Band.LOOK
    lost = {one.signal for one in found.checks if one.points > 1}
    assert lost == {Signal.LIKE_SPREAD, Signal.COMMENTS_PER_LIKE}


def test_points_lost_add_up_to_what_the_score_lacks() -> None:
    found = verdict(posts([likes + 1_600 for likes in LIKES]), 50_000)
    assert found.score is not None
    assert 100 - sum(one.points for one in found.checks) == pytest.approx(found.score.value, abs=1.0)


def test_seven_posts_are_not_enough_for_a_number() -> None:
    found = verdict(posts()[:7], 5_000)
    assert (found.score, found.band, found.confidence) == (None, None, Confidence.LOW)
    assert found.reason == "Not enough posts (7 of 8). Import more or decide by hand."
    assert found.checks[1].sentence == "Spread of likes between posts: not enough posts (7 of 8)."
    assert found.checks[1].value is None


def test_no_posts_at_all_still_give_a_verdict_without_a_number() -> None:
    found = verdict([], None)
    assert (found.score, found.posts, found.coverage) == (None, 0, 0.0)


def test_an_unknown_follower_count_costs_nothing_and_widens_the_interval() -> None:
    known, unknown = verdict(posts(), 5_000), verdict(posts(), None)
    assert known.score is not None
    assert unknown.score is not None
    assert unknown.score.value >= known.score.value
    assert unknown.coverage == pytest.approx(0.75 / 1.5)
    assert unknown.score.high - unknown.score.low >= known.score.high - known.score.low
    assert unknown.checks[0].sentence == "Engagement for this size: cannot be computed from what is known."


def test_the_same_posts_in_any_order_give_the_same_verdict() -> None:
    assert verdict(posts()[::-1], 5_000) == verdict(posts(), 5_000)
    assert verdict(posts(), 5_001).inputs != verdict(posts(), 5_000).inputs


def test_a_break_is_dated_and_shows_the_posts_after_it() -> None:
    likes = [50, 61, 44, 58, 52, 47, 66, 900, 1_010, 870, 1_100, 950, 1_020, 890]
    found = verdict(posts(likes, [2] * 14), 5_000).checks[list(Signal).index(Signal.BREAK)]
    assert found.sentence.endswith("is different from 28 Jan 2026 on.")
    assert found.posts == ("p7", "p8", "p9", "p10", "p11")


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (100, "consistent"),
        (80, "consistent"),
        (79, "look"),
        (60, "look"),
        (59, "close_look"),
        (40, "close_look"),
        (39, "warning"),
        (1, "warning"),
    ],
)
def test_bands_begin_at_80_60_and_40(score: int, band: str) -> None:
    assert band_of(score) == band


def test_no_word_accuses_anybody() -> None:
    said = [band.words + band.advice for band in Band]
    for count in (5_000, 5_000_000):
        said += [one.sentence + " ".join(one.explanations) for one in verdict(posts(), count).checks]
    assert not any(word in text.lower() for text in said for word in ("fake", "fraud", "cheat", "bought"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 200)), min_size=8, max_size=14),
    st.integers(1, 100_000),
    st.integers(1, 50),
)
def test_more_bought_followers_never_raise_the_score(counts: list[tuple[int, int]], followers: int, times: int) -> None:
    found = posts([likes for likes, _ in counts], [comments for _, comments in counts])
    before, after = (verdict(found, count, resamples=40).score for count in (followers, followers * times))
    if before is None or after is None:
        assert before is after
        return
    assert after.value <= before.value
    assert after.low <= before.low
    assert after.high <= before.high


def test_a_post_without_counts_changes_nothing_but_is_not_counted() -> None:
    extra = replace(posts()[0], id="hidden", likes=None)
    assert verdict([*posts(), extra], 5_000) == verdict(posts(), 5_000)


def test_an_engagement_of_over_a_hundred_percent_is_shown_and_costs_nothing() -> None:
    found = verdict(posts([likes * 50 for likes in LIKES], [said * 50 for said in COMMENTS]), 5_000)
    engagement = found.checks[0]
    assert engagement.value is not None
    assert engagement.value > 1
    assert (engagement.direction, engagement.points) == ("high", 0.0)


@pytest.mark.parametrize("followers", [None, 0])
@pytest.mark.parametrize("count", [0, 1])
def test_no_post_or_one_and_no_followers_give_no_number(count: int, followers: int | None) -> None:
    found = verdict(posts()[:count], followers)
    assert (found.score, found.band, found.posts) == (None, None, count)
    assert found.reason == f"Not enough posts ({count} of 8). Import more or decide by hand."


def test_one_profile_of_ten_million_among_twenty_does_not_move_the_norms() -> None:
    followers = [4_000 + 90 * place for place in range(31)]
    rows = post_rows([(posts(), count) for count in followers])
    outlier = post_rows([*((posts(), count) for count in followers), (posts(), 10_000_000)])
    one, other = (fit_norms(measure(found), found.followers, "own").by_signal for found in (rows, outlier))
    size = np.array([5_000.0])
    assert one[Signal.ENGAGEMENT].at(size) == pytest.approx(other[Signal.ENGAGEMENT].at(size), abs=0.05)


def test_a_strong_signal_keeps_its_word_behind_a_stronger_one() -> None:
    alike = posts([300 + place for place in range(14)])
    alone, behind = verdict(alike, 5_000).checks[1], verdict(alike, 5_000_000_000).checks[1]
    assert alone.strength is behind.strength is Strength.STRONG
    assert behind.points < 5 < alone.points
