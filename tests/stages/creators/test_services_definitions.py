"""Definitions of a workspace: made, versioned, worked out, compared, put into force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.queries import audit_trail
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import BUILT_IN, DEFAULT_DEFINITION, Definition
from sweetspot.stages.creators.formulas.definitions import stored
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.creators.models import Engagement
from sweetspot.stages.creators.services import definitions

PER_VIEW = next(one for one in BUILT_IN if one.key == "per-view")


@pytest.fixture
def two(in_brand: Any) -> Any:
    """Two profiles: one with many views a post, one with few; a third without views."""
    for handle, views in (("wide", 10_000), ("narrow", 500), ("unseen", None)):
        make_posts(make_profile(in_brand.workspace.id, handle, followers=1_000), 4, likes=90, comments=10, views=views)
    services.recompute_engagement(now=NOW)
    return in_brand


def work_out(brand: Any, definition: Definition, *, comes_into_force: bool = False) -> Any:
    run_id = services.start_run(brand.actor, definition, comes_into_force=comes_into_force, now=NOW)
    definitions.run(brand.workspace.id, run_id, clock=lambda: NOW)
    return queries.run_of(run_id)


def rates() -> dict[str, float | None]:
    rows = queries.creator_page(CreatorFilter()).rows
    return {row.handle: row.rate.value if row.rate else None for row in rows}


def test_another_definition_in_force_recomputes_every_rate_and_says_its_name(two: Any) -> None:
    assert rates() == {"wide": 0.1, "narrow": 0.1, "unseen": 0.1}
    run = work_out(two, PER_VIEW, comes_into_force=True)
    assert (run.state, run.done, run.total, run.open) == ("done", 3, 3, False)
    assert rates() == {"wide": 0.01, "narrow": 0.2, "unseen": None}
    rows = {row.handle: row for row in queries.creator_page(CreatorFilter()).rows}
    assert {row.definition for row in rows.values()} == {"Engagement per view, version 1"}
    assert rows["unseen"].reason == "Not enough posts say their views: 3 are needed."
    assert rows["wide"].people is None
    assert queries.definition_in_force() == PER_VIEW
    assert services.recompute_engagement(now=NOW) == 3
    assert rates() == {"wide": 0.01, "narrow": 0.2, "unseen": None}
    assert [row.action for row in audit_trail()][:1] == ["definition.chosen"]


def test_posts_are_explained_by_the_definition_in_force(two: Any) -> None:
    profile = next(row.profile_id for row in queries.creator_page(CreatorFilter()).rows if row.handle == "unseen")
    assert {(post.rate, post.left_out) for post in queries.profile_posts(profile, NOW)} == {(0.1, "")}
    work_out(two, PER_VIEW, comes_into_force=True)
    assert {(post.rate, post.left_out) for post in queries.profile_posts(profile, NOW)} == {
        (None, "The number to divide by is unknown or 0.")
    }


def test_two_definitions_are_compared_over_the_whole_list(two: Any) -> None:
    assert queries.comparison(DEFAULT_DEFINITION, PER_VIEW) is None
    work_out(two, DEFAULT_DEFINITION)
    work_out(two, PER_VIEW)
    found = queries.comparison(DEFAULT_DEFINITION, PER_VIEW)
    assert found is not None
    assert (found.both, found.left_only, found.right_only, found.neither) == (2, 1, 0, 0)
    assert found.ratio == pytest.approx((0.1 + 2.0) / 2)
    assert {(one.handle, one.left, one.right) for one in found.points} == {("wide", 0.1, 0.01), ("narrow", 0.1, 0.2)}
    assert found.left_as_of == NOW
    assert queries.definition_in_force() == DEFAULT_DEFINITION
    assert rates() == {"wide": 0.1, "narrow": 0.1, "unseen": 0.1}


def test_own_definitions_change_by_new_versions(two: Any) -> None:
    terms = stored(DEFAULT_DEFINITION)
    first = services.add_definition(two.actor, "Our way", {**terms, "statistic": "median"}, now=NOW)
    second = services.add_definition(two.actor, "Our way", {**terms, "posts": 12}, changes=first.key, now=NOW)
    assert (first.stamp, second.stamp) == ("own-our-way 1", "own-our-way 2")
    assert queries.definition_of("own-our-way", 1) == first
    assert queries.definition_of("own-our-way", 2).window.posts == 12
    other = services.add_definition(two.actor, "Our way", terms, now=NOW)
    assert other.stamp == "own-our-way-2 1"
    assert [one.definition.stamp for one in queries.definitions() if not one.built_in] == [
        "own-our-way 2", "own-our-way 1", "own-our-way-2 1",
    ]  # fmt: skip


def test_what_makes_no_sense_is_refused(two: Any) -> None:
    terms = stored(DEFAULT_DEFINITION)
    with pytest.raises(Invalid, match="at least one kind"):
        services.add_definition(two.actor, "None", {**terms, "kinds": []}, now=NOW)
    with pytest.raises(Invalid, match="Give a name"):
        services.add_definition(two.actor, " ", terms, now=NOW)
    with pytest.raises(Invalid, match="of your own"):
        services.add_definition(two.actor, "Mine", terms, changes="per-view", now=NOW)
    with pytest.raises(NotFound):
        queries.definition_of("per-view", 7)
    with pytest.raises(NotFound):
        queries.run_of(new_id())


def test_one_run_at_a_time_and_a_silent_one_gives_way(two: Any) -> None:
    services.start_run(two.actor, PER_VIEW, comes_into_force=True, now=NOW)
    with pytest.raises(Conflict):
        services.start_run(two.actor, PER_VIEW, comes_into_force=False, now=NOW)
    from django.utils import timezone

    later = timezone.now() + timedelta(hours=2)
    services.start_run(two.actor, PER_VIEW, comes_into_force=False, now=later)
    assert [one.state for one in queries.runs()] == ["waiting", "failed"]


def test_a_run_that_fails_changes_no_rate_and_says_so(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any) -> None:
        raise RuntimeError("no more disk")

    monkeypatch.setattr(definitions, "_put_into_force", broken)
    run_id = services.start_run(two.actor, PER_VIEW, comes_into_force=True, now=NOW)
    with pytest.raises(RuntimeError):
        definitions.run(two.workspace.id, run_id, clock=lambda: NOW)
    assert (queries.run_of(run_id).state, queries.run_of(run_id).problem) == ("failed", "It stopped: RuntimeError.")
    assert Engagement.objects.exclude(version=DEFAULT_DEFINITION.stamp).count() == 0


def test_definitions_are_the_workspaces_own(two: Any, cleo: Any) -> None:
    made = services.add_definition(two.actor, "Our way", stored(DEFAULT_DEFINITION), now=NOW)
    with scope(cleo.workspace.id), pytest.raises(NotFound):
        queries.definition_of(made.key, 1)
