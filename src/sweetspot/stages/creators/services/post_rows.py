"""What a file's rows about posts change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sweetspot.stages.creators.formulas.merging import changes, reading_policy
from sweetspot.stages.creators.formulas.rows import PostRow
from sweetspot.stages.creators.models import Post
from sweetspot.stages.creators.services.chunks import Chunk, Known, Outcome, known_people, person_for

_TOLD = ("url", "published_at", "caption", "format", "sponsored", "pinned")
_COUNTS = ("likes", "comments", "shares", "saves", "views", "impressions", "reach", "followers_at_post")
Posts = dict[tuple[UUID, str], Known]


def apply_posts(chunk: Chunk, rows: Sequence[tuple[int, PostRow]]) -> None:
    """Note what these rows change: new posts, new counts under the duplicates policy, creators not met before."""
    people = known_people({(row.network, row.handle) for _, row in rows})
    posts = known_posts((person.profile.id for person in people.values()), {row.external_id for _, row in rows})
    for number, row in rows:
        found = person_for(chunk, number, (row.network, row.handle), people)
        if found is None:
            continue
        person, made = found
        key = (person.profile.id, row.external_id)
        if known := posts.get(key):
            chunk.outcomes.append(_met_again(chunk, number, row, known))
        else:
            posts[key] = new_post(chunk, *key, {column: getattr(row, column) for column in (*_TOLD, *_COUNTS)})
            chunk.outcomes.append(Outcome(number, "created", target=posts[key].id, before=made or None))


def known_posts(profiles: Iterable[UUID], external_ids: set[str]) -> Posts:
    """The posts of these profiles with these ids on their network."""
    found = Post.objects.filter(profile_id__in=list(profiles), external_id__in=external_ids)
    rows = found.values("id", "profile_id", "external_id", "read_at", *_TOLD, *_COUNTS)
    return {(row.pop("profile_id"), row.pop("external_id")): Known(row.pop("id"), dict(row)) for row in rows}


def new_post(chunk: Chunk, profile_id: UUID, external_id: str, about: dict[str, Any]) -> Known:
    """Note a post of a profile."""
    values = {column: about.get(column) for column in (*_TOLD, *_COUNTS)}
    values |= {"caption": values["caption"] or "", "pinned": bool(values["pinned"]), "read_at": chunk.job.as_of}
    row = {"profile_id": profile_id, "external_id": external_id, "source": chunk.job.source}
    identifier = chunk.add(Post, row | values)
    return Known(identifier, values, fresh=True)


def _met_again(chunk: Chunk, number: int, row: PostRow, known: Known) -> Outcome:
    policy = chunk.job.options.duplicates
    if policy == "skip":
        return Outcome(number, "skipped", "known already", known.id)
    figures = reading_policy(policy, chunk.job.as_of, known.values["read_at"])
    found = changes(known.values, {column: getattr(row, column) for column in _TOLD}, policy)
    found |= changes(known.values, {column: getattr(row, column) for column in _COUNTS}, figures)
    if not found:
        return Outcome(number, "skipped", "nothing new", known.id)
    if figures == "overwrite":
        found["read_at"] = chunk.job.as_of
    return Outcome(number, "updated", target=known.id, before={"post": chunk.change(Post, known, found)})
