"""A profile's rate as of earlier times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sweetspot.stages.creators.formulas import BUILT_IN, DEFAULT_DEFINITION, PostReading
from sweetspot.stages.creators.formulas.past import past_rates

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POSTS = [PostReading(f"p{n}", NOW - timedelta(days=10 + 5 * n), 90, 10, views=1_000) for n in range(12)]


def test_each_time_knows_only_the_posts_and_followers_of_then() -> None:
    readings = [(NOW - timedelta(days=70), 500), (NOW - timedelta(days=31), 800), (NOW + timedelta(days=5), 9)]
    found = past_rates(POSTS, readings, 1_000, NOW, DEFAULT_DEFINITION, months=2)
    assert [one.as_of for one in found] == [NOW - timedelta(days=days) for days in (60, 30, 0)]
    assert [one.rate and round(one.rate.value, 6) for one in found] == [None, 0.125, 0.1]
    assert found[0].reason.startswith("Not enough data: ")


def test_another_definition_recomputes_what_was() -> None:
    per_view = next(one for one in BUILT_IN if one.key == "per-view")
    found = past_rates(POSTS, [], 1_000, NOW, per_view, months=1)
    assert [one.rate and round(one.rate.value, 6) for one in found] == [0.1, 0.1]


def test_without_posts_every_time_says_so() -> None:
    assert [one.rate for one in past_rates([], [], None, NOW, DEFAULT_DEFINITION)] == [None] * 13
