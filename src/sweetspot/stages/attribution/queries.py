"""What we ask of attribution: who is credited with an order and why, and what partnerships brought in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField, QuerySet, Sum, Value

from sweetspot.core.money import Money
from sweetspot.stages.attribution.formulas.leaks import Use
from sweetspot.stages.attribution.models import Attribution, Credit
from sweetspot.stages.orders.models import OrderState
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.codes import normal_code

#: How an order is credited: by a link, a code, or both.
MEANS = ("link", "code", "both")
#: The rule by which a code alone earns an order.
WITHOUT_CLICK = 4


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """A partnership's part of an order's net value before refunds, in minor units; `weight` in billionths."""

    order_id: UUID
    partnership_id: UUID
    creator_id: UUID
    means: str
    weight: int
    net_minor: int
    currency: str
    rule: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class TouchView:
    """One touch as it was weighed, for the explanation of an order."""

    id: str
    kind: str
    partnership_id: UUID
    creator_id: UUID
    at: datetime
    weight: int
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Why an order belongs to whom: the rule (1-6, None for nobody), its sentence, and every touch considered."""

    order_id: UUID
    rule: int | None
    confidence: str
    reason: str
    touches: tuple[TouchView, ...]
    credits: tuple[CreditFacts, ...]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """What a partnership brought in one currency: net value before refunds, and orders in billionths."""

    partnership_id: UUID
    currency: str
    net_minor: int
    weight: int
    orders: int


def decision(order_id: UUID) -> DecisionView | None:
    """The decision on an order; None where none was made yet."""
    return decisions([order_id]).get(order_id)


def decisions(order_ids: Collection[UUID]) -> dict[UUID, DecisionView]:
    """The decisions on orders, in two queries; an order without one is missing."""
    parts = credits(order_ids)
    return {
        row.order_id: DecisionView(
            row.order_id, row.rule, row.confidence, row.reason, tuple(_touch(one) for one in row.touches),
            tuple(parts.get(row.order_id, [])), row.decided_at,
        )
        for row in Attribution.objects.filter(order_id__in=order_ids)
    }  # fmt: skip


def _touch(kept: dict[str, Any]) -> TouchView:
    return TouchView(
        kept["id"], kept["kind"], UUID(kept["partnership"]), UUID(kept["creator"]),
        datetime.fromisoformat(kept["at"]), kept["weight"], kept["reason"],
    )  # fmt: skip


def credits(order_ids: Collection[UUID]) -> dict[UUID, list[CreditFacts]]:
    """The credits of orders, largest part first; an order that nobody is credited with is missing."""
    found: dict[UUID, list[CreditFacts]] = {}
    for row in _credits().filter(order_id__in=order_ids):
        found.setdefault(row.order_id, []).append(_facts(row))
    return found


def credited_orders(
    partnership_ids: Collection[UUID], start: datetime, end: datetime, *, currency: str = ""
) -> list[CreditFacts]:
    """The credits behind a figure: of orders that count, placed in `[start, end)`, newest order first."""
    rows = _counted(start, end).filter(partnership_id__in=partnership_ids).select_related("partnership", "attribution")
    rows = rows.filter(currency=currency) if currency else rows
    return [_facts(row) for row in rows.order_by("-order__placed_at", "-order_id", "partnership_id")]


def credits_of_refunded(start: datetime, end: datetime, order_ids: Collection[UUID]) -> dict[UUID, list[CreditFacts]]:
    """The credits of these orders as far as they count and were placed in `[start, end)`."""
    found: dict[UUID, list[CreditFacts]] = {}
    rows = _counted(start, end).filter(order_id__in=order_ids).select_related("partnership", "attribution")
    for row in rows.order_by("order_id", "-weight", "partnership_id"):
        found.setdefault(row.order_id, []).append(_facts(row))
    return found


def brought(start: datetime, end: datetime) -> list[Brought]:
    """What each partnership brought by orders that count and were placed in `[start, end)`, per currency."""
    rows = _counted(start, end).order_by().values("partnership_id", "currency")
    summed = rows.annotate(net=Sum("net_minor"), parts=Sum("weight"), number=Count("id"))
    return [
        Brought(row["partnership_id"], row["currency"], int(row["net"]), int(row["parts"]), row["number"])
        for row in summed
    ]


@dataclass(frozen=True, slots=True)
class Sold:
    """What a partnership was credited with by one kind of means in one stretch of time, numbered from 1."""

    partnership_id: UUID
    means: str
    currency: str
    stretch: int
    net_minor: int
    weight: int


def sold(
    start: datetime, end: datetime, edges: Sequence[datetime], *, partnership_ids: Collection[UUID] | None = None,
    order_ids: Collection[UUID] | None = None, means: Collection[str] = MEANS,
) -> list[Sold]:  # fmt: skip
    """What was credited for orders that count, placed in `[start, end)`, by partnership, means, currency and stretch.

    The stretches begin at the edges. Narrowed to partnerships, orders and means where given.
    """
    stretch = Func(
        F("order__placed_at"), Value(list(edges)), template="width_bucket(%(expressions)s::timestamptz[])",
        output_field=IntegerField(),
    )  # fmt: skip
    rows = _narrowed(start, end, partnership_ids, order_ids, means).order_by().annotate(stretch=stretch)
    summed = rows.values_list("partnership_id", "means", "currency", "stretch").annotate(
        Sum("net_minor"), Sum("weight")
    )
    return [
        Sold(partnership, how, currency, number, int(net), int(weight))
        for partnership, how, currency, number, net, weight in summed
    ]


