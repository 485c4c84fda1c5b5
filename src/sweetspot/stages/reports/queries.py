"""Was it worth it? The programme's figures from what the other stages know, and the rows behind each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money, allocate
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import TierScheme, tier_of
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.reports.formulas import Totals, grouped, merged
from sweetspot.stages.tracking import queries as tracking

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership

By = Literal["creator", "tier", "campaign"]
GROUPS: tuple[By, ...] = ("creator", "tier", "campaign")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A creator, tier or campaign with its totals; `partnership_ids` leads to the orders, clicks and costs behind."""

    key: str
    label: str
    totals: Totals
    partnership_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The report in one currency; the rows add up to `total`."""

    currency: str
    rows: tuple[ReportRow, ...]
    total: Totals


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme's report: both days included, in the workspace's time zone; one block per currency."""

    starts_on: date
    ends_on: date
    by: By
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order behind a figure: what it was worth, what came back, what it earned, and why it is credited."""

    order_id: UUID
    name: str
    placed_at: datetime
    partnership_id: UUID
    means: str
    rule: int | None
    reason: str
    revenue_minor: int
    refunded_minor: int
    commission_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost behind a figure: a `fee`, a `gift` or a `commission`."""

    kind: str
    partnership_id: UUID
    on: date
    amount: Money
    description: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A partnership's totals in one currency."""

    partnership: Partnership
    totals: Totals


def programme(starts_on: date, ends_on: date, *, by: str = "creator", currency: str = "") -> Programme:
    """What was spent and what came of it, per creator, tier or campaign, in each currency or in one.

    Orders count by the day they were placed, with all that is known of them today: refunds and reversals lower the
    figures of that day. Fees count on the day of the first terms, gifts when they were sent, people when they clicked.
    People stand in the block of their campaign's currency. Invalid for an unknown grouping or a period that ends first.
    """
    chosen = _checked(starts_on, ends_on, by)
    lines = _lines(starts_on, ends_on)
    totals = merged(line.totals for line in lines)
    wanted = [currency] if currency else list(totals)
    blocks = tuple(
        Block(name, _rows([line for line in lines if line.totals.currency == name], chosen), totals[name])
        for name in wanted
        if name in totals
    )
    return Programme(starts_on, ends_on, chosen, blocks)


def _checked(starts_on: date, ends_on: date, by: str) -> By:
    if ends_on < starts_on:
        message = "The period ends before it starts."
        raise Invalid(message, problems=[Problem("ends_on", "order", message)])
    chosen = next((group for group in GROUPS if group == by), None)
    if chosen is None:
        message = f"A report is grouped by {', '.join(GROUPS)}, not by {by}."
        raise Invalid(message, problems=[Problem("by", "unknown", message)])
    return chosen


def _rows(lines: Sequence[_Line], by: By) -> tuple[ReportRow, ...]:
    """The totals by group, most kept revenue first."""
    scheme = creators.tier_scheme()
    members: dict[tuple[str, str], list[UUID]] = {}
    for line in lines:
        members.setdefault(_group(line.partnership, by, scheme), []).append(line.partnership.id)
    sums = grouped(lines, lambda line: _group(line.partnership, by, scheme), lambda line: line.totals)
    rows = [ReportRow(*group, totals, tuple(members[group])) for (group, _), totals in sums.items()]
    return tuple(sorted(rows, key=lambda row: (-row.totals.kept_revenue.minor, row.label, row.key)))


def _group(partnership: Partnership, by: By, scheme: TierScheme) -> tuple[str, str]:
    """The key and the name of the group a partnership belongs to; tiers are those in force in the workspace."""
    if by == "creator":
        return to_public("crt", partnership.creator_id), partnership.creator.name
    if by == "campaign":
        return to_public("cmp", partnership.campaign_id), partnership.campaign.name
    tier = tier_of(partnership.profile.followers, scheme)
    return (tier.name, tier.name.capitalize()) if tier else ("unknown", "Unknown size")


def _lines(starts_on: date, ends_on: date) -> list[_Line]:
    """One line per partnership and currency in which anything happened."""
    start, end = moments(starts_on, ends_on)
    partnerships = {row.id: row for row in campaigns.partnerships()}
    parts = [
        *_sold(start, end),
        *_given_back(start, end),
        *((key, Totals(key[1], commission=spent)) for key, spent in payouts.commission_spent(start, end).items()),
        *_fees_and_gifts(partnerships, starts_on, ends_on),
        *_followed(partnerships, start, end),
    ]
    sums = grouped(parts, lambda part: part[0][0], lambda part: part[1])
    zeros = {name: Totals(name) for _, name in sums}
    return [_Line(partnerships[key], totals) for (key, name), totals in sums.items() if totals != zeros[name]]


_Part = tuple[tuple[UUID, str], Totals]


def _sold(start: datetime, end: datetime) -> Iterator[_Part]:
    for one in attribution.brought(start, end):
        yield (one.partnership_id, one.currency), Totals(one.currency, revenue=one.net_minor, credited=one.weight)


