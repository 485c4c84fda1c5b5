"""Stored comments are judged once, and the connection follows from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.core.errors import Conflict
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators.models import Comment
from sweetspot.stages.creators.services.comment_rows import author_hash
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import CommentClass
from sweetspot.stages.vetting.formulas.connection import Part
from sweetspot.stages.vetting.formulas.pods import PodSign
from sweetspot.stages.vetting.models import Connection, JudgedComment
from sweetspot.stages.vetting.services import Connected

TEXTS = (
    "Where can I buy this?", "What camera do you use?", "so beautiful 😍", "🔥🔥🔥", "Check out my channel",
    "I wore mine all winter long", "สวยมาก", "@anna @ben",
)  # fmt: skip


def write(handle: str, in_brand: Any, *, posts: int = 6, followers: int = 20_000, replies: int = 0) -> Any:
    """A profile whose posts have each of TEXTS once; the creator answers the first `replies` questions."""
    profile = make_profile(in_brand.workspace.id, handle, followers=followers)
    for number, post in enumerate(make_posts(profile, posts)):
        for place, text in enumerate(TEXTS):
            moment = post.published_at + timedelta(hours=2 + place)
            made = make_comment(post, text, author=f"{handle}{number}{place}", written_at=moment)
            if place == 0 and number < replies:
                make_comment(
                    post, "In my shop, dear", author="own", by_creator=True, reply_to=made.external_id,
                    written_at=moment + timedelta(hours=3),
                )  # fmt: skip
    return profile


def run() -> Connected:
    found = services.judge_comments(now=NOW)
    services.recompute_connections(now=NOW)
    return found


def test_each_comment_gets_its_class_and_the_profile_its_parts(in_brand: Any) -> None:
    profile = write("anna", in_brand, replies=3)
    assert run() == Connected(1, 1, 51)
    stored = queries.stored_connection(profile.id)
    assert stored is not None
    assert (stored.classes.counted, stored.classes.own, stored.classes.not_judged) == (42, 3, 6)
    assert {kind: number for kind, number in stored.classes.counts.items() if number} == {
        CommentClass.SPAM: 6, CommentClass.TAG_ONLY: 6, CommentClass.EMOJI_ONLY: 6, CommentClass.PURCHASE: 6,
        CommentClass.QUESTION: 6, CommentClass.GENERIC: 6, CommentClass.MEANINGFUL: 6,
    }  # fmt: skip
    values = {one.part: one.value for one in stored.connection.parts}
    assert values[Part.MEANINGFUL] is not None
    assert values[Part.MEANINGFUL].value == 18 / 42
    # 6 questions, 6 wishes to buy and 6 sentences could be answered; 3 were.
    assert values[Part.REPLIES] is not None
    assert values[Part.REPLIES].value == 3 / 18
    assert stored.connection.score is None
    assert stored.connection.reason == "Not enough data: 0% of the score's weight is known."


def test_a_second_run_judges_only_what_is_new(in_brand: Any) -> None:
    anna, ben = write("anna", in_brand), write("ben", in_brand)
    run()
    assert run() == Connected(2, 0, 0)
    make_comment(ben.posts.first(), "what size is it?", author="late")
    assert run() == Connected(2, 1, 49)
    assert JudgedComment.objects.filter(profile=ben).count() == 49
    assert JudgedComment.objects.filter(profile=anna).count() == 48


def test_an_older_version_s_comments_are_judged_again(in_brand: Any) -> None:
    write("anna", in_brand)
    run()
    Connection.objects.update(version="comments 0")
    assert run().judged == 1


def test_what_was_found_outlives_the_text(in_brand: Any) -> None:
    profile = write("anna", in_brand)
    run()
    before = queries.stored_connection(profile.id)
    Comment.objects.update(text="")
    Connection.objects.update(version="comments 0")
    run()
    after = queries.stored_connection(profile.id)
    assert before is not None
    assert after is not None
    assert after.classes == before.classes
    assert queries.read_comments(profile.id) == []


def test_a_score_is_the_place_among_profiles_of_the_same_size(in_brand: Any) -> None:
    quiet = [write(f"quiet{number}", in_brand) for number in range(11)]
    lively = write("lively", in_brand, replies=6)
    run()
    best, usual = queries.stored_connection(lively.id), queries.stored_connection(quiet[0].id)
    assert best is not None
    assert usual is not None
    assert best.connection.score is not None
    assert usual.connection.score is not None
    assert best.connection.score.value > usual.connection.score.value
    replies = next(one for one in best.connection.parts if one.part is Part.REPLIES)
    assert replies.percentile is not None
    assert replies.percentile.value == pytest.approx(11.5 / 12)
    assert best.connection.coverage == 0.8


def test_creators_who_comment_under_each_other_s_posts_are_seen(in_brand: Any) -> None:
    workspace = in_brand.workspace.id
    group = [make_profile(workspace, f"pod{number}", followers=5_000) for number in range(4)]
    for mine in group:
        for post in make_posts(mine, 6):
            for place, other in enumerate(one for one in group if one is not mine):
                make_comment(
                    post, "Love this", author=author_hash(workspace, other.handle),
                    written_at=post.published_at + timedelta(minutes=5 * (place + 1)),
                )  # fmt: skip
    run()
    stored = queries.stored_connection(group[0].id)
    assert stored is not None
    assert stored.pods.flagged
    assert stored.core_size == 3
    assert {one.sign for one in stored.pods.evidence if one.speaks} == set(PodSign)


def test_the_comments_to_read_come_from_every_class_and_name_nobody(in_brand: Any) -> None:
    profile = write("anna", in_brand)
    run()
    shown = queries.read_comments(profile.id, 8)
    assert {one.fact.text for one in shown} == set(TEXTS)
    assert shown[0].why == "Leads away from the post, or reads like spam we know."
    signal = queries.comment_signal(profile.id)
    assert signal.value is not None
    # Of seven texts that count five are spam, handles, emoji, praise or - as each stands under six posts - copies.
    assert signal.value.value == 1.0


def test_nothing_is_judged_outside_a_workspace(ana: Any) -> None:
    with pytest.raises(Conflict):
        services.judge_comments(now=NOW)


def test_another_workspace_sees_nothing(in_brand: Any, cleo: Any) -> None:
    profile = write("anna", in_brand)
    run()
    with scope(cleo.workspace.id):
        assert queries.stored_connection(profile.id) is None
        assert JudgedComment.objects.count() == 0
