"""Parameters from a template: filled, joined to a destination, and never able to change where it leads."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.utm import checked_template, filled, with_parameters


def test_a_template_is_filled_with_plain_words() -> None:
    template = checked_template("?utm_source=instagram&utm_campaign={campaign}&utm_content={creator}-{slug}")
    values = {"campaign": "spring", "creator": "Anna Krüger", "slug": "anna"}
    assert filled(template, values) == "utm_source=instagram&utm_campaign=spring&utm_content=anna-kruger-anna"
    assert filled("a={creator}", {"creator": "安娜"}) == "a=%E5%AE%89%E5%A8%9C"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("utm_source", "form"), ("utm source=x", "form"), ("a=b#c", "form"), ("a=b&&c=d", "form"), ("a=é", "form"),
        ("a=" + "b" * 500, "form"), ("a={nobody}", "placeholder"), ("a={", "placeholder"),
        ("a={{slug}}", "placeholder"),
        ("ssclid=x", "reserved"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_template(text)
    assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/", "https://shop.example/?utm_source=i&ref=a"),
        ("https://shop.example", "https://shop.example?utm_source=i&ref=a"),
        ("https://shop.example/x?a=1#top", "https://shop.example/x?a=1&utm_source=i&ref=a#top"),
        ("https://shop.example/x?utm_source=own", "https://shop.example/x?utm_source=own&ref=a"),
    ],
)
def test_a_destination_keeps_its_own_parameters(url: str, expected: str) -> None:
    assert with_parameters(url, "utm_source=i&ref=a") == expected
    assert with_parameters(url, "") == url


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_changes_where_a_link_leads(creator: str, slug: str) -> None:
    values = {"creator": creator.encode("utf-8", "ignore").decode(), "slug": slug.encode("utf-8", "ignore").decode()}
    url = with_parameters("https://shop.example/x#f", filled("a={creator}&b={slug}", values))
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "shop.example", "/x", "f")
    assert url.isascii()
    assert url.isprintable()
