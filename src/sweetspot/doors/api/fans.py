"""People who already love the brand: creators who bought from it or speak of it unpaid."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.orders.queries.fans import Fan, Sort, fans

router = Router(tags=["Fans"])


class FanOut(Schema):
    """A creator and why they are a fan; what they bought is null without the scope `orders.view`."""

    creator: str
    profile: str
    followers: int | None
    orders: int | None
    last_order_at: datetime | None
    mentions: int
    last_mention_at: datetime | None
    is_partner: bool
    reasons: list[str]


class FanQuery(Given):
    """How they are sorted, the most first; whether only those in no partnership."""

    sort: Sort = "last"
    in_no_partnership: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


@router.get("/fans", response={200: ListOut[FanOut], 422: ErrorOut}, auth=key("creators.view"))
def list_fans(request: HttpRequest, asked: Query[FanQuery]) -> ListOut[FanOut]:
    """Creators who bought from the brand or speak of it unpaid."""
    with_orders = actor_of(request).may("orders.view")
    sort: Sort = asked.sort if with_orders or asked.sort != "orders" else "last"
    found = fans(with_orders=with_orders, sort=sort, in_no_partnership=asked.in_no_partnership)
    page = listed(_fan(one) for one in found[asked.offset : asked.offset + asked.limit])
    page.has_more = len(found) > asked.offset + asked.limit
    return page


def _fan(one: Fan) -> FanOut:
    return FanOut(
        creator=to_public("crt", one.creator_id), profile=to_public("prf", one.largest), followers=one.followers,
        orders=one.orders, last_order_at=one.last_order_at, mentions=one.mentions,
        last_mention_at=one.last_mention_at, is_partner=one.partner, reasons=list(one.reasons),
    )  # fmt: skip
