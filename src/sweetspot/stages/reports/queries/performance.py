"""What is happening now? Clicks, people, orders and kept revenue of a period, over time and by what clicks share."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators.formulas.places import country_name
from sweetspot.stages.reports.formulas.asked import Asked
from sweetspot.stages.reports.formulas.periods import Span, earlier, edges, shift, span
from sweetspot.stages.reports.queries import GivenBack, given_back
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.origins import Origin, label_of
from sweetspot.stages.tracking.queries import Clicks
from sweetspot.stages.tracking.queries.counted import (
    ORIGINS,
    UNKNOWN,
    Counted,
    Known,
    Wanted,
    among_clicks,
    counted,
    holds,
    known_links,
)  # fmt: skip

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Workspace
    from sweetspot.stages.campaigns.models import Partnership

Key = TypeVar("Key", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)
_BILLION = 1_000_000_000
#: The cards of the page, in its order, by the filter that their rows set; those with True know orders and revenue.
CARDS = {
    "source": False, "creator": True, "campaign": True, "link": False, "page": False, "country": False,
    "device": False, "browser": False, "system": False, "code": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brought:
    """Credited orders in billionths, those by a click among them, and kept revenue by currency in minor units."""

    weight: int = 0
    by_click: int = 0
    kept: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Brought) -> Brought:
        kept = {name: self.kept.get(name, 0) + other.kept.get(name, 0) for name in {**self.kept, **other.kept}}
        return Brought(self.weight + other.weight, self.by_click + other.by_click, kept)

    @property
    def orders(self) -> Decimal:
        """Credited orders; a shared order is a fraction where one of its creators is looked at."""
        return Decimal(self.weight) / _BILLION

    def revenue(self, currency: str) -> Money:
        """What was kept in one currency."""
        return Money(self.kept.get(currency, 0), currency)


@dataclass(frozen=True, slots=True)
class Side:
    """What happened in one span of time; `series` has one entry for each stretch, which begins at one of `starts`."""

    span: Span
    starts: tuple[datetime, ...]
    clicks: Clicks
    people: int
    brought: Brought
    series: tuple[tuple[Clicks, Brought], ...]

    @property
    def conversion(self) -> Estimate | None:
        """Orders that came by a click for each person, with its Wilson interval; None without people."""
        orders = round(self.brought.by_click / _BILLION)
        return wilson(min(orders, self.people), self.people)

    def revenue_per_click(self, currency: str) -> Money | None:
        """Kept revenue for each click by a person, rounded to the minor unit; None without clicks."""
        people = self.clicks.people
        return Money(round(self.brought.kept.get(currency, 0) / people), currency) if people else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a card: the value a filter takes, what people read for it, and what happened; `brought` where known."""

    value: str
    label: str
    below: str
    clicks: Clicks
    brought: Brought | None


@dataclass(frozen=True, slots=True)
class Performance:
    """What an address asked for: the period's figures, those it is compared with, and the cards' rows, most first."""

    asked: Asked
    zone: str
    currency: str
    edges: tuple[datetime, ...]
    now: Side
    before: Side | None
    cards: Mapping[str, tuple[Entry, ...]]
    #: What the values of the filters in force are called.
    names: Mapping[tuple[str, str], str]


def performance(asked: Asked, workspace: Workspace, *, now: datetime) -> Performance:
    """The figures of what was asked in the workspace in scope, as of now."""
    zone, scope = ZoneInfo(workspace.time_zone), _scope(asked)
    here, starts = span(asked.days, zone, now), edges(asked.days, zone)
    by, then = shift(asked.days, asked.compare, asked.match), None
    if by is not None:
        then = earlier(asked.days, zone, now, by)
    # The days before lie beside the period, so what orders need is asked for once for both.
    both = Span(then.start, here.end) if then and asked.compare == "previous" else None
    facts = _Facts(scope, both or here)
    clicks, sales = counted(scope.wanted(here), starts), _Sales(facts, here, starts)
    before = None
    if then and by is not None:
        shifted = (then.start, *(_moved(moment, zone, by) for moment in starts[1:]))
        sold = _Sales(facts if both else _Facts(scope, then), then, shifted)
        before = _side(then, shifted, counted(scope.wanted(then), shifted, parts=False), sold)
    return Performance(
        asked, workspace.time_zone, workspace.currency, starts, _side(here, starts, clicks, sales), before,
        _cards(scope, clicks, sales), _names(scope),
    )  # fmt: skip


