"""Verdicts with their checks, and what people decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.errors import Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.plans import candidates
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import EstimateOut, Given, ListOut, PublicId, estimate, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import Check, Jump

router = Router(tags=["Vetting"])


class SignalOut(Schema):
    """One signal: its value with its 90 % interval and what is usual, the points it costs, what it may mean.

    `posts` are those that drove it, `opens` the days or rows a reading rests on, `sample` how much stands behind it.
    """

    signal: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    usual: float | None
    z: float | None
    strength: str
    points: float
    sentence: str
    explanations: list[str]
    posts: list[str]
    opens: list[str]
    sample: int
    peers: int
    rule: str
    version: int


class VerdictDetailOut(Schema):
    """A verdict; without enough data `score` and `band` are null and `reason` says what is missing."""

    profile: str
    band: str | None
    words: str
    advice: str
    score: EstimateOut | None
    confidence: str
    coverage: float
    posts: int
    data_as_of: datetime | None
    computed_at: datetime
    version: str
    inputs: str
    reason: str
    checks: list[SignalOut]


class JumpOut(Schema):
    """A change of the following that stands out; `unexplained` of the followers came without a known reason."""

    at: datetime
    followers: int
    before: int
    usual_per_day: float
    explained: int
    explained_by: str
    unexplained: int
    left_within_thirty_days: int


class EvidenceOut(Schema):
    """What a verdict rests on; `would_change` names what more would be worth knowing."""

    verdict: VerdictDetailOut | None
    peers: int
    jumps: list[JumpOut]
    would_change: list[str]


class DecisionIn(Given):
    """What a person decided about a profile, and why."""

    choice: Literal["approve", "ask", "decline"]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class DecisionOut(Schema):
    """A decision with the verdict it was taken on."""

    id: str
    choice: str
    reason: str
    person: str | None
    decided_at: datetime
    band: str | None
    score: int | None
    waits_for_second: bool
    seconds: bool


class PartOut(Schema):
    """One part of a connection score: its value, its place among peers (0 to 1), and its weight after missing parts."""

    part: str
    value: EstimateOut | None
    percentile: EstimateOut | None
    weight: float
    reason: str


class ClassOut(Schema):
    """How many comments are of a class, and their share of those that count."""

    count: int
    share: EstimateOut | None


class PodEvidenceOut(Schema):
    """One kind of evidence for a group that comments together; `value` is null where it cannot be told."""

    sign: str
    value: float | None
    threshold: float
    sample: int
    speaks: bool


class PodsOut(Schema):
    """Whether the same people comment together: `flagged` needs two of the four kinds of evidence."""

    flagged: bool
    posts: int
    people: int
    share: EstimateOut | None
    evidence: list[PodEvidenceOut]
    reason: str


class ConnectionOut(Schema):
    """How creator and audience answer each other; without enough data `score` is null and `reason` says why."""

    profile: str
    score: EstimateOut | None
    reason: str
    coverage: float
    parts: list[PartOut]
    comments: int
    counted: int
    creator: int
    not_judged: int
    classes: dict[str, ClassOut]
    languages: dict[str, int]
    pods: PodsOut
    version: str
    computed_at: datetime


@router.get(
    "/profiles/{profile_id}/connection", response={200: ConnectionOut, 404: ErrorOut}, auth=key("creators.view")
)
def get_connection(request: HttpRequest, profile_id: str) -> ConnectionOut:
    """The connection score with its parts, classes of comments, evidence for a group; 404 without judged comments."""
    found = queries.one_profile(identifier("prf", profile_id)).profile_id
    stored = queries.stored_connection(found)
    if stored is None:
        raise NotFound("This profile has no judged comments yet.", code="no_comments")
    return connection_out(found, stored)


class AnswerIn(Given):
    """What the creator said about a verdict, the way and the day it came."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    source: Literal["email", "message", "call", "portal", "other"]
    answered_on: date


class CreatorAnswerOut(Schema):
    """An answer of the creator, with the score it was given on."""

    id: str
    text: str
    source: str
    answered_on: date
    person: str | None
    noted_at: datetime
    score: int | None


@router.get(
    "/profiles/{profile_id}/verdict", response={200: VerdictDetailOut, 404: ErrorOut}, auth=key("creators.view")
)
def get_verdict(request: HttpRequest, profile_id: str) -> VerdictDetailOut:
    """The verdict that holds now, with every check; 404 before the first vetting."""
    found = queries.latest_verdict(queries.one_profile(identifier("prf", profile_id)).profile_id)
    if found is None:
        raise NotFound("This profile was not vetted yet.", code="not_vetted")
    return verdict_out(found, queries.checks_of(found))


