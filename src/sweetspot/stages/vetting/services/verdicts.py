"""How every profile is judged by its posts, and how we note what people decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from psycopg.types.json import Jsonb

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Floats
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts import queries as workspaces
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import padded
from sweetspot.stages.creators.formulas.columns import Whole
from sweetspot.stages.creators.queries import Panel
from sweetspot.stages.creators.queries.panel import in_chunks, moment
from sweetspot.stages.vetting.formulas import (
    VERSION,
    Figures,
    Findings,
    Norms,
    PostRows,
    Readings,
    band_of,
    find,
    fit_norms,
    measure,
)
from sweetspot.stages.vetting.formulas.checks import figures_of
from sweetspot.stages.vetting.formulas.signals import MANY
from sweetspot.stages.vetting.formulas.verdict import confidence_of, fingerprint, lack, score_of
from sweetspot.stages.vetting.models import Decision, Verdict
from sweetspot.stages.vetting.queries.stored import UNKNOWN, kept_figures, kept_norms, norms_of
from sweetspot.stages.vetting.queries.told import readings_of
from sweetspot.stages.vetting.services.progress import Progress, silent

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
    figures: Jsonb
    norms: Jsonb


@transaction.atomic
def vet(
    profile_ids: Collection[UUID] | None = None,
    *,
    now: datetime,
    progress: Progress = silent,
    data: Panel | None = None,
) -> Vetted:
    """Judge these profiles (None: all); a verdict whose inputs did not change is not written again.

    Norms lean on the workspace's own profiles, per network, from 30 on. They are fitted when all are judged; a few
    profiles are judged by the norms of the last time, so that one new post takes milliseconds. The verdict before stays
    as history. `progress(done, total)` is called after each lot. `data` saves reading the posts a second time. Conflict
    outside a workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Profiles are vetted inside a workspace.")
    lots = lots_of(profile_ids, now=now, data=data)
    total = sum(map(len, lots))
    done = changed = 0
    for lot in lots:
        changed += judge(lot, workspace, now)
        done += len(lot)
        progress(done, total)
    return Vetted(total, changed)


def lots_of(profile_ids: Collection[UUID] | None = None, *, now: datetime, data: Panel | None = None) -> list[Lot]:
    """These profiles (None: all) in lots that can be judged one by one; the posts are read here, and once."""
    norms = {} if profile_ids is None else _norms_in_force(creators.networks_of(list(profile_ids)))
    few = profile_ids is not None and norms is not None
    known = creators.panel(now, profile_ids=profile_ids) if few else data or creators.panel(now)
    wanted = None if profile_ids is None else set(profile_ids)
    lots = []
    for network in sorted(set(known.networks)):
        sheet = _sheet(known, network, (norms or {}).get(network))
        places = [place for place, profile in enumerate(sheet.profiles) if wanted is None or profile in wanted]
        lots += [Lot(sheet, places[part]) for part in in_chunks(len(places), _CHUNK)]
    return lots


def _norms_in_force(networks: Collection[str]) -> dict[str, Norms] | None:
    """The norms each network was last judged by; None where one was not judged by this version yet."""
    found = {}
    for network in networks:
        # Any of them will do: the norms that hold were written with every verdict of the network that rests on them.
        latest = Verdict.objects.filter(profile__network=network, is_latest=True, version=VERSION)
        kept = latest.values_list("norms", flat=True)[:1]
        if not kept:
            return None
        found[network] = norms_of(kept[0])
    return found


@transaction.atomic
def decide(
    actor: Actor, profile_id: UUID, choice: str, reason: str, *, spend: Sequence[Money] = (), now: datetime
) -> Decision:
    """Note what a person decided about a profile and why; the verdict it rests on is kept with it.

    `spend` are the creator's planned and agreed fees. Where they exceed the workspace's amount, an approval waits for
    one by a second person, which this may be. NotFound for another workspace's id; Invalid for a choice other than
    approve, ask, decline, without a reason, and where the same person approves twice.
    """
    profile = creators.one_profile(profile_id)
    take_turn("decisions", actor.workspace_id)  # or two approvals at once would both wait for a second one
    problems = []
    if choice not in Decision.Choice.values:
        problems.append(Problem("choice", "unknown", "Choose approve, ask or decline."))
    if not reason.strip():
        problems.append(Problem("reason", "missing", "Say why, in a few words."))
    needs_second = choice == Decision.Choice.APPROVE and _is_above(spend)
    first = _waiting(profile.profile_id) if needs_second else None
    person_id = actor.id if actor.kind == "person" else None
    if first and (person_id is None or first.person_id == person_id):
        problems.append(Problem("choice", "second_person", "It waits for a second person: another one must approve."))
    if problems:
        raise Invalid("The decision was not saved.", problems=problems)
    decision = Decision.objects.create(
        workspace_id=actor.workspace_id,
        profile_id=profile.profile_id,
        verdict=Verdict.objects.filter(profile_id=profile.profile_id, is_latest=True).first(),
        choice=choice,
        reason=reason.strip(),
        person_id=person_id,
        decided_at=now,
        needs_second=needs_second and first is None,
        seconds=first,
        spend=" and ".join(map(str, spend))[:200],
    )
    detail = {"choice": choice, "reason": decision.reason, "waits": decision.needs_second, "spend": decision.spend}
    accounts.record(actor, "profile.decided", to_public("prf", profile.profile_id), detail, now=now)
    return decision


def _is_above(spend: Sequence[Money]) -> bool:
    """Whether fees exceed what one person may approve; those in another currency cannot be compared and do."""
    workspace = workspaces.workspace()
    limit = workspace.second_person_above_minor
    return limit is not None and any(one.minor > (limit if one.currency == workspace.currency else 0) for one in spend)


