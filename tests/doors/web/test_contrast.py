"""Can every colour pair of the design tokens be read, in both themes?"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import sweetspot.doors.web
from sweetspot.core import charts

Colour = tuple[float, float, float]
TOKENS = Path(sweetspot.doors.web.__file__).parent / "static" / "sweetspot" / "css" / "tokens.css"
_PAIR = re.compile(r"--([\w-]+): light-dark\((#\w+|oklch\([^)]*\)), (#\w+|oklch\([^)]*\))\);")
THEMES = ("light", "dark")


def _linear_from_oklch(text: str) -> Colour:
    # The matrices of Björn Ottosson's OKLab definition (2020).
    lightness, chroma, hue = (float(part) for part in text[6:-1].split("/")[0].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(max(part, 0.0), 1.0) for part in rgb)
    return red, green, blue


def _linear(text: str) -> Colour:
    if text.startswith("oklch"):
        return _linear_from_oklch(text)
    parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _tokens() -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in _PAIR.findall(TOKENS.read_text(encoding="utf-8"))}


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two colours, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("oklch(0 0 0)", "oklch(1 0 0)") == pytest.approx(21, abs=0.01)


TEXT = [
    *[
        (ink, paper)
        for ink in ("ink", "muted", "accent", "accent-strong")
        for paper in ("paper", "surface", "sunken", "hover")
    ],
    *[(word, paper) for word in ("good", "watch", "warning", "info") for paper in ("paper", "surface")],
    *[(word, f"{word}-soft") for word in ("good", "watch", "warning", "info")],
    *[(ink, "accent-soft") for ink in ("ink", "muted", "accent-strong")],
    ("ink", "watch-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-warning", "warning"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_reaches_four_and_a_half_to_one(ink: str, paper: str, theme: str) -> None:
    tokens, side = _tokens(), THEMES.index(theme)
    assert contrast(tokens[ink][side], tokens[paper][side]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", ["edge", "accent", *[f"data-{n}" for n in range(1, 9)]])
def test_edges_rings_and_lines_reach_three_to_one(mark: str, theme: str) -> None:
    tokens, side = _tokens(), THEMES.index(theme)
    for paper in ("paper", "surface"):
        assert contrast(tokens[mark][side], tokens[paper][side]) >= 3


def test_charts_and_stylesheet_use_the_same_series_colours() -> None:
    tokens = _tokens()
    assert [tokens[f"data-{n}"] for n in range(1, 9)] == list(charts.SERIES)
    assert tokens["band"] == (charts.BAND, charts.DARK[charts.BAND])


def _difference(one: str, other: str, reduce: bool) -> float:
    # Distance in OKLab, for ordinary eyes or for eyes without green receptors (Viénot, Brettel & Mollon 1999).
    def lab(colour: str) -> Colour:
        red, green, blue = _linear(colour)
        if reduce:
            mixed = 0.292750 * red + 0.707250 * green
            red, green, blue = mixed, mixed, min(max(-0.022336 * red + 0.022336 * green + blue, 0), 1)
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        return (
            0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
        )

    return math.dist(lab(one), lab(other))


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("reduce", [False, True])
def test_the_first_three_series_are_told_apart_by_colour_blind_eyes(side: int, reduce: bool) -> None:
    first = [pair[side] for pair in charts.SERIES[:3]]
    for index, one in enumerate(first):
        for other in first[index + 1 :]:
            assert _difference(one, other, reduce) >= 0.08


def test_no_template_carries_an_inline_style_or_script() -> None:
    templates = TOKENS.parents[3] / "templates"
    for path in templates.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle\s*=", text), path
        assert not re.search(r"\son(click|change|load|submit|input)\s*=", text), path
        assert "<style" not in text, path
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert "https://cdn" not in text, path


def test_own_scripts_stay_within_fifty_kilobytes() -> None:
    scripts = (TOKENS.parents[1] / "js").glob("*.js")
    assert sum(path.stat().st_size for path in scripts) <= 50 * 1024
