"""Rows of creators for tests: profiles with posts, comments and readings, drawn from plain distributions by a seed."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from sweetspot.stages.creators.models import Comment, Creator, Post, Profile, Snapshot

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def make_creator(workspace_id: UUID, name: str = "Mia Wolf", **fields: Any) -> Creator:
    """A creator without profiles."""
    from sweetspot.stages.creators.models import Creator

    return Creator.objects.create(workspace_id=workspace_id, name=name, **fields)


def make_profile(
    workspace_id: UUID, handle: str = "mia.wolf", *, followers: int | None = 20_000, network: str = "instagram",
    creator: Creator | None = None, **fields: Any,
) -> Profile:  # fmt: skip
    """A profile; fields of the creator (name, country, category, tags, ...) may be given as `creator__name`."""
    from sweetspot.stages.creators.models import Profile

    own = {name.removeprefix("creator__"): value for name, value in fields.items() if name.startswith("creator__")}
    rest = {name: value for name, value in fields.items() if not name.startswith("creator__")}
    creator = creator or make_creator(workspace_id, **{"name": handle, **own})
    given = {"read_at": NOW, **rest}
    return Profile.objects.create(
        workspace_id=workspace_id, creator=creator, handle=handle, network=network, followers=followers, **given
    )


def make_posts(
    profile: Profile, count: int = 12, *, rate: float = 0.04, spread: float = 0.5, comment_rate: float = 0.025,
    seed: int = 1, every: float = 4.0, newest: datetime = NOW - timedelta(days=5), **fields: Any,
) -> list[Post]:  # fmt: skip
    """Posts whose likes lie around `rate` of the followers, a few days apart, the newest first."""
    from sweetspot.stages.creators.models import Post

    chance = random.Random(f"{profile.handle} {seed}")
    posts, moment = [], newest
    for number in range(count):
        likes = round((profile.followers or 1_000) * rate * math.exp(chance.gauss(0, spread)))
        said = max(0, round(likes * comment_rate * math.exp(chance.gauss(0, 0.5))))
        given = {"likes": likes, "comments": said, "caption": f"Post {number}", **fields}
        posts.append(
            Post(
                workspace_id=profile.workspace_id, profile=profile, external_id=f"{profile.handle}-{seed}-{number}",
                published_at=moment, read_at=NOW, source="test", format="image", **given,
            )
        )  # fmt: skip
        moment -= timedelta(days=every * math.exp(chance.gauss(0, 0.6)))
    return Post.objects.bulk_create(posts)


def make_crowd(workspace_id: UUID, count: int = 40, *, network: str = "instagram", seed: int = 7) -> list[Profile]:
    """Ordinary profiles of many sizes with a dozen posts each."""
    chance = random.Random(seed)
    crowd = []
    for number in range(count):
        followers = round(math.exp(chance.uniform(math.log(2_000), math.log(300_000))))
        profile = make_profile(
            workspace_id, f"crowd{seed}.{number}", followers=followers, network=network,
            creator__country=chance.choice(["DE", "AT", "FR"]), creator__category=chance.choice(["Beauty", "Food"]),
        )  # fmt: skip
        level = math.exp(0.26 - 0.30 * math.log(followers) + chance.gauss(0, 0.4))
        make_posts(profile, 12, rate=level, comment_rate=0.024 * math.exp(chance.gauss(0, 0.4)), seed=seed)
        crowd.append(profile)
    return crowd


def make_comment(post: Post, text: str, *, author: str = "a", number: int = 0, **fields: Any) -> Comment:
    """A comment under a post."""
    from sweetspot.stages.creators.models import Comment

    return Comment.objects.create(
        workspace_id=post.workspace_id, post=post, external_id=f"{post.external_id}-{author}-{number}",
        author_hash=author, text=text, source="test", **fields,
    )  # fmt: skip


def make_snapshot(profile: Profile, taken_at: datetime, followers: int | None, **fields: Any) -> Snapshot:
    """A reading of a profile."""
    from sweetspot.stages.creators.models import Snapshot

    return Snapshot.objects.create(
        workspace_id=profile.workspace_id, profile=profile, taken_at=taken_at, followers=followers,
        **{"source": "test", **fields},
    )  # fmt: skip
