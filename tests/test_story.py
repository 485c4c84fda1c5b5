"""The whole thread on real files: from a list of creators to a report that equals what the raw rows say."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.conftest import SHARED
from tests.factories.campaigns import start_with
from tests.factories.orders import SECRET, make_shop
from tests.factories.shopify import Bodies, Sale, deliver
from tests.factories.tracker import House, opened
from tests.factories.visits import Visit, followed
from tests.recomputed import Figures, Person, recomputed, rows

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
from sweetspot.stages.reports.formulas import Totals
from sweetspot.stages.tracking import services as tracking

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database
    from sweetspot.stages.orders.models import Shop
    from sweetspot.stages.tracking.services import Equipment

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not all((SHARED / name).is_dir() for name in ("data/shop_order_samples", "specs/shopify")),
        reason="the real data sets are not here",
    ),
]

#: The real posts end here, so the creators are judged as of then; the campaigns run today.
KNOWN = datetime(2020, 7, 13, tzinfo=UTC)
REDIRECTS = 2_000
TIERS = {"micro": (10_000, 100_000), "macro": (100_000, 1_000_000), "mega": (1_000_000, 10**9)}


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
            _everybody_is_judged_once()
            _clicks_are_counted_once(story)
            _orders_are_as_told(story)
            _credits_sum_to_the_orders(story)
            _the_book_is_right(story)
            _the_report_equals_the_raw_rows(story)
    # Seen with `pytest -s`.
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
        visits = followed(house.tracker, [one.link.slug for one in equipment], REDIRECTS)
    sales = tuple(_sales(equipment, visits, datetime.now(UTC)))
    story = Story(house, shop, Bodies.read(SHARED), equipment, visits, sales, today, took)
    with _timed(took, "webhooks"), _clock_of_the_hooks(today + timedelta(days=40)):
        _tell(story)
    return story


@contextmanager
def _clock_of_the_hooks(now: datetime) -> Iterator[None]:
    """Let messages arrive at `now`: the story's last ones are told weeks after its clicks, which are of today."""
    with mock.patch("sweetspot.doors.hooks.shopify.datetime") as clock:
        clock.now.return_value = now
        yield


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
    wanted = [
        row
        for low, high in TIERS.values()
        for row in Profile.objects.filter(followers__gte=low, followers__lt=high)
        .exclude(handle="anna.krüger")
        .order_by("followers", "handle")[:3]
    ]
    plan = planning.make_plan(
        actor, "Launch", objective="reach", budget=Money(15_000_000, "USD"), candidates=CreatorFilter(),
        locked=[one.id for one in wanted], now=joined,
    )  # fmt: skip
    detail = planned.plan_detail(plan.id)
    assert 0 < detail.summary.spend.minor <= 15_000_000
    musts = [row.id for row in wanted]
    chosen = sorted(detail.choices, key=lambda one: one.profile.profile_id not in musts)[:10]
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
    # One of the euro campaign's has not agreed yet: no fee for them.
    start_with(actor, *(one.link.partnership for one in made[:-1]))
    better = Agreed(fee_minor=77_700, commission_basis_points=2000)
    later = today + timedelta(days=5)
    campaigns.agree(actor, made[7].partnership_id, better, valid_from=later, version=2, now=joined)
    cost = Money(4_999, "USD")
    for number, day in ((0, today), (12, today), (1, today - timedelta(days=60))):
        campaigns.send_gift(actor, made[number].partnership_id, "Ring", cost=cost, sent_on=day.date(), now=joined)
    creator = made[4].link.partnership.creator_id
    edits.change_creator(
        actor, creator, CreatorChanges(email="Own@Creator.example", given=frozenset({"email"})), now=joined
    )
    return tuple(made)


def _sales(equipment: tuple[Equipment, ...], visits: tuple[Visit, ...], now: datetime) -> Iterator[Sale]:
    """60 orders: by link, by code, by both, by two creators', by nobody's, by a program's; then twelve troubles."""
    people = {visit.slug: visit for visit in visits if visit.is_person}
    launch = tuple(one.code.code for one in equipment[:10])
    programs = {visit.slug: visit for visit in visits if not visit.is_person}
    for number in range(60):
        own, other = (equipment[(number + step) % len(equipment)] for step in (0, 5))
        currency = own.link.partnership.campaign.currency
        landing, code = people[own.link.slug].location, own.code.code
        sale = Sale(number, now + timedelta(hours=3 * number, minutes=1), 1_999 + 7 * number, currency)
        if number % 7 == 3:
            sale = replace(sale, tax=211)
        yield (
            _special(sale, number, landing, code, launch)
            or (
                replace(sale, landing=landing),
                replace(sale, codes=(f" {code.lower()} ",)),
                replace(sale, landing=landing, codes=(code,)),
                replace(sale, landing=landing, codes=(other.code.code,)),
                replace(sale, codes=("TENOFF",) if number % 2 else ()),
                replace(sale, landing=programs[own.link.slug].location),
            )[number % 6]
        )


