"""Saved views of any list: the tabs that people pin, the bar that says what changed, and saving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import NotFound
from sweetspot.doors.web import fields  # noqa: F401 - it makes `<svw:…>` known
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.tables import Tab
from sweetspot.stages.creators.queries import views as known
from sweetspot.stages.creators.queries.views import ViewRow
from sweetspot.stages.creators.services import views as services

#: The lists that keep views: the name of the page is the name of the list.
LISTS = ("creators",)
#: What `view=` says to see everything although another view is the default.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a list's page shows of its views: all of them, the open one, and whether the address differs from it."""

    of_list: str
    query: str
    views: list[ViewRow]
    current: ViewRow | None
    may_share: bool

    @property
    def dirty(self) -> bool:
        """Whether the open view was changed, or a list without one was narrowed."""
        return self.current.differs(self.query) if self.current else bool(known.kept(self.query))

    @property
    def may_change(self) -> bool:
        """Whether the open view may be changed by whoever looks."""
        return self.current is not None and (self.may_share or not self.current.shared)

    def tabs(self) -> list[Tab]:
        """The pinned views as tabs, and the open one where it is not pinned."""
        shown = [one for one in self.views if one.pinned or one == self.current]
        return [Tab(one.name, f"?view={one.ref}", one == self.current and not self.dirty) for one in shown]


def saved_views(request: HttpRequest, of_list: str) -> Saved:
    """The views of a list for whoever looks at it; NotFound for `view=` of one that is gone."""
    actor = actor_of(request)
    rows = known.views(of_list, actor.id)
    ref = request.GET.get("view", "")
    current = next((one for one in rows if one.ref == ref), None)
    if ref and ref != ALL and current is None:
        raise NotFound("There is no such view. It may have been deleted.")
    return Saved(of_list, request.GET.urlencode(), rows, current, actor.may("creators.change"))


def opened(request: HttpRequest, saved: Saved) -> HttpResponseRedirect | None:
    """Where a view is only named, or none is and one is the default: the address that says all it asks for."""
    if set(request.GET) == {"view"} and saved.current and saved.current.query:
        return HttpResponseRedirect(f"{request.path}?{saved.current.query}&view={saved.current.ref}")
    default = next((one for one in saved.views if one.default), None)
    return HttpResponseRedirect(f"{request.path}?view={default.ref}") if default and not request.GET else None


@require_POST
@needs("creators.view")
def save(request: HttpRequest) -> HttpResponse:
    """Keep what a list shows as a new view."""
    actor, of_list = actor_of(request), _list(request)
    view = services.save_view(
        actor, of_list, request.POST.get("name", ""), request.POST.get("query", ""),
        shared="shared" in request.POST, pinned="pinned" in request.POST, now=datetime.now(UTC),
    )  # fmt: skip
    if "default" in request.POST:
        services.open_with(actor, of_list, view.id)
    messages.success(request, f"The view {view.name} is saved.")
    return redirect(f"{reverse(of_list)}?view={known.ref_of(view)}")


@require_POST
@needs("creators.view")
def change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Change a view: what it asks for, or its name and who sees it where."""
    actor, now = actor_of(request), datetime.now(UTC)
    if "query" in request.POST:
        changed = services.change_view(actor, view_id, query=request.POST["query"], now=now)
    else:
        changed = services.change_view(
            actor, view_id, name=request.POST.get("name", ""), shared="shared" in request.POST,
            pinned="pinned" in request.POST, now=now,
        )  # fmt: skip
        is_default = any(one.id == changed.id and one.default for one in known.views(changed.of_list, actor.id))
        if is_default != ("default" in request.POST):
            services.open_with(actor, changed.of_list, None if is_default else changed.id)
    messages.success(request, f"The view {changed.name} is saved.")
    return redirect(f"{reverse(changed.of_list)}?view={known.ref_of(changed)}")


@require_POST
@needs("creators.view")
def delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Remove a view; what it listed stays."""
    actor = actor_of(request)
    gone = known.view_row(view_id, actor.id)
    services.delete_view(actor, view_id, now=datetime.now(UTC))
    messages.success(request, f"The view {gone.name} is deleted. What it listed is untouched.")
    return redirect(gone.of_list)


def _list(request: HttpRequest) -> str:
    of_list = request.POST.get("list", "")
    if of_list not in LISTS:
        raise NotFound("There is no such list.")
    return of_list


urlpatterns = [
    path("views", save, name="save_view"),
    path("views/<svw:view_id>/change", change, name="change_view"),
    path("views/<svw:view_id>/delete", delete, name="delete_view"),
]
