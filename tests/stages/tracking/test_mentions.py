"""Mentions found in posts and comments: once each, again without a change, gone with what they were found in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.factories.campaigns import make_campaign
from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.engines import bulk
from sweetspot.engines.isolation import scope
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.creators import queries
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.models import Comment, Post, Profile
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.creators.services.comment_rows import author_hash
from sweetspot.stages.tracking.models import Mention
from sweetspot.stages.tracking.queries.mentions import (
    MentionFilter,
    content_around,
    content_of,
    mention_rows,
    mentions,
    share_by_brand,
)
from sweetspot.stages.tracking.services.mentions import Found, add_prospects, find_mentions, ignore_authors

DAY = timedelta(days=1)


@pytest.fixture
def heard(in_brand: Any) -> Any:
    """A brand of our own and a competitor that share a hashtag, and posts and comments that speak of them."""
    for asked in (
        Asked("Mejuri", "own", handles=["mejuri"], hashtags=["FineCrew"]),
        Asked("Ana Luisa", "competitor", hashtags=["FineCrew"]),
    ):
        creators.add_brand(in_brand.actor, asked, now=NOW)
    mia = make_profile(in_brand.workspace.id, "mia.wolf")
    own = make_profile(in_brand.workspace.id, "mejuri")
    captions = ["@mejuri hoops", "#ad my @mejuri ring", "#finecrew", "Nothing said", "@mejuri hoops"]
    for number, caption in enumerate(captions):
        [post] = make_posts(mia, 1, seed=number, caption=caption, newest=NOW - (5 + number) * DAY, likes=10, comments=5)
        if number == 4:  # the same post under another id
            Post.objects.filter(id=post.id).update(published_at=NOW - 5 * DAY)
    make_posts(own, 1, caption="New from @mejuri")
    quiet = Post.objects.get(caption="Nothing said")
    for author, text, handle in [
        (author_hash(in_brand.workspace.id, "lena"), "I love my Mejuri ring", "lena"),
        (author_hash(in_brand.workspace.id, "lena"), "and @mejuri again", "lena"),
        ("unknown", "Ana Luisa is better", ""),
        ("", "mejuri!", ""),
        (author_hash(in_brand.workspace.id, "mia.wolf"), "thanks to Mejuri", ""),
    ]:
        make_comment(
            quiet, text, author=author, number=len(text), author_handle=handle, written_at=NOW - 2 * DAY,
            by_creator=text.startswith("thanks"),
        )  # fmt: skip
    return in_brand


def found() -> list[tuple[str, str, str, str]]:
    rows = mention_rows(mentions())
    return sorted((one.subject, one.place, one.text, one.voice) for one in rows)


def test_each_text_is_a_mention_of_each_brand_it_names(heard: Any) -> None:
    assert find_mentions(now=NOW) == Found(posts=5, comments=5, mentions=10, added=10)
    assert found() == [
        ("Ana Luisa", "comment", "Ana Luisa is better", "earned"),
        ("Ana Luisa", "post", "#finecrew", "earned"),
        ("Mejuri", "comment", "I love my Mejuri ring", "earned"),
        ("Mejuri", "comment", "and @mejuri again", "earned"),
        ("Mejuri", "comment", "mejuri!", "unknown"),
        ("Mejuri", "comment", "thanks to Mejuri", "earned"),
        ("Mejuri", "post", "#ad my @mejuri ring", "paid"),
        ("Mejuri", "post", "#finecrew", "earned"),
        ("Mejuri", "post", "@mejuri hoops", "earned"),
        ("Mejuri", "post", "New from @mejuri", "own"),
    ]


def test_finding_again_changes_nothing_and_follows_what_changed(heard: Any) -> None:
    find_mentions(now=NOW)
    before = list(Mention.objects.order_by("id").values())
    again = find_mentions(now=NOW + DAY)
    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert list(Mention.objects.order_by("id").values()) == before
    Post.objects.filter(caption="#ad my @mejuri ring").update(caption="my @mejuri ring")
    Comment.objects.filter(text="mejuri!").delete()
    Comment.objects.filter(text="I love my Mejuri ring").update(text="", author_handle="")  # forgotten
    again = find_mentions(now=NOW)
    assert (again.added, again.changed, again.gone) == (0, 1, 0)
    assert Mention.objects.count() == len(before) - 1


def test_a_handle_is_kept_no_longer_than_its_brand_is_listened_for(heard: Any) -> None:
    named = Comment.objects.exclude(author_handle="")
    find_mentions(now=NOW)
    assert named.count() == 2
    creators.delete_brand(heard.actor, queries.brands()[0].id, now=NOW)
    find_mentions(now=NOW)
    assert (named.count(), Comment.objects.count()) == (0, 5)


def test_a_post_in_a_partnership_is_paid_for_and_a_campaigns_hashtag_is_heard(heard: Any) -> None:
    campaign = make_campaign(
        heard.actor, hashtags=["SpringRings", "FineCrew"], starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30)
    )
    mia = Profile.objects.get(handle="mia.wolf")
    [partnership] = campaigns.join(heard.actor, campaign, [mia], agreed=campaigns.Agreed(), now=NOW - 6 * DAY)
    campaigns.set_campaign_state(heard.actor, campaign.id, "active", now=NOW)
    campaigns.move(heard.actor, partnership.id, "agreed", version=partnership.version, now=NOW)
    make_posts(mia, 1, seed=9, caption="Ring #springrings", newest=NOW - DAY)
    make_posts(mia, 1, seed=10, caption="Tulips #springrings", newest=NOW - 60 * DAY)
    find_mentions(now=NOW)
    rows = {one.text: one for one in mention_rows(mentions(MentionFilter(profile=mia.id))) if one.place == "post"}
    assert (rows["Ring #springrings"].subject, rows["Ring #springrings"].voice) == ("Spring", "paid")
    assert rows["@mejuri hoops"].reason == "In a partnership at that time: Spring."
    assert rows["#finecrew"].voice == "earned"  # seven days ago, before the terms


def test_share_of_voice_counts_posts_authors_and_engagement(heard: Any) -> None:
    find_mentions(now=NOW)
    ours, theirs = share_by_brand(NOW - 30 * DAY, NOW)
    assert (ours.brand.name, ours.tally.posts, ours.tally.comments, ours.tally.authors) == ("Mejuri", 3, 4, 2)
    assert (theirs.tally.posts, theirs.tally.comments, theirs.tally.authors) == (1, 1, 2)
    assert ours.shares.mentions == 7 / 9
    assert theirs.tally.engagement == 15
    assert share_by_brand(NOW, NOW + DAY)[0].tally.mentions == 0


def test_authors_who_are_no_creators_are_offered_added_and_ignored(heard: Any) -> None:
    find_mentions(now=NOW)
    prospects = mentions(MentionFilter(writers=("prospect",)))
    assert [one.handle for one in mention_rows(prospects)] == ["lena", "lena"]
    ids = [row.id for row in prospects]
    assert ignore_authors(heard.actor, ids[:1], now=NOW) == 1
    assert not mentions(MentionFilter(writers=("prospect",))).exists()
    with pytest.raises(Invalid, match="None of these"):
        add_prospects(heard.actor, ids, now=NOW)


def test_a_prospect_becomes_a_creator_whose_mentions_are_known(heard: Any) -> None:
    find_mentions(now=NOW)
    ids = list(mentions(MentionFilter(writers=("prospect",))).values_list("id", flat=True))
    assert add_prospects(heard.actor, ids, now=NOW) == 1
    lena = Profile.objects.select_related("creator").get(handle="lena")
    assert lena.creator.tags == ["prospect"]
    assert mentions(MentionFilter(profile=lena.id)).count() == 2
    assert find_mentions(now=NOW).changed == 0


def test_content_of_others_is_counted_around_a_creator(heard: Any) -> None:
    friend = make_profile(heard.workspace.id, "friend")
    make_posts(friend, 1, caption="@mia.wolf wears @mejuri", newest=NOW - DAY)
    find_mentions(now=NOW)
    mia = Profile.objects.get(handle="mia.wolf")
    assert content_around(NOW) == {mia.id: 2}  # lena below a post, friend in a post; not mia, not whoever is unknown
    content = content_of(mia.id, NOW)
    assert (content.authors, content.mentions, [one.handle for one in content.rows]) == (
        2,
        3,
        ["friend", "lena", "lena"],
    )
    assert content_around(NOW + 100 * DAY) == {mia.id: 0}


def test_mentions_go_with_their_posts_brands_and_workspace(heard: Any, cleo: Any) -> None:
    find_mentions(now=NOW)
    with scope(cleo.workspace.id):
        assert not mentions().exists()
        assert find_mentions(now=NOW) == Found()
    mejuri = next(one for one in queries.brands() if one.is_own)
    creators.delete_brand(heard.actor, mejuri.id, now=NOW)
    assert {one.subject for one in mention_rows(mentions())} == {"Ana Luisa"}
    bulk.remove(Post, list(Post.objects.filter(caption="#finecrew").values_list("id", flat=True)))
    assert [one.place for one in mention_rows(mentions())] == ["comment"]


def test_outside_a_workspace_nothing_is_looked_for(db: None) -> None:
    with pytest.raises(Conflict, match="inside a workspace"):
        find_mentions(now=NOW)
