"""Links, and the hosts that links may lead to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.formulas.link_rows import link_rows
from sweetspot.stages.tracking.formulas.story import Story
from sweetspot.stages.tracking.services import many, ways

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import Domain, Link

router = Router(tags=["Tracking"])


class ClicksOut(Schema):
    """Clicks by class; only people are ever called clicks."""

    people: int
    visitors: int
    previews: int
    bots: int
    suspects: int
    views: int
    own: int


class RuleOut(Schema):
    """One way of a link; an empty condition holds for everybody. Moments are seconds since 1970."""

    name: str
    destination: str
    countries: list[str] = []
    languages: list[str] = []
    devices: list[str] = []
    since: float | None = None
    until: float | None = None
    share: int = 100


class StoryOut(Schema):
    """What a story page says."""

    title: str
    text: str = ""
    ask: str = "buy"
    button: str = ""
    code: str = ""


class LinkOut(Schema):
    """A link, where it leads and who followed it."""

    id: str
    partnership: str
    slug: str
    address: str
    destination: str
    active: bool
    placement: str
    label: str
    parameters: str
    expires_at: datetime | None
    fallback: str
    rules: list[RuleOut]
    story: StoryOut | None
    clicks: ClicksOut


class DomainIn(Given):
    """A shop's host that links may lead to."""

    host: Annotated[str, Field(min_length=1, max_length=253)]


class DomainOut(Schema):
    """A host that links may lead to."""

    id: str
    host: str
    verified_at: datetime | None


class DestinationIn(Given):
    """Where a link leads from now on."""

    destination: Annotated[str, Field(min_length=1, max_length=2000)]


class LinkIn(Given):
    """A link wished for; without a slug one is proposed."""

    partnership: str
    destination: Annotated[str, Field(min_length=1, max_length=2000)]
    slug: Annotated[str, Field(max_length=80)] = ""
    placement: Annotated[str, Field(max_length=8)] = "post"
    label: Annotated[str, Field(max_length=80)] = ""


class RuleIn(Given):
    """One way of a link; an empty condition holds for everybody."""

    name: Annotated[str, Field(max_length=12)] = ""
    destination: Annotated[str, Field(min_length=1, max_length=2000)]
    countries: list[str] = []
    languages: list[str] = []
    devices: list[str] = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    share: Annotated[int, Field(ge=1, le=100)] = 100


class RulesIn(Given):
    """A link's rules, the first that fits counts."""

    rules: Annotated[list[RuleIn], Field(max_length=20)]


class ExpiryIn(Given):
    """When a link ends, and where it leads then; no moment stands for never."""

    at: AwareDatetime | None
    fallback: Annotated[str, Field(max_length=2000)] = ""


class StoryIn(Given):
    """What a story page says; without a title there is none."""

    title: Annotated[str, Field(max_length=80)]
    text: Annotated[str, Field(max_length=400)] = ""
    ask: Annotated[str, Field(max_length=10)] = "buy"
    button: Annotated[str, Field(max_length=40)] = ""
    code: Annotated[str, Field(max_length=40)] = ""


class ManyIn(Given):
    """Links wished for as the rows of a table, such as an export of another service."""

    campaign: str
    rows: Annotated[str, Field(min_length=1, max_length=2_000_000)]


class OutcomeOut(Schema):
    """What became of one row: the link's address, or the reason why there is none."""

    row: int
    address: str
    reason: str


@router.get("/links", response=ListOut[LinkOut], auth=key("tracking.view"))
def list_links(request: HttpRequest) -> ListOut[LinkOut]:
    """Every link with its clicks by class."""
    rows = queries.links()
    clicks, base = queries.visits_per_link([row.id for row in rows]), queries.short_base()
    return listed(link_out(row, clicks[row.id], base) for row in rows)


@router.get("/domains", response=ListOut[DomainOut], auth=key("tracking.view"))
def list_domains(request: HttpRequest) -> ListOut[DomainOut]:
    """The hosts that links may lead to."""
    return listed(domain_out(row) for row in queries.domains())


@router.post("/domains", response={201: DomainOut, 422: ErrorOut}, auth=key("tracking.change"))
def verify_domain(request: HttpRequest, domain: DomainIn) -> Status[DomainOut]:
    """Vouch for a host of the shop, so that links may lead to it."""
    return Status(201, domain_out(services.verify_domain(actor_of(request), domain.host, now=datetime.now(UTC))))


