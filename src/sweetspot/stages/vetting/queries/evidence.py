"""What does a verdict rest on? Everything the evidence page shows, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

import numpy as np
from django.db.models import Count, Q

from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import PostReading, select
from sweetspot.stages.creators.formulas.samples import SampledComment
from sweetspot.stages.creators.queries import PostRow, ProfileRow, SharedCommenters, SnapshotRow
from sweetspot.stages.vetting.formulas import Check, Signal
from sweetspot.stages.vetting.formulas.comments import CommentClass
from sweetspot.stages.vetting.formulas.doubts import would_change
from sweetspot.stages.vetting.formulas.history import Jump, jumps
from sweetspot.stages.vetting.formulas.verdict import post_row
from sweetspot.stages.vetting.formulas.wording import shown_value
from sweetspot.stages.vetting.models import Answer, AnswerSource, Decision, JudgedComment, Verdict
from sweetspot.stages.vetting.queries.listing import one_profile
from sweetspot.stages.vetting.queries.stored import LEVEL, StoredVerdict, figures_of, stored_verdict
from sweetspot.stages.vetting.queries.told import SPAN

FEWEST_PEERS = 30
MOST_PEERS = 1_000
PEER_POSTS = 300


@dataclass(frozen=True, slots=True)
class PeerStrip:
    """How a signal's value lies among the peers': quantiles at 5, 25, 50, 75, 95 % and the share of peers below it.

    None where no peer has the value. Values are in the unit the check shows.
    """

    quantiles: tuple[float, float, float, float, float] | None
    share_below: float | None
    peers: int


@dataclass(frozen=True, slots=True)
class CheckEvidence:
    """One check, where it lies among peers, and the posts that drove it, strongest first."""

    check: Check
    strip: PeerStrip
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class LikesAndComments:
    """One post in the scatter of likes and comments."""

    likes: int
    comments: int


@dataclass(frozen=True, slots=True)
class CommentHabits:
    """Of the judged comments by others, how many are emoji alone and how many say what another says word for word.

    `shared` are the profiles of ours under which the same of the `people` comment.
    """

    comments: int
    emoji: Estimate | None
    repeated: Estimate | None
    people: int
    shared: tuple[SharedCommenters, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided, and on which verdict."""

    id: UUID
    choice: str
    label: str
    reason: str
    person: str | None
    decided_at: datetime
    band: str | None
    score: int | None
    waits: bool
    seconds: bool
    spend: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What the creator said, the way and the day it came, and who noted it."""

    id: UUID
    text: str
    source: str
    label: str
    answered_on: date
    person: str | None
    noted_at: datetime
    score: int | None


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """One verdict of the history."""

    computed_at: datetime
    version: str
    band: str
    score: int | None
    posts: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything behind a verdict. `verdict` is None before the first vetting; lists are then empty but for the facts.

    `posts` are the newest 200, with the reason why one does not count; `engagement_posts` those of them with a rate and
    a date, oldest first; `cadence` the days between posts, oldest first. `peer_posts` are likes and comments of posts
    of `peers` profiles of the network and size (of the network, where fewer than 30 have the size).
    """

    profile: ProfileRow
    verdict: StoredVerdict | None
    checks: tuple[CheckEvidence, ...]
    posts: tuple[PostRow, ...]
    engagement_posts: tuple[PostRow, ...]
    cadence: tuple[tuple[datetime, float], ...]
    follower_history: tuple[SnapshotRow, ...]
    jumps: tuple[Jump, ...]
    peer_posts: tuple[LikesAndComments, ...]
    peers: int
    comments: tuple[SampledComment, ...]
    habits: CommentHabits
    decisions: tuple[DecisionRow, ...]
    answers: tuple[AnswerRow, ...]
    history: tuple[PastVerdict, ...]
    would_change: tuple[str, ...]


def evidence(profile_id: UUID, now: datetime, profile: ProfileRow | None = None) -> Evidence:
    """Everything the evidence page needs, in at most 20 queries; NotFound for another workspace's id.

    `profile` saves reading it a second time.
    """
    profile = profile or one_profile(profile_id)
    row = Verdict.objects.filter(profile_id=profile_id, is_latest=True).first()
    verdict = stored_verdict(row) if row else None
    posts = creators.profile_posts(profile_id, now)
    readings = [one for one in creators.snapshots(profile_id) if one.followers is not None]
    comments = creators.comments_sample(profile_id)
    peers = _peers(profile)
    known = creators.post_readings(profile_id)
    checks = checks_of(verdict, known) if verdict else ()
    return Evidence(
        profile=profile,
        verdict=verdict,
        checks=_evidence(checks, posts, peers),
        posts=tuple(posts),
        engagement_posts=tuple(reversed([post for post in posts if post.rate is not None and post.published_at])),
        cadence=_cadence(posts),
        follower_history=tuple(readings),
        jumps=tuple(jumps(_moments(readings, now), known)),
        peer_posts=_peer_posts(peers),
        peers=len(peers),
        comments=tuple(comments),
        habits=comment_habits(profile_id),
        decisions=tuple(decisions(profile_id)),
        answers=tuple(answers(profile_id)),
        history=tuple(past_verdicts(profile_id)),
        would_change=would_change(
            checks, verdict.posts if verdict else 0,
            readings=len(readings), comments=len(comments),
        ),
    )  # fmt: skip


