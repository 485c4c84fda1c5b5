"""What is known of one creator: profiles, posts and why each counts or not, readings over time, comments."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet, Window
from django.db.models.functions import RowNumber

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.creators.formulas import (
    Definition,
    Engagement,
    LeftOut,
    PostReading,
    by_format,
    by_kind,
    engagement,
    post_rate,
)
from sweetspot.stages.creators.formulas.past import PastRate, past_rates
from sweetspot.stages.creators.formulas.peers import PEER_WIDTH
from sweetspot.stages.creators.formulas.samples import SampledComment, WrittenComment, sample_comments
from sweetspot.stages.creators.models import Comment, Creator, Post, Profile, Snapshot
from sweetspot.stages.creators.queries.definitions import definition_in_force, definitions
from sweetspot.stages.creators.queries.listing import tier_scheme
from sweetspot.stages.creators.queries.panel import last_read
from sweetspot.stages.creators.queries.rows import ProfileRow, profile_rows

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CreatorDetail:
    """A creator with every profile, the largest following first."""

    id: UUID
    name: str
    email: str | None
    country: str | None
    language: str | None
    category: str | None
    tags: tuple[str, ...]
    owner_id: UUID | None
    owner: str | None
    notes: str
    created_at: datetime
    updated_at: datetime
    profiles: tuple[ProfileRow, ...]

    @property
    def ref(self) -> str:
        """The creator's outside name, `crt_…`."""
        return to_public("crt", self.id)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post as read last; `rate` is what it counts by the definition in force (None where unknown).

    `left_out` is the reason why it does not count for the engagement rate, empty where it counts.
    """

    id: UUID
    external_id: str
    url: str | None
    published_at: datetime | None
    caption: str
    format: str | None
    likes: int | None
    comments: int | None
    shares: int | None
    saves: int | None
    views: int | None
    followers_at_post: int | None
    pinned: bool
    sponsored: bool | None
    read_at: datetime
    rate: float | None
    left_out: str


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """One dated reading; `stated_rate` is what the source says, never what we compute."""

    taken_at: datetime
    followers: int | None
    following: int | None
    posts_count: int | None
    average_likes: int | None
    average_comments: int | None
    average_views: int | None
    stated_rate: float | None
    source: str


def creator_detail(creator_id: UUID, *, verdicts: QuerySet[Any] | None = None) -> CreatorDetail:
    """A creator and the profiles; NotFound for an id of another workspace, or none."""
    creator = Creator.objects.select_related("owner").filter(id=creator_id).first()
    if creator is None:
        raise NotFound("There is no such creator.")
    profiles = Profile.objects.filter(creator=creator).select_related("creator", "creator__owner", "engagement")
    rows = profile_rows(profiles, tier_scheme(), verdicts)
    return CreatorDetail(
        id=creator.id,
        name=creator.name,
        email=creator.email,
        country=creator.country,
        language=creator.language,
        category=creator.category,
        tags=tuple(creator.tags),
        owner_id=creator.owner_id,
        owner=(creator.owner.name or creator.owner.email) if creator.owner else None,
        notes=creator.notes,
        created_at=creator.created_at,
        updated_at=creator.updated_at,
        profiles=tuple(sorted(rows, key=lambda row: (-(row.followers or 0), row.network, row.handle))),
    )


def profile_posts(profile_id: UUID, now: datetime, *, limit: int = 200) -> list[PostRow]:
    """The newest posts of a profile, each with its rate and, where it does not count as of the last reading, why."""
    (profile, moment), definition = _profile(profile_id, now), definition_in_force()
    posts = list(_newest(profile_id)[:limit])
    dated = [reading(post) for post in posts if post.published_at is not None]
    found = engagement(dated, profile.followers, moment, definition=definition)
    reasons = {item.post: item for item in found.selection.left_out}
    return [
        _post_row(post, post_rate(reading(post), profile.followers, definition), reasons.get(str(post.id)))
        for post in posts
    ]


@dataclass(frozen=True, slots=True)
class Apart:
    """A profile's engagement taken apart, by the definition in force: as it was, by format, and by kind."""

    definition: Definition
    past: tuple[PastRate, ...]
    formats: tuple[Engagement, ...]
    kinds: tuple[Engagement, ...]


def engagement_apart(profile_id: UUID, now: datetime, snapshots: Sequence[SnapshotRow]) -> Apart:
    """The engagement of a profile as of its last reading by format, by kind and before; its readings are handed in."""
    (profile, moment), definition = _profile(profile_id, now), definition_in_force()
    posts = post_readings(profile_id)
    readings = [(row.taken_at, row.followers) for row in snapshots if row.followers is not None]

    def rated(one: Definition) -> Engagement:
        return engagement(posts, profile.followers, moment, definition=one)

    return Apart(
        definition,
        tuple(past_rates(posts, readings, profile.followers, moment, definition)),
        tuple(map(rated, by_format(definition))),
        tuple(map(rated, by_kind(definition))),
    )


def by_every_definition(profile_id: UUID, now: datetime) -> list[Engagement]:
    """One profile by every definition that the workspace has, in their order, as of its last reading.

    NotFound for another workspace's id.
    """
    (profile, moment), posts = _profile(profile_id, now), post_readings(profile_id)
    return [engagement(posts, profile.followers, moment, definition=one.definition) for one in definitions()]


