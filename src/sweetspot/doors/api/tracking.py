"""Links, codes, and the hosts that links may lead to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.tracking import queries, services

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import Code, Domain, Link

router = Router(tags=["Tracking"])


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


class DestinationIn(Given):
    """Where a link leads from now on."""

    destination: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/links", response=ListOut[LinkOut], auth=key("tracking.view"))
def list_links(request: HttpRequest) -> ListOut[LinkOut]:
    """Every link with its clicks by class."""
    rows = queries.links()
    clicks = queries.clicks_per_link([row.id for row in rows])
    return listed(link_out(row, clicks[row.id]) for row in rows)


@router.get("/codes", response=ListOut[CodeOut], auth=key("tracking.view"))
def list_codes(request: HttpRequest) -> ListOut[CodeOut]:
    """Every discount code."""
    return listed(code_out(row) for row in queries.codes())


@router.get("/domains", response=ListOut[DomainOut], auth=key("tracking.view"))
def list_domains(request: HttpRequest) -> ListOut[DomainOut]:
    """The hosts that links may lead to."""
    return listed(domain_out(row) for row in queries.domains())


@router.post("/domains", response={201: DomainOut, 422: ErrorOut}, auth=key("tracking.change"))
def verify_domain(request: HttpRequest, domain: DomainIn) -> Status[DomainOut]:
    """Vouch for a host of the shop, so that links may lead to it."""
    return Status(201, domain_out(services.verify_domain(actor_of(request), domain.host, now=datetime.now(UTC))))


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


def _one(link_id: UUID) -> LinkOut:
    return link_out(queries.link(link_id), queries.clicks_per_link([link_id])[link_id])


def code_out(row: Code) -> CodeOut:
    """A code as the API and `--json` write it."""
    return CodeOut(
        id=to_public("cod", row.id), partnership=to_public("prt", row.partnership_id), code=row.code,
        discount_basis_points=row.discount_basis_points, active=row.active,
    )  # fmt: skip


def link_out(row: Link, clicks: queries.Clicks) -> LinkOut:
    """A link as the API and `--json` write it."""
    counted = ClicksOut(
        people=clicks.people, visitors=clicks.visitors, previews=clicks.previews, bots=clicks.bots,
        suspects=clicks.suspects,
    )  # fmt: skip
    return LinkOut(
        id=to_public("lnk", row.id), partnership=to_public("prt", row.partnership_id), slug=row.slug,
        address=queries.short_address(row), destination=row.destination, active=row.active, clicks=counted,
    )  # fmt: skip


def domain_out(row: Domain) -> DomainOut:
    """A domain as the API and `--json` write it."""
    return DomainOut(id=to_public("dom", row.id), host=row.host, verified_at=row.verified_at)
