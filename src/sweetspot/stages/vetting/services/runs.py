"""Vetting many profiles in the background: lot by lot, so that it shows, can be cancelled, and goes on after a kill."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.vetting.models import VettingRun
from sweetspot.stages.vetting.queries.runs import OPEN, PREFIX, vetting_run
from sweetspot.stages.vetting.services.connections import judge_comments, recompute_connections
from sweetspot.stages.vetting.services.stamina import recompute_stamina
from sweetspot.stages.vetting.services.verdicts import Lot, judge, lots_of

State = VettingRun.State
Clock = Callable[[], datetime]


@transaction.atomic
def start_run(actor: Actor, profile_ids: Collection[UUID] | None, *, now: datetime) -> UUID:
    """Note that these profiles (None: all) are to be vetted; `run` does it. Invalid where there are none of them."""
    chosen = None if profile_ids is None else creators.known_ids(profile_ids)
    if chosen is not None and not chosen:
        message = "None of these profiles is here; nothing was started."
        raise Invalid(message, problems=[Problem("profiles", "unknown", message)])
    run = VettingRun.objects.create(
        workspace_id=actor.workspace_id, profiles=chosen, heard_at=now, total=len(chosen or ()),
        person_id=actor.id if actor.kind == "person" else None,
    )  # fmt: skip
    detail = {"profiles": len(chosen) if chosen else "all"}
    accounts.record(actor, "vetting.started", to_public(PREFIX, run.id), detail, now=now)
    return run.id


@transaction.atomic
def cancel_run(actor: Actor, run_id: UUID, *, now: datetime) -> None:
    """Stop it after the lot that it is at; the verdicts up to there stay. Conflict once it has ended."""
    vetting_run(run_id, now)
    open_ones = VettingRun.objects.filter(id=run_id, state__in=OPEN)
    if not open_ones.update(state=State.CANCELLED, finished_at=now):
        raise Conflict("This has ended already.")
    accounts.record(actor, "vetting.cancelled", to_public(PREFIX, run_id), {}, now=now)


def run(workspace_id: UUID, run_id: UUID, *, clock: Clock) -> None:
    """Vet the profiles of a run. Taken up a second time it passes quickly over verdicts that are written already."""
    with scope(workspace_id):
        rows = VettingRun.objects.filter(id=run_id, state__in=OPEN)
        now = clock()
        rows.update(state=State.RUNNING, attempt=F("attempt") + 1, started_at=None, heard_at=now, done=0)
        mine = rows.first()
    if mine is None:  # cancelled, or done meanwhile
        return
    try:
        lots = _prepared(mine, now)
        _note(mine, started_at=clock(), heard_at=clock(), total=sum(map(len, lots)))
        for lot in lots:
            with scope(workspace_id):
                changed = judge(lot, workspace_id, now)
                if not _note(mine, done=F("done") + len(lot), changed=F("changed") + changed, heard_at=clock()):
                    return
        _note(mine, state=State.DONE, finished_at=clock())
    except Exception as error:
        _note(mine, state=State.FAILED, finished_at=clock(), problem=f"It stopped: {type(error).__name__}.")
        raise


def _prepared(mine: VettingRun, now: datetime) -> list[Lot]:
    """What verdicts rest on, known anew, and the profiles in lots."""
    with scope(mine.workspace_id):
        data = creators.panel(now, profile_ids=mine.profiles)
        recompute_stamina(now=now, data=data)
        judge_comments(now=now)
        if mine.profiles is None:
            recompute_connections(now=now, data=data)
        return lots_of(mine.profiles, now=now, data=None if mine.profiles else data)


def _note(mine: VettingRun, **values: object) -> bool:
    """Keep how far it is; False where it was cancelled or another process has taken it up."""
    with scope(mine.workspace_id):
        rows = VettingRun.objects.filter(id=mine.id, state=State.RUNNING, attempt=mine.attempt)
        return bool(rows.update(**values))