@router.get("/profiles/{profile_id}/evidence", response={200: EvidenceOut, 404: ErrorOut}, auth=key("creators.view"))
def get_evidence(request: HttpRequest, profile_id: str) -> EvidenceOut:
    """The verdict with its checks, the size of the comparison, and what would change it."""
    found = queries.evidence(identifier("prf", profile_id), datetime.now(UTC))
    verdict = verdict_out(found.verdict, (one.check for one in found.checks)) if found.verdict else None
    return EvidenceOut(
        verdict=verdict, peers=found.peers, jumps=[_jump(one) for one in found.jumps],
        would_change=list(found.would_change),
    )  # fmt: skip


@router.get(
    "/profiles/{profile_id}/decisions",
    response={200: ListOut[DecisionOut], 404: ErrorOut},
    auth=key("creators.view"),
)
def list_decisions(request: HttpRequest, profile_id: str) -> ListOut[DecisionOut]:
    """What people decided about a profile, newest first."""
    found = queries.one_profile(identifier("prf", profile_id)).profile_id
    return listed(_decision(row) for row in queries.decisions(found))


@router.post(
    "/profiles/{profile_id}/decisions",
    response={201: DecisionOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)
def decide(request: HttpRequest, profile_id: str, decision: DecisionIn) -> Status[DecisionOut]:
    """Note a decision; the verdict it was taken on stays with it."""
    found = identifier("prf", profile_id)
    made = pipeline.decide(actor_of(request), found, decision.choice, decision.reason, now=datetime.now(UTC))
    return Status(201, next(_decision(row) for row in queries.decisions(found) if row.id == made.id))


@router.get(
    "/profiles/{profile_id}/answers",
    response={200: ListOut[CreatorAnswerOut], 404: ErrorOut},
    auth=key("creators.view"),
)
def list_answers(request: HttpRequest, profile_id: str) -> ListOut[CreatorAnswerOut]:
    """What the creator said about the verdicts on a profile, newest first."""
    found = queries.one_profile(identifier("prf", profile_id)).profile_id
    return listed(_answer(row) for row in queries.answers(found))


@router.post(
    "/profiles/{profile_id}/answers",
    response={201: CreatorAnswerOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)
def note_answer(request: HttpRequest, profile_id: str, answer: AnswerIn) -> Status[CreatorAnswerOut]:
    """Keep what the creator said beside the verdict; it changes no score."""
    found = identifier("prf", profile_id)
    made = services.note_answer(
        actor_of(request), found, answer.text, answer.source, answer.answered_on, now=datetime.now(UTC)
    )
    return Status(201, next(_answer(row) for row in queries.answers(found) if row.id == made.id))


class VettingRunIn(Given):
    """Whom to vet: these profiles, or those that a filter as in the pages' addresses names; neither means everybody."""

    profiles: Annotated[list[PublicId], Field(max_length=10_000)] | None = None
    filter: Annotated[str, Field(max_length=2_000)] | None = None


class VettingRunOut(Schema):
    """Vetting in the background: `waiting`, `running`, `done`, `failed` or `cancelled`; `changed` verdicts are new."""

    id: str
    everybody: bool
    state: str
    done: int
    total: int
    changed: int
    profiles_per_second: float | None
    seconds_left: float | None
    created_at: datetime
    finished_at: datetime | None
    problem: str


@router.get("/vetting-runs", response=ListOut[VettingRunOut], auth=key("creators.view"))
def list_vetting_runs(request: HttpRequest) -> ListOut[VettingRunOut]:
    """The newest twenty: how far they are, or how they ended."""
    return listed(map(run_out, queries.vetting_runs(datetime.now(UTC))))


@router.post("/vetting-runs", response={202: VettingRunOut, 404: ErrorOut, 422: ErrorOut}, auth=key("creators.change"))
def start_vetting(request: HttpRequest, wanted: VettingRunIn) -> Status[VettingRunOut]:
    """Vet profiles anew, in the background; a verdict is written only where what it rests on changed."""
    actor, now = actor_of(request), datetime.now(UTC)
    run_id = services.start_run(actor, _chosen(wanted), now=now)
    defer_in_turn("vetting.run", actor.workspace_id, run_id=str(run_id))
    return Status(202, run_out(queries.vetting_run(run_id, now)))


@router.get("/vetting-runs/{run_id}", response={200: VettingRunOut, 404: ErrorOut}, auth=key("creators.view"))
def get_vetting_run(request: HttpRequest, run_id: str) -> VettingRunOut:
    """How far one is, or how it ended."""
    return run_out(queries.vetting_run(identifier("vet", run_id), datetime.now(UTC)))


@router.post(
    "/vetting-runs/{run_id}/cancel",
    response={200: VettingRunOut, 404: ErrorOut, 409: ErrorOut},
    auth=key("creators.change"),
)
def cancel_vetting(request: HttpRequest, run_id: str) -> VettingRunOut:
    """Stop one; the verdicts written up to there stay. 409 once it has ended."""
    found, now = identifier("vet", run_id), datetime.now(UTC)
    services.cancel_run(actor_of(request), found, now=now)
    return run_out(queries.vetting_run(found, now))


def run_out(one: queries.Run) -> VettingRunOut:
    """A vetting in the background as the API writes it."""
    return VettingRunOut(
        id=one.ref, everybody=one.everybody, state=one.state, done=one.done, total=one.total, changed=one.changed,
        profiles_per_second=one.rate, seconds_left=one.seconds_left, created_at=one.created_at,
        finished_at=one.finished_at, problem=one.problem,
    )  # fmt: skip


def _chosen(wanted: VettingRunIn) -> list[UUID] | None:
    if wanted.profiles is not None and wanted.filter is not None:
        message = "Name profiles or a filter, not both."
        raise Invalid(message, problems=[Problem("filter", "both", message)])
    if wanted.profiles is not None:
        return [identifier("prf", one) for one in wanted.profiles]
    return queries.profile_ids(candidates(wanted.filter)) if wanted.filter else None


def verdict_out(one: queries.StoredVerdict, checks: Iterable[Check]) -> VerdictDetailOut:
    """A verdict as the API and `--json` write it."""
    return VerdictDetailOut(
        profile=to_public("prf", one.profile_id), band=one.band.value if one.band else None, words=one.words,
        advice=one.advice, score=estimate(one.score), confidence=one.confidence.value, coverage=one.coverage,
        posts=one.posts, data_as_of=one.data_as_of, computed_at=one.computed_at, version=one.version,
        inputs=one.inputs, reason=one.reason,
        checks=[
            SignalOut(
                signal=check.signal.value, title=check.title, value=check.value, low=check.low, high=check.high,
                usual=check.usual, z=check.z, strength=check.strength.value, points=check.points,
                sentence=check.sentence, explanations=list(check.explanations), posts=list(check.posts),
                opens=list(check.opens), sample=check.sample, peers=check.peers, rule=check.rule,
                version=check.version,
            )
            for check in checks
        ],
    )  # fmt: skip


def connection_out(profile_id: UUID, one: queries.StoredConnection) -> ConnectionOut:
    """A connection as the API and `--json` write it."""
    found, classes, pods = one.connection, one.classes, one.pods
    return ConnectionOut(
        profile=to_public("prf", profile_id), score=estimate(found.score), reason=found.reason,
        coverage=found.coverage, comments=one.comments, counted=classes.counted, creator=classes.own,
        not_judged=classes.not_judged, languages=one.languages, version=one.version, computed_at=one.computed_at,
        parts=[
            PartOut(
                part=part.part.value, value=estimate(part.value), percentile=estimate(part.percentile),
                weight=part.weight, reason=part.reason,
            )
            for part in found.parts
        ],
        classes={
            kind.value: ClassOut(count=number, share=estimate(classes.shares[kind]))
            for kind, number in classes.counts.items()
        },
        pods=PodsOut(
            flagged=pods.flagged, posts=pods.posts, people=one.core_size, share=estimate(pods.share),
            reason=pods.reason,
            evidence=[
                PodEvidenceOut(
                    sign=seen.sign.value, value=seen.value, threshold=seen.threshold, sample=seen.sample,
                    speaks=seen.speaks,
                )
                for seen in pods.evidence
            ],
        ),
    )  # fmt: skip


def _jump(one: Jump) -> JumpOut:
    return JumpOut(
        at=one.at, followers=one.followers, before=one.before, usual_per_day=one.usual, explained=one.explained,
        explained_by=one.explained_by, unexplained=one.unexplained, left_within_thirty_days=one.left,
    )  # fmt: skip


def _answer(row: queries.AnswerRow) -> CreatorAnswerOut:
    return CreatorAnswerOut(
        id=to_public("ans", row.id), text=row.text, source=row.source, answered_on=row.answered_on, person=row.person,
        noted_at=row.noted_at, score=row.score,
    )  # fmt: skip


def _decision(row: queries.DecisionRow) -> DecisionOut:
    return DecisionOut(
        id=to_public("dec", row.id), choice=row.choice, reason=row.reason, person=row.person,
        decided_at=row.decided_at, band=row.band, score=row.score,
        waits_for_second=row.waits, seconds=row.seconds,
    )  # fmt: skip