def post_readings(profile_id: UUID, *, limit: int = 400) -> list[PostReading]:
    """The newest dated posts of a profile as the formulas read them; ids are the posts' own."""
    return [reading(post) for post in _newest(profile_id).exclude(published_at=None)[:limit]]


def readings_since(profile_ids: Sequence[UUID], since: datetime) -> dict[UUID, list[PostReading]]:
    """The dated posts of these profiles since then as the formulas read them; a profile without posts is missing."""
    found: dict[UUID, list[PostReading]] = {}
    for post in Post.objects.filter(profile_id__in=profile_ids, published_at__gte=since).order_by("profile_id", "id"):
        found.setdefault(post.profile_id, []).append(reading(post))
    return found


def snapshots(profile_id: UUID) -> list[SnapshotRow]:
    """The readings of a profile, oldest first; none for an id of another workspace."""
    rows = Snapshot.objects.filter(profile_id=profile_id).order_by("taken_at", "source")
    return [
        SnapshotRow(
            row.taken_at, row.followers, row.following, row.posts_count, row.average_likes, row.average_comments,
            row.average_views, row.stated_engagement_rate, row.source,
        )
        for row in rows
    ]  # fmt: skip


def comments_sample(profile_id: UUID, size: int = 20) -> list[SampledComment]:
    """Up to `size` comments under the newest posts, drawn evenly from kinds of comment, each with why it is shown.

    The same comments come back for the same data; none for another workspace's profile. Texts are as written: doors
    escape them.
    """
    numbered = (
        Comment.objects.filter(post__profile_id=profile_id, by_creator=False)
        .exclude(text="")
        .annotate(place=Window(RowNumber(), partition_by="post_id", order_by="id"))
        .filter(place__lte=60)
        .order_by("-post__published_at", "place")
        .values_list("id", "post_id", "text", "author_hash", "written_at", "likes")[:1200]
    )
    return sample_comments([WrittenComment(str(row[0]), str(row[1]), *row[2:]) for row in numbered], size)


def reading(post: Post) -> PostReading:
    """A stored post as the formulas read it; its id is the row's, as text."""
    return PostReading(
        id=str(post.id),
        published_at=post.published_at or _LONG_AGO,
        likes=post.likes,
        comments=post.comments,
        shares=post.shares,
        saves=post.saves,
        views=post.views,
        reach=post.reach,
        impressions=post.impressions,
        followers_at_post=post.followers_at_post,
        caption=post.caption,
        format=post.format or "",
        pinned=post.pinned,
        sponsored=bool(post.sponsored),
    )


def _profile(profile_id: UUID, now: datetime) -> tuple[Profile, datetime]:
    """A profile and when it or its posts were last read."""
    found = Profile.objects.annotate(posts_read_at=Max("posts__read_at")).filter(id=profile_id).first()
    if found is None:
        raise NotFound("There is no such profile.")
    return found, last_read(found.read_at, found.posts_read_at, now)


def _newest(profile_id: UUID) -> QuerySet[Post]:
    return Post.objects.filter(profile_id=profile_id).order_by("-published_at", "id")


def _post_row(post: Post, rate: float | None, objection: LeftOut | None) -> PostRow:
    return PostRow(
        id=post.id,
        external_id=post.external_id,
        url=post.url,
        published_at=post.published_at,
        caption=post.caption,
        format=post.format,
        likes=post.likes,
        comments=post.comments,
        shares=post.shares,
        saves=post.saves,
        views=post.views,
        followers_at_post=post.followers_at_post,
        pinned=post.pinned,
        sponsored=post.sponsored,
        read_at=post.read_at,
        rate=rate,
        left_out="The date of this post is not known." if post.published_at is None else _words(objection),
    )


def _words(objection: LeftOut | None) -> str:
    return objection.sentence if objection else ""


def same_size(profile_id: UUID, network: str, followers: int | None, limit: int) -> list[UUID]:
    """Ids of other profiles of a network, within a factor of 1.42 of `followers`; of any size where it is None."""
    rows = Profile.objects.filter(network=network).exclude(id=profile_id)
    if followers:
        low, high = followers * math.exp(-PEER_WIDTH), followers * math.exp(PEER_WIDTH)
        rows = rows.filter(followers__gte=math.ceil(low), followers__lte=math.floor(high))
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def likes_and_comments(profile_ids: Sequence[UUID], limit: int) -> list[tuple[int, int]]:
    """Likes and comments of up to `limit` newest posts of these profiles, hidden counts left out."""
    rows = Post.objects.filter(profile_id__in=list(profile_ids), likes__gt=0, comments__isnull=False)
    return [
        (likes or 0, comments or 0)
        for likes, comments in rows.order_by("-published_at", "id").values_list("likes", "comments")[:limit]
    ]


@dataclass(frozen=True, slots=True)
class AudienceFacts:
    """What a profile itself says that bears on its audience; language and country are codes."""

    profile_id: UUID
    followers: int | None
    following: int | None
    language: str | None
    country: str | None


def audience_facts(profile_ids: Collection[UUID]) -> list[AudienceFacts]:
    """What these profiles say of themselves; those of other workspaces are left out."""
    rows = Profile.objects.filter(id__in=profile_ids).order_by("id")
    columns = ("id", "followers", "following", "creator__language", "creator__country")
    return [AudienceFacts(*row) for row in rows.values_list(*columns)]
