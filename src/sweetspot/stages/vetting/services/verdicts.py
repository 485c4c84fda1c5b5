"""How every profile is judged by its posts, and how we note what people decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from psycopg.types.json import Jsonb

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.statistics import Floats
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import padded
from sweetspot.stages.creators.queries import Panel
from sweetspot.stages.creators.queries.panel import DAY_SECONDS, in_chunks
from sweetspot.stages.vetting.formulas import Norm, Norms, PostRows, fit_norms, measure
from sweetspot.stages.vetting.formulas import Verdict as Found
from sweetspot.stages.vetting.formulas.many import verdicts
from sweetspot.stages.vetting.models import Decision, Verdict
from sweetspot.stages.vetting.queries.stored import UNKNOWN, kept_check, kept_norms
from sweetspot.stages.vetting.services.progress import Progress, silent

VERSION = "authenticity 1"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Vetted:
    """How many profiles were judged, and for how many the verdict is new (the others rest on the same inputs)."""

    profiles: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Row:
    """One verdict as its table's columns."""

    profile_id: UUID
    version: str
    computed_at: datetime
    is_latest: bool
    score: int | None
    score_low: int | None
    score_high: int | None
    band: str
    confidence: str
    reason: str
    coverage: float
    posts_used: int
    data_as_of: datetime | None
    inputs_hash: str
    checks: Jsonb
    norms: Jsonb


@transaction.atomic
def vet(
    profile_ids: Collection[UUID] | None = None,
    *,
    now: datetime,
    progress: Progress = silent,
    data: Panel | None = None,
) -> Vetted:
    """Judge these profiles (None: all) by their posts; a verdict whose inputs did not change is not written again.

    Norms are the workspace's own, per network, from 30 profiles on. The verdict before stays as history.
    `progress(done, total)` is called after each lot. `data` saves reading the posts a second time. Conflict outside a
    workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Profiles are vetted inside a workspace.")
    known = data or creators.panel(now)
    wanted = None if profile_ids is None else set(profile_ids)
    total = len(known.profiles) if wanted is None else sum(profile in wanted for profile in known.profiles)
    done = changed = 0
    for network in sorted(set(known.networks)):
        sheet = _sheet(known, network)
        places = [place for place, profile in enumerate(sheet.profiles) if wanted is None or profile in wanted]
        for lot in in_chunks(len(places), _CHUNK):
            changed += _judge(sheet, places[lot], workspace, now)
            done += lot.stop - lot.start
            progress(done, total)
    return Vetted(total, changed)


@transaction.atomic
def decide(actor: Actor, profile_id: UUID, choice: str, reason: str, *, now: datetime) -> Decision:
    """Note what a person decided about a profile and why; the verdict it rests on is kept with it.

    NotFound for another workspace's id; Invalid for a choice other than approve, ask, decline, or without a reason.
    """
    profile = creators.one_profile(profile_id)
    problems = []
    if choice not in Decision.Choice.values:
        problems.append(Problem("choice", "unknown", "Choose approve, ask or decline."))
    if not reason.strip():
        problems.append(Problem("reason", "missing", "Say why, in a few words."))
    if problems:
        raise Invalid("The decision was not saved.", problems=problems)
    decision = Decision.objects.create(
        workspace_id=actor.workspace_id,
        profile_id=profile.profile_id,
        verdict=Verdict.objects.filter(profile_id=profile.profile_id, is_latest=True).first(),
        choice=choice,
        reason=reason.strip(),
        person_id=actor.id if actor.kind == "person" else None,
        decided_at=now,
    )
    detail = {"choice": choice, "reason": decision.reason}
    accounts.record(actor, "profile.decided", to_public("prf", profile.profile_id), detail, now=now)
    return decision


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The profiles of one network with their posts as rows, and the norms they are judged by."""

    profiles: Sequence[UUID]
    rows: PostRows
    ids: Sequence[Sequence[str]]
    read: Floats
    norms: Norms
    norms_hash: str


