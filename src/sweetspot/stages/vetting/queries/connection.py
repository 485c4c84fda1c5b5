"""What do the comments below a profile's posts say of its audience? Everything the page about them shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sweetspot.core.statistics import Estimate
from sweetspot.engines import bulk
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import CommentFact
from sweetspot.stages.vetting.formulas.comments import LABELS, ClassShares, CommentClass, Lure, class_shares
from sweetspot.stages.vetting.formulas.comments.reading import WHY, in_turn
from sweetspot.stages.vetting.formulas.connection import CommentReading, Connection, Part, PartScore, comment_quality
from sweetspot.stages.vetting.formulas.pods import PodEvidence, Pods, PodSign
from sweetspot.stages.vetting.models import Connection as ConnectionRow
from sweetspot.stages.vetting.models import JudgedComment

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class ReadComment:
    """A judged comment: what it says (empty where its text was forgotten), its class, and why it is shown."""

    fact: CommentFact
    kind: CommentClass
    language: str
    spam_score: float
    lures: tuple[Lure, ...]
    times: int
    why: str

    @property
    def label(self) -> str:
        """The class in words."""
        return LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class StoredConnection:
    """A profile's connection as it was kept. `core` of the pods is only counted, in `core_size`: nobody is named."""

    version: str
    computed_at: datetime
    comments: int
    connection: Connection
    classes: ClassShares
    languages: dict[str, int]
    pods: Pods
    core_size: int


def stored_connection(profile_id: UUID) -> StoredConnection | None:
    """The connection of a profile; None where it has no judged comments."""
    row = ConnectionRow.objects.filter(profile_id=profile_id).first()
    return _stored(row) if row else None


def connections_of(profile_ids: Collection[UUID]) -> dict[UUID, StoredConnection]:
    """The connection of each of these profiles that has judged comments."""
    rows = ConnectionRow.objects.filter(profile_id__in=bulk.among(profile_ids))
    return {row.profile_id: _stored(row) for row in rows}


def read_comments(profile_id: UUID, size: int = 20) -> list[ReadComment]:
    """Up to `size` judged comments whose text is kept, taken in turn from every class, each with why it is shown."""
    rows = JudgedComment.objects.filter(profile_id=profile_id).exclude(comment__text="")
    chosen = in_turn({str(one): CommentClass(kind) for one, kind in rows.values_list("comment_id", "kind")}, size)
    return _read([UUID(one) for one in chosen])


def judged_comments(profile_id: UUID) -> Iterator[ReadComment]:
    """Every judged comment of a profile, by post and time."""
    ids = JudgedComment.objects.filter(profile_id=profile_id).order_by("comment__post_id", "comment__written_at", "id")
    yield from _read(list(ids.values_list("comment_id", flat=True)))


def comment_signal(profile_id: UUID) -> CommentReading:
    """S8: the share of comments that say nothing, and the comments behind it."""
    rows = JudgedComment.objects.filter(profile_id=profile_id).values_list("comment_id", "kind", "times")
    kinds = {str(one): CommentClass(kind) for one, kind, _ in rows}
    return comment_quality(kinds, {str(one) for one, _, times in rows if times > 1}, class_shares(kinds.values()))


def _read(ids: list[UUID]) -> list[ReadComment]:
    facts = creators.comments_of(ids)
    judged = {row.comment_id: row for row in JudgedComment.objects.filter(comment_id__in=ids)}
    return [
        ReadComment(
            facts[one], CommentClass(judged[one].kind), judged[one].language, judged[one].spam_score,
            tuple(Lure(lure) for lure in judged[one].lures), judged[one].times, WHY[CommentClass(judged[one].kind)],
        )
        for one in ids
    ]  # fmt: skip


def _stored(row: ConnectionRow) -> StoredConnection:
    kinds = (CommentClass(kind) for kind, number in row.classes.items() for _ in range(number))
    return StoredConnection(
        version=row.version,
        computed_at=row.computed_at,
        comments=row.comments,
        connection=_connection(row),
        classes=class_shares(kinds),
        languages=dict(sorted(row.languages.items(), key=lambda one: (-one[1], one[0]))),
        pods=_pods(row.pods),
        core_size=row.pods.get("core", 0),
    )


def _connection(row: ConnectionRow) -> Connection:
    parts = tuple(
        PartScore(
            Part(one["part"]), _estimate(row.values.get(one["part"])), _estimate(one["percentile"]), one["weight"],
            one["reason"],
        )
        for one in row.parts
    )  # fmt: skip
    known = row.score is not None and row.score_low is not None and row.score_high is not None
    score = Estimate(row.score or 0.0, row.score_low or 0.0, row.score_high or 0.0, LEVEL, row.comments)
    return Connection(score if known else None, parts, row.coverage, row.reason)


def _pods(kept: dict[str, Any]) -> Pods:
    evidence = tuple(
        PodEvidence(PodSign(one["sign"]), one["value"], one["threshold"], one["sample"])
        for one in kept.get("evidence", [])
    )
    return Pods((), kept.get("posts", 0), _estimate(kept.get("share")), evidence, kept.get("reason", ""))


def _estimate(kept: list[float] | None) -> Estimate | None:
    return Estimate(kept[0], kept[1], kept[2], LEVEL, int(kept[3])) if kept else None
