"""What a file's rows about creators change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sweetspot.stages.creators.formulas.merging import changes, reading_policy
from sweetspot.stages.creators.formulas.rows import CreatorRow
from sweetspot.stages.creators.models import Creator, Profile, Snapshot
from sweetspot.stages.creators.services.chunks import (
    CREATOR_COLUMNS,
    FIGURES,
    PROFILE_COLUMNS,
    Account,
    Chunk,
    Outcome,
    Person,
    known_people,
    new_person,
)

_STATED = ("average_likes", "average_comments", "average_shares", "average_views")
Readings = set[tuple[UUID, datetime]]


def apply_creators(chunk: Chunk, rows: Sequence[tuple[int, CreatorRow]]) -> None:
    """Note what these rows change: new creators and profiles, new values under the duplicates policy, snapshots."""
    people = known_people({(row.network, row.handle) for _, row in rows})
    readings = _readings(people.values(), {row.read_at or chunk.job.as_of for _, row in rows})
    for number, row in rows:
        account = (row.network, row.handle)
        if person := people.get(account):
            chunk.outcomes.append(_met_again(chunk, number, row, person, readings))
        else:
            people[account] = person = _first_met(chunk, account, row)
            _take_reading(chunk, row, person, readings)
            chunk.outcomes.append(Outcome(number, "created", target=person.profile.id))


def _readings(people: Iterable[Person], moments: set[datetime]) -> Readings:
    profiles = [person.profile.id for person in people]
    if not profiles:
        return set()
    found = Snapshot.objects.filter(profile_id__in=profiles, taken_at__in=moments)
    return set(found.values_list("profile_id", "taken_at"))


def _first_met(chunk: Chunk, account: Account, row: CreatorRow) -> Person:
    about = {column: getattr(row, column) for column in (*CREATOR_COLUMNS, *PROFILE_COLUMNS, *FIGURES)}
    about["read_at"] = (row.read_at or chunk.job.as_of) if _has_figures(row) else None
    return new_person(chunk, account, about)


def _has_figures(row: CreatorRow) -> bool:
    return any(getattr(row, column) is not None for column in FIGURES)


def _met_again(chunk: Chunk, number: int, row: CreatorRow, person: Person, readings: Readings) -> Outcome:
    policy = chunk.job.options.duplicates
    if policy == "skip":
        return Outcome(number, "skipped", "known already", person.profile.id)
    before = {
        "creator": chunk.change(Creator, person.creator, _creator_changes(chunk, row, person)),
        "profile": chunk.change(Profile, person.profile, _profile_changes(chunk, row, person)),
    }
    before = {table: values for table, values in before.items() if values}
    if not _take_reading(chunk, row, person, readings) and not before:
        return Outcome(number, "skipped", "nothing new", person.profile.id)
    return Outcome(number, "updated", target=person.profile.id, before=before)


def _creator_changes(chunk: Chunk, row: CreatorRow, person: Person) -> dict[str, object]:
    # A creator who is only known by the handle has no name yet.
    current = person.creator.values | ({"name": ""} if person.creator.values["name"] == row.handle else {})
    incoming = {column: getattr(row, column) for column in CREATOR_COLUMNS}
    found = changes(current, incoming, chunk.job.options.duplicates)
    return {column: value for column, value in found.items() if value != person.creator.values[column]}


def _profile_changes(chunk: Chunk, row: CreatorRow, person: Person) -> dict[str, object]:
    policy, known, taken = chunk.job.options.duplicates, person.profile.values, row.read_at or chunk.job.as_of
    found = changes(known, {column: getattr(row, column) for column in PROFILE_COLUMNS}, policy)
    figures = changes(
        known, {column: getattr(row, column) for column in FIGURES}, reading_policy(policy, taken, known["read_at"])
    )
    newer = known["read_at"] is None or (policy == "overwrite" and taken > known["read_at"])
    if newer and _has_figures(row):
        figures["read_at"] = taken
    return found | figures


def _take_reading(chunk: Chunk, row: CreatorRow, person: Person, readings: Readings) -> bool:
    """Note a snapshot, unless the row states no figures or this moment has been read; whether one was noted."""
    numbers = {column: getattr(row, column) for column in (*FIGURES, *_STATED)}
    numbers["stated_engagement_rate"] = row.engagement_rate
    taken = row.read_at or chunk.job.as_of
    if (person.profile.id, taken) in readings or all(value is None for value in numbers.values()):
        return False
    readings.add((person.profile.id, taken))
    chunk.add(Snapshot, {"profile_id": person.profile.id, "taken_at": taken, **numbers, "source": chunk.job.source})
    return True
