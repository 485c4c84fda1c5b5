"""Captions of a whole workspace: topics, word lists, hints, what is set aside, and what of it lists show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.factories.creators import NOW, make_posts, make_profile
from tests.factories.word_lists import make_word_list

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.engines import bulk
from sweetspot.stages.accounts.models import AuditEntry
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.formulas.filters import parse_query
from sweetspot.stages.creators.models import Post
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.models import AdHint, CaptionReading, Dismissal, TermMatch
from sweetspot.stages.vetting.queries import fit

CLEAN = ("Clean beauty at home", "My clean beauty shelf", "Red wine night! Clean beauty too")


def write(profile: Any, captions: tuple[str, ...], **fields: Any) -> list[Post]:
    return [make_posts(profile, 1, seed=seed, caption=text, **fields)[0] for seed, text in enumerate(captions)]


@pytest.fixture
def read(in_brand: Any) -> Any:
    """One who speaks of clean beauty and once of wine, one of running who names a competitor, one without words."""
    workspace = in_brand.workspace.id
    write(make_profile(workspace, "ana"), CLEAN)
    write(make_profile(workspace, "ben"), ("Trail running", "Trail running shoes", "Love @glow, code BEN10 for trail"))
    write(make_profile(workspace, "cy"), ("😀😀", ""))
    make_word_list(in_brand.actor)
    creators.add_brand(in_brand.actor, Asked("Glow", "competitor", handles=["glow"]), now=NOW)
    pipeline.know(now=NOW)
    return in_brand


def handles(query: str) -> list[str]:
    return sorted(row.handle for row in queries.creator_page(parse_query(query)).rows)


def profile_of(handle: str) -> UUID:
    return next(row.profile_id for row in queries.creator_page(parse_query("")).rows if row.handle == handle)


def test_word_lists_are_counted_in_two_queries_however_many_there_are(
    read: Any, django_assert_num_queries: Any
) -> None:
    services.add_starters(read.actor, now=NOW)
    pipeline.know(now=NOW)
    with django_assert_num_queries(2):
        counted = {one.key: one.profiles for one in fit.word_lists()}
    assert (len(counted) >= 6, counted["alcohol"], counted["gambling"]) == (True, 1, 0)


def test_lists_are_narrowed_by_topic_brand_competitor_and_word_list(read: Any) -> None:
    assert handles("topic=clean beauty") == ["ana"]
    assert handles("brand=glow") == handles("competitor=any") == ["ben"]
    assert handles("word_list=alcohol") == handles("word_list=any") == handles("flagged.gte=1") == ["ana"]
    assert handles("-word_list=any") == ["ben", "cy"]
    assert handles("competitor=nobody") == []
    first = queries.creator_page(parse_query("sort=-flagged")).rows[0]
    assert first.spoken is not None
    assert (first.handle, first.spoken.topics[0], first.spoken.lists) == ("ana", "clean beauty", {"alcohol": 1})


def test_every_number_opens_its_posts(read: Any) -> None:
    found = fit.fit_of(profile_of("ana"))
    assert found is not None
    assert [(one.phrase, one.posts) for one in found.topics] == [("clean beauty", 3)]
    assert sorted(post.caption for post in fit.posts_saying(profile_of("ana"), "clean beauty")) == sorted(CLEAN)
    [finding] = found.lists
    assert (finding.posts, finding.share.value if finding.share else None) == (1, pytest.approx(1 / 3))
    [match] = fit.term_matches(profile_of("ana"))
    assert (match.term, match.sentence) == ("wine", "Red wine night!")
    ben = fit.fit_of(profile_of("ben"))
    assert ben is not None
    assert [(one.brand.name, one.times, one.paid, one.brand.is_own) for one in ben.brands] == [("Glow", 1, 0, False)]
    [hint] = fit.ad_hints(waiting=True)
    assert (hint.handle, hint.signs) == ("ben", ("a code",))
    empty = fit.fit_of(profile_of("cy"))
    assert empty is not None
    assert (empty.topics, empty.reason) == ((), "Not enough captions: 0 of 3 with words.")


def test_twice_changes_nothing_and_one_new_post_is_read_alone(read: Any) -> None:
    before = list(CaptionReading.objects.order_by("id").values())
    assert services.read_captions(now=NOW) == 0
    assert list(CaptionReading.objects.order_by("id").values()) == before
    for number in range(10):
        make_profile(read.workspace.id, f"p{number}")
    assert services.read_captions(now=NOW) == 13  # many are new: phrases are counted anew, and everybody weighed
    Post.objects.filter(caption=CLEAN[0]).update(caption="Beer at home")
    assert services.read_captions(now=NOW) == 1
    assert TermMatch.objects.count() == 2


def test_a_match_that_is_set_aside_is_kept_and_no_longer_counts(read: Any) -> None:
    [match] = fit.term_matches(profile_of("ana"))
    with pytest.raises(Invalid, match="Say why"):
        services.dismiss(read.actor, match.post.id, match.term_id, " ", now=NOW)
    services.dismiss(read.actor, match.post.id, match.term_id, "A colour.", now=NOW)
    assert handles("word_list=any") == []
    [kept] = fit.term_matches(profile_of("ana"))
    assert kept.aside is not None
    assert kept.aside.reason == "A colour."
    Post.objects.filter(caption=CLEAN[0]).update(caption="Beer at home")
    services.read_captions(now=NOW)
    assert handles("flagged.gte=1") == ["ana"]  # by the other post alone
    services.take_back_dismissal(read.actor, match.post.id, match.term_id, now=NOW)
    assert queries.creator_page(parse_query("word_list=alcohol")).rows[0].spoken.lists == {"alcohol": 2}  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        services.take_back_dismissal(read.actor, match.post.id, match.term_id, now=NOW)
    [hint] = fit.ad_hints()
    services.dismiss(read.actor, hint.post.id, None, "Own shop.", now=NOW)
    assert (fit.ad_hints(waiting=True), len(fit.ad_hints())) == ([], 1)
    assert AuditEntry.objects.filter(action="match.dismissed").count() == 2


def test_switches_take_effect_with_the_next_reading(read: Any) -> None:
    [found] = fit.word_lists()
    row, terms = fit.word_list(found.id)
    assert ([(one.text, one.on) for one in terms], row.profiles) == ([("beer", True), ("wine", True)], 1)
    services.switch_term(read.actor, terms[1].id, on=False, now=NOW)
    assert services.read_captions(now=NOW) == 3
    assert handles("word_list=any") == []
    assert (
        services.add_terms(read.actor, found.id, [services.AskedTerm("Trail"), services.AskedTerm("BEER")], now=NOW)
        == 1
    )
    services.read_captions(now=NOW)
    assert handles("word_list=alcohol") == ["ben"]
    with pytest.raises(Invalid):
        services.add_terms(read.actor, found.id, [services.AskedTerm(".*")], now=NOW)
    with pytest.raises(Conflict):
        make_word_list(read.actor, "ALCOHOL")
    assert services.add_starters(read.actor, now=NOW) == 5
    services.delete_word_list(read.actor, found.id, now=NOW)
    services.read_captions(now=NOW)
    assert handles("word_list=alcohol") == []


def test_matches_go_with_a_post_that_an_undone_import_takes_back(read: Any) -> None:
    [match] = fit.term_matches(profile_of("ana"))
    services.dismiss(read.actor, match.post.id, match.term_id, "A colour.", now=NOW)
    bulk.remove(Post, list(Post.objects.values_list("id", flat=True)))
    connection.check_constraints()
    assert (TermMatch.objects.count(), AdHint.objects.count(), Dismissal.objects.count()) == (0, 0, 0)
    assert services.read_captions(now=NOW) == 3
    assert handles("topic=clean beauty") == handles("word_list=any") == []
