"""How stored comments are judged, and how a profile's connection with its audience follows from them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from sweetspot.core.errors import Conflict
from sweetspot.core.statistics import Estimate
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.peers import PEER_WIDTH
from sweetspot.stages.creators.queries import CommentFact, CommentStock, Panel
from sweetspot.stages.creators.queries.panel import in_chunks
from sweetspot.stages.creators.services.comment_rows import author_hash
from sweetspot.stages.vetting.formulas import comments as formulas
from sweetspot.stages.vetting.formulas.comments import MEANINGFUL, CommentClass, Judged, WrittenText, class_shares
from sweetspot.stages.vetting.formulas.connection import (
    FEWEST_PEERS,
    LEVEL,
    Exchange,
    Part,
    authors_per_thousand,
    class_parts,
    comments_per_thousand,
    connection,
    reply_rate,
)
from sweetspot.stages.vetting.formulas.pods import Pods, Written, pods
from sweetspot.stages.vetting.models import Connection, JudgedComment, Stamina
from sweetspot.stages.vetting.services.progress import Progress, silent

VERSION = formulas.VERSION
#: Profiles whose comments are judged in one transaction: a stopped run goes on after them.
LOT = 100
NEWEST_POSTS = 30


@dataclass(frozen=True, slots=True)
class Connected:
    """How many profiles with comments there are, of how many the comments were judged anew, and how many those are."""

    profiles: int
    judged: int
    comments: int


def judge_comments(*, now: datetime, progress: Progress = silent) -> Connected:
    """Judge the comments of every profile that has new ones, or ones that an older version judged.

    All comments of such a profile are judged together, since repetition and captions are read across them; where a
    text was forgotten, what was found before stays. `progress(done, total)` is told after each lot; each lot is a
    transaction of its own, so that a stopped run goes on where it stopped. Conflict outside a workspace.
    """
    workspace = _workspace()
    stocks = creators.comment_stocks()
    known = {
        row[0]: (row[1], CommentStock(row[2], row[3]))
        for row in Connection.objects.values_list("profile_id", "version", "comments", "newest")
    }
    stale = [profile for profile, stock in stocks.items() if known.get(profile) != (VERSION, stock)]
    people = _People.of(workspace) if stale else None
    judged = 0
    for lot in in_chunks(len(stale), LOT):
        with transaction.atomic():
            facts = creators.comment_facts(stale[lot])
            for profile_id, written in facts.items():
                if people:
                    _judge(profile_id, written, stocks[profile_id], people, workspace, now)
                judged += len(written)
        progress(lot.stop, len(stale))
    Connection.objects.exclude(profile_id__in=list(stocks)).delete()
    return Connected(len(stocks), len(stale), judged)


@transaction.atomic
def recompute_connections(
    *, now: datetime, data: Panel | None = None, around: Mapping[UUID, int] | None = None
) -> int:  # fmt: skip
    """Give every profile with judged comments its place among peers, and so its score; how many there are.

    What sponsored posts keep is read as it was computed last; `data` saves reading the posts a second time. `around`
    says how many others made content about our brands around each profile; without it what was told last stays. Peers
    are profiles of the network, within a factor of 1.42 of the followers where at least 10 of them have comments, else
    of any size. Conflict outside a workspace.
    """
    _workspace()
    known = data or creators.panel(now)
    rows = list(Connection.objects.order_by("profile_id"))
    elsewhere = {Part.COMMENTS: _comments_per_thousand(known), Part.STAMINA: _stamina()}
    if around is not None:
        elsewhere[Part.MENTIONS] = _authors_per_thousand(known, around)
    for row in rows:
        row.values = {part: value for part, value in row.values.items() if part not in elsewhere} | {
            part.value: _kept(found[row.profile_id]) for part, found in elsewhere.items() if row.profile_id in found
        }
    place = {profile: at for at, profile in enumerate(known.profiles)}
    for network in sorted(set(known.networks)):
        mine = [row for row in rows if row.profile_id in place and known.networks[place[row.profile_id]] == network]
        _rank(mine, [float(known.followers[place[row.profile_id]]) for row in mine], now)
    bulk.update(Connection, (_ranked_columns(row) for row in rows))
    return len(rows)


@dataclass(frozen=True, slots=True)
class _People:
    """Which authors are creators we know, and under whose posts each of them comments."""

    authors: Mapping[UUID, str]
    followers: Mapping[str, int]
    comments: frozenset[tuple[str, UUID]]

    @classmethod
    def of(cls, workspace: UUID) -> _People:
        """Everybody of the workspace."""
        authors: dict[UUID, str] = {}
        sizes: dict[str, int] = {}
        for profile, (handle, followers) in creators.handles().items():
            authors[profile] = author_hash(workspace, handle)
            sizes[authors[profile]] = followers or 0
        return cls(authors, sizes, frozenset(creators.commented_by(sizes)))

    def answered_by(self, profile_id: UUID) -> set[str]:
        """The authors under whose posts this profile's creator comments."""
        own = self.authors.get(profile_id)
        return {self.authors[other] for author, other in self.comments if author == own and other in self.authors}


