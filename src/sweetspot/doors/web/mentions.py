"""Mentions: where the brands were spoken of, by whom, earned or paid, and whose share of the talk is it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.charts import Chart, bars
from sweetspot.core.errors import Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.core.spreadsheets import guarded
from sweetspot.doors.web import tables
from sweetspot.doors.web.fields import named
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.templatetags.figures import share
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.tracking.formulas.mentions import Shares, Tally, Voice
from sweetspot.stages.tracking.queries import mentions as queries
from sweetspot.stages.tracking.queries.mentions import BrandVoice, MentionFilter, MentionRow
from sweetspot.stages.tracking.services import mentions as services

DAYS, PAGE = 90, 50
HEADER = [
    "mention", "of", "kind", "where", "network", "written_at", "author", "name", "profile", "under", "words",
    "earned_or_paid", "reason", "engagement", "url", "text",
]  # fmt: skip


class DaysForm(forms.Form):
    """Which days: both included, in the workspace's time zone."""

    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A brand's share of voice with the addresses of the mentions behind its numbers."""

    brand: creators.BrandRow
    tally: Tally
    shares: Shares
    all: str
    earned: str
    paid: str
    unknown: str

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """Earned, paid and not known: the word, how many, and the address of these."""
        addresses = ((Voice.EARNED, self.earned), (Voice.PAID, self.paid), (Voice.UNKNOWN, self.unknown))
        return [(voice.value, self.tally.count(voice), address) for voice, address in addresses]


@needs("creators.view")
def mentions(request: HttpRequest) -> HttpResponse:
    """The mentions of a period, filtered, with each brand's share of voice over it."""
    form, start, end = _period(request.GET)
    asked = _asked(request.GET, start, end)
    page = tables.leaf(request.GET, "page", queries.mentions(asked), PAGE)
    known, voices = queries.mention_stock(), queries.share_by_brand(start, end)
    context = {
        "form": form, "page": page, "rows": queries.mention_rows(page.rows), "filters": _filters(request.GET),
        "known": known[0], "newest": known[1], "brands": creators.brands(), "query": request.GET.urlencode(),
        "voices": [_line(request.GET, one) for one in voices], "chart": _chart(voices),
        "csv": f"{reverse('mentions_csv')}?{request.GET.urlencode()}",
        "bulk_actions": ACTIONS if actor_of(request).may("creators.change") else [],
    }  # fmt: skip
    return render(request, "mentions/list.html", context)


ACTIONS = [{"value": "add", "label": "Add as prospects"}, {"value": "ignore", "label": "Ignore these people"}]