@router.post(
    "/links", response={201: LinkOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def add_link(request: HttpRequest, wanted: LinkIn) -> Status[LinkOut]:
    """One more link for a partnership."""
    made = services.add_link(
        actor_of(request), campaigns.partnership(identifier("prt", wanted.partnership)),
        destination=wanted.destination, slug=wanted.slug, placement=wanted.placement, label=wanted.label,
        now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, _one(made.id))


@router.post(
    "/links/many", response={200: ListOut[OutcomeOut], 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("tracking.change"),
)  # fmt: skip
def add_links(request: HttpRequest, wanted: ManyIn) -> ListOut[OutcomeOut]:
    """Make up to 10,000 links for a campaign's creators; each row is made or refused by itself."""
    campaign = campaigns.campaign(identifier("cmp", wanted.campaign))
    partnerships = campaigns.partnerships(campaign_id=campaign.id)
    outcomes = many.add_links(actor_of(request), partnerships, link_rows(wanted.rows), now=datetime.now(UTC))
    base = queries.short_base()
    return listed(outcome_out(one, base) for one in outcomes)


@router.get("/links/{link_id}", response={200: LinkOut, 404: ErrorOut}, auth=key("tracking.view"))
def get_link(request: HttpRequest, link_id: str) -> LinkOut:
    """One link."""
    return _one(identifier("lnk", link_id))


@router.post("/links/{link_id}/pause", response={200: LinkOut, 404: ErrorOut}, auth=key("tracking.change"))
def pause_link(request: HttpRequest, link_id: str) -> LinkOut:
    """Turn a link off: visitors get a friendly page instead of the shop."""
    return _one(services.pause(actor_of(request), identifier("lnk", link_id), now=datetime.now(UTC)).id)


@router.post(
    "/links/{link_id}/resume", response={200: LinkOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def resume_link(request: HttpRequest, link_id: str) -> LinkOut:
    """Turn a link on again; 422 where its destination is no verified domain any more."""
    return _one(services.resume(actor_of(request), identifier("lnk", link_id), now=datetime.now(UTC)).id)


@router.post(
    "/links/{link_id}/destination", response={200: LinkOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def lead_link(request: HttpRequest, link_id: str, wanted: DestinationIn) -> LinkOut:
    """Lead a link elsewhere on a verified domain."""
    found = identifier("lnk", link_id)
    return _one(services.lead_to(actor_of(request), found, wanted.destination, now=datetime.now(UTC)).id)


@router.put(
    "/links/{link_id}/rules", response={200: LinkOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def lead_link_by_rules(request: HttpRequest, link_id: str, wanted: RulesIn) -> LinkOut:
    """Lead visitors by rules instead of those there are; an empty list for none."""
    found = identifier("lnk", link_id)
    rules = [rule.model_dump() for rule in wanted.rules]
    return _one(ways.lead_by_rules(actor_of(request), found, rules, now=datetime.now(UTC)).id)


@router.put(
    "/links/{link_id}/expiry", response={200: LinkOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def expire_link(request: HttpRequest, link_id: str, wanted: ExpiryIn) -> LinkOut:
    """Let a link end at a moment, or never."""
    found = identifier("lnk", link_id)
    return _one(ways.expire(actor_of(request), found, wanted.at, fallback=wanted.fallback, now=datetime.now(UTC)).id)


@router.put(
    "/links/{link_id}/story", response={200: LinkOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change")
)
def tell_link_story(request: HttpRequest, link_id: str, wanted: StoryIn) -> LinkOut:
    """Show a small page before a link leads on; with an empty title, none."""
    story = Story(**wanted.model_dump()) if wanted.title.strip() else None
    return _one(ways.tell_story(actor_of(request), identifier("lnk", link_id), story, now=datetime.now(UTC)).id)


@router.post(
    "/links/{link_id}/undo", response={200: LinkOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("tracking.change"),
)  # fmt: skip
def undo_link_destination(request: HttpRequest, link_id: str) -> LinkOut:
    """Lead a link back to where it led before it was last redirected."""
    return _one(ways.undo_destination(actor_of(request), identifier("lnk", link_id), now=datetime.now(UTC)).id)


def _one(link_id: UUID) -> LinkOut:
    return link_out(queries.link(link_id), queries.visits_per_link([link_id])[link_id], queries.short_base())


def outcome_out(one: many.Outcome, base: str) -> OutcomeOut:
    """What became of a row as the API and `--json` write it."""
    address = queries.short_address(one.link, base) if one.link else ""
    return OutcomeOut(row=one.number, address=address, reason=one.reason)


def link_out(row: Link, clicks: queries.Visits, base: str) -> LinkOut:
    """A link as the API and `--json` write it."""
    counted = ClicksOut(
        people=clicks.people, visitors=clicks.visitors, previews=clicks.previews, bots=clicks.bots,
        suspects=clicks.suspects, views=clicks.views, own=clicks.own,
    )  # fmt: skip
    return LinkOut(
        id=to_public("lnk", row.id), partnership=to_public("prt", row.partnership_id), slug=row.slug,
        address=queries.short_address(row, base), destination=row.destination, active=row.active,
        placement=row.placement, label=row.label, parameters=row.parameters, expires_at=row.expires_at,
        fallback=row.fallback, rules=[RuleOut(**rule) for rule in row.rules],
        story=StoryOut(**row.story) if row.story else None, clicks=counted,
    )  # fmt: skip


def domain_out(row: Domain) -> DomainOut:
    """A domain as the API and `--json` write it."""
    return DomainOut(id=to_public("dom", row.id), host=row.host, verified_at=row.verified_at)
