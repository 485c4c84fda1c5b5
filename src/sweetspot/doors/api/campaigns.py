"""Campaigns, the creators in them, their terms, and the links and codes they got."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, MoneyOut, identifier, listed, money
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.campaigns import queries, services
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking import services as tracking_services

router = Router(tags=["Campaigns"])
Text = Annotated[str, Field(min_length=1, max_length=200)]
PublicId = Annotated[str, Field(max_length=40)]


class CampaignIn(Given):
    """A new campaign; its landing page must be on a verified domain before creators get links."""

    name: Text
    landing_url: Annotated[str, Field(max_length=1000)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    starts_on: date
    ends_on: date | None = None
    objective: Annotated[str, Field(max_length=20)] = "orders"
    budget_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    brief: Annotated[str, Field(max_length=20_000)] = ""
    hashtags: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=30)] = []
    disclosure: Annotated[str, Field(max_length=200)] = ""


class CampaignOut(Schema):
    """A campaign."""

    id: str
    name: str
    slug: str
    state: str
    objective: str
    landing_url: str
    currency: str
    budget: MoneyOut | None
    brief: str
    hashtags: list[str]
    disclosure: str
    starts_on: date
    ends_on: date | None


class StateIn(Given):
    """Where to take a campaign."""

    state: Literal["active", "ended"]


class JoinIn(Given):
    """Which profiles join, on which terms."""

    profiles: Annotated[list[PublicId], Field(min_length=1, max_length=500)]
    fee_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
    commission_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 1000
    click_window_days: Annotated[int, Field(ge=1, le=365)] = 30
    hold_days: Annotated[int, Field(ge=0, le=365)] = 14
    discount_basis_points: Annotated[int, Field(ge=1, le=9_999)] = 1500


class EquipmentOut(Schema):
    """What a creator got: a link and a code."""

    partnership: str
    link: str
    code: str


class PartnershipOut(Schema):
    """A creator in a campaign; `version` is needed to move it."""

    id: str
    campaign: str
    creator: str
    creator_name: str
    profile: str
    stage: str
    stage_since: datetime
    version: int


class MoveIn(Given):
    """Which stage a partnership goes to; 409 where somebody changed it since `version`."""

    stage: Annotated[str, Field(max_length=10)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ClicksOut(Schema):
    """Clicks by class; only people are ever called clicks."""

    people: int
    visitors: int
    previews: int
    bots: int
    suspects: int


class LinkOut(Schema):
    """A link, where it leads and who followed it."""

    id: str
    partnership: str
    slug: str
    address: str
    destination: str
    active: bool
    clicks: ClicksOut


class CodeOut(Schema):
    """A discount code."""

    id: str
    partnership: str
    code: str
    discount_basis_points: int
    active: bool


class DomainIn(Given):
    """A shop's host that links may lead to."""

    host: Annotated[str, Field(min_length=1, max_length=253)]


class DomainOut(Schema):
    """A host that links may lead to."""

    id: str
    host: str
    verified_at: datetime | None


@router.get("/campaigns", response=ListOut[CampaignOut], auth=key("campaigns.view"))
def list_campaigns(request: HttpRequest) -> ListOut[CampaignOut]:
    """Campaigns, newest start first."""
    return listed(_campaign(one.campaign) for one in queries.campaigns())


@router.post("/campaigns", response={201: CampaignOut, 422: ErrorOut}, auth=key("campaigns.change"))
def create_campaign(request: HttpRequest, campaign: CampaignIn) -> Status[CampaignOut]:
    """Open a campaign, as a draft."""
    made = services.create_campaign(actor_of(request), **campaign.model_dump(), now=datetime.now(UTC))
    return Status(201, _campaign(made))


