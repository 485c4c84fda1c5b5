"""How every profile is judged by its posts, and how we note what people decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts import queries as workspaces
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import padded
from sweetspot.stages.creators.formulas.handles import NETWORKS
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
from sweetspot.stages.vetting.formulas.verdict import confidence_of, fingerprints, lack, score_of
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
    figures: dict[str, Any]


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
        places = known.places(network)
        own = (norms or {}).get(network) or _fitted(known, places, network)
        if wanted is not None:
            places = places[[known.profiles[place] in wanted for place in places]]
        lots += [Lot(known, places[part], own) for part in in_chunks(len(places), _CHUNK)]
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
    """Profiles of one network that are judged together, as places among all that are known, and the norms for them."""

    known: Panel
    places: NDArray[np.intp]
    norms: Norms

    def __len__(self) -> int:
        return len(self.places)


def _fitted(known: Panel, places: NDArray[np.intp], network: str) -> Norms:
    # Lot by lot: the posts of all as rows would be a second time what is held of them.
    parts = [measure(_rows_of(known, places[part])) for part in in_chunks(len(places), _CHUNK)]
    values = {signal: np.concatenate([part[signal] for part in parts]) for signal in parts[0]}
    return _rounded(fit_norms(values, known.followers[places], f"{NETWORKS[network].label} profiles of this workspace"))


def _rows_of(known: Panel, places: NDArray[np.intp]) -> PostRows:
    owner, mine = known.posts_of(places)
    columns = [values[mine] for values in (known.likes, known.comments, known.days)]
    return PostRows(known.followers[places], *padded(owner, known.days[mine], columns, len(places)))


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
    known, rows = lot.known, _rows_of(lot.known, lot.places)
    profiles = [known.profiles[place] for place in lot.places]
    told, before = readings_of(profiles, now), _latest_inputs(profiles)
    inputs = list(_inputs(lot, rows, told))
    fresh = [at for at, profile in enumerate(profiles) if before.get(profile) != inputs[at]]
    if not fresh:
        return 0
    at = np.array(fresh, dtype=np.int64)
    rows, readings = rows.of(at), [told[one] for one in fresh]
    found = find(rows, readings, lot.norms)
    changed = [profiles[one] for one in fresh]
    if not before.keys().isdisjoint(changed):
        Verdict.objects.filter(profile_id__in=bulk.among(changed), is_latest=True).update(is_latest=False)
    parts = zip(lot.places[at].tolist(), rows.counts.tolist(), figures_of(found, rows.followers, readings), strict=True)
    made = (
        _row(known, place, posts, found, number, figures, inputs[fresh[number]])
        for number, (place, posts, figures) in enumerate(parts)
    )
    same = {"version": VERSION, "computed_at": now, "is_latest": True, "norms": kept_norms(lot.norms)}
    bulk.insert(Verdict, made, workspace_id=workspace, now=now, same=same)
    return len(fresh)


def _latest_inputs(profile_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    rows = Verdict.objects.filter(profile_id__in=bulk.among(profile_ids), is_latest=True)
    return dict(rows.values_list("profile_id", "inputs_hash"))


def _inputs(lot: Lot, rows: PostRows, told: Sequence[Readings]) -> Iterator[str]:
    norms = _digest(lot.norms)
    parts = zip(lot.places.tolist(), rows.counts.tolist(), fingerprints(rows, told), strict=True)
    for place, posts, mine in parts:
        old = lot.known.old_posts(place) if posts < MANY else ""
        yield hashlib.sha256(f"{VERSION} {mine} {norms}{old}".encode()).hexdigest()


def _lack(posts: int, old: str) -> str:
    """Why there is no score; where posts are there but old, that is the reason, and more of them no remedy."""
    if not old or posts >= MANY:
        return lack(posts)
    return f"Not enough posts ({posts} of {MANY}). {old} If the file is older than that, import it with its date."


def _row(known: Panel, place: int, posts: int, found: Findings, at: int, figures: Figures, inputs: str) -> _Row:
    coverage = float(found.found.coverage[at])
    score = score_of(found, at, posts)
    return _Row(
        profile_id=known.profiles[place],
        score=round(score.value) if score else None,
        score_low=round(score.low) if score else None,
        score_high=round(score.high) if score else None,
        band=band_of(score.value).value if score else UNKNOWN,
        confidence=confidence_of(score, coverage).value,
        reason="" if score else _lack(posts, known.old_posts(place)),
        coverage=coverage,
        posts_used=posts,
        data_as_of=moment(known.read[place]),
        inputs_hash=inputs,
        figures=kept_figures(figures),
    )
