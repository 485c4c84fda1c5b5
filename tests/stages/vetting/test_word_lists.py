"""Terms in captions: whole words of any script, phrases, exceptions, and what they do not mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.vetting.formulas.starters import STARTERS
from sweetspot.stages.vetting.formulas.word_lists import Term, matcher, term_problem

STARTED = matcher(Term(f"{one.key}: {text}", text, beside) for one in STARTERS for text, beside in one.words)


def found(caption: str, *terms: str) -> list[str]:
    return [one.key for one in matcher(Term(term, term) for term in terms).matches(caption)]


@pytest.mark.parametrize(
    ("caption", "term", "is_there"),
    [
        ("Red WINE tonight", "wine", True),
        ("Winery and swine", "wine", False),
        ("#WineNight", "wine", True),
        ("#winenight", "wine", False),
        ("#winenight", "winenight", True),
        ("A cafe in Paris", "Café", True),
        ("Плохое вино", "вино", True),
        ("ดื่มเบียร์กัน", "เบียร์", True),
        ("我爱啤酒", "啤酒", True),
        ("Cheers 🍺!", "🍺", True),
        ("free, really free spins", "free spins", True),
        ("Feel free. Spins hurt", "free spins", False),
        ("A b c", "a", True),
        ("banana", "a", False),
        ("I write c++ (a lot)", "c++", True),
        ("See https://wine.example and @wine", "wine", False),
    ],
)
def test_terms_are_whole_words(caption: str, term: str, is_there: bool) -> None:
    assert found(caption, term) == ([term] if is_there else [])


def test_a_term_does_not_count_beside_its_exceptions_in_the_same_sentence() -> None:
    shot = matcher([Term("shot", "shot", ("photo", "by ana"))])
    assert shot.matches("Best shot of the day, photo mine") == ()
    assert shot.matches("Shot by Ana") == ()
    [match] = shot.matches("A photo.\nHe took   a shot! Done")
    assert match.sentence == "He took a shot!"


@pytest.mark.parametrize(
    ("text", "is_one"), [("wine", True), ("🍺", True), (".*", False), ("", False), ("w" * 81, False)]
)
def test_a_term_holds_something_to_look_for(text: str, is_one: bool) -> None:
    assert (term_problem(text) == "") is is_one


def test_the_lists_to_begin_with_are_terms_and_know_their_context() -> None:
    assert [one.key for one in STARTERS] == ["alcohol", "gambling", "politics", "adult", "violence", "health"]
    assert not [text for one in STARTERS for text, _ in one.words if term_problem(text)]
    assert not [term for one in STARTERS for term, _ in one.except_beside if term not in dict(one.words)]
    assert [one.key for one in STARTED.matches("Ein Bier am Abend")] == ["alcohol: bier"]
    for innocent in (
        "Best shot of my camera",
        "Nude lipstick",
        "Bath bomb",
        "Bom dia!",
        "Wine red dress",
        "Dimanche peau nue",
    ):
        assert STARTED.matches(innocent) == ()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_read(caption: str, term: str) -> None:
    assert len(matcher([Term(1, term)]).matches(caption)) <= 1
