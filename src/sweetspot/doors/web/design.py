"""What every component looks like in every state: the page `/design`, shown where debugging is on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sweetspot.core import charts
from sweetspot.core.money import Money
from sweetspot.doors.web import tables
from sweetspot.doors.web.drawings import Touch
from sweetspot.doors.web.permissions import open_to_all

_NOW = datetime(2026, 5, 14, 9, 40, tzinfo=UTC)
#: Engagement rates of an invented peer group: a bell on a log scale, without a random number.
PEERS = [0.03 * math.exp(0.5 * math.sin(n * 12.9898) + 0.35 * math.cos(n * 4.1)) for n in range(240)]

COLUMNS = (
    tables.Column("name", "Creator"),
    tables.Column("tier", "Tier"),
    tables.Column("followers", "Followers", number=True),
    tables.Column("engaged", "Engaged people", number=True, why="Followers × engagement rate, with its 95 % interval."),
    tables.Column("rate", "Rate", number=True, why="(Likes + comments) ÷ followers, mean of the last 12 posts."),
    tables.Column("evidence", "Evidence", sortable=False),
    tables.Column("cost", "Cost per 1,000", number=True, why="Fee ÷ engaged people × 1,000."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One invented creator of the table."""

    name: str
    handle: str
    tier: str
    followers: int | None
    engaged: int | None
    spread: int
    rate: float | None
    evidence: str
    kind: str
    cost: Money | None


ROWS = (
    Row("Anna Makes", "@anna.makes", "micro", 42_100, 1_480, 210, 0.0351, "Consistent", "good", Money(3812, "USD")),
    Row(
        "Jonas & the Sea",
        "@jonasandthesea",
        "micro",
        18_930,
        1_002,
        160,
        0.0529,
        "Consistent",
        "good",
        Money(2950, "USD"),
    ),
    Row("Priya Paints", "@priya.paints", "nano", 7_420, 611, 95, 0.0823, "Worth a look", "watch", Money(1890, "USD")),
    Row(
        "Studio Lune",
        "@studiolune",
        "mid",
        131_000,
        940,
        400,
        0.0072,
        "Strong warning",
        "warning",
        Money(21_400, "USD"),
    ),
    Row("Tomé", "@tome.pt", "nano", None, None, 0, None, "Too few posts", "", None),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Campaign name", help_text="Creators see it on their page.")
    budget = forms.DecimalField(label="Budget", help_text="All fees together, before products and shipping.")
    tier = forms.ChoiceField(label="Tier", choices=[("nano", "Nano"), ("micro", "Micro"), ("mid", "Mid")])
    models = forms.ChoiceField(
        label="Pay by", widget=forms.RadioSelect, choices=[("fee", "Fixed fee"), ("commission", "Commission")]
    )
    brief = forms.CharField(label="Brief", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    notify = forms.BooleanField(label="Tell creators by e-mail", help_text="Sent after 30 seconds.", required=False)


@open_to_all
def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state; 404 where debugging is off."""
    if not settings.DEBUG:
        raise Http404
    if "toast" in request.GET:
        messages.success(request, "3 creators added to Spring jewellery.")
        messages.error(
            request, "We could not send 3 of 40 messages. The other 37 are sent; nobody is written to twice."
        )
    return render(request, "design.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    filters = [
        tables.filter_of(request.GET, "tier", "Tier", [("nano", "Nano"), ("micro", "Micro"), ("mid", "Mid")]),
        tables.filter_of(request.GET, "country", "Country", [("DE", "Germany"), ("AT", "Austria"), ("JP", "Japan")]),
        tables.filter_of(request.GET, "stage", "Stage", [("agreed", "Agreed"), ("posted", "Posted")], multiple=False),
    ]
    return {
        "columns": COLUMNS,
        "rows": ROWS,
        "filters": filters,
        "tabs": _tabs(),
        "peers": PEERS,
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "budget": "lots", "tier": "micro", "models": "fee"}),
        "charts": sample_charts(),
        "touches": _touches(),
        "order_at": _NOW,
        "window": timedelta(days=30),
        "paid": Money(420, "EUR"),
        "taken_back": Money(-420, "EUR"),
        "big": Money(1_240_000, "EUR"),
        "yen": Money(12_400, "JPY"),
        "series": range(1, 9),
        "bulk_actions": [
            SimpleNamespace(label="Add to campaign", value="add", danger=False, href=""),
            SimpleNamespace(label="Archive", value="archive", danger=True, href=""),
        ],
        "steps": ["Upload", "Map columns", "Check", "Run"],
        "code": 'curl http://127.0.0.1:8000/api/v1/orders \\\n  -H "Authorization: Bearer …" \\\n  -d @order.json',
    }


def _tabs() -> list[tables.Tab]:
    return [
        tables.Tab("All", "?", current=True, count=412),
        tables.Tab("Prospects", "?view=prospects", count=180),
        tables.Tab("Applicants", "?view=applicants", count=12),
        tables.Tab("★ Micro beauty DE", "?view=beauty"),
    ]


def _touches() -> list[Touch]:
    return [
        Touch(_NOW - timedelta(days=38), "Priya Paints · link", "outside the 30-day window"),
        Touch(_NOW - timedelta(days=17, hours=3), "Anna Makes · link", "a later touch counts"),
        Touch(
            _NOW - timedelta(days=2, hours=5),
            "Jonas & the Sea · code SEA10",
            "last touch within 30 days",
            credited=True,
        ),
    ]


def sample_charts() -> list[charts.Chart]:
    """One chart of each kind, with invented numbers."""
    curve = [(spend, reach * 0.82, reach, reach * 1.18) for spend in range(0, 21_000, 1_000)
             for reach in [round(240_000 * (1 - math.exp(-spend / 7_000)))]]  # fmt: skip
    days = [(f"2026-04-{day:02d}", name, round(scale * (1 + 0.4 * math.sin(day / 3 + scale))))
            for name, scale in (("link", 40), ("code", 26), ("both", 9)) for day in range(1, 29)]  # fmt: skip
    kept = [("Anna Makes", 4_210), ("Jonas & the Sea", 3_180), ("Priya Paints", 2_040), ("Studio Lune", 310)]
    dots = [(row.name, row.followers, row.engaged) for row in ROWS if row.followers and row.engaged]
    return [
        charts.Chart(
            "reach", "The next euro buys less after €8,000", "People reached for each spend, with its 80 % band.",
            charts.line_with_band(curve, x="Spend, €", y="People reached", marker=8_000),
            ["Spend, €", "Low", "People", "High"], [[f"{round(cell):,}" for cell in row] for row in curve],
        ),
        charts.Chart(
            "orders", "Links bring more orders than codes", "Orders a day in April by how they were recognised.",
            charts.lines_over_time(days, y="Orders", meanings=charts.SOURCES),
            ["Day", "Recognised by", "Orders"], [[str(cell) for cell in row] for row in days],
        ),
        charts.Chart(
            "kept", "Two creators bring three quarters of kept revenue", "Kept revenue after refunds by creator, €.",
            charts.bars(kept, x="Kept revenue, €"), ["Creator", "€"], [[name, f"{value:,}"] for name, value in kept],
        ),
        charts.Chart(
            "size", "Engagement falls behind size", "Followers against expected engaged people, both on log scales.",
            charts.scatter(dots, x="Followers", y="Engaged people", logarithmic=True),
            ["Creator", "Followers", "Engaged people"], [[n, f"{x:,}", f"{y:,}"] for n, x, y in dots],
        ),
    ]  # fmt: skip
