"""When do the same people comment together, and when are they simply regular readers?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sweetspot.stages.vetting.formulas.pods import PodSign, Written, pods

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def thread(post: int, authors: list[str], *, minutes: int = 5) -> list[Written]:
    published = START + timedelta(days=post)
    return [
        Written(f"{post}-{place}", f"p{post}", author, published + timedelta(minutes=minutes * (place + 1)), published)
        for place, author in enumerate(authors)
    ]


def values(found: object) -> dict[PodSign, float | None]:
    return {one.sign: one.value for one in found.evidence}  # type: ignore[attr-defined]


def test_a_group_in_the_same_order_within_the_first_hour_is_evidence() -> None:
    comments = [one for post in range(6) for one in thread(post, ["a", "b", "c", f"x{post}"])]
    found = pods(comments)
    # 18 of 24 comments by the core, 3 of 4 within the first hour, one order in all 15 pairs of posts
    assert found.core == ("a", "b", "c")
    assert values(found) == {
        PodSign.REGULARS: 0.75, PodSign.FIRST_HOUR: 0.75, PodSign.SAME_ORDER: 1.0, PodSign.RECIPROCITY: None,
    }  # fmt: skip
    assert found.flagged
    assert found.share is not None
    assert (found.share.value, found.share.sample) == (0.75, 24)


def test_two_friends_are_no_group() -> None:
    found = pods([one for post in range(6) for one in thread(post, ["a", "b", f"x{post}"])])
    assert not found.flagged
    assert set(values(found).values()) == {None}


def test_readers_who_come_at_any_hour_in_any_order_are_one_kind_of_evidence_at_most() -> None:
    orders = [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"], ["c", "b", "a"], ["a", "c", "b"], ["b", "a", "c"]]
    found = pods([one for post, order in enumerate(orders) for one in thread(post, order, minutes=90)])
    assert [one.sign for one in found.evidence if one.speaks] == [PodSign.REGULARS]
    assert not found.flagged


def test_creators_who_answer_each_other_are_evidence() -> None:
    comments = [one for post in range(5) for one in thread(post, ["a", "b", "c"], minutes=90)]
    found = pods(comments, {"a": 5_000, "b": 2_000, "c": 900}, answered={"a", "b"})
    assert values(found)[PodSign.RECIPROCITY] == 2 / 3
    assert found.flagged


def test_few_posts_and_comments_without_an_author_say_nothing() -> None:
    found = pods([one for post in range(4) for one in thread(post, ["a", "b", "c"])])
    assert (found.flagged, found.reason) == (False, "Not enough data: comments under 4 posts of 5.")
    assert pods([Written("1", "p", "", START, START)]).posts == 0


def test_only_the_newest_twelve_posts_are_read() -> None:
    old = [one for post in range(20) for one in thread(post, ["a", "b", "c"])]
    new = [one for post in range(20, 32) for one in thread(post, [f"x{post}", f"y{post}"])]
    assert pods([*old, *new]).core == ()
