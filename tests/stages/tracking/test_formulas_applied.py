"""A code on the way to the shop: in Shopify's manner or as a parameter, and never on the way to another host."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.applied import checked_way, with_code


@pytest.mark.parametrize(
    ("url", "way", "expected"),
    [
        ("https://shop.example/ring?size=7#top", "shopify", "https://shop.example/discount/ANNA15?redirect=%2Fring%3Fsize%3D7%23top"),
        ("https://shop.example", "shopify", "https://shop.example/discount/ANNA15?redirect=%2F"),
        ("https://shop.example?a=1", "shopify", "https://shop.example/discount/ANNA15?redirect=%2F%3Fa%3D1"),
        ("https://shop.example//evil.test", "shopify", "https://shop.example/discount/ANNA15?redirect=%2Fevil.test"),
        ("https://shop.example/x#y", "coupon", "https://shop.example/x?coupon=ANNA15#y"),
    ],
)  # fmt: skip
def test_a_code_is_applied_as_the_shop_takes_it(url: str, way: str, expected: str) -> None:
    assert with_code(url, "ANNA15", way) == expected


@pytest.mark.parametrize("way", ["", "two words", "a=b", "ssclid", "ü", "1st", "x" * 31])
def test_a_way_that_cannot_be_is_refused(way: str) -> None:
    with pytest.raises(Invalid):
        checked_way(way)


@given(st.text(max_size=40), st.text(max_size=20), st.sampled_from(["shopify", "coupon"]))
def test_no_page_and_no_code_lead_to_another_host(page: str, code: str, way: str) -> None:
    clean = [text.encode("utf-8", "ignore").decode() for text in (page, code)]
    url = with_code(f"https://shop.example/{clean[0]}", clean[1], way)
    assert urlsplit(url).netloc == "shop.example"
    if way == "shopify":
        redirect = parse_qs(urlsplit(url).query)["redirect"][0]
        assert redirect.startswith("/")
        assert redirect[1:2] not in ("/", "\\")
