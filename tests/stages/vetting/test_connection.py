"""How is the connection score made of its parts?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.statistics import Estimate
from sweetspot.stages.vetting.formulas.comments import CommentClass, class_shares
from sweetspot.stages.vetting.formulas.connection import (
    Exchange,
    Part,
    class_parts,
    comment_quality,
    comments_per_thousand,
    connection,
    middle_rank,
    reply_rate,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEN = [value / 10 for value in range(10)]


def sure(value: float) -> Estimate:
    return Estimate(value, value, value, 0.9, 40)


def test_missing_parts_give_their_weight_to_the_others() -> None:
    values = {Part.MEANINGFUL: sure(0.55), Part.REPLIES: sure(0.25)}
    found = connection(values, {Part.MEANINGFUL: TEN, Part.REPLIES: TEN})
    # 6 of 10 peers below .55, 3 of 10 below .25: (.25 x .6 + .20 x .3) / .45 = .4667
    assert found.score is not None
    assert found.score.value == pytest.approx(46.6667, abs=1e-4)
    assert (found.score.low, found.score.high) == (found.score.value, found.score.value)
    assert found.coverage == 0.45
    assert {one.part: round(one.weight, 4) for one in found.parts if one.weight} == {
        Part.MEANINGFUL: 0.5556, Part.REPLIES: 0.4444,
    }  # fmt: skip


def test_too_few_parts_or_peers_are_not_enough_data() -> None:
    found = connection({Part.MEANINGFUL: sure(0.5)}, {Part.MEANINGFUL: TEN})
    assert (found.score, found.reason) == (None, "Not enough data: 25% of the score's weight is known.")
    alone = connection({Part.MEANINGFUL: sure(0.5)}, {Part.MEANINGFUL: TEN[:9]})
    assert alone.parts[0].reason == "Only 9 profiles of this size have it; a place among peers needs 10."
    assert connection({}, {}).parts[4].reason == "Not enough data: it takes 3 sponsored posts to compare."


def test_the_interval_puts_each_part_s_own_through_the_percentiles() -> None:
    wide = Estimate(0.55, 0.35, 0.75, 0.9, 30)  # percentiles .6, .4, .8
    found = connection({Part.MEANINGFUL: wide, Part.REPLIES: sure(0.25)}, {Part.MEANINGFUL: TEN, Part.REPLIES: TEN})
    assert found.score is not None
    assert found.score.high - found.score.value == pytest.approx(100 * 0.25 / 0.45 * 0.2)


def test_equal_peers_count_half() -> None:
    assert middle_rank(0, [0, 0, 1, 1]) == 0.25


def test_a_reply_counts_within_three_days() -> None:
    asked = [Exchange(f"q{place}", None, False, NOW) for place in range(6)]
    replies = [
        Exchange("r0", "q0", True, NOW + timedelta(hours=71)),
        Exchange("r1", "q1", True, NOW + timedelta(hours=73)),
        Exchange("r2", "q2", False, NOW + timedelta(hours=1)),
        Exchange("r3", "q3", True, None),
        Exchange("r4", "q0", True, NOW + timedelta(hours=1)),
    ]
    found = reply_rate([*asked, *replies], {one.id for one in asked})
    assert found is not None
    assert (found.value, found.sample) == (2 / 6, 6)
    assert reply_rate(asked[:4], {one.id for one in asked[:4]}) is None


def test_comments_for_each_thousand_followers() -> None:
    found = comments_per_thousand([9, 9, 9], 1_000)
    assert found is not None
    assert (round(found.value, 9), found.sample) == (9.5, 3)
    assert comments_per_thousand([9, 9], 1_000) is None
    assert comments_per_thousand([9, 9, 9], 0) is None


def test_shares_need_twenty_comments() -> None:
    few = class_shares([CommentClass.QUESTION] * 19)
    enough = class_shares([CommentClass.QUESTION] * 5 + [CommentClass.MEANINGFUL] * 5 + [CommentClass.SHORT] * 10)
    assert class_parts(few) == {}
    assert {part: share.value for part, share in class_parts(enough).items()} == {
        Part.MEANINGFUL: 0.5, Part.ASKING: 0.25,
    }  # fmt: skip


def test_empty_comments_and_copies_are_what_the_signal_reads() -> None:
    kinds = {f"c{place}": CommentClass.MEANINGFUL for place in range(16)} | {
        "spam": CommentClass.SPAM, "wow": CommentClass.GENERIC, "own": CommentClass.CREATOR,
        "q1": CommentClass.QUESTION, "q2": CommentClass.QUESTION,
    }  # fmt: skip
    found = comment_quality(kinds, {"q1"}, class_shares(kinds.values()))
    assert found.value is not None
    assert (found.value.value, found.comments) == (3 / 20, ("q1", "spam", "wow"))


@given(st.dictionaries(st.sampled_from(list(Part)), st.floats(0, 1), min_size=1))
def test_a_score_lies_between_nought_and_a_hundred_inside_its_interval(values: dict[Part, float]) -> None:
    found = connection({part: sure(value) for part, value in values.items()}, dict.fromkeys(Part, TEN))
    if found.score:
        assert 0 <= found.score.low <= found.score.value <= found.score.high <= 100
        assert sum(one.weight for one in found.parts) == pytest.approx(1)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_part_never_lowers_the_score(one: float, other: float) -> None:
    low, high = sorted((one, other))
    scores = [
        connection({Part.MEANINGFUL: sure(value), Part.ASKING: sure(0.5)}, dict.fromkeys(Part, TEN)).score
        for value in (low, high)
    ]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0].value <= scores[1].value
