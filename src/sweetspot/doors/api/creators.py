"""Creators and their profiles, by the same filter grammar as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sweetspot.core.errors import Invalid, Problem
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.parameters import Steering
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import EstimateOut, ListOut, MoneyOut, estimate, identifier, money
from sweetspot.stages.creators import queries
from sweetspot.stages.creators.formulas.filters import CHOICES, CreatorFilter
from sweetspot.stages.creators.queries import ProfileRow
from sweetspot.stages.vetting import queries as vetting

router = Router(tags=["Creators"])


class VerdictOut(Schema):
    """The latest verdict in one glance; the score is missing where there is too little data."""

    band: str
    score: int | None
    low: int | None
    high: int | None
    coverage: float


class StaminaOut(Schema):
    """What sponsored posts keep of the engagement of others, the chance that it is less than 80 %, and their share."""

    kept: EstimateOut | None
    below_80: float | None
    share: EstimateOut | None


class ProfileOut(Schema):
    """A profile with its creator and latest figures; what is unknown is null, never 0."""

    id: str
    creator: str
    name: str
    network: str
    handle: str
    tier: str | None
    followers: int | None
    read_at: datetime | None
    country: str | None
    language: str | None
    category: str | None
    engagement_rate: EstimateOut | None
    engagement_definition: str
    engaged_people: EstimateOut | None
    percentile: float | None
    peers: int
    verdict: VerdictOut | None
    stamina: StaminaOut | None
    price: MoneyOut | None
    cost_per_1000: MoneyOut | None
    latest_post_at: datetime | None
    tags: list[str]


class ProfileList(ListOut[ProfileOut]):
    """A page of profiles; `ignored` names the parameters that mean nothing here."""

    count: int
    count_is_exact: bool
    ignored: list[str]


class PageQuery(Steering):
    """How long a page is, and after which it comes; every other parameter is the filter."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: Annotated[str, Field(max_length=500)] = ""


class CreatorOut(Schema):
    """A creator with every profile, the largest following first."""

    id: str
    name: str
    country: str | None
    language: str | None
    category: str | None
    tags: list[str]
    notes: str
    profiles: list[ProfileOut]


@router.get("/creators", response={200: ProfileList, 422: ErrorOut}, auth=key("creators.view"))
def list_creators(request: HttpRequest, page: Query[PageQuery]) -> ProfileList:
    """Profiles by filter: `tier=micro&country=DE,AT&-tag=blocked&er.gte=0.03&sort=-er`, as in the pages' addresses."""
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    refuse(pairs)
    asked = understood(queries.creator_filter([pair for pair in pairs if pair[0] not in {"limit", "after"}]))
    return profiles_out(vetting.creator_page(asked, page.after or None, page.limit))


@router.get("/creators/{creator_id}", response={200: CreatorOut, 404: ErrorOut}, auth=key("creators.view"))
def get_creator(request: HttpRequest, creator_id: str) -> CreatorOut:
    """One creator with every profile."""
    return creator_out(vetting.creator_detail(identifier("crt", creator_id)))


@router.get("/profiles/{profile_id}", response={200: ProfileOut, 404: ErrorOut}, auth=key("creators.view"))
def get_profile(request: HttpRequest, profile_id: str) -> ProfileOut:
    """One profile."""
    return profile(vetting.one_profile(identifier("prf", profile_id)))


def understood(asked: CreatorFilter) -> CreatorFilter:
    """The filter, if every value it names exists; Invalid otherwise: a program would not read a notice."""
    fields = {*CHOICES, *(f"-{name}" for name in CHOICES)}
    wrong = [one for one in asked.ignored if one.name in fields]
    if wrong:
        problems = [Problem(one.name, "unknown", f"{one.name}={one.value} {one.reason}.") for one in wrong]
        raise Invalid("The filter is not understood.", problems=problems)
    return asked


def refuse(pairs: list[tuple[str, str]]) -> None:
    """Invalid where a filter holds the character NUL."""
    if any("\0" in part for pair in pairs for part in pair):
        raise Invalid("The character NUL is in no name.", problems=[Problem("filter", "nul", "Leave out NUL.")])


def profiles_out(found: queries.CreatorPage) -> ProfileList:
    """A page of profiles as the API and `--json` write it."""
    return ProfileList(
        data=[profile(row) for row in found.rows], has_more=found.next is not None, next=found.next,
        count=found.count, count_is_exact=found.count_is_exact,
        ignored=[f"{one.name}={one.value} {one.reason}" for one in found.ignored],
    )  # fmt: skip


def creator_out(one: queries.CreatorDetail) -> CreatorOut:
    """A creator as the API and `--json` write it."""
    return CreatorOut(
        id=one.ref, name=one.name, country=one.country, language=one.language, category=one.category,
        tags=list(one.tags), notes=one.notes, profiles=[profile(row) for row in one.profiles],
    )  # fmt: skip


def profile(row: ProfileRow) -> ProfileOut:
    """A profile as the API and `--json` write it."""
    mark = row.verdict
    return ProfileOut(
        id=row.profile_ref, creator=row.creator_ref, name=row.name, network=row.network, handle=row.handle,
        tier=row.tier, followers=row.followers, read_at=row.read_at, country=row.country, language=row.language,
        category=row.category, engagement_rate=estimate(row.rate), engaged_people=estimate(row.people),
        engagement_definition=row.definition,
        percentile=row.percentile, peers=row.peers, price=money(row.price), cost_per_1000=money(row.cost),
        verdict=VerdictOut(band=mark.band, score=mark.score, low=mark.low, high=mark.high, coverage=mark.coverage)
        if mark else None,
        stamina=StaminaOut(
            kept=estimate(row.stamina.kept), below_80=row.stamina.weak, share=estimate(row.stamina.share)
        ) if row.stamina else None,
        latest_post_at=row.latest_post_at, tags=list(row.tags),
    )  # fmt: skip
