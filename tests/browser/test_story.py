"""The tour of docs/flow.md, walked in a real browser, on real processes: from a file of creators to the report."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Product

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SECRET = "a secret that only the shop knows"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
CREATORS = 40
POSTS = 14


def _creators_file(folder: Path) -> Path:
    """As a discovery tool exports it: semicolons, 42,9k, a lock, one line that cannot be taken in."""
    lines = ["Influencer insta name;Full name;Followers;Country;Cost per post;Currency"]
    for number in range(CREATORS):
        followers = f"{11 + number * 1.7:.1f}".replace(".", ",") + "k"
        price = "🔒" if number % 3 == 0 else str(60 + 5 * number)
        lines.append(f"maker.{number};Maker {number};{followers};DE;{price};EUR")
    lines.append("somebody;Somebody;minus five;DE;100;EUR")
    path = folder / "creators.csv"
    path.write_text("\n".join(lines), encoding="utf-16")
    return path


def _posts_file(folder: Path) -> Path:
    today = datetime.now(UTC)
    lines = ["username,shortcode,taken_at,caption,likes,comments"]
    for number in range(CREATORS):
        for post in range(POSTS):
            at = today - timedelta(days=5 + 7 * post, hours=number % 11)
            likes = round((11_000 + 1_700 * number) * 0.03 * math.exp(0.5 * math.sin(number * 7 + post * 12.9898)))
            comments = max(1, round(likes * 0.025 * math.exp(0.4 * math.cos(number + post * 4.1))))
            lines.append(f"maker.{number},p{number}-{post},{int(at.timestamp())},New ring,{likes},{comments}")
    path = folder / "posts.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _import(page: Page, kind: str, path: Path) -> None:
    page.goto("/creators/import")
    page.get_by_label(kind, exact=True).check()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload file").click()
    expect(page.get_by_role("heading", name="Map columns")).to_be_visible()
    page.get_by_label("Network of rows that name none").select_option("instagram")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Run the import").click(timeout=30_000)
    expect(page.get_by_text("Done.")).to_be_visible(timeout=60_000)


def _deliver(address: str, topic: str, body: dict[str, Any], *, secret: str = SECRET) -> int:
    raw = json.dumps(body).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    request = urllib.request.Request(
        address, raw,
        {
            "Content-Type": "application/json", "X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature,
            "X-Shopify-Shop-Domain": "sophie.myshopify.com", "X-Shopify-Webhook-Id": f"{topic} {body['id']}",
            "X-Shopify-API-Version": "2026-10", "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
        },
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _order(number: int, price: str, *, landing: str = "/", codes: tuple[str, ...] = ()) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "id": 7_000_000 + number, "name": f"#{number}", "created_at": now, "processed_at": now, "updated_at": now,
        "currency": "EUR", "total_line_items_price": price, "subtotal_price": price, "total_price": price,
        "total_discounts": "0.00", "total_tax": "0.00", "taxes_included": False, "financial_status": "paid",
        "email": f"buyer{number}@example.com", "landing_site": landing, "note_attributes": [], "test": False,
        "discount_codes": [{"code": code, "amount": "0.00", "type": "percentage"} for code in codes],
        "line_items": [{"id": number, "price": price, "quantity": 1, "total_discount": "0.00"}], "refunds": [],
        "customer": {"id": number, "email": f"buyer{number}@example.com"},
        "shipping_address": {"country_code": "DE"},
    }  # fmt: skip


def _follow(link: str) -> tuple[int, str]:
    """The redirect of a link as a visitor's browser sees it: status and where it leads."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(
            urllib.request.Request(link, headers={"User-Agent": AGENT, "Accept": "text/html", "Accept-Language": "de"}),
            timeout=30,
        )
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Location"]
    raise AssertionError("the link did not redirect")


