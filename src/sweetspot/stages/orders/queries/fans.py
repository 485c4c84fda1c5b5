"""Which creators love the brand already: who bought from it, and who speaks of it unasked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.tracking.queries import mentions as tracking

Sort = Literal["orders", "mentions", "last", "followers"]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fan:
    """A creator who bought or spoke of the brand; `orders` is None where orders may not be seen.

    `largest` is the profile with most followers. `partner` says that a partnership is agreed, now or before.
    """

    creator_id: UUID
    largest: UUID
    followers: int | None
    orders: int | None
    last_order_at: datetime | None
    mentions: int
    last_mention_at: datetime | None
    partner: bool

    @property
    def last_at(self) -> datetime:
        """The newest of what they did."""
        return max(self.last_order_at or _LONG_AGO, self.last_mention_at or _LONG_AGO)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why they are here, in words."""
        found = []
        if self.orders:
            times = "once" if self.orders == 1 else f"{self.orders:,} times"
            found.append(f"bought {times}, {_last(self.orders, self.last_order_at)}")
        if self.mentions:
            texts = "1 text" if self.mentions == 1 else f"{self.mentions:,} texts"
            found.append(f"spoke of you in {texts} unpaid, {_last(self.mentions, self.last_mention_at)}")
        return tuple(found)


def _last(count: int, at: datetime | None) -> str:
    if at is None:
        return "without a date"
    return f"{'on' if count == 1 else 'last on'} {at.day} {at:%b %Y}"


def fans(*, with_orders: bool, sort: Sort = "last", in_no_partnership: bool = False) -> list[Fan]:
    """Everybody who bought or spoke of the brand unpaid, by the sort, the most first.

    A buyer is known by the keyed hash of the creator's e-mail. Without `with_orders` nothing of orders is read.
    """
    said = tracking.earned_by_creator()
    bought = _bought() if with_orders else {}
    partners = {one.creator_id for one in campaigns.contracts()}
    found = []
    for creator_id, (largest, followers) in creators.largest_profiles([*said.keys() | bought.keys()]).items():
        orders, ordered_at = bought.get(creator_id, (0 if with_orders else None, None))
        texts, spoken_at = said.get(creator_id, (0, None))
        fan = Fan(
            creator_id, largest, followers, orders, ordered_at, texts, spoken_at, creator_id in partners
        )  # fmt: skip
        if not (in_no_partnership and fan.partner):
            found.append(fan)
    return sorted(found, key=lambda one: (_rank(one, sort), one.last_at, str(one.creator_id)), reverse=True)


def _rank(one: Fan, sort: Sort) -> float:
    if sort == "last":
        return one.last_at.timestamp() if one.last_at > _LONG_AGO else 0
    return float({"orders": one.orders, "mentions": one.mentions, "followers": one.followers}[sort] or 0)


def _bought() -> dict[UUID, tuple[int, datetime]]:
    """Paid orders of each creator who is a customer, and when the last of them was."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.creator_id, count(*), max(o.placed_at) FROM orders_buyer b
            JOIN orders_order o ON o.customer_key = b.customer_key
            WHERE o.state = 'paid' AND NOT o.is_test GROUP BY b.creator_id
            """
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
