"""The sample is the same each time, has the size that was asked for, and looks like a real programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import median

import numpy as np
import pytest

from sweetspot.core.errors import Invalid
from sweetspot.integrations.sample.commerce import Deal
from sweetspot.integrations.sample.facts import Post
from sweetspot.integrations.sample.programme import Programme, Size, programme

TODAY = date(2026, 6, 15)
SMALL = Size(creators=60, days=150, posts=1_200)


@pytest.fixture(scope="module")
def small() -> Programme:
    """A sample of the least size."""
    return programme(3, SMALL, TODAY)


def test_the_same_seed_gives_the_same_content(small: Programme) -> None:
    one, two = small, programme(3, SMALL, TODAY)
    assert one.creators == two.creators
    assert [account.profile for account in one.accounts] == [account.profile for account in two.accounts]
    assert list(one.posts()) == list(two.posts()) == list(one.posts())
    assert list(one.comments()) == list(two.comments())
    assert list(one.snapshots()) == list(two.snapshots())
    assert [_agreed(deal) for deal in one.deals] == [_agreed(deal) for deal in two.deals]
    assert (one.clicks, one.refunds) == (two.clicks, two.refunds)
    assert [(order, order.customer_email) for order in one.orders] == [
        (order, order.customer_email) for order in two.orders
    ]


def test_another_seed_and_another_salt_give_another_content(small: Programme) -> None:
    one, two = small, programme(4, SMALL, TODAY, salt="b")
    assert {creator.name for creator in one.creators} != {creator.name for creator in two.creators}


def test_a_salt_changes_ids_and_short_addresses_only(small: Programme) -> None:
    one, two = small, programme(3, SMALL, TODAY, salt="b")
    assert {c.id for c in one.creators}.isdisjoint(c.id for c in two.creators)
    assert {d.link.slug for d in one.deals if d.link}.isdisjoint(d.link.slug for d in two.deals if d.link)
    assert [replace(c, id=two.creators[0].id) for c in one.creators[:1]] == two.creators[:1]
    assert [order.net_minor for order in one.orders] == [order.net_minor for order in two.orders]


def test_a_later_day_moves_everything_along(small: Programme) -> None:
    one, two = small, programme(3, SMALL, TODAY + timedelta(days=7))
    week = timedelta(days=7)
    assert [p.published_at + week for p in islice(one.posts(), 50)] == [p.published_at for p in islice(two.posts(), 50)]
    assert one.campaigns[1].starts_on + week == two.campaigns[1].starts_on


@pytest.mark.parametrize("wrong", [{"creators": 59}, {"days": 119}])
def test_a_size_too_small_for_the_troubles_is_refused(wrong: Mapping[str, int]) -> None:
    with pytest.raises(Invalid, match="at least"):
        Size(**wrong)


def test_the_usual_sample_has_its_promised_size(sample: Programme) -> None:
    assert len(sample.creators) == 240
    assert 260 <= len(sample.accounts) <= 290
    assert {account.profile.network for account in sample.accounts} == {"instagram", "tiktok", "youtube", "x"}
    tiers = Counter(account.tier.name for account in {a.creator.id: a for a in reversed(sample.accounts)}.values())
    assert tiers == {"community": 24, "nano": 84, "micro": 91, "macro": 34, "mega": 7}
    assert len(sample.campaigns) == 3
    assert len(sample.deals) == 45
    assert 55_000 < len(sample.clicks) < 65_000
    assert len(sample.orders) == 2_500
    assert 150 < len(sample.refunds) < 350
    assert sum(1 for _ in sample.posts()) == pytest.approx(20_160, rel=0.03)
    assert sum(1 for _ in sample.comments()) == pytest.approx(14_500, rel=0.08)


def test_everything_lies_in_the_past(sample: Programme) -> None:
    now = datetime(2026, 6, 15, tzinfo=UTC)
    assert all(post.published_at < now for post in sample.posts())
    assert all(comment.written_at < now for comment in sample.comments())
    assert all(now - timedelta(days=90) <= click.at < now for click in sample.clicks)
    assert all(order.placed_at < now and order.as_of < now for order in sample.orders)
    assert all(refund.refunded_at <= now for refund in sample.refunds)
    assert [campaign.starts_on < TODAY for campaign in sample.campaigns] == [True, True, False]
    assert [campaign.ends_on < TODAY for campaign in sample.campaigns] == [True, False, False]


def test_ids_and_names_are_unique(sample: Programme) -> None:
    for rows in (
        sample.creators,
        list(sample.posts()),
        list(sample.comments()),
        list(sample.snapshots()),
        sample.clicks,
    ):
        assert len({row.id for row in rows}) == len(rows)
    handles = [(account.profile.network, account.profile.handle) for account in sample.accounts]
    assert len(set(handles)) == len(handles)
    mails = [creator.email for creator in sample.creators if creator.email]
    assert len(set(mails)) == len(mails)
    assert len({deal.code.normal for deal in sample.deals if deal.code}) == sum(
        deal.code is not None for deal in sample.deals
    )


def test_nobody_and_nothing_of_the_sample_can_be_reached(sample: Programme) -> None:
    assert all(creator.email is None or creator.email.endswith("@mail.example") for creator in sample.creators)
    assert all(str(order.customer_email).endswith("@mail.example") for order in sample.orders)
    assert all(account.profile.url.split("/")[2].endswith(".example") for account in sample.accounts)
    assert all(deal.link is None or ".example/" in deal.link.destination for deal in sample.deals)


@pytest.mark.parametrize(
    ("tier", "low", "high"),
    [("nano", 0.040, 0.055), ("micro", 0.025, 0.040), ("macro", 0.013, 0.020), ("mega", 0.006, 0.014)],
)
def test_the_median_engagement_of_a_tier_is_near_its_benchmark(
    sample: Programme, posts_by_profile: dict[object, list[Post]], tier: str, low: float, high: float
) -> None:
    accounts = [one for one in sample.accounts if one.tier.name == tier and one.trouble is None]
    assert low < median(_rate(posts_by_profile[one.profile.id]) for one in accounts) < high


def test_likes_and_comments_spread_as_on_real_profiles(posts_by_profile: dict[object, list[Post]]) -> None:
    spreads, ratios, together = [], [], []
    for posts in posts_by_profile.values():
        counted = [(post.likes, post.comments) for post in posts if post.likes is not None]
        likes, comments = (np.log(np.array(part) + 1.0) for part in zip(*counted, strict=True))
        spreads.append(float(likes.std()))
        ratios.append(sum(c for _, c in counted) / max(sum(n for n, _ in counted), 1))
        together.append(float(np.corrcoef(likes, comments)[0, 1]))
    assert median(spreads) == pytest.approx(0.55, abs=0.08)
    assert np.percentile(spreads, 5) == pytest.approx(0.28, abs=0.06)
    assert median(ratios) == pytest.approx(0.024, abs=0.003)
    assert median(together) == pytest.approx(0.33, abs=0.08)


def test_half_of_the_profiles_name_a_price(sample: Programme) -> None:
    priced = [one.profile.price_minor for one in sample.accounts if one.profile.price_minor]
    assert 0.40 < len(priced) / len(sample.accounts) < 0.60


def test_orders_come_from_three_countries_in_two_currencies(sample: Programme) -> None:
    assert {(order.country, order.currency) for order in sample.orders} == {("DE", "EUR"), ("FR", "EUR"), ("US", "USD")}
    assert {order.state for order in sample.orders} == {"paid", "pending", "cancelled"}
    assert all(order.net_minor == order.goods_minor - order.discounts_minor for order in sample.orders)
    ways = Counter((order.click_id is not None, bool(order.codes)) for order in sample.orders)
    assert min(ways.values()) > 150


def test_refunds_are_whole_and_partial_and_never_more_than_their_order(sample: Programme) -> None:
    worth = {order.external_id: order for order in sample.orders}
    back: Counter[str] = Counter()
    for refund in sample.refunds:
        assert refund.refunded_at > worth[refund.order_external_id].placed_at
        back[refund.order_external_id] += refund.net_minor
    assert all(amount <= worth[name].net_minor for name, amount in back.items())
    partial = sum(amount < worth[name].net_minor for name, amount in back.items())
    assert 0.3 < partial / len(back) < 0.6
    assert len(sample.refunds) > len(back)


def _agreed(deal: Deal) -> tuple[object, ...]:
    return deal.partnership, deal.terms, deal.gift, deal.link, deal.code, deal.promotions


def _rate(posts: list[Post]) -> float:
    return median((post.likes + post.comments) / post.followers_at_post for post in posts if post.likes is not None)
