"""The page behind a story link in a real browser: under its own strict policy, a tap copies the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sweetspot.doors.edge.stories import story_page
from sweetspot.doors.edge.ways import Shown
from sweetspot.stages.tracking.formulas.story import Story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SHOWN = Shown(Story("Rings", "Three of them.", "buy", "", "ANNA15"), "Maison", "#0a7d6b", "")


@pytest.mark.parametrize("script", [True, False])
def test_a_tap_copies_the_code_and_selects_it_where_no_script_runs(browser: Browser, script: bool) -> None:
    page = story_page("anna", SHOWN, "shop.example", "fbclid=F")
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=script)
    tab, errors = context.new_page(), list[str]()
    tab.on("console", lambda message: errors.append(message.text))
    tab.route("**/*", lambda route: route.fulfill(body=page.body, headers=dict(page.headers)))
    tab.goto("https://go.example/anna")
    tab.click("#code")
    if script:
        tab.get_by_role("button", name="Copied").wait_for()
    assert tab.get_by_role("button").count() == int(script)
    assert tab.get_by_role("link", name="Go to the shop").get_attribute("href") == "/anna/go?fbclid=F"
    assert tab.locator("main").bounding_box()["width"] <= 390  # type: ignore[index]
    assert errors == []
    context.close()
