"""Texts of comments are forgotten after a while; their rows stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.stages.creators import services
from sweetspot.stages.creators.models import Comment


def test_only_texts_older_than_the_setting_are_blanked(in_brand: Any, settings: Any) -> None:
    settings.COMMENT_TEXT_DAYS = 30
    post = make_posts(make_profile(in_brand.workspace.id, "anna"), 1)[0]
    old, new = make_comment(post, "old", author="a"), make_comment(post, "new", author="b")
    Comment.objects.filter(id=old.id).update(created_at=NOW - timedelta(days=31))
    Comment.objects.filter(id=new.id).update(created_at=NOW - timedelta(days=29))
    assert services.forget_comment_texts(now=NOW) == 1
    assert services.forget_comment_texts(now=NOW) == 0
    assert dict(Comment.objects.values_list("id", "text")) == {old.id: "", new.id: "new"}
    assert Comment.objects.get(id=old.id).author_hash == "a"