def comment_habits(profile_id: UUID) -> CommentHabits:
    """How a profile's commenters write, and where else among our creators they comment; three queries."""
    by_others = JudgedComment.objects.filter(profile_id=profile_id).exclude(kind=CommentClass.CREATOR)
    found = by_others.aggregate(
        all=Count("id"), emoji=Count("id", filter=Q(kind=CommentClass.EMOJI_ONLY)),
        repeated=Count("id", filter=Q(times__gt=1)),
    )  # fmt: skip
    people, shared = creators.shared_commenters(profile_id)
    emoji, repeated = (wilson(found[name], found["all"], LEVEL) for name in ("emoji", "repeated"))
    return CommentHabits(found["all"], emoji, repeated, people, tuple(shared))


def latest_verdict(profile_id: UUID) -> StoredVerdict | None:
    """The verdict that holds now; None before the first vetting."""
    row = Verdict.objects.filter(profile_id=profile_id, is_latest=True).first()
    return stored_verdict(row) if row else None


def checks_of(verdict: StoredVerdict, posts: Sequence[PostReading] | None = None) -> tuple[Check, ...]:
    """Each signal of a verdict with the posts that drove it, as the posts (read, unless given) are known now."""
    known = creators.post_readings(verdict.profile_id) if posts is None else posts
    used = select(known, min(verdict.data_as_of or verdict.computed_at, verdict.computed_at)).used
    followers = verdict.figures.followers if verdict.figures else None
    return verdict.checks(*post_row(used, followers))


def decisions(profile_id: UUID) -> list[DecisionRow]:
    """What people decided about a profile, newest first; an approval may wait for a second person."""
    rows = Decision.objects.filter(profile_id=profile_id).select_related("person", "verdict").order_by("-decided_at")
    seconded = {row.seconds_id for row in rows}
    return [
        DecisionRow(
            id=row.id,
            choice=row.choice,
            label=str(Decision.Choice(row.choice).label),
            reason=row.reason,
            person=(row.person.name or row.person.email) if row.person else None,
            decided_at=row.decided_at,
            band=row.verdict.band if row.verdict else None,
            score=row.verdict.score if row.verdict else None,
            waits=row.needs_second and row.id not in seconded,
            seconds=row.seconds_id is not None,
            spend=row.spend,
        )
        for row in rows
    ]


def answers(profile_id: UUID) -> list[AnswerRow]:
    """What the creator said about a profile's verdicts, newest first."""
    rows = Answer.objects.filter(profile_id=profile_id).select_related("person", "verdict")
    return [
        AnswerRow(
            id=row.id,
            text=row.text,
            source=row.source,
            label=str(AnswerSource(row.source).label),
            answered_on=row.answered_on,
            person=(row.person.name or row.person.email) if row.person else None,
            noted_at=row.noted_at,
            score=row.verdict.score if row.verdict else None,
        )
        for row in rows.order_by("-answered_on", "-noted_at")
    ]


def past_verdicts(profile_id: UUID, limit: int = 20) -> list[PastVerdict]:
    """The verdicts on a profile, newest first."""
    rows = Verdict.objects.filter(profile_id=profile_id).order_by("-computed_at", "-id")[:limit]
    return [PastVerdict(row.computed_at, row.version, row.band, row.score, row.posts_used) for row in rows]


def _moments(readings: Sequence[SnapshotRow], now: datetime) -> list[tuple[datetime, int]]:
    # Two sources may say different things of one moment: the last one listed is kept.
    span = [row for row in readings if now - SPAN <= row.taken_at <= now]
    return list({row.taken_at: row.followers or 0 for row in span}.items())


def _cadence(posts: Sequence[PostRow]) -> tuple[tuple[datetime, float], ...]:
    moments = sorted(post.published_at for post in posts if post.published_at)
    return tuple((later, (later - earlier).total_seconds() / 86_400) for earlier, later in pairwise(moments))


def _peers(profile: ProfileRow) -> list[UUID]:
    """Up to 1,000 other profiles of the network, of about this size where there are 30 of them; two queries at most."""
    sized = creators.same_size(profile.profile_id, profile.network, profile.followers, MOST_PEERS)
    if len(sized) >= FEWEST_PEERS or profile.followers is None:
        return sized
    return creators.same_size(profile.profile_id, profile.network, None, MOST_PEERS)


def _evidence(checks: Sequence[Check], posts: Sequence[PostRow], peers: Sequence[UUID]) -> tuple[CheckEvidence, ...]:
    if not checks:
        return ()
    others, by_id = _peer_values(peers), {str(post.id): post for post in posts}
    return tuple(
        CheckEvidence(
            check, _strip(check, others.get(check.signal, [])), tuple(by_id[one] for one in check.posts if one in by_id)
        )
        for check in checks
    )


def _peer_values(peers: Sequence[UUID]) -> Mapping[Signal, list[float]]:
    values: dict[Signal, list[float]] = {}
    rows = Verdict.objects.filter(profile_id__in=list(peers), is_latest=True).values_list("figures", flat=True)
    for figures in filter(None, map(figures_of, rows)):
        for signal, value in zip(Signal, figures.values, strict=True):
            if value is not None:
                values.setdefault(signal, []).append(shown_value(signal, value))
    return values


def _strip(check: Check, others: Sequence[float]) -> PeerStrip:
    if not others:
        return PeerStrip(None, None, 0)
    five = tuple(float(value) for value in np.quantile(others, (0.05, 0.25, 0.50, 0.75, 0.95)))
    below = None if check.value is None else float(np.mean(np.array(others) < check.value))
    return PeerStrip((five[0], five[1], five[2], five[3], five[4]), below, len(others))


def _peer_posts(peers: Sequence[UUID]) -> tuple[LikesAndComments, ...]:
    pairs = creators.likes_and_comments(peers[:60], PEER_POSTS)
    return tuple(LikesAndComments(likes, comments) for likes, comments in pairs)
