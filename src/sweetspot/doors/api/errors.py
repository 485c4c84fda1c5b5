"""Every error as one JSON form: `{"error": {type, code, message, param, request_id, errors}}`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound, SweetspotError, Unavailable
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.doors.web.middleware import STATUS

log = logging.getLogger(__name__)
#: What is said where the framework answered by itself: no such address, no such method, a body that is too large.
_PLAIN = {
    404: ("not_found", "no_such_path", "There is no such address. /api/openapi.json lists all of them."),
    405: ("invalid_request", "method", "This address does not know the method. The header Allow names those it knows."),
    413: ("invalid_request", "too_large", "The request is larger than 10 MB. Nothing was written; send less at once."),
    500: ("internal", "internal", "Something went wrong on our side. Nothing was written."),
}
_TYPES: dict[type[SweetspotError], str] = {
    NotFound: "not_found",
    NotAllowed: "permission",
    Conflict: "conflict",
    Invalid: "invalid_request",
    Unavailable: "upstream",
}


class ProblemOut(Schema):
    """One field that is wrong."""

    param: str
    code: str
    message: str


class ErrorBody(Schema):
    """What went wrong, in words and in codes that do not change."""

    type: str
    code: str
    message: str
    param: str | None = None
    request_id: str
    errors: list[ProblemOut] = []


class ErrorOut(Schema):
    """Every answer that is not a success."""

    error: ErrorBody


def install(api: NinjaAPI) -> None:
    """Tell the API how each kind of error is answered."""

    @api.exception_handler(SweetspotError)
    def deliberate(request: HttpRequest, error: SweetspotError) -> HttpResponse:
        problems = [
            ProblemOut(param=one.field, code=one.code, message=one.message) for one in getattr(error, "problems", ())
        ]
        return _answer(api, request, STATUS[type(error)], _TYPES[type(error)], error.code, error.message, problems)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [_problem(one) for one in error.errors]
        message = f"{problems[0].param}: {problems[0].message}" if problems else "The request cannot be read."
        return _answer(api, request, 422, "invalid_request", "malformed", message, problems)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        message = "Send a valid API key: Authorization: Bearer sk_live_…"
        return _answer(api, request, 401, "authentication", "no_key", message)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _answer(api, request, error.status_code, "invalid_request", "refused", str(error))

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return _answer(api, request, 413, *_PLAIN[413])

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return _answer(api, request, 500, *_PLAIN[500])


class OneForm:
    """Gives the one form also to what the framework answers by itself under `/api/`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; an error that is no JSON yet becomes it."""
        response = self.get_response(request)
        is_ours = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or is_ours or not request.path.startswith("/api/"):
            return response
        fallback = ("invalid_request", "refused", "The request cannot be read.")
        kind, code, message = _PLAIN.get(response.status_code, fallback)
        answer = JsonResponse({"error": _body(kind, code, message).model_dump()}, status=response.status_code)
        if "Allow" in response.headers:
            answer.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
        return answer


def _problem(error: dict[str, Any]) -> ProblemOut:
    # (body, the argument's name in our code, field, …): only what the program itself named is told.
    where = [str(part) for part in error["loc"]]
    path = where[2:] or where[-1:]
    return ProblemOut(param=".".join(path), code=str(error["type"]), message=str(error["msg"]))


def _answer(
    api: NinjaAPI, request: HttpRequest, status: int, kind: str, code: str, message: str,
    problems: Sequence[ProblemOut] = (),
) -> HttpResponse:  # fmt: skip
    # Without an actor nothing was begun, so there is nothing to undo.
    if getattr(request, "actor", None) and transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    body = _body(kind, code, message, problems)
    return api.create_response(request, {"error": body.model_dump()}, status=status)


def _body(kind: str, code: str, message: str, problems: Sequence[ProblemOut] = ()) -> ErrorBody:
    return ErrorBody(
        type=kind, code=code, message=message, param=problems[0].param if problems else None,
        request_id=to_public("req", new_id()), errors=list(problems),
    )  # fmt: skip
