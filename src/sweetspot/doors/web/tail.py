"""The live tail: the newest clicks, asked for again every two seconds while somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from sweetspot.core.identifiers import to_public
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.creators.formulas.places import country_name
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.origins import label_of
from sweetspot.stages.tracking.queries import tail as queries

_KINDS = {
    "person": ("Person", "good"), "preview": ("Preview", "info"), "bot": ("Bot", ""), "suspect": ("Suspect", "watch"),
    "view": ("Story view", "info"), "own": ("Own", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A click in words."""

    click: queries.Recent
    word: str
    kind: str
    device: str
    country: str
    came_from: str


@dataclass(frozen=True, slots=True)
class Tail:
    """The newest clicks, where to ask for newer ones, and of which link they are; empty for all."""

    lines: list[Line]
    again: str
    link: str
    zone: str


def tail_of(request: HttpRequest, link_id: UUID | None = None) -> Tail | None:
    """The tail for those who may see clicks."""
    if not actor_of(request).may("tracking.view"):
        return None
    return _tail(request, queries.newest(link_id), link_id)


def _tail(request: HttpRequest, found: list[queries.Recent], link_id: UUID | None) -> Tail:
    where = reverse("link_tail", args=[link_id]) if link_id else reverse("tail")
    return Tail(
        [_line(one) for one in found], f"{where}?seen={queries.mark(found)}",
        to_public("lnk", link_id) if link_id else "", request.membership.workspace.time_zone,  # type: ignore[attr-defined]
    )  # fmt: skip


def _line(one: queries.Recent) -> Line:
    word, kind = _KINDS.get(one.kind, (one.kind.capitalize(), ""))
    app = f"{label_of(one.in_app)} app" if one.in_app else ""
    return Line(
        one, word, kind, label_of(one.device), country_name(one.country) if one.country else "",
        app or one.referrer.removeprefix("www."),
    )  # fmt: skip


@needs("tracking.view")
def tail(request: HttpRequest, link_id: UUID | None = None) -> HttpResponse:
    """The newest clicks anew; 204, which leaves the page as it is, where nothing has come since."""
    if link_id:
        tracking.link(link_id)  # another workspace's link is none
    found = queries.newest(link_id)
    if request.GET.get("seen") == queries.mark(found):
        return HttpResponse(status=204)
    return render(request, "performance/_tail_rows.html", {"tail": _tail(request, found, link_id)})


urlpatterns = [
    path("performance/tail", tail, name="tail"),
    path("links/<lnk:link_id>/tail", tail, name="link_tail"),
]
