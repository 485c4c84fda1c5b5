"""Which profiles are asked for, in which order, and how many are there?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Lower

from sweetspot.core.errors import Invalid, NotFound, Problem
from sweetspot.core.money import Money
from sweetspot.engines import bulk
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.creators.formulas import DEFAULT_SCHEME, Tier, TierScheme, tier_of
from sweetspot.stages.creators.formulas.filters import (
    ANY,
    UNKNOWN,
    Among,
    Between,
    CreatorFilter,
    Ignored,
    parse_filter,
)
from sweetspot.stages.creators.models import Profile, SearchEntry
from sweetspot.stages.creators.models import TierScheme as TierSchemeRow
from sweetspot.stages.creators.queries.brands import brand_ids, competitor_ids
from sweetspot.stages.creators.queries.rows import ProfileRow, profile_rows
from sweetspot.stages.creators.queries.searching import saying

COUNTED_TO = 10_000
#: What the pages offer; the last is the most that anybody gets.
LIMITS = (25, 50, 100)
_SALT = "creators list"
_CHUNK = 2_000
#: What a row shows beside its profile.
_SHOWN = ("creator", "creator__owner", "engagement")


@dataclass(frozen=True, slots=True)
class CreatorPage:
    """One page of a list. `next` is the cursor of the page after it, None on the last; `count` is exact up to 10,000.

    `ignored` names what the address asked for and was not understood.
    """

    rows: tuple[ProfileRow, ...]
    next: str | None
    count: int
    count_is_exact: bool
    ignored: tuple[Ignored, ...]

    @property
    def count_text(self) -> str:
        """`1,243` or `10k+`."""
        return f"{self.count:,}" if self.count_is_exact else "10k+"


def tier_scheme() -> TierScheme:
    """The tiers in force: the workspace's own where it made some, else the default."""
    row = TierSchemeRow.objects.first()
    return scheme_of(row.name, row.bounds) if row else DEFAULT_SCHEME


def scheme_of(name: str, bounds: Iterable[Any]) -> TierScheme:
    """A stored scheme as the formulas know it."""
    return TierScheme(name, tuple(Tier(tier, low, high) for tier, low, high in bounds))


def creator_filter(pairs: Iterable[tuple[str, str]]) -> CreatorFilter:
    """The filter that names and values ask for, with tier names of the scheme in force."""
    return parse_filter(pairs, [tier.name for tier in tier_scheme().tiers])


def creator_page(
    asked: CreatorFilter, cursor: str | None = None, limit: int = 50, *, verdicts: QuerySet[Any] | None = None
) -> CreatorPage:
    """A page of profiles: one row per profile, with its creator's name (people filter by network, so a creator with
    two profiles is two rows).

    Pages go by cursor for every sort, equal values by id, unknown ones last. Verdicts belong to a later stage, which
    hands its latest ones in as `verdicts` (rows with profile_id, band, score, score_low, score_high, coverage, and the
    columns `stamina_…` and `read_…`): doors call `vetting.queries.creator_page`. Invalid for a limit outside 1 to
    100 or a cursor of another list.
    """
    if not 1 <= limit <= LIMITS[-1]:
        message = f"A page holds from 1 to {LIMITS[-1]} rows."
        raise Invalid(message, problems=[Problem("limit", "range", message)])
    scheme = tier_scheme()
    ordered = _ordered(_matching(asked, scheme, verdicts), asked, verdicts)
    count, found = _counted(ordered, asked, limit + 1)
    if cursor or count > COUNTED_TO:
        # Ids first, from indexes and only the tables that the filter needs; then the rows of this page alone.
        found = list(_after(ordered, asked, cursor).values_list("profile_id", "sorted_by")[: limit + 1])
    rows = rows_of([one[0] for one in found[:limit]], verdicts=verdicts)
    return CreatorPage(
        rows=tuple(rows),
        next=_cursor(asked, *found[limit - 1]) if len(found) > limit else None,
        count=min(count, COUNTED_TO),
        count_is_exact=count <= COUNTED_TO,
        ignored=asked.ignored,
    )


def _counted(ordered: QuerySet[Any], asked: CreatorFilter, most: int) -> tuple[int, list[tuple[UUID, Any]]]:
    """How many match, up to one more than are counted, and the first of those: one walk over the index for both."""
    within = ordered.order_by().values_list("profile_id", "sorted_by")[: COUNTED_TO + 1]
    try:
        sql, parameters = within.query.sql_with_params()
    except EmptyResultSet:  # a filter that nothing can pass, such as a tier that does not exist
        return 0, []
    direction = "DESC" if asked.descending else "ASC"
    with connection.cursor() as database:
        database.execute(  # what is put in are Django's own statement, a word and a number, never an asked value
            f"WITH found (id, sorted_by) AS MATERIALIZED ({sql}) SELECT (SELECT count(*) FROM found), id, sorted_by"  # noqa: S608
            f" FROM found ORDER BY sorted_by {direction} NULLS LAST, id LIMIT {most}",
            parameters,
        )
        rows = database.fetchall()
    return (rows[0][0] if rows else 0), [(identifier, value) for _, identifier, value in rows]


def all_rows(asked: CreatorFilter, *, verdicts: QuerySet[Any] | None = None) -> Iterator[ProfileRow]:
    """Every matching profile in the filter's order, streamed in chunks: for files."""
    scheme = tier_scheme()
    chunk: list[Profile] = []
    ordered = _ordered(_matching(asked, scheme, verdicts), asked, verdicts)
    read = ordered.select_related(*(f"profile__{one}" for one in _SHOWN)).defer("profile__biography")
    for entry in read.iterator(chunk_size=_CHUNK):
        chunk.append(entry.profile)
        if len(chunk) == _CHUNK:
            yield from profile_rows(chunk, scheme, verdicts)
            chunk = []
    yield from profile_rows(chunk, scheme, verdicts)


@dataclass(frozen=True, slots=True)
class Sized:
    """A profile by no more than what a choice among many thousands looks at; None means unknown."""

    profile_id: UUID
    name: str
    network: str
    country: str | None
    category: str | None
    tier: str | None
    followers: int | None
    people: float | None
    price: Money | None
    band: str | None


def sized(asked: CreatorFilter, *, verdicts: QuerySet[Any] | None = None) -> list[Sized]:
    """Every matching profile in the filter's order as `Sized`: 50,000 in about a second."""
    scheme = tier_scheme()
    return _sized(_ordered(_matching(asked, scheme, verdicts), asked, verdicts), scheme, verdicts)


def sized_of(profile_ids: Iterable[UUID], *, verdicts: QuerySet[Any] | None = None) -> list[Sized]:
    """The profiles with these ids as `Sized`; ids that are not here are left out."""
    wanted = list(profile_ids)
    return _sized(SearchEntry.objects.filter(profile_id__in=wanted), tier_scheme(), verdicts) if wanted else []


def _sized(rows: QuerySet[SearchEntry], scheme: TierScheme, verdicts: QuerySet[Any] | None) -> list[Sized]:
    bands = Value(None) if verdicts is None else Subquery(_of_row(verdicts).values("band")[:1])
    read = rows.annotate(judged=bands).values_list(
        "profile_id", "profile__creator__name", "profile__network", "profile__creator__country",
        "profile__creator__category", "followers", "profile__engagement__people", "profile__price_minor",
        "profile__price_currency", "judged",
    )  # fmt: skip
    found = []
    for profile_id, name, network, country, category, followers, people, minor, currency, band in read.iterator(_CHUNK):
        tier = tier_of(followers, scheme)
        price = Money(minor, currency) if minor is not None and currency else None
        found.append(
            Sized(
                profile_id, name, network, country, category, tier.name if tier else None, followers, people, price,
                band,
            )
        )  # fmt: skip
    return found


def _of_row(verdicts: QuerySet[Any]) -> QuerySet[Any]:
    return verdicts.filter(profile_id=OuterRef("profile_id")).order_by()


def matching_count(asked: CreatorFilter, *, verdicts: QuerySet[Any] | None = None) -> int:
    """How many profiles match, exactly."""
    return _matching(asked, tier_scheme(), verdicts).order_by().count()


def profile_ids(asked: CreatorFilter, *, verdicts: QuerySet[Any] | None = None) -> list[UUID]:
    """The ids of every matching profile, for actions on "all matching" and for plans."""
    return list(_matching(asked, tier_scheme(), verdicts).order_by().values_list("profile_id", flat=True))


def one_profile(profile_id: UUID, *, verdicts: QuerySet[Any] | None = None) -> ProfileRow:
    """One profile as a row; NotFound for an id of another workspace, or none."""
    found = _profiles().filter(id=profile_id).first()
    if found is None:
        raise NotFound("There is no such profile.")
    return profile_rows([found], tier_scheme(), verdicts)[0]


def rows_of(profile_ids: Iterable[UUID], *, verdicts: QuerySet[Any] | None = None) -> list[ProfileRow]:
    """The profiles with these ids, in that order; ids that are not here are left out."""
    wanted = list(profile_ids)
    found = {profile.id: profile for profile in _profiles().filter(id__in=wanted)}
    return profile_rows([found[one] for one in wanted if one in found], tier_scheme(), verdicts)


def profiles(profile_ids: Iterable[UUID]) -> list[Profile]:
    """The profiles of these ids with their creators, in that order; NotFound where one is not here."""
    wanted = list(profile_ids)
    found = {profile.id: profile for profile in Profile.objects.select_related("creator").filter(id__in=wanted)}
    if missing := len(set(wanted) - found.keys()):
        raise NotFound(f"{missing} of the profiles are not here.")
    return [found[one] for one in wanted]


