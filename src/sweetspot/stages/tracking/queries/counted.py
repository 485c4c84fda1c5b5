"""How many clicks of which class a period had, in all, over time, and by link, country and origin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sweetspot.stages.creators.formulas.filters import Among
from sweetspot.stages.tracking.formulas.origins import Origin, origin_of
from sweetspot.stages.tracking.models import Click, ClickClass, Link
from sweetspot.stages.tracking.queries import Clicks

UNKNOWN = "unknown"
#: The properties of an origin that clicks can be narrowed by.
ORIGINS = ("source", "device", "browser", "system")
_FIELDS = {
    ClickClass.PERSON: "people", ClickClass.PREVIEW: "previews", ClickClass.BOT: "bots",
    ClickClass.SUSPECT: "suspects", ClickClass.VIEW: "views",
    ClickClass.OWN: "own",
}  # fmt: skip

#: What rows are told by, and the ways they are counted: the first number says by which of them a row was.
_ALL_WAYS = (
    "grouping(bucket, link_id, country, agent), kind, bucket, link_id, country, in_app, referrer_host, agent",
    "(bucket, kind), (link_id, kind), (country, kind), (in_app, referrer_host, agent, kind)",
)
_OVER_TIME = ("7, kind, bucket, NULL::uuid, NULL, NULL, NULL, NULL", "(bucket, kind)")
_PEOPLE = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clicks: made in `[start, end)`, on these links (None: on any), with these properties."""

    start: datetime
    end: datetime
    link_ids: Collection[UUID] | None = None
    country: Among = field(default_factory=Among)
    origins: Mapping[str, Among] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """Clicks by class: in all, in each stretch between two edges, and where asked for by what they have in common.

    `visitors` are different people, told apart per partnership and day, as the report counts them.
    """

    visitors: int
    total: Clicks
    series: tuple[Clicks, ...]
    links: Mapping[UUID, Clicks]
    countries: Mapping[str, Clicks]
    origins: Mapping[Origin, Clicks]


@dataclass(frozen=True, slots=True)
class Known:
    """A link as far as figures need it: its short name, where it leads, and whose it is."""

    slug: str
    destination: str
    partnership_id: UUID


def known_links() -> dict[UUID, Known]:
    """Every link of the workspace in scope."""
    rows = Link.objects.values_list("id", "slug", "destination", "partnership_id")
    return {identifier: Known(slug, destination, owner) for identifier, slug, destination, owner in rows}


def counted(wanted: Wanted, edges: Sequence[datetime], *, parts: bool = True) -> Counted:
    """The clicks wanted, cut at the edges (the first is the start); with `parts` also by link, country and origin.

    All of it in one walk over the clicks, two where the origin is narrowed. Clicks on removed links do not count.
    """
    where, values = _where(wanted)
    keys, sets = _ALL_WAYS if parts else _OVER_TIME
    query = f"""
        WITH wanted AS (
            SELECT kind, times, c.link_id, l.partnership_id, c.visitor, country, in_app, referrer_host, agent,
                width_bucket(c.at, %s::timestamptz[]) AS bucket
            FROM tracking_click c JOIN tracking_link l ON l.id = c.link_id WHERE {where}
        )
        SELECT {keys}, sum(times) FROM wanted GROUP BY GROUPING SETS ({sets})
        UNION ALL
        SELECT {_PEOPLE}, %s, NULL, NULL, NULL, NULL, NULL, NULL, count(*)
        FROM (SELECT DISTINCT partnership_id, visitor FROM wanted WHERE kind = %s AND visitor <> '') AS people
    """  # noqa: S608 - made of our own words; every value is a parameter
    tally = _Tally(len(edges))
    with connection.cursor() as cursor:
        cursor.execute(query, [list(edges), *values, ClickClass.PERSON, ClickClass.PERSON])
        for row in cursor.fetchall():
            tally.add(*row)
    return tally.counted()


