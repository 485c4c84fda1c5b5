"""Who a program is, and what its key may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from sweetspot.core.errors import NotAllowed
from sweetspot.doors.web.permissions import actor_of


class Key(HttpBearer):
    """A bearer key with one scope, such as `Key("orders.change")`; the middleware found out whose it is."""

    openapi_scheme = "bearer"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The actor behind the key; None (a 401) for no such key, NotAllowed (a 403) for a key without the scope."""
        actor = actor_of(request)
        if actor is None or actor.kind != "key":
            return None
        if not actor.may(self.scope):
            raise NotAllowed(f"This key lacks the scope {self.scope}.")
        return actor


def key(scope: str) -> Callable[[HttpRequest], Any]:
    """The check of one scope."""
    return Key(scope)
