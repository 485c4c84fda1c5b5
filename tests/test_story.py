"""The whole thread on real files: from a list of creators to a report that equals what the raw rows say."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.conftest import SHARED
from tests.factories.orders import SECRET, make_shop
from tests.factories.shopify import Bodies, Sale, deliver
from tests.factories.tracker import House, opened

from sweetspot import pipeline
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.core.money import Money
from sweetspot.engines.isolation import scope
from sweetspot.stages.attribution import services as attribution
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.creators.models import Post, Profile
from sweetspot.stages.creators.services import edits, imports
from sweetspot.stages.creators.services.edits import CreatorChanges
from sweetspot.stages.creators.services.import_check import check
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.payouts import queries as payouts
from sweetspot.stages.payouts import services as paying
from sweetspot.stages.planning import queries as planned
from sweetspot.stages.planning import services as planning
from sweetspot.stages.reports import queries as reports
from sweetspot.stages.tracking import services as tracking

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database
    from sweetspot.stages.orders.models import Shop
    from sweetspot.stages.tracking.services import Equipment

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "data" / "shop_order_samples").is_dir(), reason="the real data is not here"),
]

#: The real posts end here, so the creators are judged as of then; the campaigns run today.
KNOWN = datetime(2020, 7, 10, tzinfo=UTC)
REDIRECTS = 2_000
_CONNECTIONS = 4
_MACRO, _MEGA = 100_000, 1_000_000
_SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
BROWSERS = (
    f"{_SAFARI} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{_SAFARI} Mobile/15E148 Instagram 334.0.4.32.98 (iPhone14,5; iOS 17_5; de_DE; scale=3.00; 1170x2532)",
    f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/126.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
)
CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.24.12.78 A",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "python-requests/2.32.3",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One redirect that was asked for, and the address it led to."""

    slug: str
    method: str
    agent: str
    address: str
    location: str = ""

    @property
    def is_person(self) -> bool:
        """Whether somebody with a browser followed the link."""
        return self.method == "GET" and self.agent in BROWSERS

    @property
    def click(self) -> str:
        """The click's id as the shop is told it."""
        return self.parameter[1]

    @property
    def parameter(self) -> tuple[str, str]:
        """The last parameter of the address: the click's."""
        return parse_qsl(urlsplit(self.location).query)[-1]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that was done, to be compared with what the house says of it."""

    house: House
    shop: Shop
    bodies: Bodies
    equipment: tuple[Equipment, ...]
    visits: tuple[Visit, ...]
    sales: tuple[Sale, ...]
    today: datetime
    seconds: Mapping[str, float]

    @property
    def period(self) -> tuple[Any, Any]:
        """The days the report is about."""
        return (self.today - timedelta(days=20)).date(), (self.today + timedelta(days=40)).date()


def test_the_whole_thread_on_real_files(committed: Database) -> None:
    with opened(committed, SWEETSPOT_TRUSTED_PROXIES="1") as house:
        story = _played(house)
        with scope(house.actor.workspace_id):
            _clicks_are_counted_once(story)
            _orders_are_as_told(story)
            _credits_sum_to_the_orders(story)
            _the_book_is_right(story)
            _the_report_equals_the_raw_rows(story)
    print({name: round(value, 1) for name, value in story.seconds.items()})


def _played(house: House) -> Story:
    took: dict[str, float] = {}
    with _timed(took, "import"):
        _import(house)
    with scope(house.actor.workspace_id), _timed(took, "know"):
        pipeline.know(now=KNOWN)
    today = datetime.now(UTC)
    with scope(house.actor.workspace_id), _timed(took, "plan"):
        equipment = _campaigns(house, today)
        shop = make_shop(house.actor)
    with _timed(took, "redirects"):
        visits = _followed(house, [one.link.slug for one in equipment])
    sales = tuple(_sales(equipment, visits, datetime.now(UTC)))
    story = Story(house, shop, Bodies.read(SHARED), equipment, visits, sales, today, took)
    with _timed(took, "webhooks"):
        _tell(story)
    return story


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    before = time.perf_counter()
    yield
    took[name] = time.perf_counter() - before


def _import(house: House) -> None:
    """The three files as they are: upload, choose, check, run; what was foretold is what happened."""
    actor, folder = house.actor, SHARED / "data" / "ig_indonesia_influencers"
    files = (("creators", "accounts.csv"), ("creators", "accounts_without_posts.csv"), ("posts", "posts.csv.gz"))
    for kind, name in files:
        with (folder / name).open("rb") as file:
            job = imports.upload(actor, kind, file, name=name, now=KNOWN)  # type: ignore[arg-type]
        with scope(actor.workspace_id):
            imports.choose(job.id, options={"network": "instagram", "as_of": KNOWN.isoformat()})
        foretold = check(actor.workspace_id, job.id, now=KNOWN)
        with scope(actor.workspace_id):
            imports.start(actor, job.id, now=KNOWN)
        done = imports.run(actor.workspace_id, job.id, clock=lambda: KNOWN)
        assert (done.rows_read, done.rows_created) == (foretold.read, foretold.created)
        assert done.rows_read == done.rows_created
    with scope(actor.workspace_id):
        # One profile more: that of the tracker's own campaign.
        assert (Profile.objects.count(), Post.objects.count()) == (367 + 196 + 1, 33_705)


def _campaigns(house: House, today: datetime) -> tuple[Equipment, ...]:
    """A plan's ten in a dollar campaign, three of them in a euro campaign, too; other terms for one, two gifts."""
    actor, joined = house.actor, today - timedelta(days=10)
    tracking.verify_domain(actor, "www.example.com", now=joined)
    smaller = list(Profile.objects.filter(followers__range=(_MACRO, _MEGA - 1)).order_by("handle")[:3])
    plan = planning.make_plan(
        actor, "Launch", objective="reach", budget=Money(15_000_000, "USD"), candidates=CreatorFilter(),
        locked=[one.id for one in smaller], now=joined,
    )  # fmt: skip
    detail = planned.plan_detail(plan.id)
    assert 0 < detail.summary.spend.minor <= 15_000_000
    chosen = sorted(detail.choices, key=lambda one: one.profile.profile_id not in {row.id for row in smaller})[:10]
    assert len(chosen) == 10
    fees = {one.profile.profile_id: one.cost.minor for one in chosen}
    profiles = creators.profiles([one.profile.profile_id for one in chosen])
    made: list[Equipment] = []
    for name, currency, members, agreed in (
        ("Launch", "USD", profiles, Agreed(commission_basis_points=1250)),
        ("Encore", "EUR", profiles[:3], Agreed(fee_minor=30_001, commission_basis_points=735, hold_days=0)),
    ):
        campaign = campaigns.create_campaign(
            actor, name, landing_url="https://www.example.com/?source=abc", currency=currency,
            starts_on=today.date(), plan_id=plan.id, now=joined,
        )  # fmt: skip
        own = fees if currency == "USD" else None
        made += pipeline.join_campaign(actor, campaign, members, agreed=agreed, fees=own, now=joined)
    better = Agreed(fee_minor=77_700, commission_basis_points=2000)
    later = today + timedelta(days=5)
    campaigns.agree(actor, made[7].partnership_id, better, valid_from=later, version=1, now=joined)
    cost = Money(4_999, "USD")
    for number, day in ((0, today), (12, today), (1, today - timedelta(days=60))):
        campaigns.send_gift(actor, made[number].partnership_id, "Ring", cost=cost, sent_on=day.date(), now=joined)
    creator = made[4].link.partnership.creator_id
    edits.change_creator(
        actor, creator, CreatorChanges(email="Own@Creator.example", given=frozenset({"email"})), now=joined
    )
    return tuple(made)