def _period(params: QueryDict) -> tuple[DaysForm, datetime, datetime]:
    """The days that the address names, else the last 90 up to the newest mention."""
    zone = ZoneInfo(accounts.workspace().time_zone)
    newest = queries.mention_stock()[1] or datetime.now(UTC)
    last = min(newest, datetime.now(UTC)).astimezone(zone).date()
    days = {"since": last - timedelta(days=DAYS - 1), "until": last}
    form = DaysForm({name: params.get(name) or day for name, day in days.items()})
    given = form.cleaned_data if form.is_valid() else days
    since, until = sorted((given["since"], given["until"]))
    return form, _midnight(since, zone), _midnight(until + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _asked(params: QueryDict, start: datetime, end: datetime) -> MentionFilter:
    about = tables.chosen(params, "of")
    return MentionFilter(
        brands=tuple(named("brd", one) for one in about if one.startswith("brd_")),
        campaigns=tuple(named("cmp", one) for one in about if one.startswith("cmp_")),
        voices=tuple(tables.chosen(params, "voice")), writers=tuple(tables.chosen(params, "by")),
        networks=tuple(tables.chosen(params, "network")), start=start, end=end, search=params.get("q", ""),
    )  # fmt: skip


def _filters(params: QueryDict) -> list[tables.Filter]:
    about = [(one.ref, one.name) for one in creators.brands()]
    about += [(to_public("cmp", row.campaign.id), row.campaign.name) for row in campaigns.campaigns()]
    return [
        tables.filter_of(params, "of", "Of", about),
        tables.filter_of(params, "voice", "Earned or paid", queries.VOICES),
        tables.filter_of(params, "by", "Written by", queries.WRITERS),
        tables.filter_of(params, "network", "Network", [(key, one.label) for key, one in NETWORKS.items()]),
    ]


def _line(params: QueryDict, one: BrandVoice) -> VoiceLine:
    days = {name: params[name] for name in ("since", "until") if params.get(name)}
    told = [f"?{urlencode(days | {'of': one.brand.ref, 'voice': voice})}" for voice in ("earned", "paid", "unknown")]
    every = urlencode(days | {"of": one.brand.ref, "voice": "earned,paid,unknown"}, safe=",")
    return VoiceLine(one.brand, one.tally, one.shares, f"?{every}", *told)


def _chart(voices: list[BrandVoice]) -> Chart | None:
    said = [one for one in voices if one.tally.mentions]
    if len(said) < 2:
        return None
    return Chart(
        "chart-voice", "Share of voice", "Each brand's part of all mentions of these brands in the period.",
        bars([(one.brand.name, round(100 * (one.shares.mentions or 0), 1)) for one in said], x="Share of mentions, %"),
        ["Brand", "Mentions", "Share"],
        [[one.brand.name, f"{one.tally.mentions:,}", share(one.shares.mentions)] for one in said],
    )  # fmt: skip


@needs("creators.view")
def mentions_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The mentions as a file: the same filter as on the screen, every page of it."""
    _, start, end = _period(request.GET)
    lines = _lines(actor_of(request).workspace_id, _asked(request.GET, start, end))
    headers = {"Content-Disposition": f'attachment; filename="mentions-{datetime.now(UTC):%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    """A file that hands back what is written."""

    def write(self, line: str) -> str:
        return line


def _lines(workspace_id: UUID, asked: MentionFilter) -> Iterator[str]:
    # The file is read after the view has ended, so it opens the workspace itself.
    writer = csv.writer(_Echo())
    with scope(workspace_id):
        yield writer.writerow(HEADER)
        for lot in queries.mention_lots(asked):
            for one in lot:
                yield writer.writerow(_cells(one))


def _cells(one: MentionRow) -> list[Any]:
    at = one.at.isoformat() if one.at else ""
    engagement = "" if one.engagement is None else one.engagement
    texts = (guarded(text) for text in (one.handle, one.name))
    return [
        one.ref, guarded(one.subject), one.subject_kind, one.place, one.network, at, *texts, one.profile_ref or "",
        guarded(one.under), guarded(" ".join(one.words)), one.voice, one.reason, engagement, one.url or "",
        guarded(one.text),
    ]  # fmt: skip


@require_POST
@needs("creators.change")
def act(request: HttpRequest) -> HttpResponse:
    """Make the authors of the ticked mentions prospects, or offer them no longer."""
    ids = [named("mnt", ref) for ref in request.POST.getlist("selected")]
    actor, now = actor_of(request), datetime.now(UTC)
    try:
        if request.POST.get("action") == "add":
            made = services.add_prospects(actor, ids, now=now)
            messages.success(request, f"{made} {'prospect' if made == 1 else 'prospects'} added to the creators.")
        else:
            gone = services.ignore_authors(actor, ids, now=now)
            messages.success(request, f"{gone} {'person is' if gone == 1 else 'people are'} offered no longer.")
    except Invalid as error:
        messages.error(request, error.message)
    return redirect(f"{reverse('mentions')}?{request.POST.get('query', '')}")


urlpatterns = [
    path("mentions", mentions, name="mentions"),
    path("mentions.csv", mentions_csv, name="mentions_csv"),
    path("mentions/people", act, name="mentions_people"),
]
