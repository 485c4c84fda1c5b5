"""Was it worth it? The programme's figures from what the other stages know, and the rows behind each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money, allocate
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas import TierScheme, tier_of
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.reports.formulas import Totals, grouped, merged
from sweetspot.stages.tracking import queries as tracking

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Gift, Partnership, Terms

By = Literal["creator", "tier", "campaign"]
#: The first and the last day, both included.
Period = tuple[date, date]
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
class GivenBack:
    """What a credit's order gave back of it, in minor units, when that order was placed and with which codes."""

    credit: attribution.CreditFacts
    placed_at: datetime
    minor: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A partnership's totals in one currency."""

    partnership: Partnership
    totals: Totals


def programme(starts_on: date, ends_on: date, *, by: str = "creator", currency: str = "") -> Programme:
    """What was spent and what came of it, per creator, tier or campaign, in each currency or in one.

    Orders count by the day they were placed, with all that is known of them today: refunds and reversals lower the
    figures of that day. Agreed fees count on the day of the first terms, gifts when they were sent, people when they
    clicked. People stand in the block of their campaign's currency only, and are None in another. Invalid for an
    unknown grouping or a period that ends first.
    """
    [found] = programmes([(starts_on, ends_on)], by=by, currency=currency)
    return found


def programmes(periods: Sequence[tuple[date, date]], *, by: str = "creator", currency: str = "") -> list[Programme]:
    """The reports of several periods, with few more questions than one takes."""
    chosen = [_checked(starts_on, ends_on, by) for starts_on, ends_on in periods]
    known = _known(periods)
    return [
        _programme(period, group, _lines(known, period, span), currency)
        for period, group, span in zip(periods, chosen, known.spans, strict=True)
    ]


def _programme(period: Period, by: By, lines: Sequence[_Line], currency: str) -> Programme:
    totals = merged(line.totals for line in lines)
    wanted = [currency] if currency else list(totals)
    blocks = tuple(
        Block(name, _rows([line for line in lines if line.totals.currency == name], by), totals[name])
        for name in wanted
        if name in totals
    )
    return Programme(*period, by, blocks)


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


@dataclass(frozen=True, slots=True)
class _Known:
    """What the reports of all periods are made of, asked for once: from the first day of any to the last of any."""

    spans: Sequence[tuple[datetime, datetime]]
    partnerships: Mapping[UUID, Partnership]
    terms: Mapping[UUID, Sequence[Terms]]
    gifts: Sequence[Gift]
    given_back: Sequence[GivenBack]


def _known(periods: Sequence[Period]) -> _Known:
    first, last = min(starts_on for starts_on, _ in periods), max(ends_on for _, ends_on in periods)
    zone = _zone()
    spans = [payouts.span_in(zone, *period) for period in periods]
    partnerships = {row.id: row for row in campaigns.partnerships()}
    return _Known(
        spans, partnerships, campaigns.terms_history(campaigns.agreed(partnerships)), campaigns.gifts_sent(first, last),
        list(given_back(*payouts.span_in(zone, first, last))),
    )  # fmt: skip


def _lines(known: _Known, period: Period, span: tuple[datetime, datetime]) -> list[_Line]:
    """One line per partnership and currency in which anything happened."""
    parts = [
        *_sold(*span),
        *_refunded(known, *span),
        *((key, Totals(key[1], commission=spent)) for key, spent in payouts.commission_spent(*span).items()),
        *_fees_and_gifts(known, period, span),
        *_followed(known.partnerships, *span),
    ]
    sums = grouped(parts, lambda part: part[0][0], lambda part: part[1])
    zeros = {name: Totals(name) for _, name in sums}
    return [
        _Line(
            known.partnerships[key],
            totals if known.partnerships[key].campaign.currency == name else _without_people(totals),
        )
        for (key, name), totals in sums.items()
        if totals != zeros[name]
    ]


def _without_people(totals: Totals) -> Totals:
    return replace(totals, people=None, clicks=None)


_Part = tuple[tuple[UUID, str], Totals]


def _sold(start: datetime, end: datetime) -> Iterator[_Part]:
    for one in attribution.brought(start, end):
        yield (one.partnership_id, one.currency), Totals(one.currency, revenue=one.net_minor, credited=one.weight)


