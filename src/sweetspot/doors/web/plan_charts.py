"""The drawing on a plan's pages: people over budget."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import altair as alt

from sweetspot.core import charts
from sweetspot.core.charts import Chart
from sweetspot.core.money import Money
from sweetspot.doors.web.templatetags.figures import count, money
from sweetspot.stages.planning.formulas.reach import Reach

#: Below so many creators with costs a curve would pretend to know more than it does.
FEWEST = 5


def reach_curve(points: Sequence[tuple[Money, float]], here: Money, reach: Reach, words: str) -> Chart | None:
    """People over budget, with this plan's point and the bounds of its overlap; None below two points."""
    if len(points) < 2:
        return None
    rows = [(float(budget.decimal), people) for budget, people in points]
    axis = f"Budget ({here.currency})"
    across, up = alt.X("x:Q", title=axis), alt.Y("y:Q", title=words.capitalize())
    tips = [alt.Tooltip("x:Q", title=axis, format=","), alt.Tooltip("y:Q", title=words.capitalize(), format=",.0f")]
    curve = (
        alt.Chart(charts.records(["x", "y"], rows)).mark_line(color=charts.BLUE).encode(x=across, y=up, tooltip=tips)
    )
    mine = [(float(here.decimal), reach.people, reach.low, reach.high)]
    point = alt.Chart(charts.records(["x", "y", "low", "high"], mine))
    layers = alt.layer(
        curve,
        point.mark_rule(color=charts.ACCENT, strokeWidth=2).encode(x=across, y=alt.Y("low:Q"), y2="high:Q"),
        point.mark_point(color=charts.ACCENT, filled=True, size=90).encode(x=across, y=up, tooltip=tips),
    )
    return Chart(
        "reach",
        _finding(points, here),
        "The line is the best plan for each budget. The dot is this plan; its bar runs from everybody following the "
        "same creators to nobody following two.",
        charts.specification(layers),
        (f"Budget ({here.currency})", words.capitalize()),
        [(money(budget, "whole"), count(people)) for budget, people in points],
    )


def _finding(points: Sequence[tuple[Money, float]], here: Money) -> str:
    """The title: what more budget would bring."""
    for (before, people), (after, more) in pairwise(points):
        if before.minor >= here.minor and after.minor > before.minor:
            gained = max(more - people, 0)
            return f"{money(after - before, 'whole')} more would reach {count(gained)} more people"
    return "A larger budget reaches nobody more among these candidates"
