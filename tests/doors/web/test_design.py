"""Does every component render, without anything the content policy forbids?"""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from sweetspot.doors.web import navigation


@pytest.fixture(autouse=True)
def debugging(settings: LazySettings) -> None:
    settings.DEBUG = True


def test_the_design_page_shows_every_component_without_inline_style_or_script() -> None:
    response = Client().get("/design", {"tier": "micro,nano", "sort": "-followers"})
    page = response.content.decode()
    assert response.status_code == 200
    assert not re.search(r"\sstyle=|\son\w+=", page)
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    for name in ("figure-value", "table-wrap", "evidence", "strip-dot", "timeline", "data-chart", "stepper", "qr"):
        assert f'class="{name}' in page or name in page
    assert 'aria-sort="descending"' in page


def test_the_design_page_is_absent_in_production(settings: LazySettings) -> None:
    settings.DEBUG = False
    assert Client().get("/design").status_code == 404
    assert "/design" not in {item.path for group in navigation.groups("/") for item in group.items}


def test_the_chosen_theme_is_in_the_page_the_server_sends() -> None:
    client = Client()
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/design").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/design").content.decode().split("<head>")[0]


def test_navigation_shows_only_pages_that_exist() -> None:
    shown = {item.path for group in navigation.groups("/design") for item in group.items}
    known = {item.path for group in navigation.MAP for item in group.items}
    assert "/design" in shown
    assert shown <= known


def test_the_open_section_is_marked_and_queues_are_counted() -> None:
    items = [item for group in navigation.groups("/design/x", {"/design": 120}) for item in group.items]
    (current,) = [item for item in items if item.current]
    assert (current.path, current.badge_text) == ("/design", "99+")


def test_no_letter_opens_two_pages() -> None:
    letters = [item.letter for group in navigation.MAP for item in group.items]
    assert len(letters) == len(set(letters))
