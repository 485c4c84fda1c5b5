"""No address that a link may have leads anywhere but to the workspace's shops, as a real browser reads it."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from tests.factories.hostile_urls import OWN, SHOPS, hostile_urls

from sweetspot.doors.edge.links import address, in_ascii
from sweetspot.stages.tracking.formulas.destinations import destination_problems

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
#: Fifty thousand before a release: `REDIRECT_URLS=50000`.
HOW_MANY = int(os.environ.get("REDIRECT_URLS", "5000"))
_PARSE = """urls => urls.map(url => {
    try { const read = new URL(url, "https://go.sweetspot.example/anna");
          return [read.protocol, read.hostname, read.username + read.password]; } catch { return null; }
})"""
#: Where the browser arrives at: the shops in ASCII, as browsers write them.
_REACHED = ("shop.example", "xn--mller-kva.example", "xn--fa-hia.example")


def test_no_hostile_address_leads_to_a_foreign_host(browser: Browser) -> None:
    made = list(islice(hostile_urls(), HOW_MANY))
    accepted = [(url, query) for url, query in made if not destination_problems(url, SHOPS, OWN)]
    headers = [_location(url, query) for url, query in accepted]
    page = browser.new_page()
    read = [
        one for first in range(0, len(headers), 5_000) for one in page.evaluate(_PARSE, headers[first : first + 5_000])
    ]
    page.close()
    foreign = [(url, seen) for (url, _), seen in zip(accepted, read, strict=True) if not _is_a_shop(seen)]
    assert foreign == []
    assert len(accepted) > HOW_MANY / 20  # or the test would look at nothing but refusals


def _location(url: str, query: str) -> str:
    """The header that the tracker sends for a link to this address."""
    header = address(in_ascii(url), "clk_0000000000000000000000000a", query)
    assert header.isascii()
    assert header.isprintable()
    return header


def _is_a_shop(seen: Any) -> bool:
    if seen is None:
        return False
    protocol, host, user = seen
    bare = host.removesuffix(".")
    return protocol in ("http:", "https:") and not user and (bare in _REACHED or bare.endswith(".brand.example"))
