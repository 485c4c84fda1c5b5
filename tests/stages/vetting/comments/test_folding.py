"""What is left of a comment once its costume is off?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.vetting.formulas.comments.folding import fold, has_words, mentions, without_accents


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("𝓕𝓻𝓮𝓮 money", "Free money"),
        ("ＦＵＬＬ", "FULL"),
        ("ᴛʀᴀᴅᴇ ᴡɪᴛʜ ᴍᴇ", "trade with me"),
        ("\u0421heck \u043eut", "Check out"),
        ("ch\u200beck\ufeff", "check"),
        ("🅵🆁🅴🅴", "free"),
        ("it&#39;s<br />here", "it's here"),
        ('<a href="http://a.example/x">2:19</a>', "http://a.example/x 2:19"),
        ("  two \n lines ", "two lines"),
        ("Привет", "Привет"),
        ("Schön", "Schön"),
        ("🤷u200d♂️", "🤷♂"),
    ],
)
def test_a_costume_comes_off(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_how_much_was_decorated_is_told() -> None:
    assert fold("𝓕𝓻𝓮𝓮 now").decorated == pytest.approx(4 / 7)
    assert fold("Größe, été, красиво").decorated == 0


@pytest.mark.parametrize("text", ["👩🏽‍🦱👨‍👩‍👧‍👦", "🇩🇪🇫🇷", "1️⃣", "<3", ":D", "!?…", ""])
def test_emoji_flags_and_drawn_signs_are_no_words(text: str) -> None:
    assert not has_words(fold(text).text)


def test_handles_are_found_and_mail_addresses_are_none() -> None:
    assert mentions("@anna.b and @ben, not me@example.com") == ["anna.b", "ben"]


def test_accents_go_and_letters_stay() -> None:
    assert without_accents("café łódź ß") == "cafe lodz s"


@given(st.text())
def test_folding_twice_changes_nothing_that_once_did_not(text: str) -> None:
    once = fold(text)
    assert 0 <= once.decorated <= 1
    assert "\u200b" not in once.text