def _moved(moment: datetime, zone: ZoneInfo, by: int) -> datetime:
    local = moment.astimezone(zone).replace(tzinfo=None) - timedelta(days=by)
    return local.replace(tzinfo=zone, fold=moment.astimezone(zone).fold).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is asked for in terms of rows: partnerships, links, codes; None where they are not narrowed."""

    asked: Asked
    partnerships: Mapping[UUID, Partnership]
    links: Mapping[UUID, Known]
    codes: Mapping[str, UUID]
    partnership_ids: frozenset[UUID] | None
    link_ids: frozenset[UUID] | None

    def wanted(self, when: Span) -> Wanted:
        """The clicks of a span that are asked for."""
        origins = {name: self.asked.among(name) for name in ORIGINS if name in self.asked.filters}
        return Wanted(when.start, when.end, self.link_ids, self.asked.among("country"), origins)


def _scope(asked: Asked) -> _Scope:
    partnerships = {row.id: row for row in campaigns.partnerships()}
    links = known_links()
    codes = {row.normal: row.partnership_id for row in tracking.codes()}
    owned = {
        identifier
        for identifier, row in partnerships.items()
        if holds(asked.among("creator"), to_public("crt", row.creator_id))
        and holds(asked.among("campaign"), to_public("cmp", row.campaign_id))
    }
    if code := asked.among("code"):
        wanted = {codes[name] for name in map(normal_code, code.wanted) if name in codes}
        owned &= wanted if code.wanted else owned
    narrowed = any(asked.among(name) for name in ("creator", "campaign", "code"))
    fitting = {
        identifier
        for identifier, link in links.items()
        if (link.partnership_id in owned or not narrowed)
        and holds(asked.among("link"), link.slug)
        and holds(asked.among("page"), page_of(link.destination))
    }
    by_link = narrowed or bool(asked.among("link") or asked.among("page"))
    return _Scope(
        asked, partnerships, links, codes, frozenset(owned) if narrowed else None,
        frozenset(fitting) if by_link else None,
    )  # fmt: skip


def page_of(destination: str) -> str:
    """The page a link leads to, without scheme, parameters and closing slash: `shop.example/rings`."""
    parts = urlsplit(destination)
    return f"{parts.hostname or ''}{parts.path}".rstrip("/")


class _Facts:
    """What orders of a span need besides their credits: which of them are asked for, and what was given back."""

    def __init__(self, scope: _Scope, when: Span) -> None:
        self.scope = scope
        self.means = ("link", "both") if scope.asked.by_trait else attribution.MEANS
        self.orders = _orders(scope, when)
        self.given_back = [one for one in given_back(when.start, when.end) if self._wanted(one.credit)]

    def _wanted(self, credit: attribution.CreditFacts) -> bool:
        owned = self.scope.partnership_ids
        return (
            credit.means in self.means
            and (owned is None or credit.partnership_id in owned)
            and (self.orders is None or credit.order_id in self.orders)
        )


class _Sales:
    """What was credited in a span for what is asked: by partnership and code, over time, less what was given back."""

    def __init__(self, facts: _Facts, when: Span, starts: Sequence[datetime]) -> None:
        self.partnerships: dict[UUID, Brought] = defaultdict(Brought)
        self.stretches: list[Brought] = [Brought() for _ in starts]
        self._facts, self._when = facts, when
        for one in attribution.sold(when.start, when.end, starts, **self._narrowed):
            by_click = one.weight if one.means != "code" else 0
            self._add(one.partnership_id, one.stretch, Brought(one.weight, by_click, {one.currency: one.net_minor}))
        for back in self._given_back:
            less = Brought(kept={back.credit.currency: -back.minor})
            self._add(back.credit.partnership_id, bisect_right(starts, back.placed_at), less)

    @property
    def total(self) -> Brought:
        """All of it."""
        return sum(self.stretches, Brought())

    def codes(self) -> dict[str, Brought]:
        """What each code brought to the creator it belongs to."""
        owners, found = self._facts.scope.codes, dict[str, Brought]()
        by_code = attribution.sold_by_code(self._when.start, self._when.end, **self._narrowed)
        for (partnership, code, currency), (net, weight) in by_code.items():
            if owners.get(code) == partnership:
                found[code] = found.get(code, Brought()) + Brought(weight, 0, {currency: net})
        for back in self._given_back:
            named = {normal_code(text) for text in back.codes} if back.credit.means != "link" else set()
            for code in named & found.keys():
                if owners[code] == back.credit.partnership_id:
                    found[code] += Brought(kept={back.credit.currency: -back.minor})
        return found

    @property
    def _narrowed(self) -> dict[str, Any]:
        facts = self._facts
        return {"partnership_ids": facts.scope.partnership_ids, "order_ids": facts.orders, "means": facts.means}

    @property
    def _given_back(self) -> Iterator[GivenBack]:
        return (one for one in self._facts.given_back if self._when.start <= one.placed_at < self._when.end)

    def _add(self, partnership: UUID, stretch: int, brought: Brought) -> None:
        self.partnerships[partnership] += brought
        self.stretches[stretch - 1] += brought


def _orders(scope: _Scope, when: Span) -> frozenset[UUID] | None:
    """The orders that are asked for: those that named the codes, and came by the clicks; None for all."""
    asked, codes = scope.asked, scope.asked.among("code")
    if not (asked.by_trait or codes):
        return None
    told = attribution.orders_sold(when.start, when.end, partnership_ids=scope.partnership_ids)
    wanted, barred = ({normal_code(text) for text in side} for side in (codes.wanted, codes.barred))
    named = [
        (order, click)
        for order, click, typed in told
        if (not wanted or wanted & set(map(normal_code, typed))) and not barred & set(map(normal_code, typed))
    ]
    if not asked.by_trait:
        return frozenset(order for order, _ in named)
    fitting = among_clicks(scope.wanted(when), [click for _, click in named if click])
    return frozenset(order for order, click in named if click in fitting)


def _side(when: Span, starts: tuple[datetime, ...], clicks: Counted, sales: _Sales) -> Side:
    series = tuple(zip(clicks.series, sales.stretches, strict=True))
    return Side(when, starts, clicks.total, clicks.visitors, sales.total, series)


def _cards(scope: _Scope, clicks: Counted, sales: _Sales) -> dict[str, tuple[Entry, ...]]:
    """The rows of each card, those that brought most first."""
    links, partnerships = scope.links, scope.partnerships
    followed = _together(clicks.links, lambda link: links[link].partnership_id)
    members = {identifier for identifier in (*followed, *sales.partnerships) if identifier in partnerships}

    def owners(key: Callable[[Partnership], tuple[str, str, str]]) -> list[Entry]:
        groups = {identifier: key(partnerships[identifier]) for identifier in members}
        people = _together({one: followed.get(one, Clicks()) for one in members}, groups.__getitem__)
        brought: dict[tuple[str, str, str], Brought] = defaultdict(Brought)
        for identifier, one in sales.partnerships.items():
            if identifier in groups:
                brought[groups[identifier]] += one
        return [Entry(*group, people[group], brought[group]) for group in people]

    def origins(name: str) -> list[Entry]:
        def value(origin: Origin) -> str:
            return str(getattr(origin, name))

        return [Entry(one, label_of(one), "", made, None) for one, made in _together(clicks.origins, value).items()]

    pages = _together(clicks.links, lambda link: page_of(links[link].destination))
    found = {name: origins(name) for name in ORIGINS} | {
        "creator": owners(lambda row: (to_public("crt", row.creator_id), row.creator.name, "")),
        "campaign": owners(lambda row: (to_public("cmp", row.campaign_id), row.campaign.name, "")),
        "link": [
            Entry(links[one].slug, f"/{links[one].slug}", page_of(links[one].destination), made, None)
            for one, made in clicks.links.items()
        ],
        "page": [Entry(page, page, "", made, None) for page, made in pages.items()],
        "country": [Entry(one, _country(one), "", made, None) for one, made in clicks.countries.items()],
        "code": [
            Entry(code, code, partnerships[scope.codes[code]].creator.name, Clicks(), brought)
            for code, brought in sales.codes().items()
            if scope.codes[code] in partnerships
        ],
    }
    return {name: tuple(sorted(filter(_counts, found[name]), key=_most)) for name in CARDS}


def _counts(entry: Entry) -> bool:
    return bool(entry.clicks.people or (entry.brought and (entry.brought.weight or any(entry.brought.kept.values()))))


def _most(entry: Entry) -> tuple[int, int, str]:
    return (-entry.clicks.people, -(entry.brought.weight if entry.brought else 0), entry.label)


def _together(clicks: Mapping[Key, Clicks], group: Callable[[Key], Group]) -> dict[Group, Clicks]:
    sums: dict[Group, Clicks] = defaultdict(Clicks)
    for key, made in clicks.items():
        sums[group(key)] += made
    return sums


def _country(code: str) -> str:
    return "Unknown" if code == UNKNOWN else country_name(code)


def _names(scope: _Scope) -> dict[tuple[str, str], str]:
    """What the values of the filters in force are called; one that is not known by its own text."""
    rows: Collection[Partnership] = scope.partnerships.values()
    creators = {to_public("crt", row.creator_id): row.creator.name for row in rows}
    held = {to_public("cmp", row.campaign_id): row.campaign.name for row in rows}
    called: dict[str, Callable[[str], str]] = {
        "creator": lambda value: creators.get(value, value), "campaign": lambda value: held.get(value, value),
        "country": _country, "link": lambda value: f"/{value}", **dict.fromkeys(ORIGINS, label_of),
    }  # fmt: skip
    values: Iterable[tuple[str, str]] = (
        (name, value) for name, one in scope.asked.filters.items() for value in (*one.wanted, *one.barred)
    )
    return {(name, value): called.get(name, str)(value) for name, value in values}