def _workspace() -> UUID:
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Comments are judged inside a workspace.")
    return workspace


def _judge(
    profile_id: UUID,
    written: Sequence[CommentFact],
    stock: CommentStock,
    people: _People,
    workspace: UUID,
    now: datetime,
) -> None:
    told = [one for one in written if one.text or one.by_creator]
    batch = [WrittenText(one.text, one.caption, one.by_creator) for one in told]
    fresh = dict(zip((one.id for one in told), formulas.judge_comments(batch), strict=True))
    JudgedComment.objects.filter(comment_id__in=list(fresh)).delete()
    bulk.insert(JudgedComment, _rows(profile_id, fresh, now), workspace_id=workspace, now=now)
    kinds = {one.id: judged.kind for one, judged in zip(told, fresh.values(), strict=True)}
    languages = Counter(one.language for one in fresh.values())
    before = JudgedComment.objects.filter(profile_id=profile_id).exclude(comment_id__in=list(fresh))
    for comment_id, kind, language in before.values_list("comment_id", "kind", "language"):
        kinds[comment_id] = CommentClass(kind)
        languages[language] += 1
    values = class_parts(class_shares(kinds.values()))
    if replies := _reply_rate(written, kinds):
        values[Part.REPLIES] = replies
    before_it = Connection.objects.filter(profile_id=profile_id).values_list("values", flat=True).first() or {}
    kept = {part: value for part, value in before_it.items() if part == Part.MENTIONS}
    Connection.objects.update_or_create(
        profile_id=profile_id,
        defaults={
            "workspace_id": workspace, "version": VERSION, "computed_at": now, "comments": stock.comments,
            "newest": stock.newest, "classes": dict(Counter(kind.value for kind in kinds.values())),
            "languages": dict(languages.most_common()),
            "values": kept | {part.value: _kept(one) for part, one in values.items()},
            "pods": _kept_pods(_pods(profile_id, written, people)),
        },
    )  # fmt: skip


def _rows(profile_id: UUID, judged: Mapping[UUID, Judged], now: datetime) -> Iterator[dict[str, Any]]:
    for comment_id, one in judged.items():
        yield {
            "comment_id": comment_id, "profile_id": profile_id, "version": VERSION, "judged_at": now,
            "kind": one.kind.value, "language": one.language, "spam_score": one.spam.score,
            "lures": [lure.value for lure in one.spam.lures], "times": one.spam.times,
        }  # fmt: skip


def _reply_rate(written: Sequence[CommentFact], kinds: Mapping[UUID, CommentClass]) -> Estimate | None:
    names = {one.id: f"{one.post_id} {one.external_id}" for one in written}
    exchanges = [
        Exchange(
            names[one.id], f"{one.post_id} {one.reply_to}" if one.reply_to else None, one.by_creator, one.written_at
        )
        for one in written
    ]
    return reply_rate(exchanges, {names[one] for one, kind in kinds.items() if kind in MEANINGFUL})


