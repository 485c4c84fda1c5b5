"""The performance page's figures against the report, the links and the rows they come from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.campaigns import make_campaign
from tests.factories.orders import NOW, make_selling, make_shop, told_order, told_refund
from tests.factories.tracking import make_click

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.orders.models import Shop
from sweetspot.stages.reports import queries as reports
from sweetspot.stages.reports.formulas.asked import FIELDS, pairs_of, parse, toggled, without
from sweetspot.stages.reports.formulas.periods import Days, change, days_of, earlier, edges, shift, span
from sweetspot.stages.reports.queries.performance import Performance, performance
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.origins import Origin, label_of, origin_of
from sweetspot.stages.tracking.models import Click, Link

BERLIN = ZoneInfo("Europe/Berlin")
LATER = NOW + timedelta(days=3)
TODAY = LATER.date()
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 385.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0"

TABLET = "Mozilla/5.0 (Linux; Android 15; SM-X810) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"


def asked(query: str = "") -> Performance:
    pairs = [part.split("=") for part in query.split("&") if part]
    return performance(parse(pairs, TODAY), accounts.workspace(), now=LATER)


@pytest.fixture
def programme(in_brand):
    """Anna sells by her link, Bea by her code, Cora in dollars; people, a preview and a tallied flood of bots."""
    actor = in_brand.actor
    anna = make_selling(actor)
    bea = make_selling(actor, "Bea Lang", anna.partnership.campaign)
    cora = make_selling(actor, "Cora Day", make_campaign(actor, "Abroad", currency="USD"))
    link = Link.objects.get(partnership=anna.partnership)
    for kind, visitor in (("person", b"a" * 16), ("person", b"a" * 16), ("preview", b"p" * 16), ("bot", b"b" * 16)):
        make_click(link, kind=kind, visitor=visitor)
    Click.objects.filter(kind="bot").update(times=500)
    Click.objects.filter(link=link, at=NOW).update(country="DE", in_app="instagram", agent=IPHONE)
    Click.objects.filter(id=bea.click_id).update(country="AT", referrer_host="www.tiktok.com", agent=EDGE)
    told = [
        told_order(1, 9999, click_id=anna.click_id), told_order(2, 5000, codes=(bea.code,)),
        told_order(3, 8000, codes=(cora.code,), currency="USD"), told_order(4, 7000, codes=(bea.code,), is_test=True),
    ]  # fmt: skip
    pipeline.take_orders(make_shop(actor), told, [told_refund(1, 1, 3333)], now=LATER)
    return anna, bea, cora


def test_the_figures_equal_those_of_the_report(programme):
    found, days = asked(), days_of("28d", TODAY)
    blocks = reports.programme(days.first, days.last).blocks
    assert found.now.people == sum(block.total.people for block in blocks) == 4
    assert found.now.clicks.people == sum(block.total.clicks for block in blocks) == 5
    assert found.now.brought.orders == sum(block.total.orders for block in blocks) == 3
    for block in blocks:
        assert found.now.brought.revenue(block.currency) == block.total.kept_revenue
        for row in block.rows:
            [entry] = [one for one in found.cards["creator"] if one.value == row.key]
            assert (entry.clicks.people, entry.brought.orders) == (row.totals.clicks, row.totals.orders)
            assert entry.brought.revenue(block.currency) == row.totals.kept_revenue


def test_the_figures_of_a_link_equal_those_of_the_list_of_links(programme):
    links = tracking.links()
    clicks = tracking.clicks_per_link([one.id for one in links])
    orders = attribution.orders_per_link({one.partnership_id for one in links})
    for one in links:
        found = asked(f"period=year&link={one.slug}").now
        assert found.clicks == clicks[one.id]
        assert found.brought.orders == orders.get(one.id, 0)


def test_people_previews_and_bots_are_apart_and_floods_count_whole(programme):
    clicks = asked().now.clicks
    assert (clicks.people, clicks.previews, clicks.bots) == (5, 1, 500)
    assert sum(made.people for made, _ in asked().now.series) == 5
    assert sum(brought.weight for _, brought in asked().now.series) == asked().now.brought.weight


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("country=DE", 2), ("-country=DE", 3), ("country=unknown", 2), ("source=tiktok", 1),
        ("source=tiktok,instagram", 3),
        ("browser=edge&device=computer", 1), ("device=phone&-source=instagram", 0), ("system=ios", 2),
        ("link=nobody", 0),        ("page=shop.example/spring", 5), ("code=ANNA15", 3), ("creator=crt_nobody", 0),
    ],
)  # fmt: skip
def test_filters_stack_and_a_minus_leaves_out(programme, query, people):
    found = asked(query)
    assert found.asked.ignored == ()
    assert found.now.clicks.people == people
    for card in ("link", "country", "source", "device", "browser", "system", "page"):
        assert sum(one.clicks.people for one in found.cards[card]) == people


def test_only_orders_that_came_by_such_a_click_count_under_a_trait(programme):
    anna, bea, _ = programme
    Click.objects.filter(id=anna.click_id).update(country="FR")
    assert asked("country=FR").now.brought.orders == 1
    assert asked("country=AT").now.brought.orders == 0
    assert asked(f"creator={to_public('crt', bea.partnership.creator_id)}").now.brought.orders == 1
    assert asked(f"code={bea.code}").now.brought.revenue("EUR").minor == 5000
    [code] = [one for one in asked().cards["code"] if one.value == bea.code]
    assert (code.brought.orders, code.below) == (1, "Bea Lang")


def test_conversion_and_revenue_per_click_say_nothing_without_people(programme):
    now = asked().now
    assert (now.conversion.value, now.conversion.sample) == (0.25, 4)
    assert now.revenue_per_click("EUR").minor == round((9999 - 3333 + 5000) / 5)
    empty = asked("link=nobody").now
    assert (empty.conversion, empty.revenue_per_click("EUR")) == (None, None)


def test_the_compared_days_end_at_the_same_time_of_the_day(programme):
    link = Link.objects.first()
    for hours in (1, -1):
        make_click(link, at=LATER - timedelta(days=7, hours=hours), visitor=b"e" * 16)
    found = asked("period=today")
    assert found.before.clicks.people == 1
    assert found.before.span.end == LATER - timedelta(days=7)
    assert asked("compare=none").before is None


def test_compared_days_begin_at_midnight_though_the_clocks_were_changed_in_between(programme):
    workspace = accounts.workspace()
    workspace.time_zone = "Europe/Berlin"
    week = parse([("period", "custom"), ("from", "2026-03-27"), ("to", "2026-04-02")], TODAY)
    found = performance(week, workspace, now=LATER)
    assert {one.astimezone(BERLIN).hour for one in (*found.now.starts, *found.before.starts)} == {0}
    assert found.before.starts[0] == datetime(2026, 3, 19, 23, tzinfo=UTC)
    assert found.before.starts[-1] == datetime(2026, 3, 25, 23, tzinfo=UTC)


def test_an_order_that_spells_a_code_twice_used_it_once(programme):
    _, bea, _ = programme
    told = told_order(5, 2000, codes=(bea.code, f" {bea.code.lower()}"))
    pipeline.take_orders(Shop.objects.get(), [told], [], now=LATER)
    [code] = [one for one in asked().cards["code"] if one.value == bea.code]
    assert (code.brought.orders, code.brought.revenue("EUR").minor) == (2, 7000)


def test_what_is_asked_takes_few_queries(programme, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        asked("country=DE&source=instagram&code=ANNA15")


def test_what_is_not_understood_is_told_and_changes_nothing():
    found = parse([("period", "eternity"), ("colour", "red"), ("compare", "none"), ("from", "2026-01-01")], TODAY)
    assert [one.name for one in found.ignored] == ["period", "colour", "from"]
    assert (found.period, found.compare) == ("28d", "none")


def test_chosen_days_are_checked():
    def custom(first: str, last: str):
        return parse([("period", "custom"), ("from", first), ("to", last)], date(2026, 6, 15))

    assert custom("2026-05-01", "2026-05-31").days == Days(date(2026, 5, 1), date(2026, 5, 31))
    wrong = [
        ("2026-05-02", "2026-05-01"), ("soon", "later"), ("2027-01-01", "2027-01-02"), ("1900-01-01", "2026-01-01"),
        ("0001-01-01", "0001-01-02"),
    ]  # fmt: skip
    for first, last in wrong:
        assert custom(first, last).period == "28d"
        assert len(custom(first, last).ignored) == 1


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text("abcXYZ-/. ", min_size=1, max_size=8)))
def test_the_address_of_what_is_asked_asks_for_the_same(filters):
    once = parse(filters.items(), TODAY)
    assert parse(pairs_of(once), TODAY) == once
    assert without(toggled(once, "country", "DE"), "country") == without(once, "country")


def test_days_of_23_and_25_hours_keep_their_hours():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)):
        found = edges(Days(day, day), BERLIN)
        assert len(found) == hours
        assert {two - one for one, two in pairwise(found)} == {timedelta(hours=1)}


def test_days_begin_at_midnight_of_the_zone_and_weeks_on_mondays():
    march = edges(Days(date(2026, 3, 28), date(2026, 3, 30)), BERLIN)
    assert [one.hour for one in march] == [23, 23, 22]
    weeks = edges(Days(date(2026, 1, 1), date(2026, 4, 30)), BERLIN)
    assert {one.astimezone(BERLIN).weekday() for one in weeks[1:]} == {0}
    assert weeks[0].astimezone(BERLIN).date() == date(2026, 1, 1)


@given(st.dates(date(2001, 3, 1), date(2030, 1, 1)), st.integers(1, 400), st.sampled_from(["previous", "year"]))
@settings(max_examples=60)
def test_matched_weekdays_match_and_the_days_before_do_not_overlap(first, number, compare):
    days = Days(first, first + timedelta(days=number - 1))
    assert shift(days, compare, "weekday") % 7 == 0
    assert shift(days, "previous", "weekday") - number in range(7)
    assert shift(days, "previous", "date") == number
    year = first - timedelta(days=shift(days, "year", "date"))
    assert (year.year, year.month) == (first.year - 1, first.month)
    now = datetime.combine(days.last, datetime.min.time(), UTC) + timedelta(hours=12)
    then = earlier(days, BERLIN, now, shift(days, "previous", "weekday"))
    assert then.end <= span(days, BERLIN, now).start


def test_a_change_from_nothing_is_unknown():
    assert change(150, 100) == 0.5
    assert change(5, 0) is change(100, -50) is None
    assert change(None, 5) is None


@pytest.mark.parametrize(
    ("in_app", "host", "agent", "origin"),
    [
        ("instagram", "", IPHONE, Origin("instagram", "phone", "instagram-app", "ios")),
        ("", "l.instagram.com", EDGE, Origin("instagram", "computer", "edge", "windows")),
        ("", "www.blog.example", TABLET, Origin("blog.example", "tablet", "chrome", "android")),
        ("", "t.co", MAC, Origin("x", "computer", "safari", "macos")),
        ("", "notinstagram.com", "", Origin("notinstagram.com", "other", "other", "other")),
        ("", "", "", Origin("direct", "other", "other", "other")),
    ],
)  # fmt: skip
def test_an_origin_is_told_from_app_host_and_agent(in_app, host, agent, origin):
    assert origin_of(in_app, host, agent) == origin


def test_values_are_called_as_people_call_them():
    assert [label_of(one) for one in ("tiktok", "instagram-app", "blog.example", "direct")] == [
        "TikTok", "Instagram app", "blog.example", "Direct or unknown",
    ]  # fmt: skip


def test_clicks_of_another_workspace_are_not_seen(programme, cleo):
    from sweetspot.engines.isolation import scope

    with scope(cleo.workspace.id):
        assert asked().now.clicks.total == 0
    assert connection.in_atomic_block
