"""Judging many profiles at once says what judging each alone says; jumps and doubts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting.formulas import DEFAULT_NORMS, Signal, post_rows, verdict
from sweetspot.stages.vetting.formulas.doubts import would_change
from sweetspot.stages.vetting.formulas.history import jumps
from sweetspot.stages.vetting.formulas.many import verdicts

START = datetime(2026, 1, 1, tzinfo=UTC)


def _posts(chance: np.random.Generator, count: int, alike: bool) -> list[PostReading]:
    likes = np.full(count, 500) if alike else np.round(np.exp(chance.normal(6, 0.6, count)))
    comments = chance.poisson(12, count)
    return [
        PostReading(
            f"p{place:03}", START + timedelta(days=3 * place + float(chance.uniform(0, 2))), int(like), int(said)
        )
        for place, (like, said) in enumerate(zip(likes, comments, strict=True))
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 14), st.none() | st.integers(100, 900_000), st.booleans()), min_size=1, max_size=6
    ),
    st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_many_at_once_says_what_each_alone_says(profiles: list[tuple[int, int | None, bool]], seed: int) -> None:
    chance = np.random.default_rng(seed)
    known = [(_posts(chance, count, alike), followers) for count, followers, alike in profiles]
    together = list(verdicts(post_rows(known), [[post.id for post in posts] for posts, _ in known]))
    for (posts, followers), found in zip(known, together, strict=True):
        alone = verdict(posts, followers)
        assert (found.band, found.coverage, found.posts, found.reason) == (
            alone.band, alone.coverage, alone.posts, alone.reason,
        )  # fmt: skip
        for one, other in zip(found.checks, alone.checks, strict=True):
            assert (one.signal, one.strength, one.posts, one.rule) == (
                other.signal,
                other.strength,
                other.posts,
                other.rule,
            )
            # Sums in another order may differ in the last place.
            assert one.value == pytest.approx(other.value)
            assert one.points == pytest.approx(other.points, abs=1e-9)
        assert (found.score is None) == (alone.score is None)
        if found.score and alone.score:
            assert found.score.value == alone.score.value
            # Sums in another order may move a score that lies exactly between two whole numbers.
            assert abs(found.score.low - alone.score.low) <= 1
            assert abs(found.score.high - alone.score.high) <= 1


def test_a_bought_jump_is_found_on_its_day() -> None:
    days = [
        (START + timedelta(days=day), 10_000 + 12 * day + (day % 3) + (3_000 if day >= 40 else 0)) for day in range(60)
    ]
    (jump,) = jumps(days)
    assert (jump.at, jump.followers, jump.explained_by) == (START + timedelta(days=40), 3_013, "")


def test_a_viral_post_or_a_giveaway_explains_a_jump() -> None:
    days = [
        (START + timedelta(days=day), 10_000 + 12 * day + (day % 3) + (3_000 if day >= 40 else 0)) for day in range(60)
    ]
    usual = [PostReading(f"u{day}", START + timedelta(days=day), likes=100) for day in range(0, 36, 6)]
    viral = PostReading("v", START + timedelta(days=39), likes=900)
    giveaway = PostReading("g", START + timedelta(days=39), likes=100, caption="Giveaway time")
    assert jumps(days, [*usual, viral])[0].explained_by.startswith("A post with more than three times")
    assert jumps(days, [*usual, giveaway])[0].explained_by.startswith("A giveaway")


def test_few_readings_say_nothing() -> None:
    assert jumps([(START, 100), (START + timedelta(days=1), 900)]) == []
    assert jumps([]) == []


def test_doubts_name_what_is_missing_and_answer_what_is_unusual() -> None:
    few = would_change((), 5, readings=1, comments=0)
    assert few[0] == "3 more posts: several signals need 8 of them."
    assert len(few) == 3
    posts = _posts(np.random.default_rng(3), 20, alike=True)
    found = verdict(posts, 20_000, DEFAULT_NORMS)
    strongest = max(found.checks, key=lambda check: check.points)
    assert strongest.signal is Signal.LIKE_SPREAD
    assert would_change(found.checks, 20, readings=99, comments=99)[0].startswith("Reach per post")
