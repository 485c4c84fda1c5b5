"""Codes by patterns: worked by hand, never taken twice, always typed without mistakes; what cannot be is refused."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.code_patterns import (
    DEFAULT,
    READABLE,
    Named,
    checked_pattern,
    pool,
    proposals,
)
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.letters import plain


def made(pattern: str, *people: Named, number: str = "15", taken: tuple[str, ...] = (), longest: int = 40) -> list[str]:
    return [one.code for one in proposals(pattern, people, number, taken, draw=Random(1), longest=longest)]


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Anna Krüger", "anna kruger"), ("Žofie", "zofie"), ("Ærø", "aero"), ("Щукин Ёлкин", "shchukin yolkin"),
        ("Γιώργος Παπαδόπουλος", "giorgos papadopoulos"), ("ნინო", "nino"), ("Անի", "ani"), ("김민지", "gimminji"),
        ("シャーロット", "sharoto"), ("ゆうき", "yuuki"), ("अनिता राम", "anita ram"), ("அனிதா", "anita"),
        ("李雷", ""), ("محمد", ""), ("สมชาย", ""), ("😀🎉", ""), ("Ōno 花", "ono"), ("ＡＮＮＡ", "anna"),
    ],
)  # fmt: skip
def test_a_name_of_any_script_is_written_in_latin_letters_or_not_at_all(name: str, latin: str) -> None:
    assert plain(name) == latin


def test_several_annas_are_told_apart_by_their_names_then_by_an_ending() -> None:
    anna = Named("Anna Krüger", "annak_")
    codes = made(DEFAULT, *[anna] * 7)
    assert codes == ["ANNA15", "ANNAK15", "ANNAKR15", "ANNAKRU15", "ANNAKRUGER15", "ANNA15B", "ANNA15C"]
    assert made(DEFAULT, anna, taken=(" anna 15",)) == ["ANNAK15"]
    assert made("VIP-{HANDLE}", anna) == ["VIP-ANNAK"]
    assert made("{NAME}", anna, number="") == ["ANNAKRUGER"]


def test_names_that_cannot_be_read_fall_back_to_the_handle_and_then_to_chance() -> None:
    assert made(DEFAULT, Named("สมชาย", "somchai.eats"), Named("محمد", "m_h"), Named("😀")) == [
        "SOMCHAIEATS15", "MH15", made(DEFAULT, Named("😀"))[0],
    ]  # fmt: skip
    assert re.fullmatch(rf"[{READABLE}]{{6}}15", made(DEFAULT, Named("😀", "😀"))[0])


def test_a_preview_says_what_the_pattern_gives_first() -> None:
    [one] = proposals(DEFAULT, [Named("Anna")], "15", ["ANNA15"], draw=Random(1))
    assert (one.wished, one.code, one.taken) == ("ANNA15", "ANNA15B", True)


def test_reserved_and_rude_codes_are_passed_over_but_a_name_is_a_name() -> None:
    assert made("{FIRST}", Named("Sale Meier"), number="") == ["SALEM"]
    assert made("{FIRST}", Named("Dick Ant"), number="") == ["DICK"]
    assert made("{FIRST}", Named("Nas Anal"), Named("Nas", "nas"), number="", taken=("nas",)) == ["NASA", "NASB"]


def test_a_name_is_cut_to_what_the_shop_takes() -> None:
    assert made(DEFAULT, *[Named("Maximiliane")] * 2, longest=8) == ["MAXIMI15", "MAXIM15B"]


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("SUMMER15", "same"), ("{PERCENT}", "same"), ("", "same"), ("{LAST}", "part"), ("{FIRST", "letters"),
        ("{FIRST}é", "letters"), ("{RANDOM:2}", "size"), ("{RANDOM:21}", "size"), ("{FIRST:3}", "size"),
        ("{FIRST}{NAME}", "twice"), ("{RANDOM:20}{RANDOM:20}A", "length"),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_make_codes_of_their_own_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_pattern(pattern)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_pool_has_different_codes_that_cannot_be_guessed() -> None:
    codes = pool("{FIRST}-{RANDOM:8}", Named("Anna"), 10_000, "", (), draw=Random(1))
    assert len(set(codes)) == 10_000
    assert all(re.fullmatch(rf"ANNA-[{READABLE}]{{8}}", code) for code in codes)
    with pytest.raises(Invalid):
        pool("{FIRST}{RANDOM:4}", Named("Anna"), 10_000, "", (), draw=Random(1))
    with pytest.raises(Invalid):
        pool("{FIRST}", Named("Anna"), 2, "", (), draw=Random(1))


@settings(max_examples=60)
@given(
    st.lists(st.builds(Named, st.text(max_size=20), st.text(max_size=12)), max_size=12),
    st.sampled_from([DEFAULT, "{HANDLE}", "VIP{RANDOM:4}", "{NAME}-{PERCENT}", "{FIRST}{RANDOM:3}"]),
    st.integers(9, 40), st.integers(0, 100),
)  # fmt: skip
def test_codes_never_collide_stay_in_the_alphabet_and_come_out_the_same_again(
    people: list[Named], pattern: str, longest: int, percent: int
) -> None:
    number = str(percent or "")
    taken = [one.code for one in proposals(pattern, people[:3], number, (), draw=Random(7), longest=longest)]
    codes = [one.code for one in proposals(pattern, people, number, taken, draw=Random(7), longest=longest)]
    again = [one.code for one in proposals(pattern, people, number, taken, draw=Random(7), longest=longest)]
    assert codes == again
    assert len({*taken, *codes}) == len(taken) + len(codes)
    assert all(re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", code) and len(code) <= longest for code in codes)
    assert all(normal_code(code.lower()) == code for code in codes)
