"""Which values can a list of creators be narrowed by in this workspace?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Func, QuerySet, Subquery

from sweetspot.stages.creators.models import Creator, Profile

MOST = 24
#: Values are looked for among so many creators: a filter offers what is usual, at the same speed for a million.
NEWEST = 10_000


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
    """The values of the newest 10,000 creators of the workspace in scope; six queries."""
    newest = Creator.objects.filter(id__in=Subquery(Creator.objects.order_by("-id").values("id")[:NEWEST]))
    profiles = Profile.objects.filter(id__in=Subquery(Profile.objects.order_by("-id").values("id")[:NEWEST]))
    tags = newest.annotate(tag=Func(F("tags"), function="unnest")).values_list("tag", flat=True).distinct()
    owners = newest.exclude(owner=None).values_list("owner__email", "owner__name").annotate(count=Count("id"))
    networks = profiles.values_list("network").annotate(count=Count("id")).order_by("-count", "network")
    return Facets(
        networks=tuple(row[0] for row in networks),
        countries=_values(newest, "country"),
        languages=_values(newest, "language"),
        categories=_values(newest, "category"),
        tags=tuple(sorted(tags)[:MOST]),
        owners=tuple((email, name or email) for email, name, _ in owners.order_by("-count", "owner__email")[:MOST]),
    )


def profiles(profile_ids: Iterable[UUID]) -> list[Profile]:
    """The profiles with these ids, for stages that take them further; ids that are not here are left out."""
    return list(Profile.objects.select_related("creator").filter(id__in=list(profile_ids)).order_by("id"))


def has_creators() -> bool:
    """Whether there is any profile at all."""
    return Profile.objects.exists()


def _values(creators: QuerySet[Creator], field: str) -> tuple[str, ...]:
    rows = creators.exclude(**{f"{field}__isnull": True}).values_list(field).annotate(count=Count("id"))
    return tuple(row[0] for row in rows.order_by("-count", field)[:MOST])