def sold_by_code(
    start: datetime, end: datetime, *, partnership_ids: Collection[UUID] | None = None,
    order_ids: Collection[UUID] | None = None, means: Collection[str] = MEANS,
) -> dict[tuple[UUID, str, str], tuple[int, int]]:  # fmt: skip
    """Net value and billionths of orders by partnership, code (its normal form) and currency, where a code earned."""
    named = [one for one in means if one != "link"]
    rows = _narrowed(start, end, partnership_ids, order_ids, named).order_by()
    summed = rows.values_list("partnership_id", "order__codes", "currency").annotate(Sum("net_minor"), Sum("weight"))
    found: dict[tuple[UUID, str, str], tuple[int, int]] = {}
    for partnership, typed, currency, net, weight in summed:
        for normal in {normal_code(text) for text in typed}:  # an order that spells a code twice used it once
            before = found.get((partnership, normal, currency), (0, 0))
            found[partnership, normal, currency] = (before[0] + int(net), before[1] + int(weight))
    return found


def orders_sold(
    start: datetime, end: datetime, *, partnership_ids: Collection[UUID] | None = None
) -> list[tuple[UUID, UUID | None, tuple[str, ...]]]:
    """The orders that count and are credited by a link or code, placed in `[start, end)`: id, click, codes typed."""
    rows = _narrowed(start, end, partnership_ids, None, MEANS).order_by("order_id", "order__click_id").distinct()
    return [
        (order, click, tuple(codes))
        for order, click, codes in rows.values_list("order_id", "order__click_id", "order__codes")
    ]


def _narrowed(
    start: datetime, end: datetime, partnership_ids: Collection[UUID] | None, order_ids: Collection[UUID] | None,
    means: Collection[str],
) -> QuerySet[Credit]:  # fmt: skip
    rows = _counted(start, end)
    rows = rows if set(means) == set(MEANS) else rows.filter(means__in=means)
    rows = rows.filter(partnership_id__in=list(partnership_ids)) if partnership_ids is not None else rows
    return rows.filter(order_id__in=list(order_ids)) if order_ids is not None else rows


def rules_used(start: datetime, end: datetime) -> dict[int | None, int]:
    """How many orders placed in `[start, end)` each rule decided; None counts those that nobody is credited with."""
    rows = Attribution.objects.filter(order__placed_at__gte=start, order__placed_at__lt=end)
    return dict(rows.order_by().values_list("rule").annotate(number=Count("id")).order_by("rule"))


def orders_per_partnership(partnership_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many orders that count each partnership is credited with, also in part; one without orders is missing."""
    rows = _counting().filter(partnership_id__in=partnership_ids).order_by()
    return dict(rows.values_list("partnership_id").annotate(number=Count("id")))


def orders_per_link(partnership_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many credited orders came by each link of these partnerships; a link without orders is missing."""
    rows = _counting().filter(partnership_id__in=partnership_ids, means__in=("link", "both"))
    clicks = [click for click in rows.values_list("order__click_id", flat=True) if click]
    followed = tracking.links_followed(clicks)
    return dict(Counter(followed[click] for click in clicks if click in followed))


def code_uses() -> dict[str, Use]:
    """For each code, by its normal form, the credited orders that named it and those of them without any click."""
    rows = _counting().filter(means__in=("code", "both")).values_list("order__codes", "attribution__rule")
    named: Counter[str] = Counter()
    cold: Counter[str] = Counter()
    for codes, rule in rows.iterator():
        used = {normal_code(text) for text in codes}
        named.update(used)
        cold.update(used if rule == WITHOUT_CLICK else ())
    return {code: Use(number, cold[code]) for code, number in named.items()}


def code_revenue(codes: Collection[str]) -> dict[str, list[Money]]:
    """What orders credited by each of these codes brought: net value before refunds, one amount for each currency."""
    wanted, sums = set(codes), dict[tuple[str, str], int]()
    rows = _counting().filter(means__in=("code", "both")).values_list("order__codes", "currency", "net_minor")
    for typed, currency, net in rows.iterator():
        for code in {normal_code(text) for text in typed} & wanted:
            sums[code, currency] = sums.get((code, currency), 0) + net
    found: dict[str, list[Money]] = {}
    for (code, currency), net in sorted(sums.items()):
        found.setdefault(code, []).append(Money(net, currency))
    return found


def _counting() -> QuerySet[Credit]:
    return Credit.objects.filter(order__state=OrderState.PAID, order__is_test=False)


def _credits() -> QuerySet[Credit]:
    return Credit.objects.select_related("partnership", "attribution").order_by("order_id", "-weight", "partnership_id")


def _counted(start: datetime, end: datetime) -> QuerySet[Credit]:
    return Credit.objects.filter(
        order__placed_at__gte=start, order__placed_at__lt=end, order__state=OrderState.PAID, order__is_test=False
    )


def _facts(row: Credit) -> CreditFacts:
    return CreditFacts(
        row.order_id, row.partnership_id, row.partnership.creator_id, row.means, row.weight, row.net_minor,
        row.currency, row.attribution.rule, row.attribution.reason,
    )  # fmt: skip


def decided(order_ids: Sequence[UUID]) -> dict[UUID, Attribution]:
    """The rows of decisions with their credits, by order."""
    rows = Attribution.objects.filter(order_id__in=order_ids).prefetch_related("credits")
    return {row.order_id: row for row in rows}
