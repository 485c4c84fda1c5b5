"""A story page's words, colour and logo: what is taken, and what is left out of a picture."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.pictures import png

from sweetspot.core.errors import Invalid
from sweetspot.stages.tracking.formulas.story import Story, checked_accent, checked_story, clean_logo, ink_on


def test_words_are_taken_without_the_spaces_around_them() -> None:
    assert checked_story(Story(" Spring ", " New rings ", "buy", "", " ANNA15 ")) == Story(
        "Spring", "New rings", "buy", "", "ANNA15"
    )


@pytest.mark.parametrize(
    ("story", "field"),
    [
        (Story(""), "title"), (Story("x" * 81), "title"), (Story("x", "y" * 401), "text"),
        (Story("x", ask="win"), "ask"),
        (Story("x", button="y" * 41), "button"), (Story("x", code="y" * 41), "code"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_shown_are_refused(story: Story, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_story(story)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_colour_is_six_digits_and_its_ink_is_the_one_that_is_read_better() -> None:
    assert (checked_accent(" #FFCC00 "), ink_on("#ffcc00"), ink_on("#86287a")) == ("#ffcc00", "#000000", "#ffffff")
    for wrong in ("red", "#fff", "#12345g", "#86287a;}", ""):
        with pytest.raises(Invalid):
            checked_accent(wrong)


@given(st.integers(0, 0xFFFFFF))
def test_the_ink_is_read_on_every_colour(number: int) -> None:
    accent = f"#{number:06x}"

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(accent), luminance(ink_on(accent))])
    assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 2.2 AA


def test_a_logo_keeps_its_picture_and_nothing_else() -> None:
    picture = png(4, 4)
    text = b"tEXt" + b"Comment\x00where I live"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    assert clean_logo(picture[:33] + chunk + picture[33:] + b"<script>") == picture


@pytest.mark.parametrize(
    "image",
    [
        b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", png(4, 4)[:-1], png(4, 4)[:40] + b"x" + png(4, 4)[41:],
        png(2000, 1), b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, b"\xff\xd8\xff\xe0" + b"0" * 100,
    ],
)  # fmt: skip
def test_another_kind_of_file_is_refused(image: bytes) -> None:
    with pytest.raises(Invalid, match="PNG"):
        clean_logo(image)