def _given_back(start: datetime, end: datetime) -> Iterator[_Part]:
    for credit, refunded in _refunded_credits(start, end):
        yield (credit.partnership_id, credit.currency), Totals(credit.currency, refunded=refunded)


def _refunded_credits(start: datetime, end: datetime) -> Iterator[tuple[attribution.CreditFacts, int]]:
    """Each credit of a refunded order with its part of what was given back, in minor units."""
    refunded = orders.refunded_orders(start, end)
    for order_id, credits in attribution.credits_of_refunded(start, end, list(refunded)).items():
        parts = allocate(refunded[order_id].refunded_minor, [credit.weight for credit in credits])
        yield from zip(credits, parts, strict=True)


def _fees_and_gifts(partnerships: Mapping[UUID, Partnership], starts_on: date, ends_on: date) -> Iterator[_Part]:
    for cost in _agreed_costs(partnerships, starts_on, ends_on):
        minor, name = cost.amount.minor, cost.amount.currency
        yield (cost.partnership_id, name), Totals(name, fees=minor) if cost.kind == "fee" else Totals(name, gifts=minor)


def _agreed_costs(partnership_ids: Collection[UUID], starts_on: date, ends_on: date) -> Iterator[CostLine]:
    """Fees by the latest terms within the period, where the first terms began in it, and gifts sent in it."""
    start, end = moments(starts_on, ends_on)
    for partnership, history in campaigns.terms_history(partnership_ids).items():
        agreed = [terms for terms in history if terms.valid_from < end]
        if agreed and agreed[0].valid_from >= start and agreed[-1].fee_minor:
            fee = Money(agreed[-1].fee_minor, agreed[-1].currency)
            yield CostLine("fee", partnership, agreed[0].valid_from.date(), fee, "Agreed fee")
    for gift in campaigns.gifts_sent(starts_on, ends_on):
        if gift.partnership_id in partnership_ids:
            cost = Money(gift.cost_minor, gift.currency)
            yield CostLine("gift", gift.partnership_id, gift.sent_on, cost, gift.description)


def _followed(partnerships: Mapping[UUID, Partnership], start: datetime, end: datetime) -> Iterator[_Part]:
    for key, clicks in tracking.clicks_per_partnership(list(partnerships), since=start, until=end).items():
        currency = partnerships[key].campaign.currency
        yield (key, currency), Totals(currency, people=clicks.visitors, clicks=clicks.people)


def moments(starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From when and before when the days of a period lie, in the time zone of the workspace in scope."""
    workspace_id = current_workspace()
    if workspace_id is None:
        raise RuntimeError("a report is made within a workspace's scope only")
    return payouts.span(workspace_id, starts_on, ends_on)


def order_lines(partnership_ids: Collection[UUID], starts_on: date, ends_on: date, *, currency: str) -> list[OrderLine]:
    """The orders behind a row, newest first; their revenue, refunds and number add up to the row's."""
    start, end = moments(starts_on, ends_on)
    credits = attribution.credited_orders(partnership_ids, start, end, currency=currency)
    known = orders.facts({credit.order_id for credit in credits})
    refunded = {(one.order_id, one.partnership_id): minor for one, minor in _refunded_credits(start, end)}
    earned = {
        (one.order_id, one.partnership_id): one.kept_minor
        for one in payouts.earnings(partnership_ids=partnership_ids, start=start, end=end)
    }
    return [_order_line(one, known[one.order_id], refunded, earned) for one in credits]


def _order_line(
    credit: attribution.CreditFacts, order: orders.OrderFacts, refunded: Mapping[tuple[UUID, UUID], int],
    earned: Mapping[tuple[UUID, UUID], int],
) -> OrderLine:  # fmt: skip
    key = (credit.order_id, credit.partnership_id)
    return OrderLine(
        order.id, order.name or order.external_id, order.placed_at, credit.partnership_id, credit.means, credit.rule,
        credit.reason, credit.net_minor, refunded.get(key, 0), earned.get(key, 0), credit.currency,
    )  # fmt: skip


def click_lines(partnership_ids: Collection[UUID], starts_on: date, ends_on: date) -> list[tracking.Followed]:
    """The clicks of persons behind a row, oldest first."""
    start, end = moments(starts_on, ends_on)
    return [one for one in tracking.clicks_of(partnership_ids, since=start, until=end) if one.kind == "person"]


def cost_lines(partnership_ids: Collection[UUID], starts_on: date, ends_on: date, *, currency: str) -> list[CostLine]:
    """The fees, gifts and commissions behind a row, oldest first; they add up to its spend."""
    start, end = moments(starts_on, ends_on)
    earned = payouts.earnings(partnership_ids=partnership_ids, start=start, end=end)
    commissions = [
        CostLine(
            "commission", one.partnership_id, one.placed_at.date(), Money(one.kept_minor, one.currency), one.explanation
        )
        for one in earned
    ]
    lines = [*_agreed_costs(partnership_ids, starts_on, ends_on), *commissions]
    wanted = [line for line in lines if line.amount.currency == currency and line.amount]
    return sorted(wanted, key=lambda line: (line.on, line.kind, str(line.partnership_id)))
