"""Which comments does a person read to judge them all?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment by somebody other than the creator; the writer is a keyed hash."""

    id: str
    post: str
    text: str
    author: str
    written_at: datetime | None
    likes: int | None


class Kind(StrEnum):
    """What a comment is like, the first that applies."""

    REPEATED = "repeated"
    REGULAR = "regular"
    MENTION_ONLY = "mention only"
    EMOJI_ONLY = "emoji only"
    SHORT = "short"
    SENTENCE = "sentence"


WHY = {
    Kind.REPEATED: "The same words stand under several posts or come from several people.",
    Kind.REGULAR: "Written by somebody who comments on most of the newest posts.",
    Kind.MENTION_ONLY: "Names another account and says nothing else.",
    Kind.EMOJI_ONLY: "Emoji only, without words.",
    Kind.SHORT: "A few words that fit any post.",
    Kind.SENTENCE: "Longer than a few words.",
}


@dataclass(frozen=True, slots=True)
class SampledComment:
    """A comment chosen for reading, with the kind it stands for, why it is shown, and that kind's share of all."""

    comment: WrittenComment
    kind: Kind
    why: str
    share: float


REGULAR_SHARE = 0.60
_MENTION = re.compile(r"@[\w.]+")


def sample_comments(comments: Sequence[WrittenComment], size: int = 20) -> list[SampledComment]:
    """Up to `size` comments, taken in turn from every kind there is so that rare kinds are seen too.

    Deterministic: within a kind the order is that of a hash of the comments' ids.
    """
    by_kind = kinds(comments)
    total = sum(len(items) for items in by_kind.values())
    queues = [(kind, sorted(by_kind[kind], key=_shuffled)) for kind in Kind if by_kind.get(kind)]
    chosen: list[SampledComment] = []
    for turn in range(size):
        for kind, items in queues:
            if turn < len(items) and len(chosen) < size:
                chosen.append(SampledComment(items[turn], kind, WHY[kind], len(items) / total))
    return sorted(chosen, key=lambda item: list(Kind).index(item.kind))


def kinds(comments: Sequence[WrittenComment]) -> dict[Kind, list[WrittenComment]]:
    """The comments by kind; every comment is in exactly one."""
    texts = Counter(_plain(comment.text) for comment in comments if len(_plain(comment.text)) >= 4)
    posts = {comment.post for comment in comments}
    presence: dict[str, set[str]] = defaultdict(set)
    for comment in comments:
        presence[comment.author].add(comment.post)
    found: dict[Kind, list[WrittenComment]] = defaultdict(list)
    for comment in comments:
        regular = len(posts) >= 5 and len(presence[comment.author]) >= REGULAR_SHARE * len(posts)
        found[_kind(comment.text, texts[_plain(comment.text)], regular)].append(comment)
    return dict(found)


def _kind(text: str, times: int, regular: bool) -> Kind:
    rest = _MENTION.sub("", text).strip()
    words = [word for word in rest.split() if any(unicodedata.category(letter)[0] in "LN" for letter in word)]
    if times > 1:
        return Kind.REPEATED
    if regular:
        return Kind.REGULAR
    if not rest:
        return Kind.MENTION_ONLY
    if not words:
        return Kind.EMOJI_ONLY
    return Kind.SHORT if len(words) <= 4 else Kind.SENTENCE


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _MENTION.sub("", text)).casefold().split())


def _shuffled(comment: WrittenComment) -> str:
    return hashlib.sha256(comment.id.encode()).hexdigest()
