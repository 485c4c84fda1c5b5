"""What a chunk of an import's rows changes: collected first, then written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from sweetspot.core.identifiers import new_id
from sweetspot.engines import bulk
from sweetspot.stages.creators.formulas.rows import Options
from sweetspot.stages.creators.models import Creator, ImportRow, Profile

Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """What every row of an import shares."""

    id: UUID
    workspace_id: UUID
    options: Options
    as_of: datetime
    source: str
    workspace_text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row: created, updated, skipped or rejected; why; and what undo needs."""

    number: int
    outcome: str
    reason: str = ""
    target: UUID | None = None
    before: dict[str, Any] | None = None
    raw: list[str] | None = None


@dataclass(slots=True)
class Known:
    """A row of ours as it will stand after the chunk; `fresh` ones are inserted with it."""

    id: UUID
    values: dict[str, Any]
    fresh: bool = False
    parent: UUID | None = None


@dataclass(slots=True)
class Chunk:
    """The changes that a chunk's rows make; nothing is written before `write`."""

    job: Job
    now: datetime
    inserts: dict[type[models.Model], dict[UUID, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    updates: dict[type[models.Model], dict[UUID, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    outcomes: list[Outcome] = field(default_factory=list)
    now_text: str = ""

    def __post_init__(self) -> None:
        """Write the moment down once for all rows."""
        self.now_text = self.now.isoformat()

    def add(self, model: type[models.Model], values: dict[str, Any]) -> UUID:
        """Note a row to insert; returns its id."""
        identifier = new_id()
        self.inserts[model][identifier] = {"id": identifier, **self._common(), **values}
        return identifier

    def _common(self) -> dict[str, Any]:
        # As text already: the same two values are written tens of thousands of times.
        return {"workspace_id": self.job.workspace_text, "created_at": self.now_text}

    def change(self, model: type[models.Model], known: Known, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Note new values for a known row; returns the values before, for undo."""
        if not changed:
            return {}
        before = {key: known.values.get(key) for key in changed}
        known.values.update(changed)
        rows = self.inserts if known.fresh else self.updates
        rows[model].setdefault(known.id, {"id": known.id}).update(known.values)
        return before

    def write(self) -> None:
        """Send everything noted, parents first."""
        for model, rows in self.inserts.items():
            self._insert(model, rows.values())
        for model, rows in self.updates.items():
            bulk.update(model, [row | _stamp(model, self.now_text) for row in rows.values()])
        self._insert(ImportRow, [self._outcome_row(outcome) for outcome in self.outcomes])

    def _insert(self, model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
        bulk.insert(model, rows, workspace_id=self.job.workspace_id, now=self.now)

    def _outcome_row(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "id": new_id(), **self._common(), "job_id": self.job.id,
            "number": outcome.number, "outcome": outcome.outcome, "reason": outcome.reason, "target": outcome.target,
            "before": outcome.before, "raw": outcome.raw,
        }  # fmt: skip


def _stamp(model: type[models.Model], now: str) -> dict[str, Any]:
    return {"updated_at": now} if any(each.name == "updated_at" for each in model._meta.concrete_fields) else {}


CREATOR_COLUMNS = ("name", "email", "country", "language", "category")
PROFILE_COLUMNS = ("url", "biography", "verified", "price_minor", "price_currency")
FIGURES = ("followers", "following", "posts_count")


@dataclass(frozen=True, slots=True)
class Person:
    """A profile we know and the creator it belongs to."""

    profile: Known
    creator: Known


def known_people(accounts: Iterable[Account]) -> dict[Account, Person]:
    """The profiles of these accounts that exist in the workspace in scope, with their creators."""
    by_network: dict[str, list[str]] = defaultdict(list)
    for network, handle in accounts:
        by_network[network].append(handle)
    mine = [f"creator__{column}" for column in CREATOR_COLUMNS]
    found: dict[Account, Person] = {}
    for network, handles in by_network.items():
        rows = Profile.objects.filter(network=network, handle__in=handles).values(
            "id", "creator_id", "handle", "read_at", *PROFILE_COLUMNS, *FIGURES, *mine
        )
        for row in rows:
            creator = Known(row["creator_id"], {column: row[f"creator__{column}"] for column in CREATOR_COLUMNS})
            values = {column: row[column] for column in ("read_at", *PROFILE_COLUMNS, *FIGURES)}
            found[network, row["handle"]] = Person(Known(row["id"], values), creator)
    return found


def new_person(chunk: Chunk, account: Account, about: Mapping[str, Any]) -> Person:
    """Note a creator and their first profile; `about` may hold any of their columns."""
    network, handle = account
    mine: dict[str, Any] = {column: about.get(column) for column in CREATOR_COLUMNS}
    mine["name"] = mine["name"] or handle
    creator_id = chunk.add(Creator, {**mine, "tags": [], "notes": "", "updated_at": chunk.now_text})
    theirs: dict[str, Any] = {column: about.get(column) for column in ("read_at", *PROFILE_COLUMNS, *FIGURES)}
    theirs["biography"] = theirs["biography"] or ""
    profile_id = chunk.add(
        Profile,
        {"creator_id": creator_id, "network": network, "handle": handle, **theirs, "updated_at": chunk.now_text},
    )
    return Person(Known(profile_id, theirs, fresh=True), Known(creator_id, mine, fresh=True))


def person_for(
    chunk: Chunk, number: int, account: Account, people: dict[Account, Person]
) -> tuple[Person, dict[str, Any]] | None:
    """The creator a row is about, with what was made for it; None where it is not known, and the row is rejected."""
    if account in people:
        return people[account], {}
    network, handle = account
    if not chunk.job.options.add_missing:
        reason = f"no creator has the handle {handle} on {network}: import the creators first"
        chunk.outcomes.append(Outcome(number, "rejected", reason))
        return None
    person = people[account] = new_person(chunk, account, {})
    return person, {"made": {"profile": str(person.profile.id), "creator": str(person.creator.id)}}
