"""Which values can a list of creators be narrowed by in this workspace?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sweetspot.stages.creators.models import Creator, Profile

MOST = 24
#: Values are looked for among so many creators: a filter offers what is usual, at the same speed for a million.
NEWEST = 10_000
# Read once and counted in the database: ten thousand rows in Python's hands cost more than the rest of a page.
_COUNTED = """
WITH creators (country, language, category, owner, called, tags) AS MATERIALIZED ({creators}),
    networks (network) AS MATERIALIZED ({networks})
SELECT * FROM (
    SELECT 'network', network, '', count(*) FROM networks GROUP BY 2
    UNION ALL SELECT 'country', country, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'language', language, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'category', category, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'tag', tag, '', count(*) FROM creators, unnest(tags) AS tag GROUP BY 2
    UNION ALL SELECT 'owner', owner, called, count(*) FROM creators GROUP BY 2, 3
) AS counted (field, value, called, times) WHERE value IS NOT NULL ORDER BY times DESC, value
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that occur, most frequent first and at most 24 of each; `owners` are (address, name)."""

    networks: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]


def facets() -> Facets:
    """The values of the newest 10,000 creators and profiles of the workspace in scope; one query."""
    creators, with_creators = _newest(
        Creator.objects.values_list("country", "language", "category", "owner__email", "owner__name", "tags")
    )
    networks, with_networks = _newest(Profile.objects.values_list("network"))
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(creators=creators, networks=networks), [*with_creators, *with_networks])
        rows = cursor.fetchall()
    values: dict[str, list[str]] = {}
    for field, value, _, _ in rows:
        values.setdefault(field, []).append(value)
    owners = tuple((email, name or email) for field, email, name, _ in rows if field == "owner")
    return Facets(
        networks=tuple(values.get("network", ())[:MOST]),
        countries=tuple(values.get("country", ())[:MOST]),
        languages=tuple(values.get("language", ())[:MOST]),
        categories=tuple(values.get("category", ())[:MOST]),
        tags=tuple(values.get("tag", ())[:MOST]),
        owners=owners[:MOST],
    )


def _newest(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.order_by("-id")[:NEWEST].query.sql_with_params()


def profiles(profile_ids: Iterable[UUID]) -> list[Profile]:
    """The profiles with these ids, for stages that take them further; ids that are not here are left out."""
    return list(Profile.objects.select_related("creator").filter(id__in=list(profile_ids)).order_by("id"))


def has_creators() -> bool:
    """Whether there is any profile at all."""
    return Profile.objects.exists()
