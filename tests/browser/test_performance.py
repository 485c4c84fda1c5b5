"""The performance page and the keys of tables, pressed in a real browser."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
import segno
from playwright.sync_api import Page, expect
from tests.browser.conftest import Product

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_values_narrow_the_page_and_letters_choose(visit: Callable[..., Page]) -> None:
    page = visit("/performance?period=90d")
    page.get_by_role("link", name="Germany", exact=True).click()
    expect(page.get_by_label("Remove Country: Germany")).to_be_visible()
    assert page.url.endswith("/performance?period=90d&country=DE")
    assert page.evaluate("document.activeElement.hasAttribute('data-focus-here')")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Remove Country: Germany")).to_have_count(0)
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile(r"period=7d$"))
    page.keyboard.press("x")
    expect(page).to_have_url(re.compile(r"compare=none$"))


def test_a_click_shows_by_itself_and_not_while_paused(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/performance")
    slug = page.locator("[data-tail] .slug a").first.inner_text()
    rows = page.locator("[data-tail] tr[data-click]")
    first = rows.first.get_attribute("data-click")
    pause = page.locator("[data-tail-pause]")
    pause.click()
    assert pause.get_attribute("aria-pressed") == "true"
    _follow(f"{product.edge_url}{slug}")
    page.wait_for_timeout(2_500)
    assert rows.first.get_attribute("data-click") == first
    pause.click()
    expect(rows.first).not_to_have_attribute("data-click", str(first), timeout=15_000)
    expect(page.locator("[data-tail-said]")).to_contain_text("new click")


def _follow(address: str) -> None:
    """Follow a link as far as its redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *told: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError, match="302"):
        urllib.request.build_opener(Stay).open(address)


def test_tables_are_walked_with_j_and_k_and_rows_ticked_with_x(visit: Callable[..., Page]) -> None:
    page = visit("/creators")
    rows = page.locator("table[data-keys] tbody tr")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert rows.nth(place).get_attribute("data-cursor") == ""
    page.keyboard.press("x")
    assert rows.nth(1).locator(".row-check").is_checked()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.hasAttribute('data-search')")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.value") == "j"


_MODULES = """async ([address, side]) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const at = (place) => Math.floor((place + 4.5) * image.width / (side + 8));
    const dark = (x, y) => canvas.getImageData(at(x), at(y), 1, 1).data[0] < 128;
    return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => Number(dark(x, y))));
}"""


def test_the_code_to_print_holds_the_address(visit: Callable[..., Page]) -> None:
    """No decoder is at hand, so every module of the file is compared with those of the standard for this address."""
    page = visit("/links")
    page.goto(page.locator("table tbody tr a").first.get_attribute("href") or "")
    address = page.locator(".copy code").first.inner_text()
    wanted = [list(row) for row in segno.make(address, error="h", micro=False).matrix]
    file = page.get_by_role("link", name="PNG").first.get_attribute("href")
    assert page.evaluate(_MODULES, [file, len(wanted)]) == wanted
