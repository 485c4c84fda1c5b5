"""How every profile's place among the others is worked out, by which look-alikes are found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sweetspot.engines import bulk
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.creators.formulas import alike
from sweetspot.stages.creators.models import Engagement, Likeness, Post, Profile

#: The newest posts of a profile that say what it is about.
_POSTS = 30
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class _Row:
    profile_id: UUID
    version: str
    computed_at: datetime
    features: list[float]
    parts: list[str]
    topics: list[str]


@transaction.atomic
def recompute_likeness(*, now: datetime, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Place every profile of the workspace in scope anew, in the workspace's own measure; how many there are."""
    size = alike.scale_of(Profile.objects.values_list("followers", flat=True))
    engagement = alike.scale_of(Engagement.objects.values_list("rate", flat=True))
    usage = alike.frequencies(portrait.words or () for _, portrait in _portraits())
    Likeness.objects.all().delete()
    points = (
        (profile_id, alike.point_of(portrait, size=size, engagement=engagement, usage=usage))
        for profile_id, portrait in _portraits()
    )
    rows = (
        _Row(profile_id, alike.VERSION, now, point.features.tolist(), list(point.parts), list(point.topics))
        for profile_id, point in points
    )
    return bulk.insert(
        Likeness, rows, workspace_id=accounts.workspace().id, now=now,
        progress=lambda done: progress(done, usage.profiles),
    )  # fmt: skip


def _portraits() -> Iterator[tuple[UUID, alike.Portrait]]:
    """Every profile with what is known of it; read in chunks by id, so that a million need no memory."""
    last = UUID(int=0)
    columns = (
        "id", "network", "followers", "engagement__rate", "creator__country", "creator__language", "creator__category",
        "biography",
    )  # fmt: skip
    while chunk := list(Profile.objects.filter(id__gt=last).order_by("id").values_list(*columns)[:_CHUNK]):
        last = chunk[-1][0]
        captions, formats = _posts([row[0] for row in chunk])
        for key, network, followers, rate, country, language, category, biography in chunk:
            yield key, alike.Portrait(
                network, followers, rate, country, language, category, formats[key],
                alike.words_of([*captions[key], biography]),
            )  # fmt: skip


def _posts(profile_ids: list[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, Counter[str]]]:
    """The newest captions of each profile and how often it posts each format."""
    captions: dict[UUID, list[str]] = defaultdict(list)
    formats: dict[UUID, Counter[str]] = defaultdict(Counter)
    posts = Post.objects.filter(profile_id__in=profile_ids).order_by("profile_id", "-published_at", "id")
    for profile_id, caption, kind in posts.values_list("profile_id", "caption", "format").iterator():
        if len(captions[profile_id]) < _POSTS:
            captions[profile_id].append(caption)
            formats[profile_id].update([kind] if kind else [])
    return captions, formats
