"""No text of ours runs in a spreadsheet, and none is changed by going out and coming in again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.spreadsheets import guarded, unguarded


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_a_formula_gets_an_apostrophe_before_it(start: str) -> None:
    assert guarded(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("text", ["", "Ana", "1+1", "'s Gravenhage", "a=b", " =1", "№"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_out_and_in_again_is_the_same_text(text: str) -> None:
    assert unguarded(guarded(text)) == text
