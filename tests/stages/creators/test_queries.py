"""The list of profiles: filters, order, pages, count; and what is known of one creator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.creators import NOW, make_comment, make_crowd, make_posts, make_profile, make_snapshot

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.core.money import Money
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas.filters import SORTS, parse_query
from sweetspot.stages.creators.models import Post, Profile, SearchEntry
from sweetspot.stages.creators.queries.facets import facets
from sweetspot.stages.creators.queries.listing import CreatorPage


def found(text: str, **options: Any) -> CreatorPage:
    return queries.creator_page(parse_query(text), **options)


def handles(text: str) -> list[str]:
    return [row.handle for row in found(text).rows]


@pytest.fixture
def three(in_brand: Any) -> Iterator[Any]:
    """Three profiles that differ in everything."""
    brand = in_brand.workspace.id
    make_profile(
        brand, "mia", followers=20_000, creator__name="Mia Wolf", creator__country="DE", creator__category="Beauty",
        creator__tags=["rings", "vip"], price_minor=20_000, price_currency="EUR",
    )  # fmt: skip
    make_profile(
        brand, "leo.cooks", followers=1_500, network="tiktok", creator__name="Leo", creator__country="FR",
        creator__category="Food", biography="Jewellery and soup", price_minor=5_000, price_currency="USD",
    )  # fmt: skip
    make_profile(
        brand,
        "eva",
        followers=None,
        creator__name="Eva",
        creator__tags=["blocked"],
        price_minor=90_000,
        price_currency="EUR",
    )
    return in_brand


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["mia", "leo.cooks", "eva"]),
        ("q=WOLF", ["mia"]),
        ("q=%40leo.cooks", ["leo.cooks"]),
        ("q=jewellery+soup", ["leo.cooks"]),
        ("q=food", ["leo.cooks"]),
        ("q=100%25", []),
        ("q=jewel+so", ["leo.cooks"]),
        ("q=ewellery", []),
        ("q=leocooks", ["leo.cooks"]),
        ("q=%26+%7C+%21", []),
        ("q=%27+wolf+%5C", ["mia"]),
        ("q=rings+beauty&country=DE,FR&network=instagram", ["mia"]),
        ("network=tiktok", ["leo.cooks"]),
        ("tier=micro", ["mia"]),
        ("tier=micro,nano", ["mia", "leo.cooks"]),
        ("tier=unknown", ["eva"]),
        ("-tier=micro", ["leo.cooks", "eva"]),
        ("-tier=unknown", ["mia", "leo.cooks"]),
        ("country=de,fr", ["mia", "leo.cooks"]),
        ("country=unknown", ["eva"]),
        ("-country=DE", ["leo.cooks", "eva"]),
        ("category=beauty", ["mia"]),
        ("tag=rings", ["mia"]),
        ("-tag=blocked", ["mia", "leo.cooks"]),
        ("followers.gte=1500&followers.lte=20000", ["mia", "leo.cooks"]),
        ("er.gte=0.01", []),
        ("verdict=consistent", []),
        ("verdict=unknown", ["mia", "leo.cooks", "eva"]),
        ("sort=name", ["eva", "leo.cooks", "mia"]),
        ("sort=followers", ["leo.cooks", "mia", "eva"]),
        ("sort=price", ["mia", "eva", "leo.cooks"]),
    ],
)
def test_a_filter_finds(asked: str, expected: list[str]) -> None:
    assert handles(asked) == expected


@pytest.mark.usefixtures("three")
def test_a_row_says_what_is_known_and_nothing_else() -> None:
    mia, _, eva = found("").rows
    assert (mia.name, mia.tier, mia.price, mia.cost) == ("Mia Wolf", "micro", Money(20_000, "EUR"), None)
    assert (eva.tier, eva.followers, eva.rate, eva.reason) == (None, None, None, "Not computed yet.")
    assert mia.creator_ref.startswith("crt_")


def test_pages_show_every_profile_once_in_every_order(in_brand: Any) -> None:
    make_crowd(in_brand.workspace.id, 16)
    for number in range(14):
        make_profile(
            in_brand.workspace.id, f"same{number}", followers=5_000 if number % 2 else None,
            price_minor=1_000 if number % 3 else None, price_currency="EUR",
        )  # fmt: skip
    services.recompute_engagement(now=NOW)
    for sort in [*SORTS, *(f"-{key}" for key in SORTS)]:
        first = found(f"sort={sort}", limit=25)
        second = found(f"sort={sort}", limit=25, cursor=first.next)
        seen = [row.profile_id for row in (*first.rows, *second.rows)]
        assert len(seen) == len(set(seen)) == first.count == 30
        assert second.next is None
        assert seen == [row.profile_id for row in queries.all_rows(parse_query(f"sort={sort}"))]


def test_a_page_marker_of_another_order_is_refused(in_brand: Any) -> None:
    make_crowd(in_brand.workspace.id, 26)
    marker = found("sort=-followers", limit=25).next
    assert marker
    for bad in (marker, "nonsense"):
        with pytest.raises(Invalid):
            found("sort=name", cursor=bad)
    for length in (0, 101):
        with pytest.raises(Invalid):
            found("", limit=length)


def test_a_page_takes_at_most_eight_queries(in_brand: Any) -> None:
    make_crowd(in_brand.workspace.id, 30)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        found("q=crowd&sort=-cost&tier=micro,nano")
    assert len(caught) <= 8


def test_another_workspace_sees_nothing(three: Any, cleo: Any) -> None:
    profile = found("").rows[0]
    with scope(cleo.workspace.id):
        assert found("").count == 0
        for ask in (
            lambda: queries.creator_detail(profile.creator_id), lambda: queries.one_profile(profile.profile_id),
            lambda: queries.profile_posts(profile.profile_id, NOW),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                ask()
        assert queries.snapshots(profile.profile_id) == []
        assert queries.comments_sample(profile.profile_id) == []


def test_a_creator_lists_profiles_with_the_largest_first(in_brand: Any) -> None:
    small = make_profile(in_brand.workspace.id, "mia", followers=2_000)
    make_profile(in_brand.workspace.id, "mia.tt", followers=9_000, network="tiktok", creator=small.creator)
    detail = queries.creator_detail(small.creator_id)
    assert [row.handle for row in detail.profiles] == ["mia.tt", "mia"]
    with pytest.raises(NotFound):
        queries.creator_detail(new_id())


def test_posts_say_why_they_do_not_count(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id, followers=1_000)
    make_posts(profile, 1, seed=1, likes=90, comments=10)
    make_posts(profile, 1, seed=2, newest=NOW - timedelta(days=1), likes=50, comments=5)
    make_posts(profile, 1, seed=3, likes=70, comments=5, caption="Giveaway! Tag a friend")
    young, *others = queries.profile_posts(profile.id, NOW)
    assert young.left_out.startswith("Too new")
    assert {(post.rate, post.left_out[:10]) for post in others} == {(0.1, ""), (0.075, "A giveaway")}


def test_comments_come_with_why_they_are_shown(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id)
    post, *_ = make_posts(profile, 1)
    make_comment(post, "🔥")
    make_comment(post, "thank you all", author="me", by_creator=True)
    (only,) = queries.comments_sample(profile.id)
    assert (only.comment.text, only.share) == ("🔥", 1.0)
    assert only.why == "Emoji only, without words."


def test_readings_come_oldest_first(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_snapshot(profile, NOW, 20_000)
    make_snapshot(profile, NOW - timedelta(days=7), 19_000)
    assert [row.followers for row in queries.snapshots(profile.id)] == [19_000, 20_000]


@pytest.mark.parametrize("asked", ["q=zoe", "q=ZOË", "q=strasse", "q=кофе", "q=coffee"])
def test_words_are_found_whatever_their_accents_letters_and_neighbours(in_brand: Any, asked: str) -> None:
    make_profile(
        in_brand.workspace.id,
        "z",
        creator__name="\U0001d4e9\U0001d4f8ë Strässe",
        biography="☕Coffee\u2022Кофе-time strasse",
    )
    assert handles(asked) == ["z"]


def test_a_profile_is_found_by_what_its_creator_has_become(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id, "mia", creator__name="Mia", creator__tags=["o'neil \\ co"])
    changes = services.CreatorChanges(name="Maria", country="AT", given=frozenset({"name", "country"}))
    services.change_creator(in_brand.actor, profile.creator_id, changes, now=NOW)
    services.tag_creators(in_brand.actor, [profile.creator_id], add=["vip"], now=NOW)
    assert handles("q=maria&country=AT&tag=vip") == ["mia"]
    assert handles("tag=o%27neil+%5C+co") == ["mia"]
    assert handles("country=unknown") == []


def test_the_wall_lets_searches_through_to_their_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure")
        assert cursor.fetchone() == (True,)


def test_a_profile_is_found_by_its_newest_size_handle_and_rate_and_not_once_it_is_gone(in_brand: Any) -> None:
    profile = make_profile(in_brand.workspace.id, "mia", followers=900)
    make_posts(profile, likes=90, comments=0)
    services.recompute_engagement(now=NOW)
    assert (handles("er.gte=10%25&followers.lte=1000"), handles("er.gte=11%25")) == (["mia"], [])
    Profile.objects.filter(id=profile.id).update(followers=1_000_000, handle="mia.wolf", biography="Rings")
    Post.objects.update(likes=90_000)
    services.recompute_engagement(now=NOW)
    assert handles("q=ring+mia.w&followers.gte=500000&er.lte=9%25") == ["mia.wolf"]
    assert (handles("followers.lte=500000"), SearchEntry.objects.count()) == ([], 1)
    profile.delete()
    assert SearchEntry.objects.count() == 0


@pytest.mark.usefixtures("three")
def test_filters_offer_what_occurs_in_this_workspace_alone(cleo: Any) -> None:
    with scope(cleo.workspace.id):
        make_profile(cleo.workspace.id, "zoe", network="youtube", creator__country="AT", creator__tags=["theirs"])
    known = facets()
    assert known.networks == ("instagram", "tiktok")
    assert known.countries == ("DE", "FR")
    assert known.tags == ("blocked", "rings", "vip")
    assert known.categories == ("Beauty", "Food")
