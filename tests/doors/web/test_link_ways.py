"""A link's ways as pages: where it stands, its end, its rules, its story page, its past; many links at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.campaigns import NOW, make_partnership
from tests.factories.pictures import png
from tests.factories.tracking import make_click, make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking import queries, services

SHOP = "https://shop.example"


@pytest.fixture
def equipment(ana):
    """Anna's link and code, followed by a person."""
    with scope(ana.workspace.id):
        made = make_equipment(ana.actor, make_partnership(ana.actor))
        make_click(made.link)
    return made


@pytest.fixture
def link_now(ana, equipment):
    """Reads the link as it is now."""

    def read():
        with scope(ana.workspace.id):
            return queries.link(equipment.link.id)

    return read


def test_a_link_is_placed_and_ends_after_its_last_day(as_ana, equipment, link_now) -> None:
    address = reverse("link_ways", args=[equipment.link.id])
    assert as_ana.post(address, {"form": "place", "placement": "story", "label": "May"}).status_code == 302
    assert as_ana.post(address, {"form": "end", "last_day": "2026-12-31", "fallback": f"{SHOP}/"}).status_code == 302
    link = link_now()
    assert (link.placement, link.label, link.fallback) == ("story", "May", f"{SHOP}/")
    assert link.expires_at.isoformat() == "2027-01-01T00:00:00+00:00"  # the workspace lives by UTC
    page = as_ana.get(address).content.decode()
    assert 'value="2026-12-31"' in page
    refused = as_ana.post(address, {"form": "end", "last_day": "2026-12-31", "fallback": "https://evil.example/"})
    assert (refused.status_code, b"evil.example is not among your shop domains" in refused.content) == (422, True)


def test_rules_are_written_read_back_and_removed(as_ana, equipment, link_now) -> None:
    address = reverse("link_ways", args=[equipment.link.id])
    fields = {
        "form": "rules", "rules-TOTAL_FORMS": "2", "rules-INITIAL_FORMS": "0", "rules-0-destination": f"{SHOP}/de",
        "rules-0-countries": "de, at", "rules-0-devices": ["ios"], "rules-0-since": "2026-01-01",
        "rules-0-until": "2026-01-31", "rules-1-destination": f"{SHOP}/b", "rules-1-share": "50",
    }  # fmt: skip
    assert as_ana.post(address, fields).status_code == 302
    first, second = link_now().rules
    assert (first["countries"], first["devices"], second["share"]) == (["DE", "AT"], ["ios"], 50)
    assert (first["until"] - first["since"]) / 86_400 == 31
    page = as_ana.get(address).content.decode()
    assert 'value="DE, AT"' in page
    assert 'value="2026-01-31"' in page
    shown = as_ana.get(reverse("link", args=[equipment.link.id])).content.decode()
    assert "DE, AT · iPhone and iPad · from 2026-01-01 · until 2026-01-31" in shown
    assert as_ana.post(address, fields | {"rules-0-destination": "https://evil.example/"}).status_code == 422
    assert as_ana.post(address, fields | {"rules-0-destination": ""}).status_code == 302
    assert [rule["destination"] for rule in link_now().rules] == [f"{SHOP}/b"]


def test_a_story_page_is_written_and_taken_away(as_ana, equipment, link_now) -> None:
    address = reverse("link_ways", args=[equipment.link.id])
    fields = {"form": "story", "title": "Rings", "text": "", "ask": "buy", "button": "", "code": "ANNA15"}
    assert as_ana.post(address, fields).status_code == 302
    assert link_now().story["code"] == "ANNA15"
    assert as_ana.post(address, fields | {"title": ""}).status_code == 422
    assert as_ana.post(address, fields | {"title": "", "code": ""}).status_code == 302
    assert link_now().story is None


def test_the_past_of_a_link_is_shown_and_undone(as_ana, ana, equipment, link_now) -> None:
    before = equipment.link.destination
    with scope(ana.workspace.id):
        services.lead_to(ana.actor, equipment.link.id, f"{SHOP}/ring", now=NOW)
    page = as_ana.get(reverse("link", args=[equipment.link.id])).content.decode()
    assert "Where it led before" in page
    assert "Busiest hour" in page
    assert as_ana.post(reverse("undo_destination", args=[equipment.link.id])).status_code == 302
    assert link_now().destination == before


def test_many_links_are_pasted_or_uploaded_and_each_refusal_is_said(as_ana, equipment) -> None:
    partnership = equipment.link.partnership
    address = f"/links/many?campaign={to_public('cmp', partnership.campaign_id)}"
    handle = partnership.profile.handle
    page = as_ana.post(
        address, {"rows": f"{handle}\t{SHOP}/a\tanna-a\n{handle}\thttps://evil.example/\n"}
    ).content.decode()
    assert "1 link made, 1 row refused" in page
    assert "evil.example is not among your shop domains" in page
    file = SimpleUploadedFile("dub.csv", f"key,url,title\nanna-b,{SHOP}/b,{handle}\n".encode())
    assert b"1 link made, 0 rows refused" in as_ana.post(address, {"rows": "", "file": file}).content
    assert as_ana.post(address, {"rows": ""}).status_code == 422
    assert as_ana.post(address, {"file": SimpleUploadedFile("x.csv", b"\xff\xfe\x00")}).status_code == 422
    assert as_ana.get("/links/many").status_code == 200
    assert as_ana.get("/links/many?campaign=cmp_x").status_code == 404


def test_the_look_and_the_parameters_are_settings(as_ana, ana, equipment, link_now) -> None:
    logo = SimpleUploadedFile("logo.png", png(4, 4))
    sent = {"form": "look", "brand": "Maison", "accent": "#00aa55", "logo": logo}
    assert as_ana.post("/settings/tracking", sent).status_code == 302
    assert as_ana.post("/settings/tracking", sent | {"logo": SimpleUploadedFile("x.png", b"<svg/>")}).status_code == 422
    assert as_ana.post("/links/parameters", {"template": "ref={slug}"}).status_code == 302
    assert as_ana.post("/links/parameters", {"template": "ref={x}"}).status_code == 422
    assert link_now().parameters == f"ref={equipment.link.slug}"
    page = as_ana.get("/settings/tracking").content.decode()
    assert 'value="Maison"' in page
    assert "data:image/png;base64," in page


def test_a_viewer_may_not_change_ways(client, ben, ana, equipment) -> None:
    from sweetspot.stages.accounts.models import Member

    with scope(ben.workspace.id):
        Member.objects.filter(person=ben.owner).update(role="viewer")
    client.force_login(ben.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("link_ways", args=[equipment.link.id])).status_code == 403
    assert client.post(reverse("undo_destination", args=[equipment.link.id])).status_code == 403
    assert client.get("/links/many").status_code == 403


def test_a_link_applies_its_creators_code_until_the_code_is_off(as_ana, ana, equipment, link_now) -> None:
    address = reverse("link_ways", args=[equipment.link.id])
    code = to_public("cod", equipment.code.id)
    assert as_ana.post(address, {"form": "code", "code": code, "way": "coupon"}).status_code == 302
    assert link_now().applied == "coupon:ANNA15"
    assert as_ana.post(address, {"form": "code", "code": code, "way": "two words"}).status_code == 422
    assert as_ana.post(address, {"form": "code", "code": "cod_x", "way": "coupon"}).status_code == 422
    for action in ("active", "paused"):
        as_ana.post(reverse("bulk_codes"), {"selected": code, "action": action})
    assert link_now().applied == ""
    assert as_ana.post(address, {"form": "code", "code": "usual", "way": ""}).status_code == 302
    assert link_now().own_choice is False


def test_a_qr_code_carries_the_logo(as_ana, ana, equipment) -> None:
    from sweetspot.stages.tracking.services import ways

    with scope(ana.workspace.id):
        ways.change_look(ana.actor, brand="Maison", accent="#00aa55", logo=png(4, 4), now=NOW)
    drawn = as_ana.get(reverse("link_svg", args=[equipment.link.id])).content
    assert drawn.count(b"data:image/png;base64,") == 1
    assert drawn.endswith(b"</svg>")
    assert as_ana.get(reverse("link_png", args=[equipment.link.id])).content.startswith(b"\x89PNG")