def _followed(house: House, slugs: list[str]) -> tuple[Visit, ...]:
    """2,000 redirects over a few connections that stay open, most of them people's."""
    chance = random.Random(11)
    asked = []
    for number in range(REDIRECTS):
        agent = chance.choice(BROWSERS if number % 4 else CRAWLERS)
        address = f"203.0.113.{chance.randrange(1, 120)}"
        asked.append(Visit(slugs[number % len(slugs)], "HEAD" if number % 10 == 3 else "GET", agent, address))
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        parts = pool.map(lambda part: _ask(house, asked[part::_CONNECTIONS]), range(_CONNECTIONS))
        return tuple(visit for part in parts for visit in part)


def _ask(house: House, visits: list[Visit]) -> list[Visit]:
    line = HTTPConnection("127.0.0.1", house.tracker.port, timeout=20)
    answered = []
    for visit in visits:
        headers = {"User-Agent": visit.agent, "Accept": "text/html", "X-Forwarded-For": visit.address}
        line.request(visit.method, f"/{visit.slug}", headers=headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 302
        answered.append(replace(visit, location=answer.getheader("location") or ""))
    line.close()
    return answered


def _sales(equipment: tuple[Equipment, ...], visits: tuple[Visit, ...], now: datetime) -> Iterator[Sale]:
    """60 orders: by link, by code, by both, by two creators', by nobody's, by a program's; then twelve troubles."""
    people = {visit.slug: visit for visit in visits if visit.is_person}
    programs = {visit.slug: visit for visit in visits if not visit.is_person}
    for number in range(60):
        own, other = (equipment[(number + step) % len(equipment)] for step in (0, 5))
        currency = own.link.partnership.campaign.currency
        landing, code = people[own.link.slug].location, own.code.code
        sale = Sale(number, now + timedelta(hours=3 * number, minutes=1), 1_999 + 7 * number, currency)
        if number % 7 == 3:
            sale = replace(sale, tax=211)
        yield (
            _special(sale, number, landing, code, other)
            or (
                replace(sale, landing=landing),
                replace(sale, codes=(f" {code.lower()} ",)),
                replace(sale, landing=landing, codes=(code,)),
                replace(sale, landing=landing, codes=(other.code.code,)),
                replace(sale, codes=("TENOFF",) if number % 2 else ()),
                replace(sale, landing=programs[own.link.slug].location),
            )[number % 6]
        )


def _special(sale: Sale, number: int, landing: str, code: str, other: Equipment) -> Sale | None:
    days = timedelta(days=1)
    coded, parameter = replace(sale, codes=(code,)), urlsplit(landing).query.rpartition("&")[2]
    found = {
        12: replace(sale, landing="/wallets/checkouts/abc.json", noted_click=parameter),
        48: replace(coded, test=True),
        49: replace(coded, cancelled=True),
        50: replace(coded, paid=False),
        51: replace(coded, placed=sale.placed - 19 * days),  # before the first terms: credited, nothing earned
        52: replace(sale, landing=landing, placed=sale.placed + 31 * days),  # beyond the window of the click
        53: replace(sale, landing=landing, placed=sale.placed - 8 * days),  # before the click
        54: replace(sale, landing=landing, codes=(other.code.code, code)),
        55: replace(coded, currency="EUR" if sale.currency == "USD" else "USD"),
        56: replace(coded, email="own@creator.example"),
        57: replace(coded, price=0, tax=0, discount=0),
        58: replace(coded, placed=sale.placed - 60 * days),  # outside the report's period
        59: coded,  # on better terms
    }
    return found.get(number)


def _tell(story: Story) -> None:
    """Every message signed, in no order, some twice; a refund before its order, the last one after settling."""
    sales = story.sales
    messages = [("orders/create", f"create {sale.number}", story.bodies.told(sale, "orders/create")) for sale in sales]
    for topic in ("orders/paid", "orders/cancelled"):
        wanted = [sale for sale in sales if (sale.paid if topic == "orders/paid" else sale.cancelled)]
        messages += [(topic, f"{topic} {sale.number}", story.bodies.told(sale, topic)) for sale in wanted]
    random.Random(5).shuffle(messages)
    refunds = [(("refunds/create"), f"refund {body['id']}", body) for body in _refunds(story)]
    client, [early, *others, late] = Client(), refunds
    told = [early, *messages, *others]
    outcomes = [deliver(client, story.shop, *message, secret=SECRET) for message in told]
    assert outcomes == ["recorded"] * (60 + 59 + 1 + 4)
    assert {deliver(client, story.shop, *message, secret=SECRET) for message in told[::6]} == {"repeated"}
    # The same told under another number changes nothing either.
    again = [(topic, f"{name} again", body) for topic, name, body in told[::9]]
    assert {deliver(client, story.shop, *message, secret=SECRET) for message in again} == {"recorded"}
    assert deliver(client, story.shop, *messages[0][:1], "forged", messages[0][2], secret="guessed") == "401"
    with scope(story.shop.workspace_id):
        paying.settle(now=story.today + timedelta(days=18))
    assert deliver(client, story.shop, *late, secret=SECRET) == "recorded"
    with scope(story.shop.workspace_id):
        paying.settle(now=story.today + timedelta(days=18))


def _refunds(story: Story) -> Iterator[dict[str, Any]]:
    """Before its order; a part; everything; a part of prices with tax in them; more than the order after settling."""
    sales, at, net = story.sales, story.today + timedelta(days=12), story.bodies.net
    yield story.bodies.refunded(0, sales[2], 1_333, at)
    yield story.bodies.refunded(1, sales[1], 777, at)
    yield story.bodies.refunded(2, sales[0], net(sales[0]), at)
    yield story.bodies.refunded(3, sales[3], 1_211, at, tax=211)
    yield story.bodies.refunded(4, sales[7], net(sales[7]) + 500, at + timedelta(days=7))


def _clicks_are_counted_once(story: Story) -> None:
    """Every visitor was told of a click that is there once, as what it was; nobody else is a person."""
    told = {from_public("clk", visit.click): visit for visit in story.visits}
    rows = _rows("SELECT c.id, l.slug, c.method, c.kind FROM tracking_click c JOIN tracking_link l ON l.id = c.link_id")
    assert len(told) == len(rows) == REDIRECTS
    assert {identifier for identifier, *_ in rows} == told.keys()
    for identifier, slug, method, kind in rows:
        visit = told[identifier]
        assert (slug, method, kind == "person") == (visit.slug, visit.method, visit.is_person)
    assert all(visit.location.startswith("https://www.example.com/?source=abc&") for visit in story.visits)


def _orders_are_as_told(story: Story) -> None:
    """The 60 orders are worth what was sent, and no buyer's address is anywhere among them."""
    rows = {
        row[0]: row[1:] for row in _rows("SELECT external_id, net_minor, currency, state, is_test FROM orders_order")
    }
    for sale in story.sales:
        state = "cancelled" if sale.cancelled else "paid" if sale.paid else "pending"
        assert rows.pop(sale.external_id) == (story.bodies.net(sale), sale.currency, state, sale.test)
    assert not rows
    assert _rows("SELECT count(*) FROM orders_refund") == [(5,)]
    for table in ("orders_order", "orders_message", "orders_refund"):
        assert _rows(f"SELECT count(*) FROM {table} t WHERE strpos(t::text, '@') > 0") == [(0,)]
    assert [trouble.code for trouble in orders.troubles()] == ["refund"]


def _credits_sum_to_the_orders(story: Story) -> None:
    """An order is credited wholly or not at all, and judging all of them anew changes nothing."""
    sums = _rows(
        "SELECT o.net_minor, sum(c.net_minor)::bigint, sum(c.weight)::bigint FROM attribution_credit c"
        " JOIN orders_order o ON o.id = c.order_id GROUP BY o.id"
    )
    assert sums
    assert all(net == credited and weight == 1_000_000_000 for net, credited, weight in sums)
    again = attribution.attribute_all(now=story.today)
    assert (again.decided, again.changed) == (60, 0)


def _the_book_is_right(story: Story) -> None:
    """Nothing differs from the recomputation, every transaction balances, and what is due has cleared."""
    checked = payouts.check()
    assert checked.differences == ()
    assert _rows(
        "SELECT count(*) FROM (SELECT 1 FROM payouts_entry GROUP BY transaction_id, currency"
        " HAVING sum(amount_minor) <> 0) t"
    ) == [(0,)]
    due = _rows(
        "SELECT count(*) FROM payouts_commission c WHERE clears_at <= %s AND 0 > (SELECT sum(amount_minor)"
        " FROM payouts_entry e WHERE e.commission_id = c.id AND e.account = 'creator_waiting')",
        story.today + timedelta(days=18),
    )
    assert due == [(0,)]
    before = _rows("SELECT count(*) FROM payouts_transaction")
    paying.book(orders.order_ids(), now=story.today)
    assert _rows("SELECT count(*) FROM payouts_transaction") == before


@dataclass(slots=True)
class Figures:
    """What the report says of a group, in minor units, recomputed."""

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
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def _the_report_equals_the_raw_rows(story: Story) -> None:
    raw = _recomputed(story)
    groups = {
        str(row[0]): {"creator": to_public("crt", row[1]), "campaign": to_public("cmp", row[2]), "tier": _tier(row[3])}
        for row in _rows(
            "SELECT p.id, p.creator_id, p.campaign_id, f.followers FROM campaigns_partnership p"
            " JOIN creators_profile f ON f.id = p.profile_id"
        )
    }
    for by in reports.GROUPS:
        expected: dict[tuple[str, str], Figures] = defaultdict(Figures)
        totals: dict[str, Figures] = defaultdict(Figures)
        for (partnership, currency), figures in raw.items():
            expected[currency, groups[partnership][by]].add(figures)
            totals[currency].add(figures)
        blocks = reports.programme(*story.period, by=by).blocks
        assert {(block.currency, row.key): _said(row.totals) for block in blocks for row in block.rows} == expected
        assert {block.currency: _said(block.total) for block in blocks} == totals
    for block in blocks:
        whole = totals[block.currency]
        assert block.total.spend.minor == whole.fees + whole.gifts + whole.commission > 0
        assert block.total.kept_revenue.minor == whole.revenue - whole.refunded > 0
        assert block.total.orders == whole.orders > 0


def _said(totals: reports.Totals) -> Figures:
    assert totals.credited % 1_000_000_000 == 0
    return Figures(
        totals.fees, totals.gifts, totals.commission, totals.people, totals.clicks, int(totals.orders), totals.revenue,
        totals.refunded,
    )  # fmt: skip


def _tier(followers: int) -> str:
    return "mega" if followers >= _MEGA else "macro" if followers >= _MACRO else "smaller"


def _recomputed(story: Story) -> dict[tuple[str, str], Figures]:
    """The report's figures by partnership and currency from orders, refunds, clicks, codes and terms alone."""
    first, last = (datetime.combine(day, datetime.min.time(), UTC) for day in story.period)
    end = last + timedelta(days=1)
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    terms = _terms()
    for partnership, agreed in terms.items():
        held = [one for one in agreed if one[0] < end]
        if held and held[0][0] >= first and held[-1][2]:
            found[partnership, held[-1][1]].fees += held[-1][2]
    for partnership, currency, cost in _rows(
        "SELECT partnership_id::text, currency, cost_minor FROM campaigns_gift WHERE sent_on BETWEEN %s AND %s",
        *story.period,
    ):
        found[partnership, currency].gifts += cost
    _add_people(story, found, first, end)
    given_back = _given_back()
    for identifier, net, currency, placed, click, codes in _rows(
        "SELECT external_id, net_minor, currency, placed_at, click_id, codes FROM orders_order"
        " WHERE state = 'paid' AND NOT is_test AND net_minor > 0 AND placed_at >= %s AND placed_at < %s", first, end,
    ):  # fmt: skip
        partnership = _brought_by(story, identifier, placed, click, codes, terms)
        if partnership is None:
            continue
        back = min(net, given_back.get((identifier, currency), 0))
        figures = found[partnership, currency]
        figures.orders, figures.revenue, figures.refunded = (
            figures.orders + 1, figures.revenue + net, figures.refunded + back,
        )  # fmt: skip
        if rates := [one[3] for one in terms[partnership] if one[0] <= placed]:
            owed = _rounded(Decimal(net) * rates[-1] / 10_000)
            figures.commission += owed - _rounded(Decimal(owed) * back / net)
    return {key: figures for key, figures in found.items() if figures != Figures()}


def _terms() -> dict[str, list[tuple[Any, ...]]]:
    """Per partnership (from when, currency, fee, rate, window), oldest first."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for partnership, *rest in _rows(
        "SELECT partnership_id::text, valid_from, currency, fee_minor, commission_basis_points, click_window_days"
        " FROM campaigns_terms ORDER BY valid_from"
    ):
        found[partnership].append(tuple(rest))
    return found


def _add_people(story: Story, found: dict[tuple[str, str], Figures], first: datetime, end: datetime) -> None:
    """People by what the visitors themselves were: different addresses and browsers on each day."""
    days = dict(
        _rows("SELECT id, (at AT TIME ZONE 'UTC')::date FROM tracking_click WHERE at >= %s AND at < %s", first, end)
    )
    links = {
        slug: (partnership, currency)
        for slug, partnership, currency in _rows(
            "SELECT l.slug, p.id::text, c.currency FROM tracking_link l"
            " JOIN campaigns_partnership p ON p.id = l.partnership_id JOIN campaigns_campaign c ON c.id = p.campaign_id"
        )
    }
    persons = [visit for visit in story.visits if visit.is_person]
    for visit in persons:
        found[links[visit.slug]].clicks += 1
    different = {
        (links[visit.slug], visit.address, visit.agent, days[from_public("clk", visit.click)]) for visit in persons
    }
    for key, *_ in different:
        found[key].people += 1


def _given_back() -> dict[tuple[str, str], int]:
    """What was refunded of each order's net value."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for order, currency, amount in _rows(
        "SELECT r.order_external_id, r.currency, r.net_minor - CASE WHEN o.taxes_included THEN r.tax_minor ELSE 0 END"
        " FROM orders_refund r JOIN orders_order o ON o.external_id = r.order_external_id"
    ):
        found[order, currency] += max(0, amount)
    return found


