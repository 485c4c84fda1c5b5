"""Vetting a workspace: verdicts with reasons, history without repetition, decisions, the evidence page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.creators import NOW, make_comment, make_crowd, make_posts, make_profile, make_snapshot

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.queries import audit_trail
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.formulas.filters import SORTS, parse_query
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import Band, Signal
from sweetspot.stages.vetting.models import Decision, Verdict
from sweetspot.stages.vetting.services import Vetted


@pytest.fixture
def crowd(in_brand: Any) -> Iterator[Any]:
    """Thirty-two ordinary profiles and one with likes all alike and hardly a comment."""
    make_crowd(in_brand.workspace.id, 32)
    odd = make_profile(in_brand.workspace.id, "odd", followers=90_000)
    make_posts(odd, 12, rate=0.0015, spread=0.001, comment_rate=0.0005)
    make_posts(make_profile(in_brand.workspace.id, "new"), 2)
    creators.recompute_engagement(now=NOW)
    return in_brand


def row(handle: str) -> Any:
    return next(one for one in queries.all_rows(parse_query("")) if one.handle == handle)


def test_ordinary_profiles_are_consistent_and_the_odd_one_is_a_strong_warning(crowd: Any) -> None:
    assert services.vet(now=NOW) == Vetted(34, 34)
    odd, new = row("odd").verdict, row("new").verdict
    assert odd.band == "warning"
    assert odd.low <= odd.score <= odd.high
    assert (new.band, new.score) == ("unknown", None)
    ordinary = [one.verdict.band for one in queries.all_rows(parse_query("q=crowd"))]
    assert ordinary.count("consistent") > len(ordinary) / 2


def test_the_list_filters_and_sorts_by_verdict(crowd: Any) -> None:
    services.vet(now=NOW)
    assert [one.handle for one in queries.creator_page(parse_query("verdict=warning&q=odd")).rows] == ["odd"]
    assert [one.handle for one in queries.creator_page(parse_query("verdict=unknown")).rows] == ["new"]
    assert "odd" not in [one.handle for one in queries.creator_page(parse_query("-verdict=warning,unknown")).rows]
    assert queries.matching_count(parse_query("score.gte=1")) == 33
    ordered = queries.creator_page(parse_query("sort=score"), limit=100).rows
    assert ordered[-1].handle == "new"
    scores = [one.verdict.score for one in ordered[:-1] if one.verdict]
    assert scores == sorted(scores)
    assert "score" in SORTS
    first = queries.creator_page(parse_query("sort=-score"), limit=25)
    second = queries.creator_page(parse_query("sort=-score"), first.next, limit=25)
    assert len({one.profile_id for one in (*first.rows, *second.rows)}) == 34


def test_a_page_with_verdicts_takes_at_most_eight_queries(crowd: Any) -> None:
    services.vet(now=NOW)
    with CaptureQueriesContext(connection) as caught:
        queries.creator_page(parse_query("verdict=warning,look,consistent&sort=-score&q=crowd&score.gte=1"))
    assert len(caught) <= 8


def test_the_same_inputs_give_no_second_verdict(crowd: Any) -> None:
    services.vet(now=NOW)
    assert services.vet(now=NOW + timedelta(hours=1)) == Vetted(34, 0)
    assert Verdict.objects.count() == 34


def test_new_posts_give_a_new_verdict_and_the_old_one_stays(crowd: Any) -> None:
    services.vet(now=NOW)
    profile = row("odd").profile_id
    from sweetspot.stages.creators.models import Profile

    make_posts(Profile.objects.get(id=profile), 4, seed=9, newest=NOW - timedelta(days=4))
    assert services.vet([profile], now=NOW + timedelta(hours=1)).changed == 1
    latest, before = queries.past_verdicts(profile)
    assert (latest.posts, before.posts) == (16, 12)
    assert Verdict.objects.filter(profile_id=profile, is_latest=True).count() == 1


def test_the_stored_verdict_comes_back_whole(crowd: Any) -> None:
    services.vet(now=NOW)
    kept = queries.latest_verdict(row("odd").profile_id)
    assert kept
    assert kept.band is Band.WARNING
    assert kept.words == "strong warning"
    assert [check.signal for check in queries.checks_of(kept)] == list(Signal)
    assert kept.norms.by_signal[Signal.ENGAGEMENT].sample == 33
    assert kept.norms.source == "Instagram profiles of this workspace"


@pytest.mark.usefixtures("ana")
def test_outside_a_workspace_nothing_is_vetted() -> None:
    with pytest.raises(Conflict):
        services.vet(now=NOW)


def test_a_decision_keeps_who_why_and_on_which_verdict(crowd: Any) -> None:
    services.vet(now=NOW)
    profile = row("odd").profile_id
    decision = services.decide(crowd.actor, profile, "decline", " Likes all alike ", now=NOW)
    (shown,) = queries.decisions(profile)
    assert (shown.id, shown.label, shown.reason, shown.band) == (decision.id, "Decline", "Likes all alike", "warning")
    assert next(one.action for one in audit_trail()) == "profile.decided"


def test_a_decision_without_a_reason_is_refused(crowd: Any, cleo: Any) -> None:
    profile = row("odd").profile_id
    with pytest.raises(Invalid) as caught:
        services.decide(crowd.actor, profile, "perhaps", " ", now=NOW)
    assert [one.field for one in caught.value.problems] == ["choice", "reason"]
    with scope(cleo.workspace.id):
        for ask in (
            lambda: services.decide(cleo.actor, profile, "approve", "Nice", now=NOW),
            lambda: queries.evidence(profile, NOW),
        ):
            with pytest.raises(NotFound):
                ask()
    assert Decision.objects.count() == 0


def test_the_evidence_page_has_everything_in_few_queries(crowd: Any) -> None:
    services.vet(now=NOW)
    from sweetspot.stages.creators.models import Profile

    profile = Profile.objects.get(handle="odd")
    post = profile.posts.first()
    assert post
    make_comment(post, "🔥")
    for day in range(60):
        make_snapshot(
            profile, NOW - timedelta(days=60 - day), 60_000 + 9 * day + day % 3 + (20_000 if day >= 40 else 0)
        )
    with CaptureQueriesContext(connection) as caught:
        page = queries.evidence(profile.id, NOW)
    assert len(caught) <= 20
    assert page.verdict
    assert len(page.checks) == 12
    like_spread = page.checks[1]
    assert like_spread.check.signal is Signal.LIKE_SPREAD
    assert like_spread.strip.share_below == 0.0
    assert like_spread.strip.peers >= 30
    assert len(like_spread.posts) == 5
    assert [jump.at for jump in page.jumps] == [NOW - timedelta(days=20)]
    assert len(page.follower_history) == 60
    assert len(page.cadence) == 11
    assert len(page.engagement_posts) == 12
    assert page.engagement_posts[0].published_at < page.engagement_posts[-1].published_at  # type: ignore[operator]
    assert page.peers >= 30
    assert len(page.peer_posts) == 300
    assert [one.comment.text for one in page.comments] == ["🔥"]
    assert page.would_change


def test_before_the_first_vetting_the_page_shows_the_facts(crowd: Any) -> None:
    page = queries.evidence(row("new").profile_id, NOW)
    assert (page.verdict, page.checks, len(page.posts)) == (None, (), 2)


def test_a_creators_answer_stands_beside_the_verdict_and_changes_no_score(crowd: Any) -> None:
    services.vet(now=NOW)
    profile, before = row("odd").profile_id, row("odd").verdict.score
    services.note_answer(crowd.actor, profile, " A feature on television. ", "email", NOW.date(), now=NOW)
    (shown,) = queries.answers(profile)
    assert (shown.text, shown.label, shown.score) == ("A feature on television.", "E-mail", before)
    assert row("odd").verdict.score == before
    assert next(one.action for one in audit_trail()) == "profile.answered"
    with pytest.raises(Invalid) as caught:
        services.note_answer(crowd.actor, profile, " ", "pigeon", NOW.date() + timedelta(days=3), now=NOW)
    assert [one.field for one in caught.value.problems] == ["source", "answered_on", "text"]


def test_a_bought_jump_lowers_the_score_and_the_innocent_stay_as_they_were(crowd: Any) -> None:
    from sweetspot.stages.creators.models import Profile

    services.vet(now=NOW)
    scores = {one.handle: one.verdict.score for one in queries.all_rows(parse_query("q=crowd"))}
    best = max(scores, key=lambda handle: scores[handle] or 0)
    for handle in scores:
        profile = Profile.objects.get(handle=handle)
        followers = profile.followers or 0
        for day in range(0, 60, 3):
            bought = followers // 2 if handle == best and day < 30 else 0
            make_snapshot(profile, NOW - timedelta(days=60 - day), followers - 3 * (60 - day) - bought)
    services.vet(now=NOW + timedelta(hours=1))
    after = {one.handle: one.verdict for one in queries.all_rows(parse_query("q=crowd"))}
    assert after[best].band in ("warning", "close_look")
    assert all(after[handle].score == score for handle, score in scores.items() if handle != best)


def test_a_snapshot_from_the_future_says_nothing(crowd: Any) -> None:
    from sweetspot.stages.creators.models import Profile

    profile = Profile.objects.get(handle="odd")
    for day in range(20):
        make_snapshot(profile, NOW - timedelta(days=20 - day), 90_000 + 9 * day + day % 3)
    make_snapshot(profile, NOW + timedelta(days=9), 900_000)
    services.vet(now=NOW)
    kept = queries.latest_verdict(profile.id)
    assert kept
    growth = next(check for check in queries.checks_of(kept) if check.signal is Signal.GROWTH)
    assert (growth.value, growth.sample) == (0.0, 20)


def test_one_new_post_is_judged_by_the_norms_of_the_last_time_without_reading_the_others(crowd: Any) -> None:
    from sweetspot.stages.creators.models import Profile

    services.vet(now=NOW)
    profile = Profile.objects.get(handle="odd")
    norms = queries.latest_verdict(profile.id).norms  # type: ignore[union-attr]
    make_posts(profile, 1, seed=9, newest=NOW - timedelta(days=4))
    with CaptureQueriesContext(connection) as caught:
        assert services.vet([profile.id], now=NOW + timedelta(hours=1)) == Vetted(1, 1)
    assert len(caught) <= 24
    assert queries.latest_verdict(profile.id).norms == norms  # type: ignore[union-attr]


def test_old_posts_are_named_as_the_reason(in_brand: Any) -> None:
    make_posts(make_profile(in_brand.workspace.id, "old"), 9, newest=NOW - timedelta(days=800))
    services.vet(now=NOW)
    found = queries.latest_verdict(row("old").profile_id)
    assert found is not None
    assert found.reason == (
        "Not enough posts (0 of 8). 9 posts were older than 365 days when read on 15 Jun 2026. "
        "If the file is older than that, import it with its date."
    )
