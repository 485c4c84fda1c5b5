"""How people keep a list as they looked at it, under a name, for themselves or for everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Invalid, NotAllowed, Problem
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.models import DefaultView, SavedView
from sweetspot.stages.creators.queries import views as known


@transaction.atomic
def save_view(
    actor: Actor, of_list: str, name: str, query: str, *, shared: bool = False, pinned: bool = True, now: datetime
) -> SavedView:
    """A new view of a list; Invalid for its name, NotAllowed to share without `creators.change`."""
    _may_share(actor, shared)
    view = SavedView(workspace_id=actor.workspace_id, of_list=of_list, person_id=actor.id, name=_named(name))
    view.query, view.shared, view.pinned = known.kept(query), shared, pinned
    view.save()
    _note(actor, "view.saved", view, now)
    return view


@transaction.atomic
def change_view(
    actor: Actor, view_id: UUID, *, name: str | None = None, query: str | None = None, shared: bool | None = None,
    pinned: bool | None = None, now: datetime,
) -> SavedView:  # fmt: skip
    """The view with what is given changed; its address stays. NotFound for a view that the actor does not see."""
    view = _own(actor, view_id)
    _may_share(actor, view.shared or bool(shared))
    view.name = view.name if name is None else _named(name)
    view.query = view.query if query is None else known.kept(query)
    view.shared = view.shared if shared is None else shared
    view.pinned = view.pinned if pinned is None else pinned
    view.save()
    _note(actor, "view.changed", view, now)
    return view


@transaction.atomic
def delete_view(actor: Actor, view_id: UUID, *, now: datetime) -> None:
    """The view is gone; addresses with it open the whole list."""
    view = _own(actor, view_id)
    _may_share(actor, view.shared)
    _note(actor, "view.deleted", view, now)
    view.delete()


@transaction.atomic
def open_with(actor: Actor, of_list: str, view_id: UUID | None) -> None:
    """Have a list open with this view for the actor from now on, or (None) with everything."""
    DefaultView.objects.filter(person_id=actor.id, of_list=of_list).delete()
    if view_id is not None:
        view = known.view_row(view_id, actor.id)
        DefaultView.objects.create(workspace_id=actor.workspace_id, person_id=actor.id, of_list=of_list, view=view)


def _own(actor: Actor, view_id: UUID) -> SavedView:
    return known.view_row(view_id, actor.id)


def _may_share(actor: Actor, shared: bool) -> None:
    if shared and not actor.may("creators.change"):
        raise NotAllowed("Your role does not allow changing views that others see. Save it as one of your own.")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 60:
        message = "Give the view a name of at most 60 characters."
        raise Invalid(message, problems=[Problem("name", "length", message)])
    return name


def _note(actor: Actor, action: str, view: SavedView, now: datetime) -> None:
    # What people keep for themselves is nobody's business but theirs.
    if view.shared:
        accounts.record(actor, action, view.name, {"list": view.of_list, "query": view.query}, now=now)
