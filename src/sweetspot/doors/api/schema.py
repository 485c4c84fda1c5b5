"""The API under `/api/v1` and its description at `/api/openapi.json`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from sweetspot.doors.api import (
    audiences,
    campaigns,
    codes,
    creators,
    definitions,
    errors,
    fans,
    fit,
    imports,
    mentions,
    money,
    orders,
    partnerships,
    performance,
    plans,
    privacy,
    reports,
    shops,
    short_hosts,
    shortlists,
    tracking,
    vetting,
)
from sweetspot.doors.api.parameters import strict
from sweetspot.doors.web.permissions import open_to_all

api = NinjaAPI(
    title="Sweetspot",
    version=version("sweetspot"),
    description=(
        "Everything the pages can do. Send `Authorization: Bearer sk_live_…`; make keys under Settings, API keys. "
        "Money is in minor units with a currency, times are RFC 3339, ids carry a prefix. Errors have one form."
    ),
    openapi_url=None,
    docs_url=None,
)
errors.install(api)
api.add_decorator(strict, mode="operation")
for module in (
    creators,
    definitions,
    audiences,
    vetting,
    fit,
    imports,
    plans,
    campaigns,
    partnerships,
    tracking,
    privacy,
    short_hosts,
    codes,
    shops,
    orders,
    money,
    performance,
    reports,
    shortlists,
    mentions,
    fans,
):
    api.add_router("", module.router)
#: What any operation may answer besides its own answers; those that read a body may also not understand it.
_ALWAYS = {401: "There is no such key.", 403: "The key lacks the scope.", 422: "Something in the request is wrong."}
_WITH_BODY = {400: "The body is no JSON.", 413: "The body is too large."}


def schema() -> dict[str, Any]:
    """The OpenAPI document; docs/reference/openapi.json is a copy that a test compares."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    for operations in document["paths"].values():
        for operation in operations.values():
            _add_errors(operation)
    return document


def _add_errors(operation: dict[str, Any]) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}
    for status, words in (_ALWAYS | (_WITH_BODY if "requestBody" in operation else {})).items():
        operation["responses"].setdefault(status, {"description": words, "content": content})


@open_to_all
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(schema())


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
]
