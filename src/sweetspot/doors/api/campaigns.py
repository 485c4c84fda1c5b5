"""Campaigns and the creators in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Currency, Day, Given, ListOut, MoneyOut, PublicId, identifier, listed, money
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.campaigns import queries, services
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.planning import queries as plans
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.services import Equipment

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign, Partnership

router = Router(tags=["Campaigns"])
Text = Annotated[str, Field(min_length=1, max_length=200)]


class CampaignIn(Given):
    """A new campaign; its landing page must be on a verified domain before creators get links."""

    name: Text
    landing_url: Annotated[str, Field(max_length=1000)]
    currency: Currency
    starts_on: Day
    ends_on: Day | None = None
    objective: Annotated[str, Field(max_length=20)] = "orders"
    budget_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    brief: Annotated[str, Field(max_length=20_000)] = ""
    hashtags: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=30)] = []
    disclosure: Annotated[str, Field(max_length=200)] = ""
    plan: PublicId | None = Field(None, description="The plan that it comes from.")


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
    plan: str | None
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
    #: Why to go on where a creator refuses the brand or the subject; kept in the audit log.
    despite: Annotated[str, Field(max_length=400)] = ""


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


@router.get("/campaigns", response=ListOut[CampaignOut], auth=key("campaigns.view"))
def list_campaigns(request: HttpRequest) -> ListOut[CampaignOut]:
    """Campaigns, newest start first."""
    return listed(campaign_out(one.campaign) for one in queries.campaigns())


@router.post("/campaigns", response={201: CampaignOut, 404: ErrorOut, 422: ErrorOut}, auth=key("campaigns.change"))
def create_campaign(request: HttpRequest, campaign: CampaignIn) -> Status[CampaignOut]:
    """Open a campaign, as a draft."""
    plan = plans.plan_detail(identifier("pln", campaign.plan)).summary.id if campaign.plan else None
    fields = campaign.model_dump(exclude={"plan"})
    made = services.create_campaign(actor_of(request), **fields, plan_id=plan, now=datetime.now(UTC))
    return Status(201, campaign_out(made))


@router.get("/campaigns/{campaign_id}", response={200: CampaignOut, 404: ErrorOut}, auth=key("campaigns.view"))
def get_campaign(request: HttpRequest, campaign_id: str) -> CampaignOut:
    """One campaign."""
    return campaign_out(queries.campaign(identifier("cmp", campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/state",
    response={200: CampaignOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def set_state(request: HttpRequest, campaign_id: str, wanted: StateIn) -> CampaignOut:
    """Start a campaign, end it, or take it up again."""
    found = identifier("cmp", campaign_id)
    return campaign_out(services.set_campaign_state(actor_of(request), found, wanted.state, now=datetime.now(UTC)))


@router.get(
    "/campaigns/{campaign_id}/partnerships",
    response={200: ListOut[PartnershipOut], 404: ErrorOut},
    auth=key("campaigns.view"),
)
def list_partnerships(request: HttpRequest, campaign_id: str) -> ListOut[PartnershipOut]:
    """The creators of a campaign."""
    campaign = queries.campaign(identifier("cmp", campaign_id))
    return listed(partnership_out(row) for row in queries.partnerships(campaign_id=campaign.id))


@router.post(
    "/campaigns/{campaign_id}/partnerships",
    response={201: ListOut[EquipmentOut], 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def join_campaign(request: HttpRequest, campaign_id: str, joining: JoinIn) -> Status[ListOut[EquipmentOut]]:
    """Bring creators in: each gets terms, a link and a code at once, all or nothing. Doing it twice changes nothing."""
    campaign = queries.campaign(identifier("cmp", campaign_id))
    profiles = creators.profiles([identifier("prf", one) for one in joining.profiles])
    agreed = services.Agreed(**joining.model_dump(exclude={"profiles", "discount_basis_points", "despite"}))
    made = pipeline.join_campaign(
        actor_of(request), campaign, profiles, agreed=agreed, discount_basis_points=joining.discount_basis_points,
        despite=joining.despite, now=datetime.now(UTC),
    )  # fmt: skip
    base = tracking.short_base()
    return Status(201, listed(equipment_out(one, base) for one in made))


@router.post(
    "/partnerships/{partnership_id}/stage",
    response={200: PartnershipOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def move(request: HttpRequest, partnership_id: str, wanted: MoveIn) -> PartnershipOut:
    """Move a partnership to another stage."""
    found = identifier("prt", partnership_id)
    services.move(actor_of(request), found, wanted.stage, version=wanted.version, now=datetime.now(UTC))
    return partnership_out(queries.partnership(found))


def equipment_out(one: Equipment, base: str) -> EquipmentOut:
    """What a creator got, as the API and `--json` write it."""
    return EquipmentOut(
        partnership=to_public("prt", one.partnership_id),
        link=tracking.short_address(one.link, base),
        code=one.code.code,
    )


def campaign_out(row: Campaign) -> CampaignOut:
    """A campaign as the API and `--json` write it."""
    budget = None if row.budget_minor is None else Money(row.budget_minor, row.currency)
    return CampaignOut(
        id=to_public("cmp", row.id), name=row.name, slug=row.slug, state=row.state, objective=row.objective,
        landing_url=row.landing_url, currency=row.currency, budget=money(budget), brief=row.brief,
        hashtags=row.hashtags, disclosure=row.disclosure, starts_on=row.starts_on, ends_on=row.ends_on,
        plan=to_public("pln", row.plan_id) if row.plan_id else None,
    )  # fmt: skip


def partnership_out(row: Partnership) -> PartnershipOut:
    """A partnership as the API and `--json` write it."""
    return PartnershipOut(
        id=to_public("prt", row.id), campaign=to_public("cmp", row.campaign_id),
        creator=to_public("crt", row.creator_id), creator_name=row.creator.name,
        profile=to_public("prf", row.profile_id), stage=row.stage, stage_since=row.stage_since, version=row.version,
    )  # fmt: skip
