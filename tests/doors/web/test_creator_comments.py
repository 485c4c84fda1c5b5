"""The page about the comments below a creator's posts, its file, the API's answer and the command's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators.models import Profile
from sweetspot.stages.vetting import services

EVIL = "<script>alert(1)</script> wow so good"
TEXTS = ("Where can I buy this?", "so beautiful 😍", "Check out my channel", "สวยมาก", EVIL, "=1+1 is the best line")


@pytest.fixture
def anna(ana: Any) -> Profile:
    """A profile of Ana's with comments under six posts, three of the same people always first."""
    with scope(ana.workspace.id):
        profile: Profile = make_profile(ana.workspace.id, "anna.makes", followers=20_000)
        for number, post in enumerate(make_posts(profile, 6)):
            for place, text in enumerate(TEXTS):
                author = f"pod{place}" if place < 3 else f"reader{number}{place}"
                moment = post.published_at + timedelta(minutes=10 * place + 1)
                make_comment(post, text, author=author, written_at=moment)
        services.judge_comments(now=NOW)
        services.recompute_connections(now=NOW)
    return profile


def address(profile: Profile, path: str = "") -> str:
    return f"/creators/{to_public('crt', profile.creator_id)}/comments{path}"


def test_the_page_opens_the_score_and_the_evidence_in_neutral_words(as_ana: Any, anna: Profile) -> None:
    page = as_ana.get(address(anna)).content.decode()
    assert "Not enough data: 0% of the score&#x27;s weight is known." in page
    assert "Comments that say something" in page
    assert "3 of 4 kinds of evidence were seen under the newest 6 posts, by 3 people." in page
    assert "Friends, family and faithful readers do so too." in page
    assert "Leads away from the post" in page
    assert "fake" not in page


def test_what_people_wrote_is_escaped_and_nobody_is_named(as_ana: Any, anna: Profile) -> None:
    page = as_ana.get(address(anna)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; wow so good" in page
    assert EVIL not in page
    assert "pod0" not in page


def test_every_comment_comes_as_a_file_without_writers(as_ana: Any, anna: Profile) -> None:
    text = b"".join(as_ana.get(address(anna, ".csv")).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["written_at", "class", "language", "spam_score", "lures", "copies", "text"]
    assert len(rows) == 36
    assert {row["class"] for row in rows if row["text"] == "Check out my channel"} == {"spam"}
    assert "'=1+1 is the best line" in {row["text"] for row in rows}


def test_without_people_who_return_no_group_is_said_to_be_seen(as_ana: Any, ana: Any) -> None:
    with scope(ana.workspace.id):
        busy = make_profile(ana.workspace.id, "busy")
        for number, post in enumerate(make_posts(busy, 6)):
            make_comment(post, "Where can I buy this?", author=f"reader{number}", written_at=post.published_at)
        services.judge_comments(now=NOW)
        services.recompute_connections(now=NOW)
    page = as_ana.get(address(busy)).content.decode()
    assert "Fewer than three people write under at least 60 % of the newest 6 posts" in page
    assert "Nothing unusual" not in page
    assert "Languages: English 6." in page


def test_a_profile_without_comments_says_how_to_bring_some(as_ana: Any, ana: Any) -> None:
    with scope(ana.workspace.id):
        quiet = make_profile(ana.workspace.id, "quiet")
    page = as_ana.get(address(quiet)).content.decode()
    assert "No comments yet" in page
    assert "kind=comments" in page


def test_a_stranger_sees_none_of_it(anna: Profile, cleo: Any, client: Any) -> None:
    client.force_login(cleo.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(anna)).status_code == 404
    assert client.get(address(anna, ".csv")).status_code == 404