@router.get("/campaigns/{campaign_id}", response={200: CampaignOut, 404: ErrorOut}, auth=key("campaigns.view"))
def get_campaign(request: HttpRequest, campaign_id: str) -> CampaignOut:
    """One campaign."""
    return _campaign(queries.campaign(identifier("cmp", campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/state",
    response={200: CampaignOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def set_state(request: HttpRequest, campaign_id: str, wanted: StateIn) -> CampaignOut:
    """Start a campaign, end it, or take it up again."""
    found = identifier("cmp", campaign_id)
    return _campaign(services.set_campaign_state(actor_of(request), found, wanted.state, now=datetime.now(UTC)))


@router.get(
    "/campaigns/{campaign_id}/partnerships",
    response={200: ListOut[PartnershipOut], 404: ErrorOut},
    auth=key("campaigns.view"),
)
def list_partnerships(request: HttpRequest, campaign_id: str) -> ListOut[PartnershipOut]:
    """The creators of a campaign."""
    campaign = queries.campaign(identifier("cmp", campaign_id))
    return listed(_partnership(row) for row in queries.partnerships(campaign_id=campaign.id))


@router.post(
    "/campaigns/{campaign_id}/partnerships",
    response={201: ListOut[EquipmentOut], 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def join_campaign(request: HttpRequest, campaign_id: str, joining: JoinIn) -> Status[ListOut[EquipmentOut]]:
    """Bring creators in: each gets terms, a link and a code at once, all or nothing. Doing it twice changes nothing."""
    campaign = queries.campaign(identifier("cmp", campaign_id))
    profiles = creators.profiles([identifier("prf", one) for one in joining.profiles])
    agreed = services.Agreed(**joining.model_dump(exclude={"profiles", "discount_basis_points"}))
    made = pipeline.join_campaign(
        actor_of(request), campaign, profiles, agreed=agreed, discount_basis_points=joining.discount_basis_points,
        now=datetime.now(UTC),
    )  # fmt: skip
    equipped = listed(
        EquipmentOut(
            partnership=to_public("prt", one.partnership_id), link=tracking.short_address(one.link), code=one.code.code
        )
        for one in made
    )
    return Status(201, equipped)


@router.post(
    "/partnerships/{partnership_id}/stage",
    response={200: PartnershipOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def move(request: HttpRequest, partnership_id: str, wanted: MoveIn) -> PartnershipOut:
    """Move a partnership to another stage."""
    found = identifier("prt", partnership_id)
    services.move(actor_of(request), found, wanted.stage, version=wanted.version, now=datetime.now(UTC))
    return _partnership(queries.partnership(found))


@router.get("/links", response=ListOut[LinkOut], auth=key("tracking.view"), tags=["Tracking"])
def list_links(request: HttpRequest) -> ListOut[LinkOut]:
    """Every link with its clicks by class."""
    rows = tracking.links()
    clicks = tracking.clicks_per_link([row.id for row in rows])
    return listed(_link(row, clicks[row.id]) for row in rows)


@router.get("/codes", response=ListOut[CodeOut], auth=key("tracking.view"), tags=["Tracking"])
def list_codes(request: HttpRequest) -> ListOut[CodeOut]:
    """Every discount code."""
    return listed(
        CodeOut(
            id=to_public("cod", row.id), partnership=to_public("prt", row.partnership_id), code=row.code,
            discount_basis_points=row.discount_basis_points, active=row.active,
        )
        for row in tracking.codes()
    )  # fmt: skip


@router.get("/domains", response=ListOut[DomainOut], auth=key("tracking.view"), tags=["Tracking"])
def list_domains(request: HttpRequest) -> ListOut[DomainOut]:
    """The hosts that links may lead to."""
    return listed(_domain(row) for row in tracking.domains())


@router.post("/domains", response={201: DomainOut, 422: ErrorOut}, auth=key("tracking.change"), tags=["Tracking"])
def verify_domain(request: HttpRequest, domain: DomainIn) -> Status[DomainOut]:
    """Vouch for a host of the shop, so that links may lead to it."""
    return Status(201, _domain(tracking_services.verify_domain(actor_of(request), domain.host, now=datetime.now(UTC))))


def _campaign(row: queries.Campaign) -> CampaignOut:
    budget = None if row.budget_minor is None else Money(row.budget_minor, row.currency)
    return CampaignOut(
        id=to_public("cmp", row.id), name=row.name, slug=row.slug, state=row.state, objective=row.objective,
        landing_url=row.landing_url, currency=row.currency, budget=money(budget), brief=row.brief,
        hashtags=row.hashtags, disclosure=row.disclosure, starts_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip


def _partnership(row: queries.Partnership) -> PartnershipOut:
    return PartnershipOut(
        id=to_public("prt", row.id), campaign=to_public("cmp", row.campaign_id),
        creator=to_public("crt", row.creator_id), creator_name=row.creator.name,
        profile=to_public("prf", row.profile_id), stage=row.stage, stage_since=row.stage_since, version=row.version,
    )  # fmt: skip


def _link(row: tracking.Link, clicks: tracking.Clicks) -> LinkOut:
    counted = ClicksOut(
        people=clicks.people, visitors=clicks.visitors, previews=clicks.previews, bots=clicks.bots,
        suspects=clicks.suspects,
    )  # fmt: skip
    return LinkOut(
        id=to_public("lnk", row.id), partnership=to_public("prt", row.partnership_id), slug=row.slug,
        address=tracking.short_address(row), destination=row.destination, active=row.active, clicks=counted,
    )  # fmt: skip


def _domain(row: tracking.Domain) -> DomainOut:
    return DomainOut(id=to_public("dom", row.id), host=row.host, verified_at=row.verified_at)
