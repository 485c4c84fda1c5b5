"""Judging many profiles at once says what each alone says; the interval is what drawing posts by hand gives; doubts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting.formulas import (
    DEFAULT_NORMS,
    PostRows,
    Reading,
    Signal,
    assess,
    find,
    measure,
    post_rows,
    verdict,
)
from sweetspot.stages.vetting.formulas.doubts import would_change
from sweetspot.stages.vetting.formulas.findings import SEED, TIMED

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
        st.tuples(
            st.integers(0, 14), st.none() | st.integers(100, 900_000), st.booleans(), st.none() | st.floats(0, 1)
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_many_at_once_say_what_each_alone_says(
    profiles: list[tuple[int, int | None, bool, float | None]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    known = [(_posts(chance, count, alike), followers) for count, followers, alike, _ in profiles]
    told = [{Signal.GROWTH: Reading(growth, 0.01, 20, "")} for *_, growth in profiles]
    together = find(post_rows(known), told)
    for place, (posts, followers) in enumerate(known):
        alone = verdict(posts, followers, readings=told[place])
        assert together.found.coverage[place] == pytest.approx(alone.coverage)
        assert [check.points for check in alone.checks] == pytest.approx(
            together.found.points[:, place].tolist(), abs=0.051
        )
        assert np.isnan(together.found.score[place]) == (alone.score is None)
        if alone.score:
            assert together.found.score[place] == alone.score.value
            # Sums in another order may move a score that lies exactly between two whole numbers.
            assert abs(together.low[place] - alone.score.low) <= 1
            assert abs(together.high[place] - alone.score.high) <= 1


def test_the_interval_is_what_drawing_the_posts_one_by_one_gives() -> None:
    row = post_rows([(_posts(np.random.default_rng(5), 12, alike=False), 40_000)])
    point = find(row)
    chance = np.random.default_rng(SEED)
    places = np.sort(chance.integers(0, 12, (200, 12)), axis=1)
    drawn = PostRows(np.full(200, 40_000.0), *(part[0][places] for part in (row.likes, row.comments, row.days)))
    values = measure(drawn)
    anything = {signal: chance.standard_normal(200) for signal in Signal}
    for place, signal in enumerate(Signal):
        held = point.found.z[place, 0]
        if signal in TIMED:
            values[signal] = np.full(200, point.values[place, 0])
        elif np.isnan(held):
            norm = DEFAULT_NORMS.by_signal[signal]
            values[signal] = norm.centre + norm.scale * anything[signal]
    scores = assess(values, drawn.followers, DEFAULT_NORMS).score
    assert (point.low[0], point.high[0]) == pytest.approx(tuple(np.quantile(scores, (0.05, 0.95))), abs=1.0)


def test_an_uncertain_reading_widens_the_interval() -> None:
    row = post_rows([(_posts(np.random.default_rng(5), 30, alike=False), 4_000)])
    sure, unsure = (find(row, [{Signal.SUSPICIOUS: Reading(0.4, error, 400, "")}]) for error in (0.001, 0.10))
    assert sure.found.score[0] == unsure.found.score[0]
    assert unsure.high[0] - unsure.low[0] > sure.high[0] - sure.low[0] + 10


def test_doubts_name_what_is_missing_and_answer_what_is_unusual() -> None:
    few = would_change((), 5, readings=1, comments=0)
    assert few[0] == "3 more posts: several signals need 8 of them."
    assert len(few) == 3
    posts = _posts(np.random.default_rng(3), 20, alike=True)
    found = verdict(posts, 20_000, DEFAULT_NORMS)
    strongest = max(found.checks, key=lambda check: check.points)
    assert strongest.signal is Signal.LIKE_SPREAD
    assert would_change(found.checks, 20, readings=99, comments=99)[0].startswith("Reach per post")
