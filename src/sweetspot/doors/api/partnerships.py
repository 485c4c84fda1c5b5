"""One creator in one campaign: the stage, the terms over time, the gifts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.doors.api.campaigns import PartnershipOut, partnership_out
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Currency, Day, Given, Instant, ListOut, MoneyOut, amount, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.campaigns import queries, services

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Gift, Terms

router = Router(tags=["Partnerships"])
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class TermsIn(Given):
    """New terms from a time on; 409 where somebody changed the partnership since `version`."""

    version: Version
    valid_from: Instant | None = Field(None, description="Now if absent.")
    fee_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
    commission_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 1000
    click_window_days: Annotated[int, Field(ge=1, le=365)] = 30
    hold_days: Annotated[int, Field(ge=0, le=365)] = 14


class TermsOut(Schema):
    """What was agreed from a time on."""

    valid_from: datetime
    fee: MoneyOut
    commission_basis_points: int
    click_window_days: int
    hold_days: int


class GiftIn(Given):
    """Product sent to the creator, at its cost to the brand."""

    description: Annotated[str, Field(min_length=1, max_length=300)]
    cost_minor: Annotated[int, Field(ge=0, le=10**12)]
    currency: Currency
    sent_on: Day


class GiftOut(Schema):
    """Product sent to the creator."""

    id: str
    description: str
    cost: MoneyOut
    sent_on: date


@router.get("/partnerships/{partnership_id}", response={200: PartnershipOut, 404: ErrorOut}, auth=key("campaigns.view"))
def get_partnership(request: HttpRequest, partnership_id: str) -> PartnershipOut:
    """One partnership."""
    return partnership_out(queries.partnership(identifier("prt", partnership_id)))


@router.get(
    "/partnerships/{partnership_id}/terms",
    response={200: ListOut[TermsOut], 404: ErrorOut},
    auth=key("campaigns.view"),
)
def list_terms(request: HttpRequest, partnership_id: str) -> ListOut[TermsOut]:
    """Every version of the terms, oldest first; each holds until the next."""
    found = queries.partnership(identifier("prt", partnership_id)).id
    return listed(_terms(row) for row in queries.terms_history([found]).get(found, []))


@router.post(
    "/partnerships/{partnership_id}/terms",
    response={201: TermsOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def agree_terms(request: HttpRequest, partnership_id: str, terms: TermsIn) -> Status[TermsOut]:
    """Agree other terms from a time on; what was earned before keeps the terms of its day."""
    agreed = services.Agreed(**terms.model_dump(exclude={"version", "valid_from"}))
    row = services.agree(
        actor_of(request), identifier("prt", partnership_id), agreed, valid_from=terms.valid_from,
        version=terms.version, now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, _terms(row))


@router.get(
    "/partnerships/{partnership_id}/gifts",
    response={200: ListOut[GiftOut], 404: ErrorOut},
    auth=key("campaigns.view"),
)
def list_gifts(request: HttpRequest, partnership_id: str) -> ListOut[GiftOut]:
    """What was sent to the creator, newest first."""
    return listed(_gift(row) for row in queries.gifts(queries.partnership(identifier("prt", partnership_id)).id))


@router.post(
    "/partnerships/{partnership_id}/gifts",
    response={201: GiftOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("campaigns.change"),
)
def send_gift(request: HttpRequest, partnership_id: str, gift: GiftIn) -> Status[GiftOut]:
    """Record product that was sent; its cost counts as spend."""
    if gift.currency not in CURRENCIES:
        message = f"{gift.currency} is not a currency code."
        raise Invalid(message, problems=[Problem("currency", "unknown", message)])
    row = services.send_gift(
        actor_of(request), identifier("prt", partnership_id), gift.description,
        cost=Money(gift.cost_minor, gift.currency), sent_on=gift.sent_on, now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, _gift(row))


def _terms(row: Terms) -> TermsOut:
    return TermsOut(
        valid_from=row.valid_from, fee=amount(row.fee_minor, row.currency),
        commission_basis_points=row.commission_basis_points, click_window_days=row.click_window_days,
        hold_days=row.hold_days,
    )  # fmt: skip


def _gift(row: Gift) -> GiftOut:
    return GiftOut(
        id=to_public("gft", row.id), description=row.description, cost=amount(row.cost_minor, row.currency),
        sent_on=row.sent_on,
    )  # fmt: skip