def _pods(profile_id: UUID, written: Sequence[CommentFact], people: _People) -> Pods:
    own = people.authors.get(profile_id)
    by_others = [
        Written(str(one.id), str(one.post_id), one.author, one.written_at, one.published_at)
        for one in written
        if not one.by_creator and one.author != own
    ]
    return pods(by_others, people.followers, people.answered_by(profile_id))


def _comments_per_thousand(known: Panel) -> dict[UUID, Estimate]:
    """Of each profile's newest 30 posts that may speak and show their comments."""
    order = np.lexsort((-known.days, known.owner))
    found: dict[UUID, Estimate] = {}
    bounds = np.searchsorted(known.owner[order], np.arange(len(known.profiles) + 1))
    for at, profile in enumerate(known.profiles):
        counts = known.comments[order[bounds[at] : bounds[at + 1]]]
        shown = [int(one) for one in counts[~np.isnan(counts)][:NEWEST_POSTS]]
        followers = known.followers[at]
        estimate = comments_per_thousand(shown, None if np.isnan(followers) else int(followers))
        if estimate:
            found[profile] = estimate
    return found


def _authors_per_thousand(known: Panel, around: Mapping[UUID, int]) -> dict[UUID, Estimate]:
    followers = {
        profile: None if np.isnan(count) else int(count)
        for profile, count in zip(known.profiles, known.followers, strict=True)
    }
    rates = {profile: authors_per_thousand(authors, followers.get(profile)) for profile, authors in around.items()}
    return {profile: rate for profile, rate in rates.items() if rate}


def _stamina() -> dict[UUID, Estimate]:
    return {
        one.profile_id: Estimate(one.kept, one.kept_low, one.kept_high, LEVEL, one.compared)
        for one in Stamina.objects.all()
        if one.kept is not None and one.kept_low is not None and one.kept_high is not None
    }


def _rank(rows: Sequence[Connection], followers: Sequence[float], now: datetime) -> None:
    """Give each of a network's rows its place among those of its size, in memory."""
    logs = np.array([math.log(one) if one > 0 else math.nan for one in followers])
    table = {part: np.array([row.values.get(part, [math.nan])[0] for row in rows], dtype=float) for part in Part}
    everybody = {part: column[~np.isnan(column)] for part, column in table.items()}
    for row, log in zip(rows, logs, strict=True):
        near = np.abs(logs - log) <= PEER_WIDTH
        peers = everybody
        if np.count_nonzero(near) >= FEWEST_PEERS:
            peers = {part: column[near & ~np.isnan(column)] for part, column in table.items()}
        found = connection({Part(part): _estimate(value) for part, value in row.values.items()}, peers)
        row.score, row.score_low, row.score_high = (
            (found.score.value, found.score.low, found.score.high) if found.score else (None, None, None)
        )
        row.coverage, row.reason, row.computed_at = found.coverage, found.reason, now
        row.parts = [
            {
                "part": one.part.value, "weight": one.weight, "reason": one.reason,
                "percentile": _kept(one.percentile) if one.percentile else None,
            }
            for one in found.parts
        ]  # fmt: skip


def _ranked_columns(row: Connection) -> dict[str, Any]:
    names = ("id", "score", "score_low", "score_high", "coverage", "reason", "computed_at", "values", "parts")
    return {name: getattr(row, name) for name in names}


def _kept(one: Estimate) -> list[float]:
    return [one.value, one.low, one.high, one.sample]


def _estimate(kept: Sequence[float]) -> Estimate:
    return Estimate(kept[0], kept[1], kept[2], LEVEL, int(kept[3]))


def _kept_pods(found: Pods) -> dict[str, Any]:
    return {
        "posts": found.posts, "core": len(found.core), "flagged": found.flagged, "reason": found.reason,
        "share": _kept(found.share) if found.share else None,
        "evidence": [asdict(one) | {"sign": one.sign.value} for one in found.evidence],
    }  # fmt: skip
