"""Who is like these profiles, and in what?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from sweetspot.core.errors import NotFound, Unavailable
from sweetspot.stages.creators.formulas import alike
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.places import country_name, language_name
from sweetspot.stages.creators.models import Creator, Likeness, Profile
from sweetspot.stages.creators.queries.listing import rows_of
from sweetspot.stages.creators.queries.rows import ProfileRow

MOST = 100
#: So many reasons stand beside a look-alike: the strongest.
_REASONS = 4
#: What a creator has or has not, without more or less.
_VALUES = ("category", "language", "country")


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A look-alike: `likeness` from 0 to 1, and in what it is alike, the strongest reason first."""

    profile: ProfileRow
    likeness: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alikes:
    """The look-alikes of `seeds` profiles, the most alike first; none with a `reason` where too little is known."""

    rows: tuple[AlikeRow, ...]
    seeds: int
    topics: tuple[str, ...] = ()
    reason: str = ""
    computed_at: datetime | None = None
    version: str = ""


def vectors_are_here() -> bool:
    """Whether the database keeps places as vectors: it has the extension vector, and was upgraded since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_attribute"
            " WHERE attrelid = 'creators_likeness'::regclass AND attname = 'place' AND NOT attisdropped"
        )
        return cursor.fetchone() is not None


def look_alikes(profile_ids: Collection[UUID], limit: int = 20, *, verdicts: QuerySet[Any] | None = None) -> Alikes:
    """Up to `limit` (at most 100) profiles nearest to the middle of these, without the creators of these.

    NotFound for an id that is not here; Unavailable where the database lacks the extension vector. "Not enough data"
    is an answer: no rows and a reason.
    """
    wanted = set(profile_ids)
    creators = set(Profile.objects.filter(id__in=wanted).values_list("creator_id", flat=True))
    if not wanted or Profile.objects.filter(id__in=wanted).count() < len(wanted):
        raise NotFound("There is no such profile.")
    if not vectors_are_here():
        raise Unavailable(
            "Look-alikes need the PostgreSQL extension vector (pgvector), which this database lacks. Everything else "
            "works without it. Whoever runs this server can add it: see docs/reference/operating.md."
        )
    seeds = list(Likeness.objects.filter(profile_id__in=wanted))
    if not seeds:
        return Alikes((), len(wanted), reason="Not placed among the others yet. It happens after the next import.")
    middle = alike.middle_of([_point(row) for row in seeds])
    told = Alikes((), len(wanted), middle.topics, "", seeds[0].computed_at, seeds[0].version)
    if len(middle.parts) < alike.LEAST_PARTS:
        known = ", ".join(middle.parts)
        reason = f"Not enough data: only the {known} is known. Import posts, or fill in country, language and category."
        return Alikes((), told.seeds, told.topics, reason, told.computed_at, told.version)
    barred = Profile.objects.filter(creator_id__in=creators).values_list("id", flat=True)
    distances = nearest(middle, set(barred), min(limit, MOST))
    points = {row.profile_id: _point(row) for row in Likeness.objects.filter(profile_id__in=distances)}
    asked = [_values(profile.creator) for profile in Profile.objects.select_related("creator").filter(id__in=wanted)]
    usual = {value for value, count in Counter(chain.from_iterable(asked)).items() if 2 * count >= len(asked)}
    rows = tuple(
        AlikeRow(row, alike.likeness(distances[row.profile_id]), _because(middle, points[row.profile_id], row, usual))
        for row in rows_of(distances, verdicts=verdicts)
    )
    reason = "" if rows else "There is nobody else yet to compare with."
    return Alikes(rows, told.seeds, told.topics, reason, told.computed_at, told.version)


def nearest(middle: alike.Point, barred: Collection[UUID], limit: int) -> dict[UUID, float]:
    """The profiles nearest to a point with their distances, nearest first, without the barred ones."""
    place = "[" + ",".join(f"{number:.9g}" for number in middle.features) + "]"
    with connection.cursor() as cursor:
        # The index goes on looking until enough rows of this workspace are found: others' stand in the same index.
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        cursor.execute("SET LOCAL hnsw.ef_search = 200")
        cursor.execute(
            "SELECT profile_id, place <-> %s::vector FROM creators_likeness WHERE profile_id <> ALL(%s)"
            " ORDER BY place <-> %s::vector LIMIT %s",
            [place, list(barred), place, limit],
        )
        return dict(cursor.fetchall())


def _point(row: Likeness) -> alike.Point:
    return alike.Point(np.array(row.features), tuple(row.parts), tuple(row.topics))


def _values(row: Creator | ProfileRow) -> set[tuple[str, str]]:
    found = {name: getattr(row, name) or "" for name in _VALUES}
    return {(name, value.lower()) for name, value in found.items()}


def _because(
    middle: alike.Point, point: alike.Point, row: ProfileRow, usual: Collection[tuple[str, str]]
) -> tuple[str, ...]:  # fmt: skip
    """The reasons in words; of a value or topic only where it is truly the same, as two may share a hash."""
    shared = [topic for topic in point.topics if topic in middle.topics][:4]
    differing = {name for name, value in _values(row) if (name, value) not in usual}
    words = {
        "topics": f"posts about {', '.join(shared)}" if shared else "",
        "category": f"also {row.category}",
        "language": f"also in {language_name(row.language or '')}",
        "country": f"also from {country_name(row.country or '')}",
        "network": f"also on {NETWORKS[row.network].label}",
        "format": "a similar mix of formats",
        "size": f"a similar size, {row.followers:,} followers" if row.followers else "",
        "engagement": f"a similar rate, {row.rate.value:.1%}".replace("%", " %") if row.rate else "",
    }
    parts = [part for part in alike.alike_in(middle, point) if words[part] and part not in differing]
    return tuple(words[part] for part in parts[:_REASONS])
