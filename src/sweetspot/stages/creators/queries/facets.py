"""Which values can a list of creators be narrowed by in this workspace?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.models import Creator, Profile

MOST = 24
#: Values are looked for among so many creators: a filter offers what is usual, at the same speed for a million.
NEWEST = 10_000
# Read once and counted in the database: ten thousand rows in Python's hands cost more than the rest of a page.
_COUNTED = """
WITH creators (country, language, category, owner, called, tags) AS MATERIALIZED ({creators})
SELECT * FROM (
    SELECT 'network', network, '', 1 FROM unnest(%s::text[]) AS network
        WHERE EXISTS (SELECT 1 FROM creators_profile WHERE creators_profile.network = network.network)
    UNION ALL SELECT 'country', country, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'language', language, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'category', category, '', count(*) FROM creators GROUP BY 2
    UNION ALL SELECT 'tag', tag, '', count(*) FROM (SELECT unnest(tags) AS tag FROM creators) AS tagged GROUP BY 2
    UNION ALL SELECT 'owner', owner, called, count(*) FROM creators GROUP BY 2, 3
) AS counted (field, value, called, times) WHERE value IS NOT NULL ORDER BY times DESC, value
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that occur, most frequent first and at most 24 of each; `owners` are (address, name).

    Networks are all that occur, in the order of `NETWORKS`.
    """

    networks: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]


def facets() -> Facets:
    """The values of the newest 10,000 creators of the workspace in scope, and the networks of all; one query."""
    read = Creator.objects.values_list("country", "language", "category", "owner__email", "owner__name", "tags")
    creators, parameters = read.order_by("-id")[:NEWEST].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(creators=creators), [*parameters, list(NETWORKS)])
        rows = cursor.fetchall()
    values: dict[str, list[str]] = {}
    for field, value, _, _ in rows:
        values.setdefault(field, []).append(value)
    owners = tuple((email, name or email) for field, email, name, _ in rows if field == "owner")
    return Facets(
        networks=tuple(key for key in NETWORKS if key in values.get("network", ())),
        countries=tuple(values.get("country", ())[:MOST]),
        languages=tuple(values.get("language", ())[:MOST]),
        categories=tuple(values.get("category", ())[:MOST]),
        tags=tuple(values.get("tag", ())[:MOST]),
        owners=owners[:MOST],
    )


def profiles(profile_ids: Iterable[UUID]) -> list[Profile]:
    """The profiles with these ids, for stages that take them further; ids that are not here are left out."""
    return list(Profile.objects.select_related("creator").filter(id__in=list(profile_ids)).order_by("id"))


def has_creators() -> bool:
    """Whether there is any profile at all."""
    return Profile.objects.exists()
