"""Links with more than one way, met as visitors meet them: rules, an end, a story page, a look ahead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.factories.campaigns import NOW
from tests.factories.tracker import PERSON

from sweetspot.doors.edge.links import Target
from sweetspot.doors.edge.ways import read

if TYPE_CHECKING:
    from tests.factories.tracker import House

SHOP = "https://shop.example"
#: A browser that says it speaks English, on Android.
PIXEL = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Mobile",
    "Accept": "text/html", "Accept-Language": "en-GB,en;q=0.9",
}  # fmt: skip


def _do(house: House, act: Callable[[Any], object]) -> None:
    """Change the link as its team would, and wait until the tracker knows."""
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking.models import Link

    with scope(house.actor.workspace_id):
        act(house.link.id)
        Link.objects.filter(id=house.link.id).update(updated_at=NOW)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, "the tracker did not hear of it"
        time.sleep(0.1)


def test_rules_lead_visitors_their_own_way_and_the_click_says_which(house: House) -> None:
    from sweetspot.stages.tracking.services import ways

    rules = [
        {"name": "german", "destination": f"{SHOP}/de", "languages": "de"},
        {"name": "android", "destination": f"{SHOP}/app?x=1", "devices": "android"},
    ]
    _do(house, lambda link: ways.lead_by_rules(house.actor, link, rules, now=NOW))
    _until(lambda: house.tracker.ask("/anna").location.startswith(f"{SHOP}/de?ssclid="))
    house.tidy()
    assert house.tracker.ask("/anna?a=1", headers=PIXEL).location.startswith(f"{SHOP}/app?x=1&a=1&ssclid=clk_")
    assert house.tracker.ask("/anna", headers=PERSON | {"Accept-Language": "fr"}).location.startswith(f"{SHOP}/spring?")
    assert sorted(row["rule"] or "" for row in house.clicks()) == ["", "android"]
    _do(house, lambda link: ways.lead_by_rules(house.actor, link, [], now=NOW))


def test_after_its_end_a_link_leads_to_the_fallback_or_says_that_it_is_over(house: House) -> None:
    from sweetspot.stages.tracking.services import ways

    gone = datetime.now(UTC) - timedelta(minutes=1)
    _do(house, lambda link: ways.expire(house.actor, link, gone, fallback=f"{SHOP}/sorry", now=NOW))
    _until(lambda: house.tracker.ask("/anna").location.startswith(f"{SHOP}/sorry?ssclid="))
    _do(house, lambda link: ways.expire(house.actor, link, gone, now=NOW))
    _until(lambda: house.tracker.ask("/anna").status == 410)
    house.tidy()
    assert "This offer has ended" in house.tracker.ask("/anna").body
    assert "leads nowhere any more" in house.tracker.ask("/anna+").body
    assert house.clicks() == []
    _do(house, lambda link: ways.expire(house.actor, link, None, now=NOW))


def test_a_story_page_counts_looks_and_only_its_button_is_a_click(house: House) -> None:
    from sweetspot.stages.tracking.formulas.story import Story
    from sweetspot.stages.tracking.services import ways

    story = Story("Rings & <b>things</b>", "As seen in the story.", "buy", "", "ANNA15")
    _do(house, lambda link: ways.tell_story(house.actor, link, story, now=NOW))
    _until(lambda: house.tracker.ask("/anna").status == 200)
    house.tidy()
    shown = house.tracker.ask("/anna?fbclid=F&x='y")
    assert "Rings &amp; &lt;b&gt;things&lt;/b&gt;" in shown.body
    assert 'href="/anna/go?fbclid=F&amp;x=&#x27;y"' in shown.body
    assert '<code id="code">ANNA15</code>' in shown.body
    assert "leads to shop.example" in shown.body
    assert len(shown.body.encode()) < 20_000
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert shown.headers["cache-control"] == "no-store"
    assert [row["kind"] for row in house.clicks()] == ["view"]
    gone_on = house.tracker.ask("/anna/go?fbclid=F")
    assert gone_on.location.startswith(f"{SHOP}/spring?fbclid=F&ssclid=clk_")
    assert sorted(row["kind"] for row in house.clicks()) == ["person", "view"]
    _do(house, lambda link: ways.tell_story(house.actor, link, None, now=NOW))
    _until(lambda: house.tracker.ask("/anna").status == 302)
    assert house.tracker.ask("/anna/go").status == 404


def test_a_code_is_put_into_the_cart_on_the_way(house: House) -> None:
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.services import ways

    def apply(way: str) -> Callable[[Any], object]:
        def act(link: Any) -> object:
            code = queries.codes(partnership_ids=[house.link.partnership_id])[0]
            return ways.apply_code(house.actor, link, code.id, way, now=NOW)

        return act

    _do(house, apply("shopify"))
    _until(lambda: "/discount/" in house.tracker.ask("/anna").location)
    parts = urlsplit(house.tracker.ask("/anna?fbclid=F").location)
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path) == ("shop.example", "/discount/ANNA15")
    assert query["redirect"] == [f"/spring?fbclid=F&ssclid={query['ssclid'][0]}"]
    _do(house, apply("coupon"))
    _until(lambda: "coupon=ANNA15" in house.tracker.ask("/anna").location)
    assert house.tracker.ask("/anna").location.startswith(f"{SHOP}/spring?ssclid=clk_")
    _do(house, lambda link: ways.apply_code(house.actor, link, None, now=NOW))
    _until(lambda: "coupon" not in house.tracker.ask("/anna").location)


def test_a_plus_shows_where_a_link_leads_without_following_it(house: House) -> None:
    shown = house.tracker.ask("/Anna+")
    assert shown.status == 200
    assert "https://shop.example/spring" in shown.body
    assert house.clicks() == []
    assert house.tracker.ask("/nobody+").status == 404


def test_a_link_whose_ways_cannot_be_read_still_leads_somewhere() -> None:
    assert read('{"rules": 7}') == read("") == (None, "", (), None, "")
    assert Target("1", "anna", "w", SHOP, True).special == ""
