"""How a workspace makes a definition of engagement, works it out, and puts it into force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.engines import bulk
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.formulas import BUILT_IN, Definition
from sweetspot.stages.creators.formulas.definitions import read_definition, stored
from sweetspot.stages.creators.models import Definition as DefinitionRow
from sweetspot.stages.creators.models import (
    DefinitionInForce,
    DefinitionRun,
    Engagement,
    EngagementByDefinition,
)
from sweetspot.stages.creators.queries.definitions import definition_in_force, run_of
from sweetspot.stages.creators.queries.panel import Panel, in_chunks, panel
from sweetspot.stages.creators.services.engagement import CHUNK, Computed, computed, rated_rows

State = DefinitionRun.State


@transaction.atomic
def add_definition(
    actor: Actor, name: str, terms: Mapping[str, Any], *, changes: str | None = None, now: datetime
) -> Definition:
    """A definition of the workspace's own; with `changes`, the next version of its definition of that key.

    Nothing is edited: rates that an older version made still say so. Invalid for terms that make no sense, a missing or
    long name, and for a version of a definition that is not the workspace's own.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 120:
        raise _invalid("name", "Give a name of at most 120 characters.")
    key, version = _next(changes) if changes else (_free_key(name), 1)
    try:
        made = read_definition(key, name, version, terms)
    except ValueError as error:
        raise _invalid("terms", str(error)) from error
    DefinitionRow.objects.create(
        workspace_id=actor.workspace_id, key=key, version=version, name=name, terms=stored(made),
        person_id=actor.id if actor.kind == "person" else None,
    )  # fmt: skip
    accounts.record(actor, "definition.added", made.stamp, {"name": name, **stored(made)}, now=now)
    return made


@transaction.atomic
def start_run(actor: Actor, definition: Definition, *, comes_into_force: bool, now: datetime) -> UUID:
    """Note that a definition is to be worked out for every profile; `run` does it. Conflict while another is open.

    A run that has said nothing for an hour counts as stopped.
    """
    waiting = DefinitionRun.objects.filter(state__in=(State.WAITING, State.RUNNING))
    waiting.filter(created_at__lt=now - timedelta(hours=1)).update(
        state=State.FAILED, finished_at=now, problem="It stopped before it was done; nothing changed."
    )
    if waiting.exists():
        raise Conflict("Another definition is being worked out. Wait until it is done.")
    run = DefinitionRun.objects.create(
        workspace_id=actor.workspace_id, key=definition.key, version=definition.version,
        comes_into_force=comes_into_force, person_id=actor.id if actor.kind == "person" else None,
    )  # fmt: skip
    if comes_into_force:
        before = definition_in_force().stamp
        accounts.record(actor, "definition.chosen", definition.stamp, {"before": before}, now=now)
    return run.id


def run(workspace_id: UUID, run_id: UUID, *, clock: Callable[[], datetime]) -> None:
    """Work a definition out for every profile, lot by lot so that progress shows, then put it into force if asked.

    Rates in force change all at once, in the last step; a run that stops leaves them as they were.
    """
    try:
        with scope(workspace_id):
            asked, now = run_of(run_id), clock()
            known = panel(now, asked.definition)
            _note(run_id, state=State.RUNNING, total=len(known.profiles))
        found = computed(known)
        for lot in in_chunks(len(known.profiles), CHUNK):
            with scope(workspace_id):
                _write(workspace_id, known, found, lot, now)
                _note(run_id, done=lot.stop)
        with scope(workspace_id):
            if asked.comes_into_force:
                _put_into_force(workspace_id, known, found, now)
            _note(run_id, state=State.DONE, finished_at=clock())
    except Exception as error:
        with scope(workspace_id):
            _note(run_id, state=State.FAILED, finished_at=clock(), problem=f"It stopped: {type(error).__name__}.")
        raise


def _write(workspace_id: UUID, known: Panel, found: Computed, lot: slice, now: datetime) -> None:
    places = range(lot.start, lot.stop)
    ids = [known.profiles[place] for place in places]
    EngagementByDefinition.objects.filter(version=known.definition.stamp, profile_id__in=ids).delete()
    bulk.insert(EngagementByDefinition, rated_rows(known, found, places, now), workspace_id=workspace_id, now=now)


def _put_into_force(workspace_id: UUID, known: Panel, found: Computed, now: datetime) -> None:
    definition = known.definition
    DefinitionInForce.objects.update_or_create(
        workspace_id=workspace_id, defaults={"key": definition.key, "version": definition.version}
    )
    Engagement.objects.all().delete()
    bulk.insert(
        Engagement, rated_rows(known, found, range(len(known.profiles)), now), workspace_id=workspace_id, now=now
    )


def _note(run_id: UUID, **values: Any) -> None:
    DefinitionRun.objects.filter(id=run_id).update(**values)


def _next(key: str) -> tuple[str, int]:
    last = DefinitionRow.objects.filter(key=key).aggregate(last=Max("version"))["last"]
    if last is None:
        raise _invalid("changes", "Only a definition of your own has further versions: make one from the built-in one.")
    return key, last + 1


def _free_key(name: str) -> str:
    base = f"own-{slugify(name)[:40] or 'definition'}"
    taken = {*DefinitionRow.objects.values_list("key", flat=True), *(one.key for one in BUILT_IN)}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def _invalid(name: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(name, "invalid", message)])