def known_ids(profile_ids: Collection[UUID]) -> list[UUID]:
    """Those of these ids that are profiles of the workspace in scope."""
    return list(Profile.objects.filter(id__in=bulk.among(profile_ids)).order_by("id").values_list("id", flat=True))


def _profiles() -> QuerySet[Profile]:
    """With everything a row shows."""
    return Profile.objects.select_related(*_SHOWN).defer("biography")


def _matching(asked: CreatorFilter, scheme: TierScheme, verdicts: QuerySet[Any] | None) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.filter(*saying(asked))
    rows = _among(rows, asked.owner, "profile__creator__owner__email")
    for field, column in (("network", "profile__network"), ("country", "profile__creator__country")):
        rows = _barring(rows, getattr(asked, field), column)
    for field in ("language", "category"):
        if getattr(asked, field).barred:
            lowered = rows.alias(**{f"{field}_low": Lower(f"profile__creator__{field}")})
            rows = _barring(lowered, getattr(asked, field), f"{field}_low")
    if asked.tag.barred:
        rows = rows.filter(~Q(profile__creator__tags__overlap=list(asked.tag.barred)))
    rows = _in_tiers(rows, asked.tier, scheme)
    rows = _judged(rows, asked.verdict, asked.score, verdicts)
    for bounds, column in (
        (asked.stamina, "stamina_kept"),
        (asked.sponsored, "stamina_share"),
        (asked.flagged, "read_flagged"),
    ):
        if bounds:
            rows = (
                rows.none()
                if verdicts is None
                else rows.filter(profile_id__in=_ids(verdicts.filter(_within(bounds, column))))
            )
    rows = _speaking(rows, asked, verdicts)
    for bounds, column in (
        (asked.followers, "followers"), (asked.er, "rate"), (asked.people, "profile__engagement__people"),
        (asked.percentile, "profile__engagement__percentile"),
    ):  # fmt: skip
        rows = rows.filter(_within(bounds, column))
    return rows


def _among(rows: QuerySet[SearchEntry], values: Among, column: str) -> QuerySet[SearchEntry]:
    return _barring(rows.filter(_any_of(values.wanted, column)) if values.wanted else rows, values, column)


def _barring(rows: QuerySet[SearchEntry], values: Among, column: str) -> QuerySet[SearchEntry]:
    if values.barred:
        # Through the complement, so that a row whose value is unknown stays unless `unknown` itself is barred.
        known = [value for value in values.barred if value != UNKNOWN]
        rows = rows.filter(Q(**{f"{column}__isnull": True}) | ~Q(**{f"{column}__in": known})) if known else rows
        rows = rows.filter(**{f"{column}__isnull": False}) if UNKNOWN in values.barred else rows
    return rows


def _any_of(values: tuple[str, ...], column: str) -> Q:
    known = [value for value in values if value != UNKNOWN]
    return Q(**{f"{column}__in": known}) | (Q(**{f"{column}__isnull": True}) if UNKNOWN in values else Q(pk__in=[]))


def _in_tiers(rows: QuerySet[SearchEntry], tiers: Among, scheme: TierScheme) -> QuerySet[SearchEntry]:
    if tiers.wanted:
        rows = rows.filter(_sizes(tiers.wanted, scheme))
    for name in tiers.barred:
        held = Q(followers__isnull=True) if name != UNKNOWN else Q(pk__in=[])
        others = tuple(tier.name for tier in scheme.tiers if tier.name != name)
        rows = rows.filter(held | _sizes(others, scheme))
    return rows


def _sizes(names: tuple[str, ...], scheme: TierScheme) -> Q:
    condition = Q(followers__isnull=True) if UNKNOWN in names else Q(pk__in=[])
    for tier in scheme.tiers:
        if tier.name in names:
            top = {} if tier.high is None else {"followers__lt": tier.high}
            condition |= Q(followers__gte=tier.low, **top)
    return condition


def _speaking(
    rows: QuerySet[SearchEntry], asked: CreatorFilter, verdicts: QuerySet[Any] | None
) -> QuerySet[SearchEntry]:
    """Narrowed by what captions speak of: topics, brands, and terms of word lists."""
    for values, column, held in (
        (asked.topic, "read_topics", tuple), (asked.brand, "read_brands", brand_ids),
        (asked.competitor, "read_brands", competitor_ids), (asked.word_list, "read_lists", tuple),
    ):  # fmt: skip
        if values and verdicts is None:
            return rows.none()
        if values.wanted and verdicts is not None:
            rows = rows.filter(profile_id__in=_ids(verdicts.filter(_holding(values.wanted, column, held))))
        if values.barred and verdicts is not None:
            rows = rows.exclude(profile_id__in=_ids(verdicts.filter(_holding(values.barred, column, held))))
    return rows


