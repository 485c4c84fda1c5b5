"""What happens around every view: content policy, the workspace's wall, and errors turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound, SweetspotError, Unavailable
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: The one table that gives a deliberate error its HTTP status.
STATUS: dict[type[SweetspotError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    Unavailable: 503,
}
WORKSPACE_KEY = "workspace"

_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)


class ContentPolicy:
    """Sets the content security policy and its companions on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class Workspaces:
    """Opens the scope of the visitor's workspace around the view, and says who acts as `request.actor`.

    People choose a workspace (kept in the session); a key names its own. Without either, no row exists.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, made within the workspace."""
        request.actor = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        if request.path.startswith("/api/"):
            return self._program(request)
        if request.path.startswith("/hooks/") or not request.user.is_authenticated:
            return self.get_response(request)
        return self._person(request)

    def _program(self, request: HttpRequest) -> HttpResponseBase:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return self.get_response(request)
        try:
            actor = queries.key_actor(key, datetime.now(UTC))
        except NotFound:
            return self.get_response(request)
        return self._within(request, actor)

    def _person(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        memberships = queries.memberships(person)  # type: ignore[arg-type]
        request.memberships = memberships  # type: ignore[attr-defined]
        if not memberships:
            return self.get_response(request)
        chosen = request.session.get(WORKSPACE_KEY)
        membership = next((one for one in memberships if str(one.workspace_id) == chosen), memberships[0])
        request.membership = membership  # type: ignore[attr-defined]
        return self._within(request, queries.member_actor(person, membership))  # type: ignore[arg-type]

    def _within(self, request: HttpRequest, actor: Any) -> HttpResponseBase:
        request.actor = actor  # type: ignore[attr-defined]
        with scope(actor.workspace_id):
            return self.get_response(request)


class Errors:
    """Turns deliberate errors into pages (or JSON for programs) and undoes what the failed view had written."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an error; None leaves it to Django."""
        if isinstance(error, ImmediateHttpResponse | ReauthenticationRequired):
            return None  # not failures: the way in which signing in says "another page first"
        # The page is made first: it may read rows, which a transaction marked for rollback refuses.
        response = error_response(request, error) if isinstance(error, SweetspotError) else None
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return response


def error_response(request: HttpRequest, error: SweetspotError) -> HttpResponse:
    """The page or JSON that tells a deliberate error: what happened, and a reference."""
    status = STATUS[type(error)]
    reference = to_public("req", new_id())
    if request.path.startswith(("/api/", "/hooks/")):
        return JsonResponse(
            {"error": {"code": error.code, "message": error.message, "request_id": reference}}, status=status
        )
    context = {"message": error.message, "reference": reference, "status": status}
    if status in {403, 404} and getattr(request, "membership", None):
        context |= {"layout": "base.html", "heading": "Not allowed" if status == 403 else "Not found"}
    template = f"errors/{status}.html" if status in {403, 404} else "errors/error.html"
    # Rendered at once: the template must be made before the transaction is rolled back and the scope ends.
    return TemplateResponse(request, template, context, status=status).render()


def workspace_from(text: str) -> UUID | None:
    """The workspace id in a form's text, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
