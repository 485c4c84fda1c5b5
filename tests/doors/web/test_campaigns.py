"""Campaigns and partnerships as pages: seeing, opening, adding, moving, agreeing, sending gifts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.campaigns import make_campaign, make_partnership, make_profile
from tests.factories.tracking import make_click, make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.campaigns import queries
from sweetspot.stages.campaigns.models import Campaign, Partnership
from sweetspot.stages.tracking import services as tracking
from sweetspot.stages.tracking.models import Code, Link

BACKEND = "django.contrib.auth.backends.ModelBackend"
FIELDS = {
    "name": "Spring", "landing_url": "https://shop.example/spring", "objective": "orders", "currency": "EUR",
    "budget": "1,250.50", "starts_on": "2026-06-01", "ends_on": "2026-07-01", "brief": "Show it worn.",
    "hashtags": "#spring gold", "disclosure": "#ad",
}  # fmt: skip
TERMS = {"fee": "120", "commission": "12.5", "click_window_days": "30", "hold_days": "14"}


@pytest.fixture
def partnership(ana):
    """Anna in the spring campaign, with a link, a code and one click by a person."""
    with scope(ana.workspace.id):
        made = make_partnership(ana.actor)
        make_click(make_equipment(ana.actor, made).link)
    return made


def viewer(client, ben) -> None:
    """Ben may look and nothing else."""
    from sweetspot.stages.accounts.models import Member

    with scope(ben.workspace.id):
        Member.objects.filter(person=ben.owner).update(role="viewer")
    client.force_login(ben.owner, backend=BACKEND)


def test_without_campaigns_the_page_says_what_to_do_first(as_ana) -> None:
    assert b"Add your shop" in as_ana.get("/campaigns").content


def test_the_list_names_a_campaign_with_its_people(as_ana, partnership) -> None:
    page = as_ana.get("/campaigns").content.decode()
    assert "Spring" in page
    assert ">1</td>" in page


@pytest.mark.parametrize("name", ["campaign", "campaign_board", "campaign_links", "add_to_campaign", "edit_campaign"])
def test_a_campaigns_pages_open(as_ana, partnership, name) -> None:
    page = as_ana.get(reverse(name, args=[partnership.campaign_id]))
    assert page.status_code == 200
    assert "Anna Krüger" in page.content.decode() or name in ("campaign", "edit_campaign")


@pytest.mark.parametrize("name", ["campaign", "campaign_board", "campaign_links", "add_to_campaign", "edit_campaign"])
def test_another_workspaces_campaign_is_not_found(client, cleo, partnership, name) -> None:
    client.force_login(cleo.owner, backend=BACKEND)
    assert client.get(reverse(name, args=[partnership.campaign_id])).status_code == 404
    assert client.get(reverse("partnership", args=[partnership.id])).status_code == 404


def test_a_campaign_is_opened_with_its_budget_to_the_cent(as_ana, ana, in_brand) -> None:
    tracking.verify_domain(ana.actor, "shop.example", now=partnership_now())
    assert as_ana.post("/campaigns/new", FIELDS).status_code == 302
    made = Campaign.objects.get()
    assert (made.budget_minor, made.hashtags, made.state) == (125050, ["spring", "gold"], "draft")


def partnership_now():
    """The moment at which tests happen."""
    from tests.conftest import NOW

    return NOW


def test_a_landing_page_elsewhere_is_refused_beside_its_field(as_ana, ana, in_brand) -> None:
    tracking.verify_domain(ana.actor, "shop.example", now=partnership_now())
    answer = as_ana.post("/campaigns/new", FIELDS | {"landing_url": "https://evil.example/"})
    assert answer.status_code == 422
    assert b"id_landing_url-error" in answer.content
    assert not Campaign.objects.exists()


def test_a_viewer_sees_a_campaign_but_changes_nothing(client, ben, partnership) -> None:
    viewer(client, ben)
    board = reverse("campaign_board", args=[partnership.campaign_id])
    assert client.get(board).status_code == 200
    assert b"Move<" not in client.get(board).content
    moved = client.post(reverse("move_partnership", args=[partnership.id]), {"stage": "agreed", "version": "1"})
    assert moved.status_code == 403
    assert client.get("/campaigns/new").status_code == 403
    with scope(ben.workspace.id):
        assert queries.partnership(partnership.id).stage == "prospect"


def test_adding_creators_gives_each_terms_a_link_and_a_code(as_ana, ana, in_brand) -> None:
    tracking.verify_domain(ana.actor, "shop.example", now=partnership_now())
    campaign, profile = make_campaign(ana.actor), make_profile(ana.actor, "Jonas Weber")
    address = reverse("add_to_campaign", args=[campaign.id])
    assert as_ana.post(address, TERMS | {"profile": to_public("prf", profile.id)}).status_code == 302
    made = Partnership.objects.get()
    terms = queries.terms_history([made.id])[made.id][0]
    assert (terms.fee_minor, terms.commission_basis_points) == (12000, 1250)
    assert (Link.objects.count(), Code.objects.count()) == (1, 1)


def test_adding_nobody_is_answered_in_words(as_ana, ana, in_brand) -> None:
    campaign = make_campaign(ana.actor)
    answer = as_ana.post(reverse("add_to_campaign", args=[campaign.id]), TERMS)
    assert answer.status_code == 422
    assert b"Tick at least one creator." in answer.content


def test_a_card_moves_and_the_slower_person_is_told(as_ana, ana, partnership) -> None:
    move = reverse("move_partnership", args=[partnership.id])
    assert as_ana.post(move, {"stage": "agreed", "version": "1", "back": "board"}).status_code == 302
    late = as_ana.post(move, {"stage": "closed", "version": "1", "back": "board"}, follow=True)
    assert "now in “Agreed”" in late.content.decode()
    with scope(ana.workspace.id):
        assert queries.partnership(partnership.id).stage == "agreed"


def test_a_partnerships_page_shows_link_code_and_terms(as_ana, partnership) -> None:
    page = as_ana.get(reverse("partnership", args=[partnership.id])).content.decode()
    assert "/anna" in page
    assert "ANNA15" in page
    assert "10.0" in page


def test_new_terms_leave_the_old_ones_standing(as_ana, ana, partnership) -> None:
    fields = {f"terms-{name}": value for name, value in TERMS.items()} | {"version": "1"}
    assert as_ana.post(reverse("agree_terms", args=[partnership.id]), fields).status_code == 302
    with scope(ana.workspace.id):
        history = queries.terms_history([partnership.id])[partnership.id]
    assert [terms.fee_minor for terms in history] == [0, 12000]


def test_a_gift_is_put_on_record_at_its_cost(as_ana, ana, partnership) -> None:
    fields = {"gift-description": "Ring", "gift-cost": "26.40", "gift-sent_on": "2026-06-10"}
    assert as_ana.post(reverse("send_gift", args=[partnership.id]), fields).status_code == 302
    with scope(ana.workspace.id):
        assert [gift.cost_minor for gift in queries.gifts(partnership.id)] == [2640]


def test_a_gift_without_a_cost_is_refused_and_nothing_is_kept(as_ana, ana, partnership) -> None:
    fields = {"gift-description": "Ring", "gift-cost": "much", "gift-sent_on": "2026-06-10"}
    assert as_ana.post(reverse("send_gift", args=[partnership.id]), fields).status_code == 422
    with scope(ana.workspace.id):
        assert queries.gifts(partnership.id) == []


def test_a_campaign_starts_and_cannot_end_before(as_ana, ana, partnership) -> None:
    address = reverse("set_campaign_state", args=[partnership.campaign_id])
    refused = as_ana.post(address, {"state": "ended"}, follow=True).content.decode()
    assert "cannot become ended" in refused
    as_ana.post(address, {"state": "active"})
    with scope(ana.workspace.id):
        assert queries.campaign(partnership.campaign_id).state == "active"


def test_a_campaigns_pages_ask_at_most_thirty_questions(as_ana, partnership, django_assert_max_num_queries) -> None:
    for name in ("campaign", "campaign_board", "campaign_links", "add_to_campaign"):
        with django_assert_max_num_queries(30):
            as_ana.get(reverse(name, args=[partnership.campaign_id]))
    with django_assert_max_num_queries(30):
        as_ana.get(reverse("partnership", args=[partnership.id]))
