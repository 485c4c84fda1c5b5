"""What a file's rows about what an audience consists of change: a share for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sweetspot.stages.audiences.models import AudienceShare
from sweetspot.stages.creators.formulas.rows import ShareRow
from sweetspot.stages.creators.services.chunks import Chunk, Outcome, known_people, person_for

_KEY = ("profile_id", "dimension", "cell", "provenance", "as_of")


class ShareWriter:
    """Writes audience shares; what is known of a cell on a day, from one kind of source, stays as it is."""

    model = AudienceShare

    def apply(self, chunk: Chunk, rows: Sequence[tuple[int, ShareRow]]) -> None:
        """Note a new share for each row that says something not known yet."""
        people = known_people({(row.network, row.handle) for _, row in rows})
        known = _known_shares([person.profile.id for person in people.values()])
        for number, row in rows:
            found = person_for(chunk, number, (row.network, row.handle), people)
            if found is None:
                continue
            person, made = found
            values = {
                "profile_id": person.profile.id, "dimension": row.dimension, "cell": row.cell,
                "provenance": row.provenance, "as_of": row.read_at or chunk.job.as_of,
            }  # fmt: skip
            key = tuple(values[name] for name in _KEY)
            if key in known:
                chunk.outcomes.append(Outcome(number, "skipped", "known already", known[key]))
                continue
            known[key] = chunk.add(AudienceShare, {**values, "share": row.share, "source": chunk.job.source})
            chunk.outcomes.append(Outcome(number, "created", target=known[key], before=made or None))

    def name(self, chunk: Chunk, identifier: UUID) -> tuple[str, ...]:
        """The creator, the cell, where it is from, and the day."""
        row = chunk.inserts[AudienceShare][identifier]
        return tuple(str(row[name]) for name in _KEY)

    def remove(self, source: str, targets: Sequence[UUID]) -> int:
        """Delete the shares."""
        removed: int = AudienceShare.objects.filter(id__in=targets).delete()[0]
        return removed


def _known_shares(profiles: Sequence[UUID]) -> dict[tuple[Any, ...], UUID]:
    rows = AudienceShare.objects.filter(profile_id__in=profiles).values_list(*_KEY, "id")
    return {row[:-1]: row[-1] for row in rows}


writer = ShareWriter()
