"""Whether a mention was earned or paid for, and whose share of what was said is it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.tracking.formulas.mentions import (
    Around,
    Bound,
    Tally,
    Told,
    Voice,
    content_by_others,
    in_season,
    judge,
    share_of_voice,
)

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
SPRING = Bound("Spring", datetime(2026, 6, 1, tzinfo=UTC), date(2026, 6, 10))


@pytest.mark.parametrize(
    ("told", "voice", "reason"),
    [
        (Told(AT), Voice.EARNED, "No partnership then"),
        (Told(AT, flag=False, is_read=False), Voice.EARNED, "No partnership"),
        (Told(AT, by_brand=True, flag=True), Voice.OWN, "own account"),
        (Told(AT, flag=True), Voice.PAID, "Marked by the network as paid."),
        (Told(AT, flag=False, label="#ad"), Voice.PAID, "Says “#ad”."),
        (Told(AT, label="#ad", named=2), Voice.UNKNOWN, "names 2 brands"),
        (Told(AT, label="#ad", named=2, bounds=[SPRING]), Voice.PAID, "In a partnership at that time: Spring."),
        (Told(datetime(2026, 6, 11, tzinfo=UTC), bounds=[SPRING]), Voice.EARNED, "No partnership then"),
        (Told(datetime(2026, 5, 31, tzinfo=UTC), bounds=[SPRING]), Voice.EARNED, "No partnership then"),
        (Told(None, bounds=[SPRING]), Voice.UNKNOWN, "no date"),
        (Told(None), Voice.EARNED, "No partnership"),
        (Told(AT, has_author=False), Voice.UNKNOWN, "author is not known"),
        (Told(AT, is_read=False), Voice.UNKNOWN, "not read in its language"),
    ],
)
def test_the_first_rule_that_decides_says_how_a_mention_came_about(told: Told, voice: Voice, reason: str) -> None:
    found = judge(told)
    assert found.voice is voice
    assert reason in found.reason


def test_a_campaigns_hashtag_speaks_of_it_in_its_season() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 10)
    days = (datetime(2026, 5, 31, 23, tzinfo=UTC), AT, datetime(2026, 7, 10, 23, tzinfo=UTC))
    assert [in_season(at, first, last) for at in days] == [False, True, True]
    assert not in_season(datetime(2026, 7, 11, tzinfo=UTC), first, last)
    assert in_season(None, first, last)
    assert in_season(datetime(2030, 1, 1, tzinfo=UTC), first, None)


def test_a_share_is_a_brands_part_of_all_that_was_said() -> None:
    ours = Tally(3, 3, 4, 900, 3, ((Voice.EARNED, 3), (Voice.PAID, 1), (Voice.UNKNOWN, 2)))
    theirs = Tally(2, 0, 1, None, 0)
    first, second = share_of_voice([ours, theirs])
    assert (first.mentions, first.authors, first.engagement) == (6 / 8, 4 / 5, 1.0)
    assert (second.mentions, second.authors, second.engagement) == (2 / 8, 1 / 5, None)
    assert (ours.earned_share, theirs.earned_share) == (0.75, None)
    assert share_of_voice([Tally(0, 0, 0, None, 0)])[0].mentions is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 30)), min_size=1, max_size=6))
def test_shares_add_up_to_one_wherever_something_was_said(counts: list[tuple[int, int, int]]) -> None:
    found = share_of_voice([Tally(posts, comments, authors, posts, posts) for posts, comments, authors in counts])
    for part in ("mentions", "authors", "engagement"):
        values = [getattr(one, part) for one in found]
        assert None in values or sum(values) == pytest.approx(1)


def test_content_by_others_counts_each_author_once_without_the_creator_and_the_contracted() -> None:
    around = [
        Around("a", False, False), Around("a", False, False), Around("b", False, False), Around("mia", True, False),
        Around("partner", False, True), Around("", False, False),
    ]  # fmt: skip
    assert content_by_others(around) == {"a", "b"}
