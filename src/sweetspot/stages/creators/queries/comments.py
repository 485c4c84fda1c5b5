"""What was written under whose posts: the comments as whoever judges them needs them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from sweetspot.core.identifiers import to_public
from sweetspot.stages.creators.models import Comment, Profile


@dataclass(frozen=True, slots=True)
class CommentFact:
    """One comment with its post; the writer is a keyed hash, empty where unknown. A forgotten text is empty."""

    id: UUID
    profile_id: UUID
    post_id: UUID
    external_id: str
    text: str
    by_creator: bool
    author: str
    reply_to: str | None
    written_at: datetime | None
    published_at: datetime | None
    caption: str


@dataclass(frozen=True, slots=True)
class CommentStock:
    """How many comments a profile has, and when the newest of them came in."""

    comments: int
    newest: datetime


def comment_stocks() -> dict[UUID, CommentStock]:
    """The stock of every profile that has comments."""
    rows = Comment.objects.values("post__profile_id").annotate(comments=Count("id"), newest=Max("created_at"))
    return {row["post__profile_id"]: CommentStock(row["comments"], row["newest"]) for row in rows.order_by()}


def comment_facts(profile_ids: Collection[UUID]) -> dict[UUID, list[CommentFact]]:
    """Every comment under the posts of these profiles, by profile, in one order for the same data; one query."""
    found: dict[UUID, list[CommentFact]] = {profile_id: [] for profile_id in profile_ids}
    rows = Comment.objects.filter(post__profile_id__in=list(profile_ids)).order_by("post_id", "id")
    for row in rows.values_list(
        "id", "post__profile_id", "post_id", "external_id", "text", "by_creator", "author_hash", "reply_to",
        "written_at", "post__published_at", "post__caption",
    ):  # fmt: skip
        found[row[1]].append(CommentFact(*row))
    return found


def comments_of(comment_ids: Collection[UUID]) -> dict[UUID, CommentFact]:
    """The comments with these ids."""
    rows = Comment.objects.filter(id__in=list(comment_ids)).values_list(
        "id", "post__profile_id", "post_id", "external_id", "text", "by_creator", "author_hash", "reply_to",
        "written_at", "post__published_at", "post__caption",
    )  # fmt: skip
    return {row[0]: CommentFact(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class SharedCommenters:
    """Another profile under whose posts the same people comment: how many of them do."""

    profile_id: UUID
    creator_id: UUID
    name: str
    handle: str
    shared: int

    @property
    def creator_ref(self) -> str:
        """The creator's outside name."""
        return to_public("crt", self.creator_id)


def shared_commenters(profile_id: UUID, limit: int = 10) -> tuple[int, list[SharedCommenters]]:
    """How many people commented under a profile's posts, and where else in the workspace they do, most first."""
    by = Comment.objects.exclude(author_hash="").filter(by_creator=False)
    own = by.filter(post__profile_id=profile_id).values("author_hash").distinct()
    others = by.filter(author_hash__in=own).exclude(post__profile_id=profile_id)
    who = ("post__profile_id", "post__profile__creator_id", "post__profile__creator__name", "post__profile__handle")
    rows = others.values_list(*who).annotate(shared=Count("author_hash", distinct=True))
    return own.count(), [SharedCommenters(*row) for row in rows.order_by("-shared", "post__profile__handle")[:limit]]


def handles() -> dict[UUID, tuple[str, int | None]]:
    """The handle and the followers of every profile."""
    return {row[0]: (row[1], row[2]) for row in Profile.objects.values_list("id", "handle", "followers")}


def commented_by(authors: Collection[str]) -> set[tuple[str, UUID]]:
    """Which of these authors wrote under posts of which profiles, as (author, profile); one query."""
    rows = Comment.objects.filter(author_hash__in=list(authors), by_creator=False)
    return set(rows.values_list("author_hash", "post__profile_id").distinct())