def among_clicks(wanted: Wanted, click_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The link of each of these clicks that has the properties wanted, whenever it was made."""
    rows = Click.objects.filter(id__in=list(click_ids))
    told = rows.values_list("id", "link_id", "country", "in_app", "referrer_host", "agent")
    return {
        identifier: link_id
        for identifier, link_id, country, *origin in told.iterator()
        if (wanted.link_ids is None or link_id in wanted.link_ids)
        and holds(wanted.country, country or UNKNOWN)
        and _fits(wanted.origins, *(part or "" for part in origin))
    }


def holds(among: Among, value: str) -> bool:
    """Whether a value is among those wanted and none of those barred."""
    return (not among.wanted or value in among.wanted) and value not in among.barred


def _fits(origins: Mapping[str, Among], in_app: str, host: str, agent: str) -> bool:
    if not origins:
        return True
    found = origin_of(in_app, host, agent)
    return all(holds(among, getattr(found, name)) for name, among in origins.items())


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition on clicks `c`, and its values."""
    parts, values = ["c.at >= %s AND c.at < %s"], [wanted.start, wanted.end]
    more: list[Any] = list(values)
    if wanted.link_ids is not None:
        parts.append("c.link_id = ANY(%s::uuid[])")
        more.append(list(wanted.link_ids))
    for operator, countries in (("IN", wanted.country.wanted), ("NOT IN", wanted.country.barred)):
        if countries:
            parts.append(f"coalesce(c.country, '') {operator} (SELECT unnest(%s::text[]))")
            more.append(["" if one == UNKNOWN else one for one in countries])
    if wanted.origins:
        # Origins are told from agents by a formula, so the database is given the few thousand that fit.
        fitting = [one for one in _told(parts, more) if _fits(wanted.origins, *one)]
        parts.append(
            "(coalesce(c.in_app, ''), coalesce(c.referrer_host, ''), c.agent) IN "
            "(SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))"
        )
        more += [list(column) for column in zip(*fitting, strict=True)] or [[], [], []]
    return " AND ".join(parts), more


def _told(parts: Sequence[str], values: Sequence[Any]) -> list[tuple[str, str, str]]:
    """What the clicks of a condition said of where they came from and with what, each once."""
    query = f"""
        SELECT DISTINCT coalesce(c.in_app, ''), coalesce(c.referrer_host, ''), c.agent FROM tracking_click c
        WHERE {" AND ".join(parts)}
    """  # noqa: S608 - made of our own words; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())


class _Tally:
    """Adds up the database's rows, each of which belongs to one of the four ways of counting."""

    def __init__(self, stretches: int) -> None:
        self._visitors = 0
        self._buckets: dict[Any, dict[str, int]] = {number: {} for number in range(1, stretches + 1)}
        self._links: dict[Any, dict[str, int]] = defaultdict(dict)
        self._countries: dict[Any, dict[str, int]] = defaultdict(dict)
        self._origins: dict[Any, dict[str, int]] = defaultdict(dict)

    def add(
        self, way: int, kind: str, bucket: int, link: UUID, country: str | None, in_app: str | None, host: str | None,
        agent: str, number: int,
    ) -> None:  # fmt: skip
        """One row: `way` has a bit for each of bucket, link, country and origin that the row is *not* grouped by."""
        if way == _PEOPLE:
            self._visitors = number
            return
        place = {
            0b0111: lambda: self._buckets[bucket],
            0b1011: lambda: self._links[link],
            0b1101: lambda: self._countries[country or UNKNOWN],
            0b1110: lambda: self._origins[origin_of(in_app or "", host or "", agent)],
        }[way]()
        name = _FIELDS[ClickClass(kind)]
        place[name] = place.get(name, 0) + number

    def counted(self) -> Counted:
        """Everything that was added."""
        series = tuple(Clicks(**one) for one in self._buckets.values())
        parts = [
            {key: Clicks(**one) for key, one in held.items()} for held in (self._links, self._countries, self._origins)
        ]
        return Counted(self._visitors, sum(series, Clicks()), series, *parts)
