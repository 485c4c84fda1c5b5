"""Which addresses a link may lead to, what is added to them, and that no query ever changes the host."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.core.hosts import canonical_host
from sweetspot.stages.tracking.formulas.destinations import (
    checked_destination,
    destination_problems,
    with_click_id,
)

SHOPS = ["shop.example", "*.brand.example", "müller.example"]
OWN = ["go.sweetspot.example"]


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example",
        "http://SHOP.example:80/ring?size=7#top",
        "https://shop.example./ring",
        "https://eu.brand.example/a%20b",
        "https://xn--mller-kva.example/",
        "https://müller.example/ring",
    ],
)
def test_a_verified_shop_may_be_linked(url: str) -> None:
    assert checked_destination(url, SHOPS, OWN) == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("javascript:alert(1)", "scheme"),
        ("ftp://shop.example/", "scheme"),
        ("//shop.example/", "scheme"),
        ("https://shop.example@evil.example/", "userinfo"),
        ("https://:@shop.example/", "userinfo"),
        ("https:///ring", "host"),
        ("https://shop.example:8443/", "port"),
        ("https://127.0.0.1/", "address"),
        ("https://[::1]/", "address"),
        ("https://2130706433/", "address"),
        ("https://0x7f.1/", "address"),
        ("https://go.sweetspot.example/anna", "own"),
        ("https://evil.example/", "unverified"),
        ("https://shop.example.evil.example/", "unverified"),
        ("https://brand.example/", "unverified"),
        ("https://shop.example\\@evil.example/", "characters"),
        ("https://shop.example/\r\nSet-Cookie: a=b", "characters"),
        (" https://shop.example/", "characters"),
        ("", "length"),
        ("https://shop.example/" + "a" * 2000, "length"),
        ("https://[::1/", "form"),
        ("https://shop.example:port/", "form"),
        ("https://" + "ü" * 80 + ".example/", "form"),
    ],
)
def test_every_other_address_is_refused_with_its_reason(url: str, code: str) -> None:
    assert code in [problem.code for problem in destination_problems(url, SHOPS, OWN)]
    with pytest.raises(Invalid, match="cannot be made"):
        checked_destination(url, SHOPS, OWN)


@pytest.mark.parametrize(
    ("url", "query", "expected"),
    [
        ("https://shop.example", "", "https://shop.example/?ssclid=c1"),
        ("https://shop.example/a?x=1#top", "fbclid=F", "https://shop.example/a?x=1&fbclid=F&ssclid=c1#top"),
        ("https://shop.example/", "?a=1&a=2&b", "https://shop.example/?a=1&a=2&b&ssclid=c1"),
        ("https://shop.example/", "q=100%&r=%zz", "https://shop.example/?q=100%&r=%zz&ssclid=c1"),
        ("https://shop.example/?ssclid=old", "ssclid=forged&%73sclid=x", "https://shop.example/?ssclid=c1"),
        ("https://shop.example/", "a=b#@evil.example", "https://shop.example/?a=b%23@evil.example&ssclid=c1"),
        ("https://shop.example/", "a=\r\nX: y", "https://shop.example/?a=%0D%0AX:%20y&ssclid=c1"),
        ("https://shop.example/", "utm_source=é", "https://shop.example/?utm_source=%C3%A9&ssclid=c1"),
    ],
)
def test_the_click_id_is_added_and_everything_else_kept(url: str, query: str, expected: str) -> None:
    assert with_click_id(url, "c1", query) == expected


@given(
    st.sampled_from(["https://shop.example", "https://shop.example/a/b?x=1#f", "http://shop.example?y#@evil.example"]),
    st.text(max_size=60),
    st.text(max_size=60),
)
@example("https://shop.example", "@evil.example", "@evil.example")
@example("https://shop.example", "c", "\ud800\\/@evil.example")
def test_no_query_ever_changes_the_host_or_splits_the_header(url: str, click_id: str, query: str) -> None:
    click = "".join(letter for letter in click_id if not "\ud800" <= letter <= "\udfff")
    before, after = urlsplit(url), urlsplit(with_click_id(url, click, query))
    assert (after.scheme, after.netloc, after.fragment) == (before.scheme, before.netloc, before.fragment)
    assert after.path == (before.path or "/")
    assert after.geturl().isascii()
    assert after.geturl().isprintable()
    assert " " not in after.geturl()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example%2f.brand.example/", "https://evil.example%00.brand.example/", "https://a;b.brand.example/",
        "https://-.brand.example/", "https://..brand.example/", "https://xn--a.brand.example/", "https://xn--.brand.example/",
        "https://[a].brand.example/", "https://evil.example⁄.brand.example/", "https://shop.example/\ud800",
    ],
)  # fmt: skip
def test_a_host_that_browsers_read_in_different_ways_is_refused(url: str) -> None:
    assert destination_problems(url, SHOPS, OWN)


def test_a_host_means_what_browsers_take_it_for() -> None:
    assert canonical_host("ｓｈｏｐ。EXAMPLE.") == "shop.example"
    assert canonical_host("faß.example") == "xn--fa-hia.example"  # and not fass.example, as older rules had it
