"""Every view states what it needs; a view that states nothing fails the tests."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from sweetspot.core.errors import NotAllowed
from sweetspot.stages.accounts.formulas import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def needs(permission: str) -> Callable[[View], View]:
    """Only a signed-in member with this permission gets in; others sign in first or read why not."""

    def wrap(view: View) -> View:
        @login_required
        @functools.wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor is None:
                return redirect("no_workspace")
            if not actor.may(permission):
                raise NotAllowed("Your role does not allow this. An owner of the workspace can change it.")
            return view(request, *args, **kwargs)

        inner.permission = permission  # type: ignore[attr-defined]
        return cast(View, inner)

    return wrap


def demand(request: HttpRequest, permission: str) -> Actor:
    """Who acts, for a step within a view that needs more than the view itself; NotAllowed without it."""
    actor: Actor = actor_of(request)
    if not actor.may(permission):
        raise NotAllowed("Your role does not allow this. An owner of the workspace can change it.")
    return actor


def open_to_all(view: View) -> View:
    """States that a view is meant for visitors who are not signed in."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Any:
    """Who acts, or None for a visitor without a workspace."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor
