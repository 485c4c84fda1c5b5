"""What did creators and the people below their posts write, a lot of profiles at a time?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from sweetspot.stages.creators.models import Comment, Creator, Post, Profile


@dataclass(frozen=True, slots=True)
class PostText:
    """A post with what it says; `engagement` are its likes and comments as far as they are shown."""

    id: UUID
    profile_id: UUID
    at: datetime | None
    caption: str
    sponsored: bool | None
    likes: int | None
    comments: int | None

    @property
    def engagement(self) -> int | None:
        """Likes and comments, None where neither is shown."""
        shown = [one for one in (self.likes, self.comments) if one is not None]
        return sum(shown) if shown else None


@dataclass(frozen=True, slots=True)
class CommentText:
    """A comment with what it says, and whose post it is under."""

    id: UUID
    post_id: UUID
    profile_id: UUID
    author_hash: str
    by_creator: bool
    at: datetime | None
    text: str
    likes: int | None


@dataclass(frozen=True, slots=True)
class Writer:
    """A profile as the author of texts."""

    profile_id: UUID
    creator_id: UUID
    network: str
    handle: str


def writers(after: UUID, limit: int) -> list[Writer]:
    """The next profiles by id, for going through all of them lot by lot."""
    rows = Profile.objects.filter(id__gt=after).order_by("id").values_list("id", "creator_id", "network", "handle")
    return [Writer(*row) for row in rows[:limit]]


def accounts(profile_ids: Collection[UUID] | None = None) -> list[Writer]:
    """These profiles (None: all) as authors."""
    rows = Profile.objects.all() if profile_ids is None else Profile.objects.filter(id__in=list(profile_ids))
    return [Writer(*row) for row in rows.values_list("id", "creator_id", "network", "handle")]


def accounts_named(handles: Collection[str]) -> list[Writer]:
    """The profiles with one of these handles, on whichever network."""
    rows = Profile.objects.filter(handle__in=list(handles))
    return [Writer(*row) for row in rows.values_list("id", "creator_id", "network", "handle")]


def emails() -> Iterator[tuple[UUID, str]]:
    """Every creator's e-mail address, where it is known."""
    rows = Creator.objects.exclude(email=None).exclude(email="").order_by("id").values_list("id", "email")
    for creator_id, email in rows.iterator(chunk_size=10_000):
        yield creator_id, str(email)


def largest_profiles(creator_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, int | None]]:
    """The profile with most followers of each of these creators, and how many these are."""
    rows = Profile.objects.filter(creator_id__in=list(creator_ids))
    ordered = rows.order_by("creator_id", F("followers").desc(nulls_last=True), "id").distinct("creator_id")
    return {row[0]: (row[1], row[2]) for row in ordered.values_list("creator_id", "id", "followers")}


def post_texts(profile_ids: Collection[UUID]) -> Iterator[PostText]:
    """The posts of these profiles that say something; of two with one moment and one caption the first only."""
    seen: set[tuple[UUID, datetime, str]] = set()
    rows = Post.objects.filter(profile_id__in=list(profile_ids)).exclude(caption="").order_by("id")
    columns = ("id", "profile_id", "published_at", "caption", "sponsored", "likes", "comments")
    for row in rows.values_list(*columns).iterator(chunk_size=10_000):
        mark = (row[1], row[2], row[3])
        if row[2] is not None and mark in seen:
            continue
        seen.add(mark)
        yield PostText(*row)


def comment_texts(profile_ids: Collection[UUID]) -> Iterator[CommentText]:
    """The comments under the posts of these profiles whose words are kept."""
    rows = Comment.objects.filter(post__profile_id__in=list(profile_ids)).exclude(text="").order_by("id")
    columns = ("id", "post_id", "post__profile_id", "author_hash", "by_creator", "written_at", "text", "likes")
    for row in rows.values_list(*columns).iterator(chunk_size=10_000):
        yield CommentText(*row)


def forgotten_comments(comment_ids: Collection[UUID]) -> set[UUID]:
    """Those of these comments whose words are no longer kept."""
    return set(Comment.objects.filter(id__in=list(comment_ids), text="").values_list("id", flat=True))


def caption_stocks() -> dict[UUID, str]:
    """By profile with posts, a text that changes when a caption, the network's mark or a date of a post does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id, count(*) || '.' || sum(hashtextextended("
            "concat_ws('|', id, published_at, sponsored, caption), 0)::numeric) FROM creators_post GROUP BY profile_id"
        )
        return dict(cursor.fetchall())
