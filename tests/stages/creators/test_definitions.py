"""Definitions of engagement: what each divides, what makes no sense, and rates by every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import (
    BUILT_IN,
    DEFAULT_DEFINITION,
    Basis,
    Definition,
    Kind,
    PostReading,
    Reason,
    Statistic,
    Window,
    by_format,
    by_kind,
    engagement,
)
from sweetspot.stages.creators.formulas.definitions import read_definition, stored

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BY_KEY = {one.key: one for one in BUILT_IN}


def posts(count: int = 4, every: float = 2.0, **counts: Any) -> list[PostReading]:
    given = {"likes": 90, "comments": 10, **counts}
    return [PostReading(f"p{n}", NOW - timedelta(days=10 + every * n), **given) for n in range(count)]


def rate(key: str, readings: list[PostReading], followers: int | None = 1_000) -> float | None:
    found = engagement(readings, followers, NOW, definition=BY_KEY[key]).rate
    return found.value if found else None


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("per-follower", 0.10),
        ("per-follower-mean", 0.10),
        ("per-follower-median", 0.10),
        ("all-per-follower", 0.15),
        ("shares-per-follower", 0.12),
        ("per-reach", 0.20),
        ("per-impression", 0.05),
        ("per-view", 0.025),
        ("daily", 0.05),  # a post every second day
        ("like-follower-ratio", 0.09),
        ("comments-per-follower", 0.01),
        ("video-per-follower", 0.10),
        ("carousel-per-follower", None),
        ("image-per-follower", None),
    ],
)
def test_each_built_in_definition_by_hand(key: str, expected: float | None) -> None:
    readings = posts(shares=20, saves=30, reach=500, impressions=2_000, views=4_000, format="video")
    assert rate(key, readings) == (None if expected is None else pytest.approx(expected))


def test_every_built_in_definition_has_a_case_above_and_a_title() -> None:
    assert len(BY_KEY) == len(BUILT_IN) == 14
    assert DEFAULT_DEFINITION.title == "Engagement per follower, version 1"
    assert BY_KEY["daily"].formula == "(likes + comments) ÷ followers × posts a day"
    assert BY_KEY["like-follower-ratio"].words == (
        "Likes ÷ followers, the 10 % trimmed mean of the newest 30 posts that may speak (at least 3, none younger than "
        "72 hours or older than 365 days), with its 90 % interval."
    )


def test_formats_are_kept_apart() -> None:
    mixed = [*posts(3, format="video"), *(replace(one, id=f"i{one.id}", format="image", likes=190) for one in posts(3))]
    found = {one.key: engagement(mixed, 1_000, NOW, definition=one) for one in by_format(DEFAULT_DEFINITION)}
    assert {key: one.rate and round(one.rate.value, 6) for key, one in found.items()} == {
        "image": 0.2,
        "carousel": None,
        "video": 0.1,
    }
    assert {left.reason for left in found["image"].selection.left_out} == {Reason.OTHER_FORMAT}


def test_each_kind_of_engagement_has_a_rate_of_its_own() -> None:
    found = {one.key: engagement(posts(saves=5), 1_000, NOW, definition=one) for one in by_kind(DEFAULT_DEFINITION)}
    assert {key: one.rate and round(one.rate.value, 6) for key, one in found.items()} == {
        "likes": 0.09,
        "comments": 0.01,
        "shares": None,
        "saves": 0.005,
    }
    assert (
        found["shares"].reason
        == "Not enough data: 0 of the 3 posts needed can be used. 4 left out: a count this rate needs is not known."
    )


def test_posts_of_one_moment_do_not_say_how_many_there_are_a_day() -> None:
    found = engagement(posts(every=0.0), 1_000, NOW, definition=BY_KEY["daily"])
    assert found.rate is None
    assert found.reason == "Not enough data: the posts' times do not say how many there are a day."


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("definition", BUILT_IN, ids=lambda one: one.key)
def test_no_post_and_one_post_are_not_enough_for_any_definition(definition: Definition, count: int) -> None:
    found = engagement(posts(count, views=10, reach=10), 1_000, NOW, definition=definition)
    assert (found.rate, found.people, found.likely) == (None, None, None)
    assert found.reason is not None
    assert found.reason.startswith("Not enough data: ")


def test_a_post_from_the_future_does_not_count() -> None:
    ahead = PostReading("ahead", NOW + timedelta(days=3), likes=10**9, comments=0)
    found = engagement([*posts(), ahead], 1_000, NOW)
    assert found.rate == engagement(posts(), 1_000, NOW).rate
    assert [left.reason for left in found.selection.left_out] == [Reason.TOO_YOUNG]


def test_a_post_listed_twice_counts_once() -> None:
    twice = [*posts(), *posts()]
    assert engagement(twice, 1_000, NOW).rate == engagement(posts(), 1_000, NOW).rate


def test_only_rates_per_follower_are_a_number_of_people() -> None:
    readings = posts(views=4_000)
    people = {key: engagement(readings, 1_000, NOW, definition=BY_KEY[key]).people for key in BY_KEY}
    known = {key for key, one in people.items() if one}
    assert known == {
        "per-follower", "per-follower-mean", "per-follower-median", "like-follower-ratio", "comments-per-follower",
    }  # fmt: skip


windows = st.builds(
    Window, st.integers(3, 60), st.integers(2, 3), st.just(timedelta(hours=24)), st.just(timedelta(days=90))
)
drawn = st.builds(
    Definition,
    st.just("own-x"),
    st.just("Ours"),
    st.lists(st.sampled_from(Kind), min_size=1, max_size=4, unique=True).map(tuple),
    st.just(Basis.FOLLOWERS),
    st.sampled_from(Statistic),
    windows,
    st.lists(st.sampled_from(("image", "video")), unique=True).map(tuple),
    st.booleans(),
    st.integers(1, 9),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn)
def test_a_stored_definition_comes_back_as_it_was(one: Definition) -> None:
    assert read_definition(one.key, one.name, one.version, stored(one)) == one


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kinds": []}, "at least one kind"),
        ({"kinds": ["likes", "likes"]}, "each once"),
        ({"kinds": ["claps"]}, "claps"),
        ({"basis": "luck"}, "luck"),
        ({"minimum": 0}, "no fewer"),
        ({"minimum": 31}, "no fewer"),
        ({"posts": 501}, "at most 500"),
        ({"youngest_hours": 9_000}, "older than the youngest"),
        ({"formats": ["hologram"]}, "Formats are"),
        ({"per_day": True, "basis": "views"}, "one per follower"),
        ({"per_day": True, "minimum": 1}, "at least two posts"),
        ({"posts": None}, "A definition needs"),
    ],
)
def test_terms_that_make_no_sense_are_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_definition("own-x", "Ours", 1, {**stored(DEFAULT_DEFINITION), **change})