def _holding(values: tuple[str, ...], column: str, held: Callable[[tuple[str, ...]], Collection[Any]]) -> Q:
    if ANY in values and column == "read_lists":
        return Q(**{f"{column}__len__gt": 0})
    return Q(**{f"{column}__overlap": list(held(values))})


def _within(bounds: Between, column: str) -> Q:
    condition = Q()
    if bounds.low is not None:
        condition &= Q(**{f"{column}__gte": bounds.low})
    if bounds.high is not None:
        condition &= Q(**{f"{column}__lte": bounds.high})
    return condition


def _judged(
    rows: QuerySet[SearchEntry], bands: Among, score: Between, verdicts: QuerySet[Any] | None
) -> QuerySet[SearchEntry]:
    if verdicts is None:
        return rows.none() if score or (bands.wanted and UNKNOWN not in bands.wanted) else rows
    if bands.wanted:
        rows = rows.filter(_banded(bands.wanted, verdicts))
    if bands.barred:
        rows = rows.exclude(_banded(bands.barred, verdicts))
    return rows.filter(profile_id__in=_ids(verdicts.filter(_within(score, "score")))) if score else rows


def _banded(bands: tuple[str, ...], verdicts: QuerySet[Any]) -> Q:
    condition = Q(profile_id__in=_ids(verdicts.filter(band__in=bands)))
    if UNKNOWN in bands:
        condition |= ~Q(profile_id__in=_ids(verdicts))
    return condition


def _ids(verdicts: QuerySet[Any]) -> QuerySet[Any]:
    return verdicts.order_by().values("profile_id")


_COLUMNS: dict[str, str] = {
    "followers": "followers", "er": "rate", "people": "profile__engagement__people",
    "percentile": "profile__engagement__percentile", "latest": "profile__engagement__latest_post_at",
    "handle": "profile__handle",
    "country": "profile__creator__country",
}  # fmt: skip


#: Sorts by what vetting knows, and its column there.
_JUDGED = {"score": "score", "stamina": "stamina_kept", "sponsored": "stamina_share", "flagged": "read_flagged"}


def _ordered(rows: QuerySet[SearchEntry], asked: CreatorFilter, verdicts: QuerySet[Any] | None) -> QuerySet[Any]:
    rows = rows.annotate(sorted_by=_sort_value(asked.sort_key, verdicts))
    value = F("sorted_by")
    return rows.order_by(value.desc(nulls_last=True) if asked.descending else value.asc(nulls_last=True), "profile_id")


def _sort_value(key: str, verdicts: QuerySet[Any] | None) -> Combinable:
    if key == "name":
        return Lower("profile__creator__name")
    if key in _JUDGED:
        if verdicts is None:
            return F("rate")
        return Subquery(_of_row(verdicts).values(_JUDGED[key])[:1])
    if key in ("price", "cost"):
        return _price(key)
    return F(_COLUMNS[key])


def _price(key: str) -> Combinable:
    # Amounts of two currencies cannot be put in one order: those of the workspace's come first, all others count as
    # unknown.
    own = accounts.workspace().currency
    amount: Combinable = Cast("profile__price_minor", FloatField())
    if key == "cost":
        amount = amount / F("profile__engagement__people")
        return Case(
            When(profile__price_currency=own, profile__engagement__people__gt=0, then=amount), output_field=FloatField()
        )
    return Case(When(profile__price_currency=own, then=amount), output_field=FloatField())


def _after(rows: QuerySet[Any], asked: CreatorFilter, cursor: str | None) -> QuerySet[Any]:
    if not cursor:
        return rows
    value, identifier = _read_cursor(asked, cursor)
    if value is None:
        return rows.filter(sorted_by__isnull=True, profile_id__gt=identifier)
    beyond: Literal["lt", "gt"] = "lt" if asked.descending else "gt"
    return rows.filter(
        Q(**{f"sorted_by__{beyond}": value}) | Q(sorted_by=value, profile_id__gt=identifier) | Q(sorted_by__isnull=True)
    )


def _cursor(asked: CreatorFilter, identifier: UUID, value: Any) -> str:
    plain = value.isoformat() if isinstance(value, datetime) else value
    return signing.dumps([asked.sort, plain, str(identifier)], salt=_SALT, compress=False)


def _read_cursor(asked: CreatorFilter, cursor: str) -> tuple[Any, str]:
    try:
        sort, value, identifier = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        sort, value, identifier = None, None, ""
    if sort != asked.sort:
        message = "This page marker belongs to another list or order. Start again from the first page."
        raise Invalid(message, problems=[Problem("after", "unknown", message)])
    read: Callable[[str], Any] = datetime.fromisoformat if asked.sort_key == "latest" else lambda text: text
    return (None if value is None else read(value)), identifier