def test_the_whole_tour(browser: Browser, product: Product, tmp_path: Path) -> None:
    page = browser.new_context(base_url=product.url, viewport={"width": 1280, "height": 900}).new_page()

    # Sign in by the link.
    page.goto(product.story_sign_in)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")

    # Connect: the shop's domain and its webhooks.
    page.goto("/settings/tracking")
    page.get_by_label("Shop domain", exact=True).fill("shop.example.com")
    page.get_by_label("This domain belongs to our brand").check()
    page.get_by_role("button", name="Add domain").click()
    expect(page.locator("table code").first).to_have_text("shop.example.com")
    page.goto("/settings/shops")
    page.get_by_label("Kind of shop").select_option("shopify")
    page.get_by_label("Name", exact=True).fill("Shop Germany")
    page.get_by_label("Signing secret").fill(SECRET)
    page.get_by_role("button", name="Register shop").click()
    hook = re.search(r"http://[^\s\"<]+/hooks/[^\s\"<]+", page.content())
    assert hook
    webhook = f"{product.url}/hooks/{hook.group(0).split('/hooks/')[1]}"

    # Bring creators and their posts in.
    _import(page, "Creators", _creators_file(tmp_path))
    expect(page.locator("dl.figures")).to_contain_text("41")
    expect(page.get_by_role("link", name="Rejected rows")).to_be_visible()
    _import(page, "Posts", _posts_file(tmp_path))

    # Read the evidence about one of them, and decide; the worker judges all in the background.
    for _ in range(60):
        page.goto("/creators?q=maker.7")
        if page.get_by_text("Consistent").count() or page.get_by_text("Worth a look").count():
            break
        page.wait_for_timeout(500)
    page.locator("table tbody a").first.click()
    page.goto(f"{page.url.split('?')[0]}/evidence")
    expect(page.locator("main")).to_contain_text("posts")
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Reason").fill("Steady engagement over a year of posts.")
    page.get_by_role("button", name=re.compile("decision", re.IGNORECASE)).click()
    expect(page.locator("main")).to_contain_text("Steady engagement over a year of posts.")

    # Plan a budget, and turn the plan into a campaign.
    page.goto("/plans/new")
    page.get_by_role("textbox", name="Budget").fill("900")
    page.get_by_role("textbox", name="Budget").press("Enter")
    expect(page.locator("main")).to_contain_text("of €900")
    page.get_by_role("textbox", name=re.compile("name", re.IGNORECASE)).fill("Spring")
    page.get_by_role("button", name="Save plan").click()
    page.get_by_role("link", name="Turn into a campaign").click()
    page.get_by_label("Landing page").fill("https://shop.example.com/rings")
    if page.get_by_label("Take modelled costs as fees, too").count():
        page.get_by_label("Take modelled costs as fees, too").check()
    page.get_by_role("button", name=re.compile("Open campaign with")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring")

    # Follow one creator's link: the click is on disk, the shop gets its id.
    page.goto("/links")
    slug = (page.locator("table tbody tr a").first.inner_text()).strip().lstrip("/")
    status, location = _follow(f"{product.edge_url}/{slug.split('/')[-1]}?fbclid=abc")
    assert status == 302
    query = parse_qs(urlsplit(location).query)
    assert query["fbclid"] == ["abc"]
    page.get_by_role("link", name=re.compile("^Codes")).click()
    code = page.locator("table tbody td code").first.inner_text().strip()

    # One signed order with the click's id, one with a code; a forged one changes nothing.
    landing = f"/rings?{urlsplit(location).query}"
    assert _deliver(webhook, "orders/create", _order(1, "120.00", landing=landing)) == 200
    assert _deliver(webhook, "orders/create", _order(2, "80.00", codes=(code,))) == 200
    assert _deliver(webhook, "orders/create", _order(2, "80.00", codes=(code,))) == 200
    assert _deliver(webhook, "orders/create", _order(3, "999.00"), secret="forged") == 401
    page.goto("/orders")
    expect(page.locator("table tbody tr")).to_have_count(2)
    expect(page.locator("table")).to_contain_text("link")
    expect(page.locator("table")).to_contain_text("code")

    # A part of the first comes back: half of 120 is 60.
    refund = {
        "id": 9_001, "order_id": 7_000_001, "created_at": datetime.now(UTC).isoformat(),
        "processed_at": datetime.now(UTC).isoformat(),
        "refund_line_items": [{"id": 1, "line_item_id": 1, "quantity": 1, "subtotal": "60.00", "total_tax": "0.00"}],
        "transactions": [{"id": 1, "kind": "refund", "status": "success", "amount": "60.00", "currency": "EUR"}],
        "order_adjustments": [],
    }  # fmt: skip
    assert _deliver(webhook, "refunds/create", refund) == 200
    page.goto("/orders")
    page.get_by_role("link", name="#1").click()
    expect(page.locator("main")).to_contain_text("€60.00")

    # What is owed: 10 % of 120 less half of it, and 10 % of 80.
    page.goto("/commissions")
    expect(page.locator("main")).to_contain_text("€6.00")
    expect(page.locator("main")).to_contain_text("€8.00")
    page.goto("/ledger")
    page.get_by_role("button", name="Check now").click()
    for _ in range(60):  # the worker checks the book
        if page.get_by_text("Balanced").count():
            break
        page.wait_for_timeout(500)
        page.goto("/ledger")
    expect(page.locator("main")).to_contain_text("Balanced")

    # Was it worth it: 140 kept of 200, 14 of commission.
    page.goto("/report")
    expect(page.locator("main")).to_contain_text("€140.00")
    expect(page.locator("main")).to_contain_text("€14.00")
    page.get_by_role("link", name="€140.00").last.click()
    expect(page.locator("main")).to_contain_text("what was kept of them adds up to €140.00")
    page.context.close()
