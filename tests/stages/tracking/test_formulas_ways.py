"""Which way a visitor goes: the first rule that fits, the same at every visit of a day, in the share wished for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.ways import (
    Rule,
    Visitor,
    as_kept,
    checked_rules,
    chosen,
    device_of,
    from_kept,
    language_of,
)

SHOPS = ["shop.example"]
GERMAN = Rule("de", "https://shop.example/de", countries=("DE", "AT"))
IPHONES = Rule("ios", "https://shop.example/app", devices=("ios",))


@pytest.mark.parametrize(
    ("visitor", "way"),
    [
        (Visitor(0, "v", country="DE", device="ios"), "de"),
        (Visitor(0, "v", country="FR", device="ios"), "ios"),
        (Visitor(0, "v", country="FR", device="android"), None),
        (Visitor(0, "v"), None),
    ],
)
def test_the_first_rule_that_fits_wins_and_what_is_unknown_fits_none(visitor: Visitor, way: str | None) -> None:
    found = chosen([GERMAN, IPHONES], visitor)
    assert (found and found.name) == way


def test_a_rule_holds_from_its_beginning_until_just_before_its_end() -> None:
    sale = Rule("sale", "https://shop.example/sale", since=100.0, until=200.0)
    assert [chosen([sale], Visitor(at, "v")) is not None for at in (99.9, 100, 199.9, 200)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_share_of_the_visitors_goes_one_way_and_each_of_them_always_the_same() -> None:
    half = [Rule("b", "https://shop.example/b", share=30)]
    went = [chosen(half, Visitor(0, f"{number:032x}")) is not None for number in range(10_000)]
    again = [chosen(half, Visitor(9e9, f"{number:032x}")) is not None for number in range(10_000)]
    assert went == again
    assert 2_850 < sum(went) < 3_150  # 3,000 with a standard deviation of 46


def test_rules_with_the_same_share_draw_independently() -> None:
    one, other = Rule("b", "https://shop.example/b", share=50), Rule("c", "https://shop.example/c", share=50)
    visitors = [Visitor(0, f"{number:032x}") for number in range(10_000)]
    assert 2_350 < sum(bool(chosen([one], each) and chosen([other], each)) for each in visitors) < 2_650


def test_a_form_and_a_program_give_the_same_rule() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    typed = checked_rules(
        [{"destination": " https://shop.example/x ", "countries": "de, at;ch", "since": since}], SHOPS, []
    )
    told = [
        {"name": "a", "destination": "https://shop.example/x", "countries": ["DE", "AT", "CH"], "since": 1767225600}
    ]
    assert typed == checked_rules(told, SHOPS, [])
    assert from_kept(as_kept(typed)) == tuple(typed)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"destination": "https://evil.example/"}, "unverified"),
        ({"destination": ""}, "length"),
        ({"countries": "Germany"}, "countries"),
        ({"languages": "german!"}, "languages"),
        ({"devices": "fridge"}, "devices"),
        ({"share": 0}, "share"),
        ({"share": 101}, "share"),
        ({"share": "half"}, "form"),
        ({"since": 5, "until": 5}, "until"),
        ({"name": "two words"}, "name"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_place(fields: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_rules([{"destination": "https://shop.example/"} | fields], SHOPS, [])
    assert (refused.value.problems[0].code, refused.value.problems[0].message[:7]) == (code, "Rule 1:")


def test_names_are_told_apart_and_there_is_a_limit() -> None:
    one = {"name": "a", "destination": "https://shop.example/"}
    with pytest.raises(Invalid, match="same name"):
        checked_rules([one, one], SHOPS, [])
    with pytest.raises(Invalid, match="20 rules"):
        checked_rules([one] * 21, SHOPS, [])


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), (" EN", "en"), ("*", ""), ("", ""), ("x", ""), ("gsw-CH", "gsw")],
)
def test_a_browser_s_first_language_counts(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)", "ios"),
        ("Mozilla/5.0 (Linux; Android 13; Pixel 7)", "android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "computer"), ("Mozilla/5.0 (X11; Linux x86_64)", "computer"),
        ("curl/8.5.0", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_what_the_agent_says(agent: str, device: str) -> None:
    assert device_of(agent) == device


@given(st.text(max_size=50), st.text(max_size=200))
def test_no_header_breaks_the_reading_of_it(accepted: str, agent: str) -> None:
    assert language_of(accepted) == "" or 2 <= len(language_of(accepted)) <= 3
    assert device_of(agent) in ("ios", "android", "computer", "")
