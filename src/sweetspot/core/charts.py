"""How numbers are drawn: one Vega-Lite specification per chart, for the page and for export, in one house theme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

#: Eight series colours told apart by colour-blind eyes: on light paper, and their partners on dark paper.
SERIES: tuple[tuple[str, str], ...] = (
    ("#0072b2", "#56b4e9"),
    ("#b85000", "#f0894a"),
    ("#00825f", "#2fc39a"),
    ("#a8487e", "#e29ac4"),
    ("#8a6a00", "#e5c33c"),
    ("#3b5b8c", "#8fb0e6"),
    ("#5f6368", "#b4b8be"),
    ("#7a3f1d", "#d6a27c"),
)
BLUE, ORANGE, GREEN, PINK, GOLD, NAVY, GREY, BROWN = (light for light, _ in SERIES)

#: The same meaning has the same colour everywhere.
NETWORKS: Mapping[str, str] = {
    "instagram": PINK,
    "tiktok": NAVY,
    "youtube": ORANGE,
    "twitch": BLUE,
    "blog": GREEN,
    "x": GREY,
}
TIERS: Mapping[str, str] = {
    "nano": GREEN,
    "micro": BLUE,
    "mid": GOLD,
    "macro": ORANGE,
    "mega": BROWN,
    "celebrity": GREY,
}
SOURCES: Mapping[str, str] = {"link": BLUE, "code": ORANGE, "both": GREEN, "none": GREY}
MONEY: Mapping[str, str] = {"paid": ORANGE, "earned": GREEN}

ACCENT, INK, MUTED, LINE, BAND = "#912688", "#1d1a16", "#6a655e", "#e3e0dc", "#c9dcea"
_NEUTRAL_PARTNERS = {ACCENT: "#e08fd3", INK: "#ebebee", MUTED: "#a4a4ac", LINE: "#2f2f35", BAND: "#2c4a5e"}
#: Each light colour and the one that takes its place on dark paper; the page recolours by this map.
DARK: Mapping[str, str] = {**dict(SERIES), **_NEUTRAL_PARTNERS}

FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Noto Sans', Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: what it finds in words, its drawing, and the numbers behind it.

    `name` is unique on the page; `description` says to those who cannot see it what the drawing shows; `header` and
    `rows` are the table under "Show numbers", already in words.
    """

    name: str
    title: str
    description: str
    spec: Mapping[str, Any]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def specification(drawing: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification of an Altair drawing in the house theme, as wide as its place."""
    spec: dict[str, Any] = drawing.to_dict()
    layered = "hconcat" in spec or "vconcat" in spec or "facet" in spec
    if not layered:
        spec.setdefault("width", "container")
        spec.setdefault("height", 240)
        spec.setdefault("autosize", {"type": "fit", "contains": "padding"})
    spec["config"] = {**house_theme(), **{k: v for k, v in spec.get("config", {}).items() if k != "view"}}
    spec["usermeta"] = {"dark": dict(DARK)}
    return spec


def house_theme() -> dict[str, Any]:
    """The configuration every chart shares: sparse axes, quiet grid, the eight series colours."""
    axis = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "tickCount": 5,
        "labelPadding": 6,
        "titlePadding": 8,
    }
    legend = {"labelColor": INK, "titleColor": MUTED, "titleFontWeight": "normal", "orient": "top", "title": None}
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "legend": legend,
        "range": {"category": [light for light, _ in SERIES], "ramp": {"scheme": "blues"}},
        "line": {"strokeWidth": 2, "color": BLUE},
        "area": {"color": BAND, "line": False},
        "bar": {"color": BLUE, "cornerRadiusEnd": 2},
        "point": {"color": BLUE, "filled": True, "size": 50},
        "circle": {"color": BLUE, "size": 50, "opacity": 0.8},
        "rule": {"color": MUTED},
        "text": {"color": INK, "fontSize": 12},
        "title": {"color": INK, "fontSize": 13, "fontWeight": 600, "anchor": "start"},
    }


def colours(domain: Sequence[str], meanings: Mapping[str, str]) -> alt.Scale:
    """A colour scale that gives each name its fixed meaning; names without one are grey."""
    return alt.Scale(domain=list(domain), range=[meanings.get(name, GREY) for name in domain])


def records(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> alt.InlineData:
    """Rows as the drawing's data, written into the specification itself."""
    return alt.InlineData(values=[dict(zip(header, row, strict=True)) for row in rows])


def line_with_band(
    rows: Sequence[tuple[float, float, float, float]], *, x: str, y: str, marker: float | None = None
) -> dict[str, Any]:
    """A curve of (x, low, value, high) with its interval as a lighter band; `marker` is the x of a dashed rule."""
    source = alt.Chart(records(["x", "low", "value", "high"], rows))
    across = alt.X("x:Q", title=x)
    names = {"value": y, "low": "Low", "high": "High"}
    tips = [
        alt.Tooltip("x:Q", title=x, format=","),
        *(alt.Tooltip(f"{field}:Q", title=title, format=",.0f") for field, title in names.items()),
    ]
    band = source.mark_area(color=BAND).encode(x=across, y=alt.Y("low:Q", title=y), y2="high:Q", tooltip=tips)
    curve = source.mark_line(color=BLUE).encode(x=across, y="value:Q", tooltip=tips)
    layers: list[Any] = [band, curve]
    if marker is not None:
        rule = alt.Chart(records(["x"], [(marker,)])).mark_rule(color=ACCENT, strokeDash=[4, 3])
        layers.append(rule.encode(x="x:Q"))
    return specification(alt.layer(*layers))


def bars(rows: Sequence[tuple[str, float]], *, x: str, colour: str = BLUE) -> dict[str, Any]:
    """Horizontal bars in the given order, one per (name, value), each named at its left."""
    drawing = (
        alt.Chart(records(["name", "value"], rows), height=28 * max(len(rows), 1))
        .mark_bar(color=colour, size=16)
        .encode(
            x=alt.X("value:Q", title=x),
            y=alt.Y("name:N", title=None, sort=None),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", title=x, format=",")],
        )
    )
    return specification(drawing.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding")))


def bars_with_intervals(
    rows: Sequence[tuple[str, float, float, float]], *, x: str, colour: str = BLUE
) -> dict[str, Any]:
    """Horizontal bars in the given order, one per (name, value, low, high), with the interval as a line on each."""
    base = alt.Chart(records(["name", "value", "low", "high"], rows), height=28 * max(len(rows), 1)).encode(
        y=alt.Y("name:N", title=None, sort=None),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", title=x, format=".1f"),
                 alt.Tooltip("low:Q", format=".1f"), alt.Tooltip("high:Q", format=".1f")],
    )  # fmt: skip
    bar = base.mark_bar(color=colour, size=16, opacity=0.55).encode(x=alt.X("value:Q", title=x))
    interval = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("low:Q", title=x), x2="high:Q")
    layers = alt.layer(bar, interval)
    return specification(layers.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding")))


def lines_over_time(
    rows: Sequence[tuple[str, str, float]], *, y: str, meanings: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Lines over ISO dates, one per name in (date, name, value), each with its name at its end and its own dash."""
    names = list(dict.fromkeys(name for _, name, _ in rows))
    scale = colours(names, meanings) if meanings else alt.Scale(domain=names)
    source = alt.Chart(records(["date", "name", "value"], rows))
    place = {"x": alt.X("date:T", title=None), "y": alt.Y("value:Q", title=y)}
    line = source.mark_line().encode(
        **place,
        color=alt.Color("name:N", scale=scale, legend=None),
        strokeDash=alt.StrokeDash("name:N", legend=None, sort=names),
        tooltip=["date:T", alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", title=y, format=",")],
    )
    last = [max((row for row in rows if row[1] == name), key=lambda row: row[0]) for name in names]
    label = (
        alt.Chart(records(["date", "name", "value"], last))
        .mark_text(align="left", dx=6)
        .encode(**place, text="name:N", color=alt.Color("name:N", scale=scale, legend=None))
    )
    return specification(alt.layer(line, label))


def line_against_earlier(
    rows: Sequence[tuple[str, float | None, float | None]], *, y: str, open_end: bool = False
) -> dict[str, Any]:
    """A line over named stretches of time in (name, now, earlier), the earlier one grey and dashed behind it.

    Names are unique and in order; a stretch that has not come is None. With `open_end` the last stretch reached is not
    over, and the way to it is dotted.
    """
    known = [(name, value) for name, value, _ in rows if value is not None]
    earlier = [(name, value) for name, _, value in rows if value is not None]
    names = [name for name, *_ in rows]
    step = max(1, -(-len(names) // 8))
    axis = alt.Axis(title=None, values=names[::step], labelAngle=0, labelOverlap="greedy", ticks=False)
    across = alt.X("name:O", sort=None, scale=alt.Scale(domain=names, padding=0.2), axis=axis)
    up = alt.Y("value:Q", title=y, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickMinStep=1, format="~s"))

    def line(points: Sequence[tuple[str, float]], colour: str, dash: list[int], width: float) -> Any:
        source = alt.Chart(records(["name", "value"], points))
        return source.mark_line(color=colour, strokeDash=dash, strokeWidth=width).encode(x=across, y=up)

    closed = known[:-1] if open_end and len(known) > 1 else known
    layers = [line(earlier, GREY, [4, 4], 1.5)] if earlier else []
    layers.append(line(closed, BLUE, [1, 0], 2))
    if closed is not known:
        layers.append(line(known[-2:], BLUE, [2, 3], 2))
    told = [(name, value, before) for name, value, before in rows if value is not None or before is not None]
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", title=y, format=",")]
    tips += [alt.Tooltip("before:Q", title="Compared", format=",")] if earlier else []
    hit = alt.Chart(records(["name", "value", "before"], told)).mark_rule(opacity=0, strokeWidth=12)
    layers.append(hit.encode(x=across, tooltip=tips))
    return specification(alt.layer(*layers))


def scatter(rows: Sequence[tuple[str, float, float]], *, x: str, y: str, logarithmic: bool = False) -> dict[str, Any]:
    """One dot per (name, x, y); `logarithmic` puts both axes on a log scale and leaves values of 0 or less out."""
    shown = [row for row in rows if not logarithmic or (row[1] > 0 and row[2] > 0)]
    drawing = (
        alt.Chart(records(["name", "x", "y"], shown))
        .mark_circle()
        .encode(
            x=alt.X("x:Q", title=x, **_scale([row[1] for row in shown], logarithmic)),
            y=alt.Y("y:Q", title=y, **_scale([row[2] for row in shown], logarithmic)),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("x:Q", title=x, format=","),
                alt.Tooltip("y:Q", title=y, format=","),
            ],
        )
    )
    return specification(drawing)


def _scale(values: Sequence[float], logarithmic: bool) -> dict[str, Any]:
    if not logarithmic or not values:
        return {"scale": alt.Scale(zero=False)}
    low, high = min(values) / 1.3, max(values) * 1.3
    steps = (1, 2, 5) if high / low < 100 else (1,)
    ticks = [
        step * 10.0**power
        for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for step in steps
        if low <= step * 10.0**power <= high
    ]
    # "~s" writes 0.1 as 100m.
    label = "datum.value < 1 ? format(datum.value, '~g') : format(datum.value, '~s')"
    axis = alt.Axis(values=ticks, labelExpr=label)
    return {"scale": alt.Scale(type="log", domain=[low, high], nice=False), "axis": axis}


def line_with_marks(
    rows: Sequence[tuple[str, float]], marks: Sequence[tuple[str, float, str]], *, y: str
) -> dict[str, Any]:
    """A line over ISO dates (date, value), with (date, value, why) marked on it by a diamond and its words."""
    place = {"x": alt.X("date:T", title=None), "y": alt.Y("value:Q", title=y, scale=alt.Scale(zero=False))}
    tips: list[Any] = ["date:T", alt.Tooltip("value:Q", title=y, format=",")]
    line = alt.Chart(records(["date", "value"], rows)).mark_line(color=BLUE, point=len(rows) < 40)
    layers: list[Any] = [line.encode(**place, tooltip=tips)]
    if marks:
        source = alt.Chart(records(["date", "value", "why"], marks))
        diamond = source.mark_point(color=ORANGE, shape="diamond", size=110, filled=True)
        layers.append(diamond.encode(**place, tooltip=[*tips, alt.Tooltip("why:N", title=" ")]))
        words = source.mark_text(align="right", dx=-8, dy=-10, color=INK)
        layers.append(words.encode(**place, text="why:N"))
    return specification(alt.layer(*layers))


#: How a group of dots looks: its colour, its shape, whether it stands in front.
Look = tuple[str, str, bool]


def dots_over_time(
    rows: Sequence[tuple[str, float, str]], looks: Mapping[str, Look], *, y: str, percent: bool = False
) -> dict[str, Any]:
    """One dot per (ISO date, value, group); each group has a colour and a shape of its own, named above."""
    axis = alt.Axis(format="~%") if percent else alt.Axis()
    tip = alt.Tooltip("value:Q", title=y, format=".2%" if percent else ",.1f")
    return _grouped(
        alt.Chart(records(["x", "value", "group"], rows)), rows, looks, alt.X("x:T", title=None),
        alt.Y("value:Q", title=y, axis=axis), [alt.Tooltip("x:T", title=" "), alt.Tooltip("group:N", title=" "), tip],
    )  # fmt: skip


def dots(rows: Sequence[tuple[float, float, str]], looks: Mapping[str, Look], *, x: str, y: str) -> dict[str, Any]:
    """One dot per (x, y, group) on two log scales; values of 0 or less are left out; groups as in `dots_over_time`."""
    shown = [row for row in rows if row[0] > 0 and row[1] > 0]
    tips = [alt.Tooltip("group:N", title=" "), alt.Tooltip("x:Q", title=x, format=","),
            alt.Tooltip("value:Q", title=y, format=",")]  # fmt: skip
    return _grouped(
        alt.Chart(records(["x", "value", "group"], shown)), shown, looks,
        alt.X("x:Q", title=x, **_scale([row[0] for row in shown], True)),
        alt.Y("value:Q", title=y, **_scale([row[1] for row in shown], True)), tips,
    )  # fmt: skip


def _grouped(
    source: alt.Chart, rows: Sequence[tuple[Any, Any, str]], looks: Mapping[str, Look], x: Any, y: Any, tips: list[Any]
) -> dict[str, Any]:
    present = {row[2] for row in rows}
    names = [name for name in looks if name in present]
    colour = alt.Scale(domain=names, range=[looks[name][0] for name in names])
    loud = alt.FieldOneOfPredicate(field="group", oneOf=[name for name in names if looks[name][2]])
    drawing = source.mark_point(size=48).encode(
        x=x, y=y, tooltip=tips, color=alt.Color("group:N", scale=colour),
        shape=alt.Shape("group:N", scale=alt.Scale(domain=names, range=[looks[name][1] for name in names])),
        opacity=alt.condition(loud, alt.value(0.9), alt.value(0.4)),
    )  # fmt: skip
    return specification(drawing)
