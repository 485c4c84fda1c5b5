"""Links and codes as pages: listing, searching, pausing, redirecting, printing, making."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking import queries

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def equipment(ana):
    """Anna's link and code, followed by a person and a bot."""
    with scope(ana.workspace.id):
        made = make_equipment(ana.actor, make_partnership(ana.actor))
        make_click(made.link)
        make_click(made.link, kind="bot")
    return made


def test_without_links_the_page_says_what_to_do_first(as_ana) -> None:
    assert b"Add your shop" in as_ana.get("/links").content


def test_people_previews_and_bots_are_three_numbers(as_ana, equipment) -> None:
    page = as_ana.get("/links").content.decode()
    assert "/anna" in page
    muted = "".join(f'<td class="number muted">{number}</td>' for number in (0, 1, 0))
    assert f'<td class="number">1</td>{muted}' in page


def test_the_search_finds_a_creator_and_says_when_it_finds_none(as_ana, equipment) -> None:
    assert b"/anna" in as_ana.get("/links?q=kr%C3%BCger").content
    assert b"No links match" in as_ana.get("/links?q=nobody").content


def test_a_link_is_paused_and_resumed(as_ana, ana, equipment) -> None:
    address = reverse("switch_link", args=[equipment.link.id])
    for active in ("no", "yes"):
        assert as_ana.post(address, {"active": active, "back": "/links"}).url == "/links"
        with scope(ana.workspace.id):
            assert queries.link(equipment.link.id).active is (active == "yes")


def test_nobody_is_sent_to_another_host_after_pausing(as_ana, equipment) -> None:
    address = reverse("switch_link", args=[equipment.link.id])
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert as_ana.post(address, {"active": "no", "back": back}).url == "/links"


def test_a_link_is_redirected_within_the_verified_domains_only(as_ana, ana, equipment) -> None:
    address = reverse("link", args=[equipment.link.id])
    assert as_ana.post(address, {"destination": "https://evil.example/"}).status_code == 422
    assert as_ana.post(address, {"destination": "https://shop.example/new"}).status_code == 302
    with scope(ana.workspace.id):
        assert queries.link(equipment.link.id).destination == "https://shop.example/new"


@pytest.mark.parametrize(("form", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_qr_code_is_a_file_to_print(as_ana, equipment, form, start) -> None:
    answer = as_ana.get(reverse(f"link_{form}", args=[equipment.link.id]))
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="{equipment.link.slug}.{form}"'


def test_one_more_link_is_made_and_a_taken_name_refused(as_ana, ana, equipment) -> None:
    ref = to_public("prt", equipment.partnership_id)
    fields = {"partnership": ref, "destination": "https://shop.example/sale", "slug": "anna-sale"}
    address = f"/links/new?partnership={ref}"
    assert as_ana.post(address, fields).status_code == 302
    again = as_ana.post(address, fields)
    assert again.status_code == 422
    assert b"anna-sale is taken" in again.content
    with scope(ana.workspace.id):
        assert len(queries.links()) == 2


def test_another_workspaces_link_is_not_found(client, cleo, equipment) -> None:
    client.force_login(cleo.owner, backend=BACKEND)
    for name in ("link", "link_svg", "link_png"):
        assert client.get(reverse(name, args=[equipment.link.id])).status_code == 404
    assert client.post(reverse("switch_link", args=[equipment.link.id]), {"active": "no"}).status_code == 404
    assert client.get(f"/links?campaign={to_public('cmp', equipment.link.partnership.campaign_id)}").status_code == 200


def test_a_viewer_may_look_but_not_pause(client, ben, equipment) -> None:
    from sweetspot.stages.accounts.models import Member

    with scope(ben.workspace.id):
        Member.objects.filter(person=ben.owner).update(role="viewer")
    client.force_login(ben.owner, backend=BACKEND)
    assert b'name="active"' not in client.get("/links").content
    assert client.post(reverse("switch_link", args=[equipment.link.id]), {"active": "no"}).status_code == 403
    assert client.get("/links/new").status_code == 403


def test_the_list_asks_at_most_thirty_questions(as_ana, equipment, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        as_ana.get("/links")
