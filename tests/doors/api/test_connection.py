"""A profile's connection by program."""

from __future__ import annotations

from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.vetting import services


def test_classes_parts_and_pods_come_with_their_intervals(program, ana) -> None:
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, "anna")
        for post in make_posts(profile, 5):
            for place, text in enumerate(("Where can I buy this?", "wow", "🔥", "Check out my channel")):
                make_comment(post, text, author=f"{post.external_id}{place}")
        services.judge_comments(now=NOW)
        services.recompute_connections(now=NOW)
        quiet = make_profile(ana.workspace.id, "quiet")
    client = program()
    found = client.get(f"/api/v1/profiles/{to_public('prf', profile.id)}/connection").json()
    assert (found["comments"], found["counted"], found["score"]) == (20, 20, None)
    assert found["classes"]["purchase"]["count"] == 5
    assert found["classes"]["purchase"]["share"]["value"] == 0.25
    assert [one["part"] for one in found["parts"]][:3] == ["meaningful", "asking", "replies"]
    assert found["parts"][0]["value"]["sample"] == 20
    assert found["pods"]["flagged"] is False
    missing = client.get(f"/api/v1/profiles/{to_public('prf', quiet.id)}/connection")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "no_comments")
