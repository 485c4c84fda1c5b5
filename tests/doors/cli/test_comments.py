"""`sweetspot comments judge` and `show`."""

from __future__ import annotations

from tests.factories.creators import make_comment, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope


def test_comments_are_judged_and_shown(run, ana) -> None:
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, "anna")
        for post in make_posts(profile, 2):
            make_comment(post, "Where can I buy this?", author=post.external_id)
    name = to_public("prf", profile.id)
    assert run("comments", "show", name).code == 3
    assert "2 comments of 1 profiles judged" in run("comments", "judge").err
    said = run("comments", "show", name).out
    assert "Not enough data: comments under 0 posts of 5." in said or "Not enough data: comments under 2 posts" in said
    assert run("comments", "show", name, "--json").json["classes"]["purchase"]["count"] == 2