def _waiting(profile_id: UUID) -> Decision | None:
    """The approval by a person that waits for a second one, where it is the last word on a profile."""
    last = Decision.objects.filter(profile_id=profile_id).order_by("-decided_at", "-id").first()
    return last if last and last.needs_second and last.person_id else None


@dataclass(frozen=True, slots=True)
class Lot:
    """Profiles of one network that are judged together, as places in a sheet."""

    sheet: _Sheet
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The profiles of one network with their posts as rows, and the norms they are judged by."""

    profiles: Sequence[UUID]
    rows: PostRows
    posts: Whole
    read: Floats
    old: Sequence[str]
    norms: Norms
    norms_hash: str
    kept: Jsonb


def _sheet(known: Panel, network: str, norms: Norms | None) -> _Sheet:
    places = known.places(network)
    local = np.full(len(known.profiles), -1, dtype=np.int64)
    local[places] = np.arange(len(places))
    mine = np.flatnonzero(local[known.owner] >= 0)
    owner, days = local[known.owner[mine]], known.days[mine]
    likes, comments, when = (
        padded(owner, days, values, len(places)) for values in (known.likes[mine], known.comments[mine], days)
    )
    rows = PostRows(known.followers[places], likes, comments, when)
    if norms is None:
        norms = _rounded(fit_norms(measure(rows), rows.followers, f"{network} profiles of this workspace"))
    ids = [known.profiles[place] for place in places]
    counts = np.sum(~np.isnan(likes), axis=1)
    old = [known.old_posts(place) for place in places]
    return _Sheet(ids, rows, counts, known.read[places], old, norms, _digest(norms), _same_json(kept_norms(norms)))


def _same_json(value: object) -> Jsonb:
    # Thousands of rows carry it: written down once.
    text = json.dumps(value)
    return Jsonb(value, dumps=lambda _: text)


def _digest(norms: Norms) -> str:
    # Without the number of profiles behind them: it says how good the norms are, not what they are.
    values = {
        signal.value: [norm.centre, norm.slope, norm.scale, norm.widening] for signal, norm in norms.by_signal.items()
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _rounded(norms: Norms) -> Norms:
    # To two decimals, so that one new profile among thousands does not make every verdict a new one.
    return Norms(
        {
            signal: replace(
                norm, centre=round(norm.centre, 2), slope=round(norm.slope, 2), scale=max(round(norm.scale, 2), 0.05)
            )
            for signal, norm in norms.by_signal.items()
        },
        norms.source,
    )


def judge(lot: Lot, workspace: UUID, now: datetime) -> int:
    """Write the verdicts of a lot and return how many are new."""
    sheet, places = lot.sheet, lot.places
    profiles = [sheet.profiles[place] for place in places]
    told, before = readings_of(profiles, now), _latest_inputs(profiles)
    inputs = [_inputs(sheet, place, readings) for place, readings in zip(places, told, strict=True)]
    fresh = [at for at, profile in enumerate(profiles) if before.get(profile) != inputs[at]]
    if not fresh:
        return 0
    at = np.array([places[one] for one in fresh], dtype=np.int64)
    rows = PostRows(sheet.rows.followers[at], sheet.rows.likes[at], sheet.rows.comments[at], sheet.rows.days[at])
    found = find(rows, [told[one] for one in fresh], sheet.norms)
    changed = [profiles[one] for one in fresh]
    if not before.keys().isdisjoint(changed):
        Verdict.objects.filter(profile_id__in=bulk.among(changed), is_latest=True).update(is_latest=False)
    figures = figures_of(found, rows.followers, [told[one] for one in fresh])
    made = (
        _row(sheet, places[one], found, place, numbers, inputs[one], now)
        for (place, one), numbers in zip(enumerate(fresh), figures, strict=True)
    )
    bulk.insert(Verdict, made, workspace_id=workspace, now=now)
    return len(fresh)


def _latest_inputs(profile_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    rows = Verdict.objects.filter(profile_id__in=bulk.among(profile_ids), is_latest=True)
    return dict(rows.values_list("profile_id", "inputs_hash"))


def _inputs(sheet: _Sheet, place: int, readings: Readings) -> str:
    mine = fingerprint(sheet.rows, place, int(sheet.posts[place]), readings)
    old = sheet.old[place] if sheet.posts[place] < MANY else ""
    return hashlib.sha256(f"{VERSION} {mine} {sheet.norms_hash}{old}".encode()).hexdigest()


def _lack(posts: int, old: str) -> str:
    """Why there is no score; where posts are there but old, that is the reason, and more of them no remedy."""
    if not old or posts >= MANY:
        return lack(posts)
    return f"Not enough posts ({posts} of {MANY}). {old} If the file is older than that, import it with its date."


def _row(sheet: _Sheet, place: int, found: Findings, at: int, figures: Figures, inputs: str, now: datetime) -> _Row:
    posts, coverage = int(sheet.posts[place]), float(found.found.coverage[at])
    score = score_of(found, at, posts)
    return _Row(
        profile_id=sheet.profiles[place],
        version=VERSION,
        computed_at=now,
        is_latest=True,
        score=round(score.value) if score else None,
        score_low=round(score.low) if score else None,
        score_high=round(score.high) if score else None,
        band=band_of(score.value).value if score else UNKNOWN,
        confidence=confidence_of(score, coverage).value,
        reason="" if score else _lack(posts, sheet.old[place]),
        coverage=coverage,
        posts_used=posts,
        data_as_of=moment(sheet.read[place]),
        inputs_hash=inputs,
        figures=Jsonb(kept_figures(figures)),
        norms=sheet.kept,
    )
