"""Sponsored posts of a whole workspace: stored, listed, filtered, sorted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.errors import Conflict
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.filters import parse_query
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import Signal, stamina
from sweetspot.stages.vetting.models import Stamina, Verdict


@pytest.fixture
def three(in_brand: Any) -> Any:
    """One whose sponsored posts hold, one whose do not, one without any; by flag, by label, and by nothing."""
    workspace = in_brand.workspace.id
    for handle, kept, how in (("holds", 1.0, {"sponsored": True}), ("fades", 0.3, {"caption": "Werbung | Ring"})):
        profile = make_profile(workspace, handle, followers=50_000)
        make_posts(profile, 12, spread=0.1, seed=1)
        make_posts(profile, 6, spread=0.1, seed=2, rate=0.04 * kept, every=6.0, **how)
    make_posts(make_profile(workspace, "none"), 8, caption="Thanks, everybody")
    services.vet(now=NOW)
    assert services.recompute_stamina(now=NOW) == 3
    return in_brand


def handles(query: str) -> list[str]:
    return [row.handle for row in queries.creator_page(parse_query(query)).rows]


def test_a_whole_workspace_says_what_the_single_formula_says(three: Any) -> None:
    for row in queries.creator_page(parse_query("")).rows:
        single = stamina(creators.post_readings(row.profile_id), row.followers, NOW)
        assert row.stamina is not None
        assert row.stamina.kept == single.kept
        assert row.stamina.weak == single.weak
        assert single.saturation is not None
        assert row.stamina.share == single.saturation.share
        assert row.stamina.reason == single.reason


def test_lists_filter_and_sort_by_it(three: Any) -> None:
    assert handles("sort=-stamina") == ["holds", "fades", "none"]
    assert handles("sort=sponsored")[0] == "none"
    assert handles("stamina.gte=80%") == ["holds"]
    assert handles("stamina.lte=0.8") == ["fades"]
    assert sorted(handles("sponsored.gte=20%")) == ["fades", "holds"]
    assert handles("sponsored.lte=0") == ["none"]


def test_computing_again_changes_nothing_and_some_alone_can_be_computed(three: Any) -> None:
    fields = ("profile__handle", "kept", "weak", "share", "reason")
    before = set(Stamina.objects.values_list(*fields))
    one = Stamina.objects.get(profile__handle="fades").profile_id
    seen: list[tuple[int, int]] = []
    assert services.recompute_stamina([one], now=NOW, progress=lambda done, total: seen.append((done, total))) == 1
    assert set(Stamina.objects.values_list(*fields)) == before
    assert seen == [(1, 1)]


def test_years_after_the_last_reading_everything_is_still_said_as_of_it(three: Any) -> None:
    later = NOW + timedelta(days=2_000)
    fields = ("profile__handle", "kept", "weak", "share", "posts", "trend", "reason")
    before = set(Stamina.objects.values_list(*fields))
    services.recompute_stamina(now=later)
    assert set(Stamina.objects.values_list(*fields)) == before
    one = Stamina.objects.get(profile__handle="fades").profile_id
    assert creators.engagement_apart(one, later, ()) == creators.engagement_apart(one, NOW, ())
    assert creators.engagement_apart(one, later, ()).kinds[0].rate is not None
    assert creators.by_every_definition(one, later) == creators.by_every_definition(one, NOW)
    Verdict.objects.all().delete()
    services.vet([one], now=later)
    samples = {item.check.signal: item.check.sample for item in queries.evidence(one, later).checks}
    assert samples[Signal.COMMENTS_PER_LIKE] == 18


def test_without_a_run_nothing_is_said(in_brand: Any) -> None:
    make_posts(make_profile(in_brand.workspace.id, "new"), 5)
    services.vet(now=NOW)
    assert queries.creator_page(parse_query("")).rows[0].stamina is None


def test_stamina_is_worked_out_inside_a_workspace(db: None) -> None:
    with pytest.raises(Conflict):
        services.recompute_stamina(now=NOW)