def _sheet(known: Panel, network: str) -> _Sheet:
    places = known.places(network)
    local = np.full(len(known.profiles), -1, dtype=np.int64)
    local[places] = np.arange(len(places))
    mine = np.flatnonzero(local[known.owner] >= 0)
    owner, days = local[known.owner[mine]], known.days[mine]
    likes, comments, when, order = (
        padded(owner, days, values, len(places))
        for values in (known.likes[mine], known.comments[mine], days, mine.astype(float))
    )
    rows = PostRows(known.followers[places], likes, comments, when)
    norms = _rounded(fit_norms(measure(rows), rows.followers, f"{network} profiles of this workspace"))
    ids = [[str(known.posts[int(at)]) for at in line[~np.isnan(line)]] for line in order]
    return _Sheet([known.profiles[place] for place in places], rows, ids, known.read[places], norms, _digest(norms))


def _digest(norms: Norms) -> str:
    # Without the number of profiles behind them: it says how good the norms are, not what they are.
    values = {signal.value: [norm.centre, norm.slope, norm.scale] for signal, norm in norms.by_signal.items()}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _rounded(norms: Norms) -> Norms:
    # To two decimals, so that one new profile among thousands does not make every verdict a new one.
    return Norms(
        {
            signal: Norm(round(norm.centre, 2), round(norm.slope, 2), max(round(norm.scale, 2), 0.05), norm.sample)
            for signal, norm in norms.by_signal.items()
        },
        norms.source,
    )


def _judge(sheet: _Sheet, places: Sequence[int], workspace: UUID, now: datetime) -> int:
    """Write the verdicts of some profiles of a sheet and return how many are new."""
    at = np.array(places, dtype=np.int64)
    rows = PostRows(sheet.rows.followers[at], sheet.rows.likes[at], sheet.rows.comments[at], sheet.rows.days[at])
    before = _latest_inputs([sheet.profiles[place] for place in places])
    fresh = [
        (place, found, inputs)
        for place, found in zip(
            places, verdicts(rows, [sheet.ids[place] for place in places], sheet.norms), strict=True
        )
        if before.get(sheet.profiles[place]) != (inputs := _inputs(found, sheet))
    ]
    changed = [sheet.profiles[place] for place, _, _ in fresh]
    Verdict.objects.filter(profile_id__in=changed, is_latest=True).update(is_latest=False)
    bulk.insert(Verdict, _rows(sheet, fresh, now), workspace_id=workspace, now=now)
    return len(fresh)


def _latest_inputs(profile_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    rows = Verdict.objects.filter(profile_id__in=list(profile_ids), is_latest=True)
    return dict(rows.values_list("profile_id", "inputs_hash"))


def _inputs(found: Found, sheet: _Sheet) -> str:
    return hashlib.sha256(f"{VERSION} {found.inputs} {sheet.norms_hash}".encode()).hexdigest()


def _rows(sheet: _Sheet, fresh: Sequence[tuple[int, Found, str]], now: datetime) -> Iterator[_Row]:
    norms = Jsonb(kept_norms(sheet.norms))
    for place, found, inputs in fresh:
        score = found.score
        yield _Row(
            profile_id=sheet.profiles[place],
            version=VERSION,
            computed_at=now,
            is_latest=True,
            score=round(score.value) if score else None,
            score_low=round(score.low) if score else None,
            score_high=round(score.high) if score else None,
            band=found.band.value if found.band else UNKNOWN,
            confidence=found.confidence.value,
            reason=found.reason or "",
            coverage=found.coverage,
            posts_used=found.posts,
            data_as_of=_moment(sheet.read[place]),
            inputs_hash=inputs,
            checks=Jsonb([kept_check(check) for check in found.checks]),
            norms=norms,
        )


def _moment(days: float) -> datetime | None:
    return None if np.isnan(days) else datetime.fromtimestamp(round(days * DAY_SECONDS, 3), UTC)