def _refunded(known: _Known, start: datetime, end: datetime) -> Iterator[_Part]:
    for one in known.given_back:
        if start <= one.placed_at < end:
            credit = one.credit
            yield (credit.partnership_id, credit.currency), Totals(credit.currency, refunded=one.minor)


def given_back(start: datetime, end: datetime) -> Iterator[GivenBack]:
    """Each credit of a refunded order placed in `[start, end)` with its part of what was given back."""
    refunded = orders.refunded_orders(start, end)
    for order_id, credits in attribution.credits_of_refunded(start, end, list(refunded)).items():
        parts = allocate(refunded[order_id].refunded_minor, [credit.weight for credit in credits])
        for credit, minor in zip(credits, parts, strict=True):
            yield GivenBack(credit, refunded[order_id].placed_at, minor, refunded[order_id].codes)


def _fees_and_gifts(known: _Known, period: Period, span: tuple[datetime, datetime]) -> Iterator[_Part]:
    for cost in _agreed_costs(known.terms, known.gifts, period, span):
        if cost.partnership_id in known.partnerships:
            minor, name = cost.amount.minor, cost.amount.currency
            totals = Totals(name, fees=minor) if cost.kind == "fee" else Totals(name, gifts=minor)
            yield (cost.partnership_id, name), totals


def _agreed_costs(
    terms: Mapping[UUID, Sequence[Terms]], gifts: Sequence[Gift], period: Period, span: tuple[datetime, datetime]
) -> Iterator[CostLine]:
    """Fees by the latest terms within the period, where the first terms began in it, and gifts sent in it.

    `terms` are those of binding partnerships: a fee counts once it is agreed, neither in a draft nor for a prospect.
    """
    for partnership, history in terms.items():
        agreed = [one for one in history if one.valid_from < span[1]]
        if agreed and agreed[0].valid_from >= span[0] and agreed[-1].fee_minor:
            fee = Money(agreed[-1].fee_minor, agreed[-1].currency)
            yield CostLine("fee", partnership, agreed[0].valid_from.date(), fee, "Agreed fee")
    for gift in gifts:
        if period[0] <= gift.sent_on <= period[1]:
            cost = Money(gift.cost_minor, gift.currency)
            yield CostLine("gift", gift.partnership_id, gift.sent_on, cost, gift.description)


def _followed(partnerships: Mapping[UUID, Partnership], start: datetime, end: datetime) -> Iterator[_Part]:
    for key, clicks in tracking.visits_per_partnership(list(partnerships), since=start, until=end).items():
        currency = partnerships[key].campaign.currency
        yield (key, currency), Totals(currency, people=clicks.visitors, clicks=clicks.people)


def moments(starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From when and before when the days of a period lie, in the time zone of the workspace in scope."""
    return payouts.span_in(_zone(), starts_on, ends_on)


def _zone() -> ZoneInfo:
    return ZoneInfo(accounts.workspace().time_zone)


def order_lines(partnership_ids: Collection[UUID], starts_on: date, ends_on: date, *, currency: str) -> list[OrderLine]:
    """The orders behind a row, newest first; their revenue, refunds and number add up to the row's."""
    start, end = moments(starts_on, ends_on)
    credits = attribution.credited_orders(partnership_ids, start, end, currency=currency)
    known = orders.facts({credit.order_id for credit in credits})
    refunded = {(one.credit.order_id, one.credit.partnership_id): one.minor for one in given_back(start, end)}
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


def click_lines(
    partnership_ids: Collection[UUID], starts_on: date, ends_on: date, *, currency: str
) -> list[tracking.Followed]:
    """The clicks of persons behind a row, oldest first; of those partnerships whose campaign has the currency."""
    start, end = moments(starts_on, ends_on)
    counted = [one.id for one in campaigns.partnerships(ids=partnership_ids) if one.campaign.currency == currency]
    return [one for one in tracking.clicks_of(counted, since=start, until=end) if one.kind == "person"]


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
    terms, gifts = campaigns.terms_history(campaigns.agreed(partnership_ids)), campaigns.gifts_sent(starts_on, ends_on)
    gifts = [one for one in gifts if one.partnership_id in partnership_ids]
    lines = [*_agreed_costs(terms, gifts, (starts_on, ends_on), (start, end)), *commissions]
    wanted = [line for line in lines if line.amount.currency == currency and line.amount]
    return sorted(wanted, key=lambda line: (line.on, line.kind, str(line.partnership_id)))
