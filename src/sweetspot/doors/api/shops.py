"""The shops that orders come from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.orders import queries, services

if TYPE_CHECKING:
    from sweetspot.stages.orders.models import Shop

router = Router(tags=["Shops"])


class ShopIn(Given):
    """A shop that may send orders; `secret` is what it signs its messages with, kept sealed and never shown."""

    platform: Literal["shopify", "api"]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    domain: Annotated[str, Field(max_length=253)] | None = None
    secret: Annotated[str, Field(max_length=200)] | None = None


class ShopOut(Schema):
    """A shop, whether it signs, and when its last message came."""

    id: str
    platform: str
    name: str
    domain: str | None
    signs: bool
    last_message_at: datetime | None


@router.get("/shops", response=ListOut[ShopOut], auth=key("settings.view"))
def list_shops(request: HttpRequest) -> ListOut[ShopOut]:
    """The shops of the workspace, by name."""
    last = queries.last_messages()
    return listed(shop_out(row, last) for row in queries.shops())


@router.post("/shops", response={201: ShopOut, 409: ErrorOut, 422: ErrorOut}, auth=key("settings.change"))
def register_shop(request: HttpRequest, shop: ShopIn) -> Status[ShopOut]:
    """Register a shop."""
    made = services.register_shop(
        actor_of(request), shop.platform, shop.name, domain=shop.domain or None, secret=shop.secret,
        now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, shop_out(made, {}))


def shop_out(row: Shop, last: dict[UUID, datetime]) -> ShopOut:
    """A shop as the API and `--json` write it."""
    return ShopOut(
        id=to_public("shp", row.id), platform=row.platform, name=row.name, domain=row.domain,
        signs=row.webhook_secret is not None, last_message_at=last.get(row.id),
    )  # fmt: skip