def _brought_by(
    story: Story, order: str, placed: datetime, click: UUID | None, codes: list[str], terms: Mapping[str, list[Any]]
) -> str | None:
    """Whose order it is: a code's (of several, the one whose creator was followed), else a person's click in time."""
    creators_of = dict(_rows("SELECT id::text, creator_id FROM campaigns_partnership"))
    owners = dict(_rows("SELECT normal, partnership_id::text FROM tracking_code"))
    typed = [owners[code] for code in ("".join(text.split()).upper() for text in codes) if code in owners]
    followed = _followed_in_time(click, placed, terms)
    same = [one for one in typed if followed and creators_of[one] == creators_of[followed]]
    winner = (same or typed or [followed])[0]
    mails = dict(_rows("SELECT id, lower(email) FROM creators_creator WHERE email <> ''"))
    buyer = next(sale.buyer for sale in story.sales if sale.external_id == order)
    return None if winner is None or mails.get(creators_of[winner]) == buyer else winner


def _followed_in_time(click: UUID | None, placed: datetime, terms: Mapping[str, list[Any]]) -> str | None:
    rows = _rows(
        "SELECT l.partnership_id::text, c.at FROM tracking_click c JOIN tracking_link l ON l.id = c.link_id"
        " WHERE c.id = %s AND c.kind = 'person'", click,
    )  # fmt: skip
    for partnership, at in rows:
        days = [one[4] for one in terms[partnership] if one[0] <= at][-1]
        if at <= placed <= at + timedelta(days=days):
            return str(partnership)
    return None


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())
