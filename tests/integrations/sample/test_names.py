"""Invented people have names and handles that a network would take."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.integrations.sample import names


@given(st.integers(0, 2**32), st.sampled_from(sorted(names.SYLLABLES)), st.sampled_from(names.CATEGORIES))
def test_a_handle_is_lower_case_latin_with_dots_and_underscores(seed: int, language: str, category: str) -> None:
    rng = np.random.default_rng(seed)
    name = names.full_name(rng, language)
    assert re.fullmatch(r"\S+ \S+", name)
    assert re.fullmatch(r"[a-z][a-z._]{2,}", names.handle(rng, name, category))


def test_letters_outside_ascii_are_spelt_plainly() -> None:
    assert names.plain("Łucja Grünß-Été") == "lucjagrunssete"


def test_a_taken_name_is_numbered() -> None:
    taken = {"lie.brand"}
    assert names.unused("lie.brand", taken) == "lie.brand2"
    assert names.unused("lie.brand", taken) == "lie.brand3"
    assert names.unused("mara", taken) == "mara"
