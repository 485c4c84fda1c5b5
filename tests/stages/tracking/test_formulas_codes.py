"""Codes and short addresses worked by hand, and what holds for every name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.codes import (
    RESERVED_SLUGS,
    normal_code,
    proposed_slug,
    wished_slug,
)
from sweetspot.stages.tracking.formulas.letters import plain


@pytest.mark.parametrize("typed", ["anna15", " ANNA15 ", "Anna 15", "ＡＮＮＡ１５", "an\u200bna15", "anna\u00a015\n"])
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "ANNA15"


def test_nothing_typed_is_no_code() -> None:
    assert normal_code(" \t\u200b") == ""


def test_short_addresses_are_readable_and_told_apart() -> None:
    assert proposed_slug("Anna Krüger") == "anna-kruger"
    assert proposed_slug("Anna Krüger", ["ANNA-KRUGER"], "Spring 2026") == "anna-kruger-spring-2026"
    assert proposed_slug("Anna", ["anna", "anna-2"]) == "anna-3"
    assert proposed_slug("API") == "api-2"
    assert (proposed_slug("李雷"), proposed_slug("x")) == ("link", "x-2")


@given(st.text(max_size=40))
def test_comparing_twice_is_comparing_once(text: str) -> None:
    assert normal_code(normal_code(text)) == normal_code(text)
    assert normal_code(text.upper()) == normal_code(normal_code(text.upper()))
    assert plain(plain(text)) == plain(text)


@given(st.lists(st.text(max_size=30), max_size=30))
def test_short_addresses_never_collide(names: list[str]) -> None:
    slugs: list[str] = []
    for name in names:
        slugs.append(proposed_slug(name, slugs))
    assert len(set(slugs)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{1,79}", slug) and slug not in RESERVED_SLUGS for slug in slugs)


@pytest.mark.parametrize("wished", ["anna", "ANNA", " Anna ", "ａｎｎａ", "𝐀𝐧𝐧𝐚", "ⒶⓃⓃⒶ", "ᵃⁿⁿᵃ"])
def test_a_short_address_is_one_in_any_case_and_any_form_of_its_letters(wished: str) -> None:
    assert wished_slug(wished) == "anna"


@pytest.mark.parametrize(
    ("wished", "code"),
    [
        ("аnna", "script"), ("ann\u200ba", "script"), ("αnna", "script"), ("anná", "script"), ("anna\u0301", "script"),
        ("a", "form"), ("", "form"), ("-anna", "form"), ("an na", "form"), ("anna+", "form"), ("a/b", "form"),
        ("a" * 81, "form"), ("an\x00na", "form"), ("admin", "reserved"), ("ＡＰＩ", "reserved"), ("QR", "reserved"),
    ],
)  # fmt: skip
def test_a_short_address_that_misleads_or_is_needed_is_refused(wished: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        wished_slug(wished)
    assert [problem.code for problem in refused.value.problems] == [code]


@given(st.text(max_size=30))
def test_a_wished_short_address_is_plain_or_refused(wished: str) -> None:
    try:
        name = wished_slug(wished)
    except Invalid:
        return
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,79}", name)
    assert wished_slug(name.upper()) == name
