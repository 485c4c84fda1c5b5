"""Every error as one JSON form: `{"error": {type, code, message, param, request_id, errors}}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound, SweetspotError, Unavailable
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.doors.web.middleware import STATUS

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


def _problem(error: dict[str, Any]) -> ProblemOut:
    path = ".".join(str(part) for part in error["loc"][1:] if part != "body")
    return ProblemOut(param=path or str(error["loc"][-1]), code=str(error["type"]), message=str(error["msg"]))


def _answer(
    api: NinjaAPI, request: HttpRequest, status: int, kind: str, code: str, message: str,
    problems: Sequence[ProblemOut] = (),
) -> HttpResponse:  # fmt: skip
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    body = ErrorBody(
        type=kind, code=code, message=message, param=problems[0].param if problems else None,
        request_id=to_public("req", new_id()), errors=list(problems),
    )  # fmt: skip
    return api.create_response(request, {"error": body.model_dump()}, status=status)
