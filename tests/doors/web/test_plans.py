"""Plans as pages: asking, steering, saving, turning into a campaign."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.conftest import NOW
from tests.factories.campaigns import make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.planning import queries
from sweetspot.stages.tracking import queries as tracking_known
from sweetspot.stages.tracking import services as tracking

BACKEND = "django.contrib.auth.backends.ModelBackend"
LAUNCH = {
    "name": "Spring", "landing_url": "https://shop.example/spring", "objective": "orders", "starts_on": "2026-06-01",
    "discount": "20", "commission": "10", "click_window_days": "30", "hold_days": "14",
}  # fmt: skip


@pytest.fixture
def three(ana):
    """Three creators; the first asked for 150 euros."""
    with scope(ana.workspace.id):
        profiles = [make_profile(ana.actor, name, followers=20_000) for name in ("Anna", "Jonas", "Mila")]
        profiles[0].price_minor, profiles[0].price_currency = 15_000, "EUR"
        profiles[0].save()
        tracking.verify_domain(ana.actor, "shop.example", now=NOW)
    return profiles


def saved(as_ana, query: str = "budget=1000") -> str:
    """The address of a plan saved from the builder."""
    answer = as_ana.post(f"/plans/new?{query}", {"name": "First"})
    assert answer.status_code == 302
    return answer.url


def test_without_creators_the_page_says_what_to_do_first(as_ana) -> None:
    assert b"Add creators" in as_ana.get("/plans").content
    assert b"Nobody to choose from yet" in as_ana.get("/plans/new").content


def test_the_builder_answers_with_creators_costs_and_reasons(as_ana, three) -> None:
    page = as_ana.get("/plans/new?budget=1000").content.decode()
    assert "Anna" in page
    assert "€150" in page
    assert "quoted" in page
    assert "modelled" in page


def test_only_the_answer_is_swapped(as_ana, three) -> None:
    answer = as_ana.get("/plans/new?budget=1000", headers={"HX-Request": "true", "HX-Target": "answer"})
    assert b"<html" not in answer.content
    assert b"Anna" in answer.content


@pytest.mark.parametrize("budget", ["0", "-5", "much", "", "1e999"])
def test_a_budget_that_is_none_is_answered_in_words(as_ana, three, budget) -> None:
    answer = as_ana.get("/plans/new", {"budget": budget})
    assert answer.status_code == 200
    assert b"notice-warning" in answer.content


@pytest.mark.parametrize("name", ["overlap", "price", "currency", "objective", "lock"])
def test_nonsense_in_the_address_never_breaks_the_page(as_ana, three, name) -> None:
    for value in ("nonsense", "-1", "NaN", "1e999"):
        assert as_ana.get("/plans/new", {name: value}).status_code == 200


def test_a_locked_creator_is_in_and_an_excluded_one_is_out(as_ana, three) -> None:
    _, jonas, mila = (to_public("prf", profile.id) for profile in three)
    page = as_ana.get("/plans/new", {"budget": "1000", "lock": jonas, "exclude": mila}).content.decode()
    assert "Must be in the plan" in page
    assert "Let Mila in again" in page


def test_a_plan_is_saved_and_can_be_asked_again(as_ana, ana, three) -> None:
    address = saved(as_ana, "budget=1000&tier=micro")
    page = as_ana.get(address).content.decode()
    assert "First" in page
    assert "tier=micro" in page
    with scope(ana.workspace.id):
        assert queries.plans()[0].budget.minor == 100_000


def test_a_plan_becomes_a_campaign_on_quoted_fees_only(as_ana, ana, three) -> None:
    address = saved(as_ana)
    assert as_ana.get(f"{address}/campaign").status_code == 200
    assert as_ana.post(f"{address}/campaign", LAUNCH).status_code == 302
    with scope(ana.workspace.id):
        joined = campaigns.partnerships()
        terms = campaigns.terms_history([row.id for row in joined])
        fees = {row.creator.name: terms[row.id][0].fee_minor for row in joined}
        codes = tracking_known.codes()
        assert campaigns.campaigns()[0].campaign.budget_minor == 100_000
    assert fees == {"Anna": 15_000, "Jonas": 0, "Mila": 0}
    assert {code.discount_basis_points for code in codes} == {2000}
    assert len(codes) == 3


def test_modelled_costs_become_fees_where_that_is_wanted(as_ana, ana, three) -> None:
    as_ana.post(f"{saved(as_ana)}/campaign", LAUNCH | {"modelled_fees": "on"})
    with scope(ana.workspace.id):
        joined = campaigns.partnerships()
        terms = campaigns.terms_history([row.id for row in joined])
    assert sorted(terms[row.id][0].fee_minor for row in joined) == [15_000, 18_000, 18_000]


def test_a_refused_campaign_leaves_nothing_behind(as_ana, ana, three) -> None:
    answer = as_ana.post(f"{saved(as_ana)}/campaign", LAUNCH | {"landing_url": "https://evil.example/"})
    assert answer.status_code == 422
    with scope(ana.workspace.id):
        assert campaigns.campaigns() == []


def test_another_workspaces_plan_is_not_found(as_ana, client, cleo, three) -> None:
    from django.test import Client

    address, stranger = saved(as_ana), Client()
    stranger.force_login(cleo.owner, backend=BACKEND)
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/campaign").status_code == 404
    assert stranger.post(f"{address}/remove").status_code == 404


def test_a_viewer_may_try_plans_but_not_keep_them(client, ben, three) -> None:
    from sweetspot.stages.accounts.models import Member

    with scope(ben.workspace.id):
        Member.objects.filter(person=ben.owner).update(role="viewer")
    client.force_login(ben.owner, backend=BACKEND)
    page = client.get("/plans/new?budget=1000")
    assert page.status_code == 200
    assert b"Save plan" not in page.content
    assert client.post("/plans/new?budget=1000", {"name": "Mine"}).status_code == 403
    with scope(ben.workspace.id):
        assert queries.plans() == []


def test_a_deleted_plan_is_gone(as_ana, ana, three) -> None:
    address = saved(as_ana)
    assert as_ana.post(reverse("remove_plan", args=[address.rsplit("/", 1)[1]])).status_code == 302
    assert as_ana.get(address).status_code == 404


def test_the_builder_asks_at_most_thirty_questions(as_ana, three, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        as_ana.get("/plans/new?budget=1000")
