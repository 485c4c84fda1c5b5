"""What a file's rows about comments change."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from sweetspot.stages.creators.formulas.brands import Listener
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.merging import changes
from sweetspot.stages.creators.formulas.rows import CommentRow
from sweetspot.stages.creators.models import Comment, Post
from sweetspot.stages.creators.queries.brands import listening
from sweetspot.stages.creators.services.chunks import Account, Chunk, Known, Outcome, Person, known_people, new_person
from sweetspot.stages.creators.services.post_rows import new_post

_TOLD = ("text", "likes", "written_at", "reply_to")


@dataclass(slots=True)
class _Found:
    """What is known of the posts and comments that a chunk speaks of."""

    posts: dict[str, list[tuple[UUID, str, str]]]
    people: dict[Account, Person]
    comments: dict[tuple[UUID, str], Known]


def author_hash(workspace_id: UUID, author: str) -> str:
    """How a comment's author is kept: a keyed hash that tells repeats and names nobody; empty where unknown."""
    if not author:
        return ""
    key = f"{settings.SECRET_KEY}{workspace_id}".encode()
    return hmac.new(key, author.removeprefix("@").lower().encode(), hashlib.sha256).hexdigest()


def apply_comments(chunk: Chunk, rows: Sequence[tuple[int, CommentRow]]) -> None:
    """Note what these rows change: new comments, and the posts and creators they hang on where these are missing."""
    found, ear = _known(rows), listening(own_only=True)
    for number, row in rows:
        made: dict[str, Any] = {}
        post = _post(chunk, row, found, made)
        if isinstance(post, str):
            chunk.outcomes.append(Outcome(number, "rejected", post))
        elif known := found.comments.get((post, row.external_id)):
            chunk.outcomes.append(_met_again(chunk, number, row, known, ear))
        else:
            found.comments[post, row.external_id] = known = _new(chunk, post, row, ear)
            chunk.outcomes.append(Outcome(number, "created", target=known.id, before={"made": made} if made else None))


def _known(rows: Sequence[tuple[int, CommentRow]]) -> _Found:
    posts = defaultdict(list)
    named = Post.objects.filter(external_id__in={row.post_id for _, row in rows})
    for identifier, external_id, network, handle in named.values_list(
        "id", "external_id", "profile__network", "profile__handle"
    ):
        posts[external_id].append((identifier, network, handle))
    people = known_people({(row.network, row.handle) for _, row in rows if row.network and row.handle})
    ids = [identifier for group in posts.values() for identifier, _, _ in group]
    comments = Comment.objects.filter(post_id__in=ids, external_id__in={row.external_id for _, row in rows})
    known = {
        (row.pop("post_id"), row.pop("external_id")): Known(row.pop("id"), dict(row))
        for row in comments.values("id", "post_id", "external_id", "author_handle", *_TOLD)
    }
    return _Found(posts, people, known)


def _post(chunk: Chunk, row: CommentRow, found: _Found, made: dict[str, Any]) -> UUID | str:
    """The post the comment belongs to, made where that is allowed; or why there is none."""
    fits = [
        identifier
        for identifier, network, handle in found.posts.get(row.post_id, ())
        if row.network in (None, network) and row.handle in (None, handle)
    ]
    if len(fits) == 1:
        return fits[0]
    if fits:
        return f"{len(fits)} posts have the id {row.post_id}: map the column with the creator's handle"
    if not (chunk.job.options.add_missing and row.network and row.handle):
        return f"no post has the id {row.post_id}: import the posts first, or map the creator's handle"
    return _made_post(chunk, row, found, made)


def _made_post(chunk: Chunk, row: CommentRow, found: _Found, made: dict[str, Any]) -> UUID:
    account = (str(row.network), str(row.handle))
    if account not in found.people:
        person = found.people[account] = new_person(chunk, account, {})
        made |= {"profile": str(person.profile.id), "creator": str(person.creator.id)}
    profile_id = found.people[account].profile.id
    post = new_post(chunk, profile_id, row.post_id, {"published_at": row.published_at})
    found.posts.setdefault(row.post_id, []).append((post.id, *account))
    made["post"] = str(post.id)
    return post.id


def _new(chunk: Chunk, post_id: UUID, row: CommentRow, ear: Listener[UUID]) -> Known:
    author = (row.author or "").removeprefix("@").lower()
    values = {column: getattr(row, column) for column in _TOLD} | {"author_handle": _handle(author, row, ear)}
    identifier = chunk.add(
        Comment,
        {
            "post_id": post_id, "external_id": row.external_id, **values,
            "author_hash": author_hash(chunk.job.workspace_id, author),
            "by_creator": bool(author) and author == row.handle, "source": chunk.job.source,
        },
    )  # fmt: skip
    return Known(identifier, values, fresh=True)


def _handle(author: str, row: CommentRow, ear: Listener[UUID]) -> str:
    """The author's handle where the comment names a brand of our own; else it is not kept."""
    networks = [row.network] if row.network else NETWORKS
    is_named = bool(author) and any(ear.heard(row.text, network) for network in networks)
    return author if is_named and len(author) <= 120 else ""


def _met_again(chunk: Chunk, number: int, row: CommentRow, known: Known, ear: Listener[UUID]) -> Outcome:
    found = changes(known.values, {column: getattr(row, column) for column in _TOLD}, chunk.job.options.duplicates)
    if not found:
        return Outcome(number, "skipped", "known already", known.id)
    if "text" in found:
        author = (row.author or known.values["author_handle"]).removeprefix("@").lower()
        found["author_handle"] = _handle(author, row, ear)
    return Outcome(number, "updated", target=known.id, before={"comment": chunk.change(Comment, known, found)})
