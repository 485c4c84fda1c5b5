"""Settings: definitions of engagement, compared and put into force; published figures."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import DEFAULT_DEFINITION
from sweetspot.stages.creators.formulas.definitions import stored
from sweetspot.stages.creators.services import definitions

TERMS = {**stored(DEFAULT_DEFINITION), "formats": ["video"], "per_day": "", "name": "Ours"}


@pytest.fixture
def crowd(ana: Any) -> Any:
    with scope(ana.workspace.id):
        for handle, views in (("wide", 9_000), ("narrow", 700)):
            profile = make_profile(ana.workspace.id, handle, followers=20_000)
            make_posts(profile, 8, views=views, newest=NOW, spread=0.2)
        services.recompute_engagement(now=NOW)
    return ana


def text_of(response: Any) -> str:
    return response.content.decode()


def work_out(brand: Any, key: str) -> None:
    with scope(brand.workspace.id):
        one = queries.definition_of(key, 1)
        run_id = services.start_run(brand.actor, one, comes_into_force=False, now=NOW)
    definitions.run(brand.workspace.id, run_id, clock=lambda: NOW)


def test_the_list_says_what_is_in_force_and_how_each_divides(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get("/settings/definitions"))
    assert page.count("In force") == 1
    assert "(likes + comments) ÷ impressions" in page
    assert page.count("built in") == 14


def test_a_definition_of_ones_own_is_made_and_then_versioned(as_ana: Any, crowd: Any) -> None:
    made = as_ana.post("/settings/definitions/new", TERMS)
    assert (made.status_code, made.url) == (302, "/settings/definitions/own-ours/1")
    again = as_ana.post("/settings/definitions/new?from=own-ours.1", {**TERMS, "posts": 12})
    assert again.url == "/settings/definitions/own-ours/2"
    page = text_of(as_ana.get(again.url))
    assert "newest 12 video posts" in page
    assert "version 2" in page


def test_terms_that_make_no_sense_come_back_with_a_reason(as_ana: Any, crowd: Any) -> None:
    answer = as_ana.post("/settings/definitions/new", {**TERMS, "per_day": "on", "basis": "views"})
    assert answer.status_code == 422
    assert "A daily rate is one per follower." in text_of(answer)
    assert as_ana.post("/settings/definitions/new", {**TERMS, "kinds": []}).status_code == 422


def test_one_creator_by_every_definition(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get("/settings/definitions/per-view/1"))
    assert page.count("version 1") > 14
    assert "Not enough data: 0 of the 3 posts needed can be used." in page


def test_two_definitions_over_the_whole_list(as_ana: Any, crowd: Any) -> None:
    address = "/settings/definitions/compare?left=per-follower.1&right=per-view.1"
    assert "Not worked out yet" in text_of(as_ana.get(address))
    work_out(crowd, "per-follower")
    work_out(crowd, "per-view")
    page = text_of(as_ana.get(address))
    assert "Each profile by both definitions" in page
    assert "Profiles with both" in page


def test_putting_into_force_waits_for_a_worker_and_shows_how_far_it_is(as_ana: Any, crowd: Any) -> None:
    answer = as_ana.post("/settings/definitions/per-view/1/run", {"comes_into_force": "yes"}, follow=True)
    page = text_of(answer)
    assert "Working out “Engagement per view, version 1”" in page
    assert 'hx-trigger="every 2s"' in page
    with scope(crowd.workspace.id):
        (run,) = queries.runs()
    definitions.run(crowd.workspace.id, run.id, clock=lambda: NOW)
    again = text_of(as_ana.get("/settings/definitions", headers={"HX-Request": "true", "HX-Target": "definition-run"}))
    assert "Last worked out: Engagement per view, version 1" in again
    assert "Engagement per view, version 1" in text_of(as_ana.get("/creators"))


def test_a_second_run_is_refused_while_one_is_open(as_ana: Any, crowd: Any) -> None:
    as_ana.post("/settings/definitions/per-view/1/run")
    page = text_of(as_ana.post("/settings/definitions/daily/1/run", follow=True))
    assert "Another definition is being worked out." in page


def test_published_figures_are_changed_added_and_had_back(as_ana: Any, crowd: Any) -> None:
    given = {
        "network": "instagram", "label": "Micro, ours", "followers_from": "10000", "followers_below": "100000",
        "low": "2", "high": "4", "source": "Our own agency", "year": "2026",
    }  # fmt: skip
    assert as_ana.post("/settings/benchmarks", given).status_code == 302
    assert as_ana.post("/settings/benchmarks?edit=article-micro", {**given, "label": "Band"}).status_code == 302
    page = text_of(as_ana.get("/settings/benchmarks"))
    assert "Our own agency" in page
    assert "Article band, micro" not in page
    wrong = as_ana.post("/settings/benchmarks", {**given, "high": "1", "source": ""})
    assert wrong.status_code == 422
    as_ana.post("/settings/benchmarks/change", {"remove": "tt-2025-nano"})
    assert "1 shipped figure is taken out" in text_of(as_ana.get("/settings/benchmarks"))
    as_ana.post("/settings/benchmarks/change")
    back = text_of(as_ana.get("/settings/benchmarks"))
    assert "Article band, micro" in back
    assert "Micro, ours" in back


def test_a_profile_stands_beside_published_figures_and_is_taken_apart(as_ana: Any, crowd: Any) -> None:
    with scope(crowd.workspace.id):
        row = queries.creator_page(queries.creator_filter([])).rows[0]
    page = text_of(as_ana.get(f"/creators/{row.creator_ref}"))
    assert "Article band, micro" in page
    assert "Founding article, after GRIN" in page
    assert "The rate taken apart" in page
    assert "Reels and videos" in page
    assert "Not compared yet" in page


def test_who_may_only_read_changes_nothing(client: Any, ana: Any, crowd: Any) -> None:
    from sweetspot.stages.accounts.models import Member, Person

    person = Person.objects.create_user("vi@example.com", "correct horse battery", name="Vi")
    with scope(ana.workspace.id):
        Member.objects.create(workspace=ana.workspace, person=person, role="viewer")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert "Put into force" not in text_of(client.get("/settings/definitions"))
    assert client.post("/settings/definitions/per-view/1/run").status_code == 403
    assert client.post("/settings/definitions/new", TERMS).status_code == 403
    assert client.post("/settings/benchmarks/change").status_code == 403
