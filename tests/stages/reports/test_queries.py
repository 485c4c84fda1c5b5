"""The programme's report against the rows it comes from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.factories.campaigns import make_campaign, start_with
from tests.factories.orders import NOW, make_selling, make_shop, told_order, told_refund
from tests.factories.tracking import make_click

from sweetspot import pipeline
from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.creators import services as creators
from sweetspot.stages.reports import queries
from sweetspot.stages.tracking.models import Link

PERIOD = (date(2026, 6, 1), date(2026, 6, 30))
LATER = NOW + timedelta(days=3)


@pytest.fixture
def programme(in_brand):
    """Two creators in a euro campaign and one of them in a dollar campaign, with orders, refunds, a fee and gifts."""
    actor = in_brand.actor
    anna = make_selling(actor)
    bea = make_selling(actor, "Bea Lang", anna.partnership.campaign)
    dollars = make_selling(actor, "Cora Day", make_campaign(actor, "Abroad", currency="USD"))
    agreed = campaigns.Agreed(fee_minor=30_000, commission_basis_points=1500)
    campaigns.agree(actor, bea.partnership.id, agreed, valid_from=NOW + timedelta(hours=1), version=1, now=NOW)
    start_with(actor, bea.partnership)
    campaigns.send_gift(actor, anna.partnership.id, "Ring", cost=Money(1500, "EUR"), sent_on=date(2026, 6, 3), now=NOW)
    campaigns.send_gift(
        actor, anna.partnership.id, "Too late", cost=Money(900, "EUR"), sent_on=date(2026, 7, 1), now=NOW
    )
    link = Link.objects.get(partnership=anna.partnership)
    for kind, visitor in (("person", b"a" * 16), ("person", b"a" * 16), ("bot", b"b" * 16)):
        make_click(link, kind=kind, visitor=visitor)
    told = [
        told_order(1, 9999, click_id=anna.click_id),
        told_order(2, 5000, codes=(bea.code,)),
        told_order(3, 7000, codes=(bea.code,), state="pending"),
        told_order(4, 7000, codes=(bea.code,), is_test=True),
        told_order(5, 7000, codes=(bea.code,), placed_at=NOW + timedelta(days=40)),
        told_order(6, 8000, codes=(dollars.code,), currency="USD"),
        told_order(7, 8000),
        told_order(8, 2500, codes=(bea.code,), state="cancelled", cancelled_at=LATER),
    ]
    refunds = [told_refund(1, 1, 3333), told_refund(2, 2, 9000), told_refund(3, 7, 100)]
    shop, august = make_shop(actor), NOW + timedelta(days=41)
    pipeline.take_orders(shop, [one for one in told if one.placed_at < LATER], refunds, now=LATER)
    pipeline.take_orders(shop, [one for one in told if one.placed_at >= LATER], now=august)
    return anna, bea, dollars


def test_the_figures_of_each_creator(programme):
    report = queries.programme(*PERIOD)
    euros, dollars = report.blocks
    assert [(block.currency, len(block.rows)) for block in report.blocks] == [("EUR", 2), ("USD", 1)]
    anna, bea = (row.totals for row in euros.rows)
    assert (anna.revenue, anna.refunded, anna.commission, anna.gifts, anna.fees) == (9999, 3333, 667, 1500, 0)
    assert (anna.clicks, anna.people, anna.orders) == (3, 2, 1)
    assert (bea.revenue, bea.refunded, bea.commission, bea.fees, bea.orders) == (5000, 5000, 0, 30_000, 1)
    assert anna.cost_per_order == Money(2167, "EUR")
    assert (dollars.total.revenue, dollars.total.commission) == (8000, 800)
    assert bea.return_on_spend == 0


def test_a_fee_counts_only_once_it_is_agreed(in_brand):
    """Neither a draft's fees nor a prospect's are spend: nobody has agreed to them."""
    actor = in_brand.actor
    one = make_selling(actor)
    fee = campaigns.Agreed(fee_minor=30_000)
    campaigns.agree(actor, one.partnership.id, fee, valid_from=NOW + timedelta(hours=1), version=1, now=NOW)
    assert _fees() == 0
    campaigns.set_campaign_state(actor, one.partnership.campaign_id, "active", now=NOW)
    assert _fees() == 0
    start_with(actor, one.partnership)
    assert _fees() == 30_000
    campaigns.move(actor, one.partnership.id, "talks", version=3, now=NOW)
    assert _fees() == 0


def _fees():
    [block] = queries.programme(*PERIOD).blocks
    return block.total.fees


def test_rows_add_up_to_the_total_under_every_grouping(programme):
    wholes = []
    for by in queries.GROUPS:
        blocks = queries.programme(*PERIOD, by=by).blocks
        for block in blocks:
            total = block.rows[0].totals
            for row in block.rows[1:]:
                total += row.totals
            assert total == block.total
        wholes.append([block.total for block in blocks])
    assert wholes[0] == wholes[1] == wholes[2]
    [tiers] = [block.rows for block in queries.programme(*PERIOD, by="tier", currency="EUR").blocks]
    assert [row.label for row in tiers] == ["Micro"]


def test_tiers_are_those_of_the_workspace(in_brand, programme):
    creators.change_tiers(in_brand.actor, "Two sizes", [("small", 0, 1_000_000), ("large", 1_000_000, None)], now=NOW)
    [tiers] = [block.rows for block in queries.programme(*PERIOD, by="tier", currency="EUR").blocks]
    assert [row.label for row in tiers] == ["Small"]


def test_every_figure_lists_what_is_behind_it(programme):
    for block in queries.programme(*PERIOD).blocks:
        for row in block.rows:
            behind = (row.partnership_ids, *PERIOD)
            lines = queries.order_lines(*behind, currency=block.currency)
            assert sum(line.revenue_minor for line in lines) == row.totals.revenue
            assert sum(line.refunded_minor for line in lines) == row.totals.refunded
            assert sum(line.commission_minor for line in lines) == row.totals.commission
            assert len(lines) == row.totals.orders
            costs = queries.cost_lines(*behind, currency=block.currency)
            assert sum(line.amount.minor for line in costs) == row.totals.spend.minor
            assert len(queries.click_lines(*behind, currency=block.currency)) == (row.totals.clicks or 0)


def test_people_of_a_euro_campaign_are_unknown_among_dollars_not_none(programme, in_brand):
    anna = programme[0]
    told = [told_order(9, 4000, click_id=anna.click_id, currency="USD")]
    pipeline.take_orders(make_shop(in_brand.actor, "Side street"), told, [], now=LATER)
    euros, dollars = queries.programme(*PERIOD).blocks
    cora, abroad = dollars.rows
    assert (cora.totals.people, cora.totals.clicks) == (1, 1)
    assert (abroad.totals.people, abroad.totals.clicks, abroad.totals.orders) == (None, None, 1)
    assert abroad.totals.cost_per_person is None
    assert (dollars.total.people, euros.total.people) == (1, 3)
    assert queries.click_lines(abroad.partnership_ids, *PERIOD, currency="USD") == []
    assert len(queries.click_lines(abroad.partnership_ids, *PERIOD, currency="EUR")) == 3


def test_the_report_equals_a_recomputation_from_the_raw_rows(programme):
    told = {
        (block.currency, row.label): (row.totals.spend.minor, row.totals.kept_revenue.minor, int(row.totals.orders))
        for block in queries.programme(*PERIOD).blocks
        for row in block.rows
    }
    assert told == _recomputed()


def _recomputed() -> dict[tuple[str, str], tuple[int, int, int]]:
    """Spend, kept revenue and orders by currency and creator, straight from the raw rows."""
    orders = _rows(
        "SELECT o.external_id, o.net_minor, o.currency, coalesce(k.name, c.name) FROM orders_order o"
        " LEFT JOIN (SELECT t.normal, r.name FROM tracking_code t"
        "  JOIN campaigns_partnership p ON p.id = t.partnership_id"
        "  JOIN creators_creator r ON r.id = p.creator_id) k ON k.normal = o.codes[1]"
        " LEFT JOIN (SELECT t.id, r.name FROM tracking_click t JOIN tracking_link l ON l.id = t.link_id"
        "  JOIN campaigns_partnership p ON p.id = l.partnership_id"
        "  JOIN creators_creator r ON r.id = p.creator_id) c"
        "  ON c.id = o.click_id"
        " WHERE o.state = 'paid' AND NOT o.is_test AND o.placed_at < '2026-07-01' AND o.placed_at >= '2026-06-01'"
    )
    refunds = dict(_rows("SELECT order_external_id, sum(net_minor)::int FROM orders_refund GROUP BY 1"))
    rates = {"Bea Lang": 15, "Anna Krüger": 10, "Cora Day": 10}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for number, net, currency, name in orders:
        if name:
            left = max(0, net - refunds.get(number, 0))
            row = sums[currency, name]
            earned = (net * rates[name] + 50) // 100
            row[0] += earned - (2 * earned * (net - left) + net) // (2 * net)
            row[1] += left
            row[2] += 1
    sums["EUR", "Anna Krüger"][0] += 1500
    sums["EUR", "Bea Lang"][0] += 30_000
    return {key: (spent, left, number) for key, (spent, left, number) in sums.items()}


def _rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_a_report_takes_few_questions(programme, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        queries.programme(*PERIOD)


def test_a_period_in_which_nothing_happened_has_no_blocks(programme):
    assert queries.programme(date(2025, 1, 1), date(2025, 12, 31)).blocks == ()


def test_an_unknown_grouping_and_a_backward_period_are_refused(in_brand):
    with pytest.raises(Invalid, match="grouped by creator, tier, campaign"):
        queries.programme(*PERIOD, by="colour")
    with pytest.raises(Invalid, match="ends before it starts"):
        queries.programme(*PERIOD[::-1])
