"""The performance page and its live tail through the door."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking.models import Click

HTMX = {"HX-Request": "true", "HX-Target": "performance"}


@pytest.fixture
def clicked(ana):
    """Anna's link, followed an hour ago by a person from Germany and by a bot."""
    now = datetime.now(UTC)
    with scope(ana.workspace.id):
        link = make_equipment(ana.actor, make_partnership(ana.actor)).link
        person = make_click(link, at=now - timedelta(seconds=30))
        make_click(link, at=now - timedelta(seconds=50), kind="bot")
        Click.objects.filter(id=person).update(country="DE", referrer_host="l.instagram.com")
    return link


def test_without_a_click_the_page_waits_for_one_with_a_code_to_scan(as_ana, ana):
    assert b"Go to links" in as_ana.get("/performance").content
    with scope(ana.workspace.id):
        make_equipment(ana.actor, make_partnership(ana.actor))
    page = as_ana.get("/performance").content.decode()
    assert "Waiting for the first click" in page
    assert "curl -sI http" in page
    assert "/anna" in page


def test_a_click_shows_in_figures_cards_and_tail(as_ana, clicked):
    page = as_ana.get("/performance").content.decode()
    assert "Compared with" in page
    assert "0 previews · 1 bot · 0 suspects" in page
    for href in ("?country=DE", "?-country=DE", "?source=instagram", "?link=anna"):
        assert f'href="{href}"' in page
    assert "data-click=" in page


def test_a_filter_is_a_chip_and_a_swap_brings_the_body_only(as_ana, clicked):
    body = as_ana.get("/performance?country=DE&-source=instagram&colour=red", headers=HTMX).content.decode()
    assert "<html" not in body
    assert "Remove Country: Germany" in body
    assert "Remove Source: not Instagram" in body
    assert "colour = red is nothing this page can be narrowed by" in body
    assert 'href="?-source=instagram"' in body
    assert "what a code alone brought is left out" in body


def test_a_custom_period_and_no_comparison_are_kept_in_every_address(as_ana, clicked):
    page = as_ana.get("/performance?period=custom&from=2026-05-01&to=2026-05-31&compare=none").content.decode()
    assert "1 – 31 May 2026" in page
    assert "Not compared" in page
    assert 'href="?period=custom&amp;from=2026-05-01&amp;to=2026-05-31"' in page


def test_the_file_holds_the_total_and_no_formula(as_ana, ana, clicked):
    with scope(ana.workspace.id):
        clicked.partnership.creator.name = "=HYPERLINK(1)"
        clicked.partnership.creator.save()
    answer = as_ana.get("/performance?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Disposition"].startswith('attachment; filename="performance-')
    assert (rows[0]["part"], rows[0]["clicks"], rows[0]["bots"]) == ("total", "1", "1")
    assert sum(int(row["clicks"]) for row in rows if row["part"] == "day") == 1
    assert [row["name"] for row in rows if row["part"] == "creator"] == ["'=HYPERLINK(1)"]
    alone = list(csv.DictReader(io.StringIO(as_ana.get("/performance?format=csv&card=country").content.decode())))
    assert [(row["key"], row["clicks"]) for row in alone] == [("DE", "1")]


def test_one_list_stands_alone_and_an_unknown_one_is_not_found(as_ana, clicked):
    assert b"All of performance" in as_ana.get("/performance?card=country").content
    assert as_ana.get("/performance?card=colour").status_code == 404


def test_the_tail_answers_only_where_something_came(as_ana, ana, clicked):
    first = as_ana.get("/performance/tail").content.decode()
    again = first.split('hx-get="')[1].split('"')[0]
    assert as_ana.get(again).status_code == 204
    with scope(ana.workspace.id):
        made = make_click(clicked, at=datetime.now(UTC) - timedelta(hours=5))
    later = as_ana.get(again).content.decode()
    assert later.count("data-click") == 3
    assert later.count("arrived late") == 1
    assert str(made) not in later


def test_the_tail_shows_nothing_of_a_person(as_ana, clicked):
    rows = as_ana.get(reverse("link_tail", args=[clicked.id])).content.decode()
    assert "Germany" in rows
    assert "l.instagram.com" in rows
    assert "Mozilla" not in rows


def test_the_page_takes_few_queries(as_ana, clicked, django_assert_max_num_queries):
    for address in ("/performance", "/performance?country=DE&source=instagram&compare=previous"):
        with django_assert_max_num_queries(30):
            as_ana.get(address)