def _special(sale: Sale, number: int, landing: str, code: str, launch: tuple[str, ...]) -> Sale | None:
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
        54: replace(sale, landing=landing, codes=launch),  # ten creators' codes, the link of one of them
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
    yield story.bodies.refunded(2, sales[12], net(sales[12]), at)
    yield story.bodies.refunded(3, sales[3], 1_211, at, tax=211)
    yield story.bodies.refunded(4, sales[7], net(sales[7]) + 500, at + timedelta(days=7))


def _everybody_is_judged_once() -> None:
    """One newest verdict for each profile, and an opinion only of those whose posts are known."""
    judged = rows(
        "SELECT p.id, v.band, EXISTS (SELECT 1 FROM creators_post o WHERE o.profile_id = p.id) FROM creators_profile p"
        " LEFT JOIN vetting_verdict v ON v.profile_id = p.id AND v.is_latest"
    )
    assert len(judged) == 367 + 196 + 1
    assert all(band is not None for _, band, _ in judged)
    assert all(band == "unknown" for _, band, with_posts in judged if not with_posts)
    assert sum(band != "unknown" for _, band, _ in judged) > 300


def _clicks_are_counted_once(story: Story) -> None:
    """Every visitor was told of a click that is there once, as what it was; nobody else is a person."""
    told = {from_public("clk", visit.click): visit for visit in story.visits}
    clicks = rows(
        "SELECT c.id, l.slug, c.method, c.kind FROM tracking_click c JOIN tracking_link l ON l.id = c.link_id"
    )
    assert len(told) == len(clicks) == REDIRECTS
    assert {identifier for identifier, *_ in clicks} == told.keys()
    for identifier, slug, method, kind in clicks:
        visit = told[identifier]
        assert (slug, method, kind == "person") == (visit.slug, visit.method, visit.is_person)
    assert all(visit.location.startswith("https://www.example.com/?source=abc&") for visit in story.visits)


def _orders_are_as_told(story: Story) -> None:
    """The 60 orders are worth what was sent, and no buyer's address is anywhere among them."""
    kept = {
        row[0]: row[1:] for row in rows("SELECT external_id, net_minor, currency, state, is_test FROM orders_order")
    }
    for sale in story.sales:
        state = "cancelled" if sale.cancelled else "paid" if sale.paid else "pending"
        assert kept.pop(sale.external_id) == (story.bodies.net(sale), sale.currency, state, sale.test)
    assert not kept
    assert rows("SELECT count(*) FROM orders_refund") == [(5,)]
    for table in ("orders_order", "orders_message", "orders_refund"):
        assert rows(f"SELECT count(*) FROM {table} t WHERE strpos(t::text, '@') > 0") == [(0,)]
    assert [trouble.code for trouble in orders.troubles()] == ["refund"]


def _credits_sum_to_the_orders(story: Story) -> None:
    """An order is credited wholly or not at all, and judging all of them anew changes nothing."""
    sums = rows(
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
    assert rows(
        "SELECT count(*) FROM (SELECT 1 FROM payouts_entry GROUP BY transaction_id, currency"
        " HAVING sum(amount_minor) <> 0) t"
    ) == [(0,)]
    due = rows(
        "SELECT count(*) FROM payouts_commission c WHERE clears_at <= %s AND 0 > (SELECT sum(amount_minor)"
        " FROM payouts_entry e WHERE e.commission_id = c.id AND e.account = 'creator_waiting')",
        story.today + timedelta(days=18),
    )
    assert due == [(0,)]
    before = rows("SELECT count(*) FROM payouts_transaction")
    paying.book(orders.order_ids(), now=story.today)
    assert rows("SELECT count(*) FROM payouts_transaction") == before


def _the_report_equals_the_raw_rows(story: Story) -> None:
    persons = [visit for visit in story.visits if visit.is_person]
    people = [Person(from_public("clk", one.click), one.slug, one.address, one.agent) for one in persons]
    raw = recomputed(*story.period, people, {sale.external_id: sale.buyer for sale in story.sales})
    groups = {
        str(row[0]): {"creator": to_public("crt", row[1]), "campaign": to_public("cmp", row[2]), "tier": _tier(row[3])}
        for row in rows(
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


def _said(totals: Totals) -> Figures:
    assert totals.credited % 1_000_000_000 == 0
    return Figures(
        totals.fees, totals.gifts, totals.commission, totals.people or 0, totals.clicks or 0, int(totals.orders),
        totals.revenue, totals.refunded,
    )  # fmt: skip


def _tier(followers: int) -> str:
    return next(name for name, (low, high) in TIERS.items() if low <= followers < high)
