"""Every page, in both themes and on a narrow screen: it opens, keeps its policy, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = [
    "/", "/creators", "/creators?q=nobody-has-this-name", "/creators/add", "/creators/import", "/plans", "/plans/new",
    "/campaigns", "/campaigns/new", "/links", "/links/new", "/links/parameters", "/codes", "/codes/new",
    "/codes/waiting", "/codes/pools", "/codes/pools/new", "/orders", "/commissions", "/ledger",
    "/statements", "/performance", "/performance?-country=DE&card=creator",
    "/report", "/report?by=tier", "/report?starts_on=2001-01-01&ends_on=2001-01-31", "/jobs",
    "/settings", "/settings/people", "/settings/definitions", "/settings/definitions/per-view/1",
    "/settings/definitions/new", "/settings/definitions/compare", "/settings/benchmarks",
    "/settings/word-lists", "/creators/ad-hints",
    "/settings/tracking", "/settings/tracking/privacy", "/settings/tracking/hosts", "/settings/shops", "/settings/keys",
    "/settings/audit", "/accounts/2fa/", "/mentions", "/creators/fans", "/settings/brands",
]  # fmt: skip
#: Pages that are reached from a list: the list, and which link of it.
OPENED = [
    ("/creators", "table tbody tr a"),
    ("/campaigns", "main table tbody a, main .card a"),
    ("/orders", "table tbody tr a"),
    ("/links", "table tbody tr a"),
    ("/codes", "table tbody tr a"),
    ("/settings/tracking", "main table tbody a"),
    ("/report", "table tbody td a"),
]


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=TAGS).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def _wider_than_the_screen(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _as_it_is(page: Page) -> None:
    """Nothing to open before a page is looked at."""


def _in_every_look(page: Page, prepare: Callable[[Page], None] = _as_it_is) -> list[str]:
    """What axe finds in the light theme, in the dark one and at 390 pixels; and whether the page is wider than that."""
    prepare(page)
    found = _violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.reload()
    prepare(page)
    found += [f"dark {one}" for one in _violations(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    found += [f"narrow {one}" for one in _violations(page)]
    if (wider := _wider_than_the_screen(page)) > 0:
        found.append(f"narrow: wider than the screen by {wider} pixels")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    assert page.locator("h1").count() == 1
    assert _in_every_look(page) == []


@pytest.mark.parametrize(("listing", "link"), OPENED)
def test_what_a_list_opens_is_accessible(visit: Callable[..., Page], listing: str, link: str) -> None:
    page = visit(listing)
    address = page.locator(link).first.get_attribute("href") or ""
    page.goto(address)
    assert page.locator("h1").count() == 1
    tabs = [tab.get_attribute("href") or "" for tab in page.locator("ul.tabs a:not([aria-current])").all()]
    assert _in_every_look(page) == []
    for tab in tabs:
        page.goto(tab)
        assert (tab, _violations(page)) == (tab, [])


def test_the_evidence_page_is_accessible_with_everything_open(visit: Callable[..., Page]) -> None:
    page = visit("/creators")
    address = page.locator("table tbody tr a").first.get_attribute("href") or ""
    page.goto(f"{address.split('?')[0]}/evidence")
    assert _in_every_look(page, _open_everything) == []


def _open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def test_pages_and_scripts_stay_small(visit: Callable[..., Page]) -> None:
    page = visit("/creators")
    size = len(page.request.get("/creators").body())
    own = sum(path.stat().st_size for path in Path("src/sweetspot/doors/web/static/sweetspot/js").glob("*.js"))
    assert size <= 150 * 1024
    assert own <= 50 * 1024
