"""Which language is a comment in?"""

from __future__ import annotations

import pytest

from sweetspot.stages.vetting.formulas.comments.languages import is_judged, language_of, title_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I wore mine all winter and it still looks new", "en"),
        ("La tengo desde hace dos años y la uso a diario", "es"),
        ("Ich habe sie seit zwei Jahren", "de"),
        ("Je l'ai depuis deux ans", "fr"),
        ("Tenho a minha há dois anos e não troco", "pt"),
        ("Ce l'ho da due anni e la porto ogni giorno", "it"),
        ("Saya sudah pakai ini dua tahun", "id"),
        ("dit is echt heel mooi geworden", "nl"),
        ("bu çok güzel olmuş", "tr"),
        ("สวยมาก", "und-Thai"),
        ("جميل جدا", "und-Arab"),
        ("とてもかわいい", "und-Jpan"),
        ("Purple swish", "und"),
        ("🔥", "und"),
        ("Lorem ipsum dolor sit amet consectetur", "und-Latn"),
    ],
)
def test_small_words_and_letters_tell_the_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_no_rule_reads_is_not_judged() -> None:
    assert [is_judged(one) for one in ("en", "id", "und", "und-Thai", "nl")] == [True, True, True, False, False]


def test_a_language_is_named_in_words_and_without_one_the_script() -> None:
    names = [title_of(code) for code in ("es", "xx", "und", "und-Thai", "und-Hani", "und-Zyyy")]
    assert names == ["Spanish", "xx", "too short to tell", "in Thai script", "in Chinese script", "in another script"]
