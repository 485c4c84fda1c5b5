"""Jumps of a following: found, explained as far as a reason fits their size, and counted in the verdict."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stages.vetting.test_verdict import posts as ordinary

from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.vetting.formulas import Band, Signal, growth_reading, jumps, verdict
from sweetspot.stages.vetting.formulas.history import quiet_growth

START = datetime(2026, 1, 1, tzinfo=UTC)
USUAL = [PostReading(f"u{day}", START + timedelta(days=day), likes=100, comments=4) for day in range(0, 36, 6)]


def days(*bought: tuple[int, int], length: int = 60, first: int = 10_000) -> list[tuple[datetime, int]]:
    """Daily readings that grow by about twelve a day, and by `bought` (day, followers) from some days on."""
    return [
        (
            START + timedelta(days=day),
            first + 12 * day + day % 3 + sum(followers for since, followers in bought if day >= since),
        )
        for day in range(length)
    ]


def growth(*bought: tuple[int, int], length: int = 60, posts: list[PostReading] | None = None) -> float | None:
    readings = days(*bought, length=length)
    return growth_reading(readings, jumps(readings, posts or [])).value


def test_a_jump_is_found_on_its_day() -> None:
    (jump,) = jumps(days((40, 3_000)))
    assert (jump.at, jump.followers, jump.before) == (START + timedelta(days=40), 3_013, 10_468)
    assert (jump.unexplained, jump.explained, jump.explained_by) == (3_000, 0, "")


def test_a_quiet_following_has_no_jump_and_few_readings_say_nothing() -> None:
    assert jumps(days()) == []
    assert growth() == 0.0
    assert jumps([(START, 100), (START + timedelta(days=1), 900)]) == []
    assert jumps([]) == []
    assert growth((3, 5_000), length=10) is None
    assert quiet_growth(1, 0).note.startswith("1 reading of the following so far")


def test_weekly_readings_are_judged_against_the_eight_nearest() -> None:
    weekly = [(START + timedelta(weeks=week), 10_000 + 90 * week + week % 3) for week in range(20)]
    risen = [(at, followers + (9_000 if at >= START + timedelta(weeks=18) else 0)) for at, followers in weekly]
    assert [jump.at for jump in jumps(risen)] == [START + timedelta(weeks=18)]


def test_a_viral_post_explains_one_follower_for_each_like_above_the_usual_and_no_more() -> None:
    viral = PostReading("v", START + timedelta(days=39), likes=900)
    (jump,) = jumps(days((40, 3_000)), [*USUAL, viral])
    assert (jump.explained, jump.unexplained) == (800, 2_200)
    assert jump.explained_by == (
        "A post with 9.0 times the usual likes came within three days, which explains about 800 of them."
    )
    (small,) = jumps(days((40, 300)), [*USUAL, viral])
    assert (small.explained, small.unexplained) == (300, 0)
    assert small.explained_by == "A post with 9.0 times the usual likes came within three days."


def test_a_giveaway_explains_as_many_as_took_part() -> None:
    giveaway = PostReading("g", START + timedelta(days=39), likes=100, comments=700, caption="Giveaway time")
    (jump,) = jumps(days((40, 3_000)), [*USUAL, giveaway])
    assert (jump.explained, jump.unexplained) == (800, 2_200)
    unknown = PostReading("g", START + timedelta(days=39), caption="Giveaway time")
    assert jumps(days((40, 3_000)), [*USUAL, unknown])[0].unexplained == 0


def test_views_explain_where_likes_are_hidden() -> None:
    reels = [PostReading(f"r{day}", START + timedelta(days=day), views=2_000) for day in range(0, 30, 5)]
    viral = PostReading("v", START + timedelta(days=40), views=42_000)
    assert jumps(days((40, 3_000)), [*reels, viral])[0].explained == 2_000


def test_one_post_explains_only_once_and_only_what_is_near() -> None:
    viral = PostReading("v", START + timedelta(days=39), likes=900)
    first, second = jumps(days((40, 3_000), (42, 3_000)), [*USUAL, viral])
    assert (first.explained, second.explained) == (800, 0)
    late = PostReading("v", START + timedelta(days=50), likes=900)
    assert jumps(days((40, 3_000)), [*USUAL, late])[0].explained == 0


def test_what_is_given_back_within_thirty_days_is_a_sawtooth_and_weighs_half_more() -> None:
    kept = growth((40, 3_000))
    given_back = growth((40, 3_000), (50, -1_200))
    (jump, drop) = jumps(days((40, 3_000), (50, -1_200)))
    assert jump.sawtooth
    assert jump.left == 1_079  # 1,200 less what came in the days between
    assert (drop.followers, drop.unexplained) == (-1_187, 0)
    assert kept
    assert given_back == pytest.approx(1.5 * kept)


def test_the_growth_by_hand() -> None:
    assert growth((40, 3_000)) == pytest.approx(math.log(0.99 + 3_000 / 10_468))


def test_two_bought_jumps_make_a_strong_warning_whatever_the_posts_say() -> None:
    readings = days((20, 48_570), (33, 42_776), first=120_000)
    said = growth_reading(readings, jumps(readings))
    found = verdict(ordinary(), 5_000, readings={Signal.GROWTH: said})
    assert found.band is Band.WARNING
    check = next(one for one in found.checks if one.signal is Signal.GROWTH)
    assert (check.rule, check.strength, check.opens) == ("S5", "strong", ("2026-01-21", "2026-02-03"))
    assert check.sentence == (
        "The following jumped without a known reason: +48,570 until 21 Jan 2026, +42,773 until 3 Feb 2026."
    )
    assert check.explanations


def test_an_explained_jump_costs_nothing() -> None:
    viral = PostReading("v", START + timedelta(days=39), likes=9_000)
    readings = days((40, 3_000))
    said = growth_reading(readings, jumps(readings, [*USUAL, viral]))
    assert (said.value, said.note) == (
        0.0,
        "Every jump among 60 readings of the following has a plain reason that fits its size.",
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(500, 30_000), st.integers(0, 60_000), st.integers(0, 20_000))
def test_a_larger_jump_never_says_less(bought: int, more: int, later: int) -> None:
    small, large = growth((20, bought), (45, later)), growth((20, bought + more), (45, later))
    assert small is not None
    assert large is not None
    assert large >= small - 1e-9
