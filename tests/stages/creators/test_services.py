"""Engagement of a whole workspace, edits, pasted handles and own tiers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_creator, make_crowd, make_posts, make_profile

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.core.money import Money
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.queries import audit_trail
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import DEFAULT_SCHEME, engagement
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.creators.models import Engagement, Post, Profile
from sweetspot.stages.creators.services import CreatorChanges


def test_the_worked_examples_come_out_exactly(in_brand: Any) -> None:
    for handle, followers, answers in (("small", 1_000, 100), ("large", 80_000, 2_400)):
        make_posts(make_profile(in_brand.workspace.id, handle, followers=followers), 3, likes=answers - 10, comments=10)
    assert services.recompute_engagement(now=NOW) == 2
    rows = {row.handle: row for row in queries.creator_page(CreatorFilter()).rows}
    assert [(rows[one].rate.value, rows[one].people.value) for one in ("small", "large")] == [(0.1, 100), (0.03, 2400)]  # type: ignore[union-attr]
    assert rows["small"].people.sample == 3  # type: ignore[union-attr]


def test_a_whole_workspace_says_what_the_single_formula_says(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_posts(profile, 12, newest=NOW - timedelta(days=1))
    make_posts(profile, 2, seed=2, caption="Giveaway: tag a friend", likes=9_000)
    make_posts(profile, 1, seed=3, likes=0, comments=40)
    make_posts(profile, 1, seed=4, pinned=True)
    services.recompute_engagement(now=NOW)
    single = engagement(queries.post_readings(profile.id), profile.followers, NOW)
    row = queries.one_profile(profile.id)
    assert row.rate
    assert single.rate
    assert (row.rate.value, row.rate.low, row.rate.high) == pytest.approx(
        (single.rate.value, single.rate.low, single.rate.high)
    )
    assert row.rate.sample == single.rate.sample
    assert row.latest_post_at == NOW - timedelta(days=1)


def test_too_few_posts_or_no_followers_are_said_and_never_zero(in_brand: Any) -> None:
    make_posts(make_profile(in_brand.workspace.id, "new"), 2)
    make_posts(make_profile(in_brand.workspace.id, "blank", followers=None), 5)
    services.recompute_engagement(now=NOW)
    rows = {row.handle: row for row in queries.creator_page(CreatorFilter()).rows}
    assert (rows["new"].rate, rows["new"].reason) == (None, "Not enough posts: 2 of the 3 needed can be used.")
    assert (rows["blank"].rate, rows["blank"].reason) == (None, "The number of followers is unknown or 0.")


def test_computing_again_changes_nothing(in_brand: Any) -> None:
    make_crowd(in_brand.workspace.id, 35)
    services.recompute_engagement(now=NOW)
    fields = ("profile_id", "rate", "rate_low", "rate_high", "people", "percentile", "peers", "latest_post_at")
    before = set(Engagement.objects.values_list(*fields))
    seen: list[tuple[int, int]] = []
    services.recompute_engagement(now=NOW, progress=lambda done, total: seen.append((done, total)))
    assert set(Engagement.objects.values_list(*fields)) == before
    assert seen == [(35, 35)]
    some = [row[0] for row in before][:3]
    assert services.recompute_engagement(some, now=NOW) == 3
    assert set(Engagement.objects.values_list(*fields)) == before


def test_peers_are_of_the_same_network(in_brand: Any) -> None:
    make_posts(make_profile(in_brand.workspace.id, "a"), 5)
    make_posts(make_profile(in_brand.workspace.id, "b"), 5)
    make_posts(make_profile(in_brand.workspace.id, "c", network="tiktok"), 5)
    services.recompute_engagement(now=NOW)
    assert dict(Engagement.objects.values_list("profile__handle", "peers")) == {"a": 1, "b": 1, "c": 0}


@pytest.mark.usefixtures("ana")
def test_outside_a_workspace_nothing_is_computed() -> None:
    with pytest.raises(Conflict):
        services.recompute_engagement(now=NOW)


def test_a_change_is_kept_and_recorded(in_brand: Any) -> None:
    creator = make_creator(in_brand.workspace.id, "Mia")
    changes = CreatorChanges(
        name=" Mia Wolf ", country="de", tags=("vip", "vip", " rings "), email="",
        given=frozenset(("name", "country", "tags", "email")),
    )  # fmt: skip
    services.change_creator(in_brand.actor, creator.id, changes, now=NOW)
    creator.refresh_from_db()
    assert (creator.name, creator.country, creator.tags, creator.email) == ("Mia Wolf", "DE", ["vip", "rings"], None)
    (entry,) = [one for one in audit_trail() if one.action == "creator.changed"]
    assert entry.detail["before"] == {"country": None, "name": "Mia", "tags": []}


def test_a_bad_change_names_every_field_and_keeps_nothing(in_brand: Any, cleo: Any) -> None:
    creator = make_creator(in_brand.workspace.id, "Mia")
    changes = CreatorChanges(
        name=" ", email="mia@", country="Germany", owner_id=cleo.owner.id,
        given=frozenset(("name", "email", "country", "owner_id")),
    )  # fmt: skip
    with pytest.raises(Invalid) as caught:
        services.change_creator(in_brand.actor, creator.id, changes, now=NOW)
    assert sorted(one.field for one in caught.value.problems) == ["country", "email", "name", "owner_id"]
    creator.refresh_from_db()
    assert creator.name == "Mia"
    with scope(cleo.workspace.id), pytest.raises(NotFound):
        services.change_creator(cleo.actor, creator.id, CreatorChanges(), now=NOW)


def test_a_price_is_set_and_taken_back(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id)
    services.set_price(in_brand.actor, profile.id, Money(15_000, "EUR"), now=NOW)
    assert queries.one_profile(profile.id).price == Money(15_000, "EUR")
    services.set_price(in_brand.actor, profile.id, None, now=NOW)
    assert queries.one_profile(profile.id).price is None
    with pytest.raises(Invalid):
        services.set_price(in_brand.actor, profile.id, Money(-1, "EUR"), now=NOW)


def test_tags_go_on_and_off_many_creators(in_brand: Any) -> None:
    mia, leo = (make_creator(in_brand.workspace.id, name, tags=["old"]) for name in ("Mia", "Leo"))
    ids = [mia.id, leo.id, new_id()]
    assert services.tag_creators(in_brand.actor, ids, add=["new"], remove=["old"], now=NOW) == 2
    assert services.tag_creators(in_brand.actor, ids, add=["new"], now=NOW) == 0
    mia.refresh_from_db()
    assert mia.tags == ["new"]


def test_pasted_handles_become_creators_once(in_brand: Any) -> None:
    text = "@Mia.Wolf\nhttps://www.tiktok.com/@leo, mia.wolf\nhttps://example.com/x"
    added = services.add_handles(in_brand.actor, text, "instagram", now=NOW)
    assert (len(added.created), len(added.existing), [line for line, _ in added.rejected]) == (
        2, 0, ["https://example.com/x"],
    )  # fmt: skip
    assert set(Profile.objects.values_list("network", "handle")) == {("instagram", "mia.wolf"), ("tiktok", "leo")}
    again = services.add_handles(in_brand.actor, "mia.wolf", "instagram", now=NOW)
    assert (again.created, len(again.existing)) == ((), 1)


def test_own_tiers_hold_until_they_are_reset(in_brand: Any) -> None:
    make_profile(in_brand.workspace.id, followers=20_000)
    services.change_tiers(in_brand.actor, "Ours", [("small", 0, 25_000), ("big", 25_000, None)], now=NOW)
    services.change_tiers(in_brand.actor, "Ours", [("small", 0, 30_000), ("big", 30_000, None)], now=NOW)
    assert queries.creator_page(queries.creator_filter([("tier", "small")])).rows[0].tier == "small"
    assert services.reset_tiers(in_brand.actor, now=NOW) == queries.tier_scheme() == DEFAULT_SCHEME


@pytest.mark.parametrize(
    "bounds", [[("a", 0, 10), ("b", 20, None)], [("a", 0, 10)], [("a", 5, None)], [("a", 0, 9), ("a", 9, None)], []]
)
def test_tiers_with_gaps_are_refused(in_brand: Any, bounds: Any) -> None:
    with pytest.raises(Invalid):
        services.change_tiers(in_brand.actor, "Bad", bounds, now=NOW)
    assert queries.tier_scheme() == DEFAULT_SCHEME


def test_old_data_is_known_as_of_the_day_it_was_read(in_brand: Any) -> None:
    """Five years ago twelve posts were read; today they still say how it was then. Read today, they are too old."""
    then = NOW - timedelta(days=5 * 365)
    workspace = in_brand.workspace.id
    held = make_profile(workspace, "held", read_at=then)
    make_posts(held, 12, newest=then - timedelta(days=5))
    make_profile(workspace, "again", read_at=NOW)
    again = make_profile(workspace, "mixed", read_at=NOW)
    make_posts(again, 12, newest=then - timedelta(days=5))
    Post.objects.filter(profile=held).update(read_at=then)
    services.recompute_engagement(now=NOW)
    rows = {row.handle: row for row in queries.all_rows(CreatorFilter())}
    assert rows["held"].rate is not None
    assert rows["held"].rate.sample == 12
    assert rows["mixed"].reason == (
        "Not enough posts: 0 of the 3 needed can be used. 12 posts were older than 365 days when read on 15 Jun 2026."
    )
    assert rows["again"].reason == "Not enough posts: 0 of the 3 needed can be used."
    assert [post.left_out for post in queries.profile_posts(held.id, NOW)] == [""] * 12
