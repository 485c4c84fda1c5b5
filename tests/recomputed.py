"""The programme's figures from the raw rows and from what visitors and buyers did, without the stages' formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

#: A partnership, as text, and a currency.
Key = tuple[str, str]
_TERMS = (
    "SELECT partnership_id::text, valid_from, currency, fee_minor, commission_basis_points, click_window_days"
    " FROM campaigns_terms ORDER BY valid_from"
)
_BINDING = (
    "SELECT p.id::text FROM campaigns_partnership p JOIN campaigns_campaign c ON c.id = p.campaign_id"
    " WHERE c.state <> 'draft' AND p.stage NOT IN ('prospect', 'contacted', 'talks', 'declined')"
)
_LINKS = (
    "SELECT l.slug, p.id::text, c.currency FROM tracking_link l"
    " JOIN campaigns_partnership p ON p.id = l.partnership_id JOIN campaigns_campaign c ON c.id = p.campaign_id"
)
_PEOPLES_CLICKS = (
    "SELECT c.id, l.partnership_id::text, c.at FROM tracking_click c JOIN tracking_link l ON l.id = c.link_id"
    " WHERE c.kind = 'person'"
)
_ORDERS = (
    "SELECT external_id, net_minor, currency, placed_at, click_id, codes FROM orders_order"
    " WHERE state = 'paid' AND NOT is_test AND net_minor > 0 AND placed_at >= %s AND placed_at < %s"
)
_REFUNDS = (
    "SELECT r.order_external_id, r.currency, r.net_minor - CASE WHEN o.taxes_included THEN r.tax_minor ELSE 0 END"
    " FROM orders_refund r JOIN orders_order o ON o.external_id = r.order_external_id"
)
_GIFTS = "SELECT partnership_id::text, currency, cost_minor FROM campaigns_gift WHERE sent_on BETWEEN %s AND %s"


class Person(NamedTuple):
    """Somebody who followed a link, as the visitor knows it."""

    click: UUID
    slug: str
    address: str
    agent: str


class Terms(NamedTuple):
    """What was agreed from a time on."""

    since: datetime
    currency: str
    fee: int
    rate: int
    window: int


@dataclass(slots=True)
class Figures:
    """What the report says of a group; amounts in minor units."""

    fees: int = 0
    gifts: int = 0
    commission: int = 0
    people: int = 0
    clicks: int = 0
    orders: int = 0
    revenue: int = 0
    refunded: int = 0

    def add(self, other: Figures) -> None:
        """Add another group's."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def recomputed(
    first: date, last: date, followed: Collection[Person], buyers: Mapping[str, str]
) -> dict[Key, Figures]:  # fmt: skip
    """The figures of these days (UTC) by partnership and currency; `buyers` are the e-mails by the orders' numbers."""
    found: dict[Key, Figures] = defaultdict(Figures)
    start, end = (datetime.combine(day, datetime.min.time(), UTC) for day in (first, last + timedelta(days=1)))
    terms = _terms()
    _add_fees(found, terms, start, end)
    for partnership, currency, cost in rows(_GIFTS, first, last):
        found[partnership, currency].gifts += cost
    _add_people(found, followed)
    _add_orders(found, terms, start, end, buyers)
    return {key: figures for key, figures in found.items() if figures != Figures()}


def _terms() -> dict[str, list[Terms]]:
    found: dict[str, list[Terms]] = defaultdict(list)
    for partnership, *agreed in rows(_TERMS):
        found[partnership].append(Terms(*agreed))
    return found


def _add_fees(
    found: dict[Key, Figures], terms: Mapping[str, Sequence[Terms]], start: datetime, end: datetime
) -> None:  # fmt: skip
    """The newest fee agreed before the end, where the first agreement falls into the period and binds."""
    binding = {partnership for (partnership,) in rows(_BINDING)}
    for partnership, agreed in terms.items():
        known = [one for one in agreed if one.since < end]
        if partnership in binding and known and known[0].since >= start:
            found[partnership, known[-1].currency].fees += known[-1].fee


def _add_people(found: dict[Key, Figures], followed: Collection[Person]) -> None:
    """Every click of a person, and people by what tells them apart: address and browser, anew on each day."""
    days = dict(rows("SELECT id, (at AT TIME ZONE 'UTC')::date FROM tracking_click"))
    links = {slug: (partnership, currency) for slug, partnership, currency in rows(_LINKS)}
    for person in followed:
        found[links[person.slug]].clicks += 1
    for key, *_ in {(links[one.slug], one.address, one.agent, days[one.click]) for one in followed}:
        found[key].people += 1


def _add_orders(
    found: dict[Key, Figures], terms: Mapping[str, Sequence[Terms]], start: datetime, end: datetime,
    buyers: Mapping[str, str],
) -> None:  # fmt: skip
    """Orders that count, what came back of them, and commission by the terms of their day on what was kept."""
    back: dict[tuple[str, str], int] = defaultdict(int)
    for order, currency, amount in rows(_REFUNDS):
        back[order, currency] += max(0, amount)
    for order, net, currency, placed, click, codes in rows(_ORDERS, start, end):
        partnership = _brought_by(buyers[order], placed, click, codes, terms)
        if partnership is not None:
            refunded = min(net, back[order, currency])
            rates = [0, *(one.rate for one in terms[partnership] if one.since <= placed)]
            earned = _rounded(Decimal(net * rates[-1]) / 10_000)
            kept = earned - _rounded(Decimal(earned * refunded) / net)
            found[partnership, currency].add(Figures(orders=1, revenue=net, refunded=refunded, commission=kept))


def _brought_by(
    buyer: str, placed: datetime, click: UUID | None, codes: Sequence[str], terms: Mapping[str, Sequence[Terms]]
) -> str | None:
    """A code's partnership (of several, the one whose creator was followed), else that of a click in time.

    Nobody's where the buyer is the creator.
    """
    owners = dict(rows("SELECT normal, partnership_id::text FROM tracking_code"))
    creators = dict(rows("SELECT id::text, creator_id FROM campaigns_partnership"))
    typed = [owners[code] for code in ("".join(text.split()).upper() for text in codes) if code in owners]
    followed = _followed_in_time(placed, click, terms)
    corroborated = [one for one in typed if followed and creators[one] == creators[followed]]
    winner = (corroborated or typed or [followed])[0]
    mails = dict(rows("SELECT id, lower(email) FROM creators_creator"))
    return None if winner is None or mails[creators[winner]] == buyer else winner


def _followed_in_time(
    placed: datetime, click: UUID | None, terms: Mapping[str, Sequence[Terms]]
) -> str | None:  # fmt: skip
    for partnership, at in rows(f"SELECT t.partnership_id, t.at FROM ({_PEOPLES_CLICKS}) t WHERE t.id = %s", click):
        window = [one.window for one in terms[partnership] if one.since <= at][-1]
        if at <= placed <= at + timedelta(days=window):
            return str(partnership)
    return None


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The answer to a question put to the database as it is; in the scope that is open."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())
