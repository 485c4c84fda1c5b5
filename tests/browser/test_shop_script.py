"""The script for shops in a real Chromium, on the pages of a small shop, served by a real tracker."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from sweetspot.core.identifiers import new_id, to_public

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
INSTAGRAM = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "Instagram 331.0.0.29.90 (iPhone15,2; iOS 17_5; en_US; scale=3.00; 1179x2556; 600000000)"
)
_STORED = "[Object.keys(sessionStorage).length, Object.keys(localStorage).length, document.cookie]"
_PAGE = """<!doctype html><title>A shop</title><link rel="icon" href="data:,">
<script>{before}</script><script {attributes} src="{script}"></script>
<a href="/next">Next</a><form action="/sent"><input type="hidden" name="ssclid"><button>Send</button></form>"""


@dataclass
class Shop:
    """A shop on this machine: what its pages say before the script and how they name it; what its cart was told."""

    script: str
    url: str = ""
    before: str = "window.Shopify = {routes: {root: '/de/'}}"
    attributes: str = ""
    cart: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def shop(product: Product) -> Iterator[Shop]:
    """The shop, open; its pages load the script from the product's tracker."""
    made = Shop(f"{product.edge_url}/sweetspot.js")

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.paths.append(self.path)
            self._answer(_PAGE.format(before=made.before, attributes=made.attributes, script=made.script), "text/html")

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.cart.append((self.path, told))
            self._answer("{}", "application/json", ("Set-Cookie", "cart=c1; Path=/"))

        def _answer(self, body: str, kind: str, *headers: tuple[str, str]) -> None:
            self.send_response(200)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *unused: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def shopper(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages as somebody new, by default in Instagram's browser; anything the console calls an error fails."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def come(url: str, init: str = "", **options: Any) -> Page:
        context = browser.new_context(**({"user_agent": INSTAGRAM, "is_mobile": True} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(init)
        page.goto(url, wait_until="networkidle")
        return page

    yield come
    for context in contexts:
        context.close()
    assert errors == []


def click() -> str:
    return to_public("clk", new_id())


def told(value: str) -> tuple[str, Any]:
    return ("/de/cart/update.js", {"attributes": {"ssclid": value}})


def hidden(page: Page) -> str:
    return page.locator("input[name=ssclid]").input_value()


def test_without_consent_the_landing_pages_form_is_filled_and_nothing_is_kept(
    shop: Shop, shopper: Callable[..., Page]
) -> None:
    mine = click()
    page = shopper(f"{shop.url}/?ssclid={mine}&utm_source=story")
    assert hidden(page) == mine
    assert page.evaluate(_STORED) == [0, 0, ""]
    page.get_by_role("link", name="Next").click()
    page.wait_for_url(f"{shop.url}/next")
    assert (hidden(page), page.evaluate("sweetspot.id()"), page.evaluate(_STORED)) == ("", "", [0, 0, ""])
    assert shop.cart == []


def test_with_consent_the_click_stays_over_pages_reaches_the_cart_once_and_is_sent_with_a_form(
    shop: Shop, shopper: Callable[..., Page]
) -> None:
    mine = click()
    page = shopper(f"{shop.url}/?ssclid={mine}")
    with page.expect_response("**/cart/update.js"):
        page.evaluate("sweetspot.consent(true)")
    page.wait_for_load_state("networkidle")
    for _ in range(2):
        page.goto(f"{shop.url}/next", wait_until="networkidle")
        assert (hidden(page), page.evaluate("sweetspot.id()")) == (mine, mine)
    assert shop.cart == [told(mine)]
    assert page.evaluate(_STORED) == [1, 0, "cart=c1"]  # the cookie is the shop's own
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/sent?*")
    assert shop.paths[-1] == f"/sent?ssclid={mine}"


def test_a_new_cart_is_told_again_and_a_newer_click_takes_the_place_of_the_older(
    shop: Shop, shopper: Callable[..., Page]
) -> None:
    first, second = click(), click()
    shop.attributes = 'data-consent="given"'
    page = shopper(f"{shop.url}/?ssclid={first}")
    page.context.clear_cookies()
    page.goto(f"{shop.url}/next", wait_until="networkidle")
    page.goto(f"{shop.url}/?ssclid={second}", wait_until="networkidle")
    assert shop.cart == [told(first), told(first), told(second)]
    assert hidden(page) == second


def test_consent_taken_back_removes_everything_and_given_again_brings_the_landing_pages_click_back(
    shop: Shop, shopper: Callable[..., Page]
) -> None:
    mine = click()
    shop.before += "; window.sweetspotConsent = true"  # the banner was answered before the script came
    page = shopper(f"{shop.url}/?ssclid={mine}")
    with page.expect_response("**/cart/update.js"):
        page.evaluate("sweetspot.consent(false)")
    assert (hidden(page), page.evaluate("sweetspot.id()")) == ("", "")
    assert page.evaluate(_STORED)[:2] == [0, 0]
    with page.expect_response("**/cart/update.js"):
        page.evaluate("sweetspot.consent(true)")
    assert shop.cart == [told(mine), told(""), told(mine)]
    assert hidden(page) == mine


@pytest.mark.parametrize("signal", ["globalPrivacyControl', {value: true}", "doNotTrack', {value: '1'}"])
def test_a_browser_that_asks_not_to_be_followed_is_left_alone_unless_the_shop_says_otherwise(
    shop: Shop, shopper: Callable[..., Page], signal: str
) -> None:
    mine, asks = click(), f"Object.defineProperty(navigator, '{signal})"
    page = shopper(f"{shop.url}/?ssclid={mine}", asks)
    page.evaluate("sweetspot.consent(true)")
    page.goto(f"{shop.url}/next", wait_until="networkidle")
    assert (hidden(page), page.evaluate(_STORED), shop.cart) == ("", [0, 0, ""], [])
    shop.attributes = 'data-signals="ignore" data-consent="given"'
    page = shopper(f"{shop.url}/?ssclid={mine}", asks)
    assert (hidden(page), shop.cart) == (mine, [told(mine)])


def test_the_click_outlives_the_tab_only_for_the_days_that_the_shop_names(
    shop: Shop, shopper: Callable[..., Page]
) -> None:
    mine = click()
    shop.attributes = 'data-consent="given" data-days="400"'
    page = shopper(f"{shop.url}/?ssclid={mine}")
    days = page.evaluate("(JSON.parse(localStorage.sweetspot_click).until - Date.now()) / 864e5")
    assert 29.9 < days <= 30
    other = page.context.new_page()
    other.goto(f"{shop.url}/next", wait_until="networkidle")
    assert hidden(other) == mine
    other.evaluate("localStorage.sweetspot_click = JSON.stringify({id: sweetspot.id(), until: Date.now() - 1})")
    other.goto(f"{shop.url}/next", wait_until="networkidle")
    assert (hidden(other), other.evaluate(_STORED)[:2]) == ("", [0, 0])


@pytest.mark.parametrize("value", ["", "clk_1", "%3Cscript%3E", "clk_" + "U" * 26, "x" * 4000])
def test_what_is_no_click_is_not_taken_for_one(shop: Shop, shopper: Callable[..., Page], value: str) -> None:
    shop.attributes = 'data-consent="given"'
    page = shopper(f"{shop.url}/?ssclid={value}")
    assert (hidden(page), page.evaluate(_STORED), shop.cart) == ("", [0, 0, ""], [])


def test_a_page_whose_storage_cart_and_network_are_broken_goes_on(shop: Shop, shopper: Callable[..., Page]) -> None:
    mine = click()
    shop.attributes = 'data-consent="given"'
    for name in ("sessionStorage", "localStorage"):
        shop.before += f"; Object.defineProperty(window, '{name}', {{get() {{ throw new Error('forbidden'); }}}})"
    shop.before += "; window.fetch = () => { throw new Error('no network'); }"
    page = shopper(f"{shop.url}/?ssclid={mine}")
    assert page.evaluate("[true, false, {}].map(sweetspot.consent)") == [None, None, None]
    page.evaluate("sweetspot.consent(true)")
    assert (hidden(page), shop.cart) == (mine, [])


def test_the_script_comes_under_a_lasting_name_that_leads_to_one_of_its_content(
    product: Product, shop: Shop, shopper: Callable[..., Page]
) -> None:
    page = shopper(shop.url)
    stable = page.request.get(f"{product.edge_url}/sweetspot.js", max_redirects=0)
    named = page.request.get(f"{product.edge_url}{stable.headers['location']}", max_redirects=0)
    static = page.request.get(f"{product.url}/static/shop/sweetspot.js")
    older = page.request.get(f"{product.edge_url}/sweetspot.0123456789abcdef.js", max_redirects=0)
    assert (stable.status, stable.headers["cache-control"]) == (302, "public, max-age=300")
    assert (older.status, older.headers["location"]) == (302, stable.headers["location"])
    assert (named.status, named.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert named.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (static.status, static.body()) == (200, named.body())
    assert len(gzip.compress(named.body())) <= 3_000
