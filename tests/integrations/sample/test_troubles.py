"""Every trouble that docs/sample-programme.md promises is in the data."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from sweetspot.integrations.sample import clicks as followed
from sweetspot.integrations.sample.commerce import Deal
from sweetspot.integrations.sample.creators import Account, Trouble
from sweetspot.integrations.sample.facts import Post
from sweetspot.integrations.sample.programme import Programme
from sweetspot.stages.creators.formulas.readings import PostReading, select
from sweetspot.stages.vetting.formulas import assess, fit_norms, measure, post_rows

BOUGHT = (Trouble.BOUGHT_FOLLOWERS, Trouble.BOUGHT_FOLLOWERS_AND_LIKES)


def accounts_of(sample: Programme, *troubles: Trouble) -> list[Account]:
    return [account for account in sample.accounts if account.trouble in troubles]


def deal_of(sample: Programme, trouble: Trouble) -> Deal:
    return [deal for deal in sample.deals if deal.account.trouble is trouble][-1]


@pytest.mark.parametrize("trouble", BOUGHT)
def test_bought_followers_arrive_in_two_weeks_and_some_leave_again(sample: Programme, trouble: Trouble) -> None:
    (account,) = accounts_of(sample, trouble)
    readings = [reading.followers for reading in sorted(_readings(sample, account), key=lambda one: one.taken_at)]
    jump = max(later / earlier for earlier, later in pairwise(readings))
    assert jump > 3
    assert max(readings) > 1.25 * readings[-1]
    assert readings[-1] == account.profile.followers
    others = [one for one in sample.accounts if one.trouble is None]
    assert all(max(b / a for a, b in pairwise(one.path)) < 1.2 for one in others)


def test_bought_followers_score_clearly_lower_than_the_honest_median(
    sample: Programme, posts_by_profile: dict[object, list[Post]]
) -> None:
    accounts = [one for one in sample.accounts if one.profile.network == "instagram"]
    rows = post_rows([(_selected(sample, posts_by_profile[one.profile.id]), one.profile.followers) for one in accounts])
    values = measure(rows)
    scores = assess(values, rows.followers, fit_norms(values, rows.followers, "workspace")).score
    honest = np.median([score for one, score in zip(accounts, scores, strict=True) if one.trouble is None])
    bought = [float(score) for one, score in zip(accounts, scores, strict=True) if one.trouble in BOUGHT]
    assert len(bought) == 2
    assert all(score <= honest - 20 for score in bought)


def test_bought_likes_hardly_vary(sample: Programme, posts_by_profile: dict[object, list[Post]]) -> None:
    (account,) = accounts_of(sample, Trouble.BOUGHT_FOLLOWERS_AND_LIKES)
    posts = posts_by_profile[account.profile.id][-20:-2]
    assert np.std([np.log(post.likes or 1) for post in posts]) < 0.3
    assert sum(post.comments for post in posts) / sum(post.likes or 0 for post in posts) < 0.007


def test_a_pod_of_five_comments_first_and_in_the_same_order(
    sample: Programme, posts_by_profile: dict[object, list[Post]]
) -> None:
    pod = accounts_of(sample, Trouble.POD)
    assert len(pod) == 5
    handles = {account.profile.handle for account in pod}
    owners = {post.id: account for account in pod for post in posts_by_profile[account.profile.id]}
    written = defaultdict(list)
    for comment in sample.comments():
        if comment.post_id in owners and comment.author_hash in handles and not comment.by_creator:
            written[comment.post_id].append(comment)
    orders: dict[str, Counter[str]] = defaultdict(Counter)
    for post_id, comments in written.items():
        comments.sort(key=lambda comment: comment.written_at)
        names = [comment.author_hash for comment in comments]
        assert owners[post_id].profile.handle not in names
        orders[owners[post_id].profile.handle][" ".join(names)] += len(names) == 4
        assert comments[-1].written_at - comments[0].written_at < timedelta(minutes=30)
    assert len(orders) == 5
    for found in orders.values():  # of 14 posts, most carry all four, always in one and the same order
        assert sum(1 for count in found.values() if count) == 1
        assert max(found.values()) >= 7


def test_a_leaked_code_is_typed_often_cold_and_elsewhere(sample: Programme) -> None:
    deal = deal_of(sample, Trouble.LEAKED_CODE)
    assert deal.code is not None
    orders = [order for order in sample.orders if deal.code.code in order.codes]
    since = sample.frame.end - timedelta(days=12)
    late = [order for order in orders if order.placed_at >= since]
    assert len(late) >= 85
    assert len(late) > 4 * (len(orders) - len(late))
    assert sum(order.click_id is None for order in late) / len(late) > 0.75
    assert sum(order.country != deal.account.creator.country for order in late) / len(late) > 0.7
    everywhere = [order for order in sample.orders if order.codes and deal.code.code not in order.codes]
    assert sum(order.click_id is None for order in everywhere) / len(everywhere) < 0.4


def test_a_flood_of_robots_meets_one_link_in_one_night(sample: Programme) -> None:
    deal = deal_of(sample, Trouble.BOT_FLOOD)
    assert deal.link is not None
    first = followed.flood_start(sample.frame)
    night = [one for one in sample.clicks if first <= one.at < first + timedelta(hours=followed.FLOOD_HOURS)]
    flood = [one for one in night if one.link_id == deal.link.id and one.kind != "person"]
    assert len(flood) >= followed.FLOOD_CLICKS
    assert {one.kind for one in flood} <= {"bot", "suspect", "preview"}
    assert len({one.visitor for one in flood if one.agent.startswith("python")}) < 12


def test_a_creator_buys_from_the_own_link_with_the_own_code(sample: Programme) -> None:
    deal = deal_of(sample, Trouble.SELF_PURCHASE)
    assert deal.code is not None
    own = [order for order in sample.orders if order.customer_email == deal.account.creator.email]
    assert len(own) == 2
    assert all(order.codes == (deal.code.code,) and order.click_id is not None for order in own)


def test_the_sponsored_posts_of_one_creator_fall_flat(
    sample: Programme, posts_by_profile: dict[object, list[Post]]
) -> None:
    (account,) = accounts_of(sample, Trouble.FLAT_SPONSORED)
    assert _kept(posts_by_profile[account.profile.id]) < 0.5
    partners = {deal.account.profile.id for deal in sample.deals if deal.promotions and deal.account.trouble is None}
    assert 0.7 < median(_kept(posts_by_profile[profile]) for profile in partners) < 1.0


def test_the_page_about_the_sample_names_everybody_with_a_part(sample: Programme) -> None:
    page = (Path(__file__).parents[3] / "docs" / "sample-programme.md").read_text(encoding="utf-8")
    cast = [account for account in sample.accounts if account.trouble is not None]
    assert len(cast) == 11
    assert [account.creator.name for account in cast if account.creator.name not in page] == []
    for trouble in (Trouble.LEAKED_CODE, Trouble.SELF_PURCHASE):
        code = deal_of(sample, trouble).code
        assert code is not None
        assert f"`{code.code}`" in page


def _kept(posts: list[Post]) -> float:
    counted = [post for post in posts if post.likes is not None]
    sponsored, organic = (
        np.mean([np.log((post.likes or 0) + post.comments + 0.5) for post in counted if post.sponsored is paid])
        for paid in (True, False)
    )
    return float(np.exp(sponsored - organic))


def _readings(sample: Programme, account: Account) -> list:  # type: ignore[type-arg]
    return [reading for reading in sample.snapshots() if reading.profile_id == account.profile.id]


def _selected(sample: Programme, posts: list[Post]) -> tuple[PostReading, ...]:
    readings = [
        PostReading(
            post.external_id, post.published_at, post.likes, post.comments, caption=post.caption, pinned=post.pinned,
            followers_at_post=post.followers_at_post,
        )
        for post in posts
    ]  # fmt: skip
    return select(readings, sample.frame.end).used
