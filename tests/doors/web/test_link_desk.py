"""Links beyond the list: from one field, as a file, their parameters, their clock and their newest clicks."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.models import Link
from sweetspot.stages.tracking.queries.clock import clock


@pytest.fixture
def link(ana):
    """Anna's link, followed on a Monday at 22:30 UTC, which is Tuesday 0:30 in Berlin, by a person and by a bot."""
    with scope(ana.workspace.id):
        made = make_equipment(ana.actor, make_partnership(ana.actor)).link
        for kind in ("person", "bot"):
            make_click(made, at=datetime(2026, 6, 15, 22, 30, tzinfo=UTC), kind=kind)
    return made


def test_one_field_makes_a_working_link_for_whoever_got_the_last_one(as_ana, ana, link):
    page = as_ana.post("/links/quick", {"destination": " shop.example/rings "}, follow=True).content.decode()
    with scope(ana.workspace.id):
        made = Link.objects.latest("created_at")
        assert (made.destination, made.partnership_id) == ("https://shop.example/rings", link.partnership_id)
    assert "Click it now" in page
    assert "Copy<span" in page
    assert "data-tail" in page


def test_one_field_names_a_creator_by_handle_or_name(as_ana, ana, link):
    with scope(ana.workspace.id):
        bea = make_partnership(ana.actor, "Bea Lang", link.partnership.campaign)
    as_ana.post("/links/quick", {"destination": "https://shop.example/x", "whose": "bea lang"})
    with scope(ana.workspace.id):
        assert Link.objects.latest("created_at").partnership_id == bea.id


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"destination": ""}, b"Paste where the link leads"),
        ({"destination": "https://evil.example/"}, b"evil.example"),
        ({"destination": "javascript:alert(1)"}, b"This is not a web address"),
        ({"destination": "https://shop.example/", "whose": "Nobody"}, b"Nobody in a campaign is called Nobody"),
    ],
)
def test_one_field_says_why_there_is_no_link(as_ana, ana, link, fields, told):
    assert told in as_ana.post("/links/quick", fields, follow=True).content
    with scope(ana.workspace.id):
        assert len(queries.links()) == 1


def test_the_file_has_the_rows_on_screen_and_no_formula(as_ana, ana, link):
    with scope(ana.workspace.id):
        make_equipment(ana.actor, make_partnership(ana.actor, "Bea Lang", link.partnership.campaign))
        link.label = "=1+1"
        link.save()
    rows = list(csv.DictReader(io.StringIO(as_ana.get("/links.csv?q=anna").content.decode())))
    assert [(row["creator"], row["which_one"], row["people"], row["bots"]) for row in rows] == [
        ("Anna Krüger", "'=1+1", "1", "1")
    ]
    assert len(as_ana.get("/links.csv").content.splitlines()) == 3
    assert b"/links.csv?q=anna" in as_ana.get("/links?q=anna").content


def test_a_campaigns_parameters_are_set_on_screen_and_change_its_links(as_ana, ana, link):
    key = to_public("cmp", link.partnership.campaign_id)
    assert as_ana.get("/links/parameters").status_code == 200
    refused = as_ana.post("/links/parameters", {"campaign": key, "template": "utm_source={nothing}"})
    assert refused.status_code == 422
    assert b"Placeholders are" in refused.content
    assert as_ana.post("/links/parameters", {"campaign": key, "template": "utm_source={creator}"}).status_code == 302
    with scope(ana.workspace.id):
        assert queries.link(link.id).parameters == "utm_source=anna-kruger"
    assert b"utm_source=anna-kruger" in as_ana.get("/links/parameters").content
    assert as_ana.post("/links/parameters", {"campaign": "cmp_x", "template": ""}).status_code == 404


def test_the_clock_runs_in_the_zone_of_the_workspace_and_counts_people_only(as_ana, ana, link):
    with scope(ana.workspace.id):
        found = clock([link.id], "Europe/Berlin")
    assert (found[1][0], sum(map(sum, found))) == (1, 1)
    page = as_ana.get(reverse("link", args=[link.id])).content.decode()
    assert page.count("shade-5") == 1
    assert 'aria-label="Clicks by weekday and hour"' in page
