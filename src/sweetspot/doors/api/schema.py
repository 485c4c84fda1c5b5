"""The API under `/api/v1` and its description at `/api/openapi.json`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from sweetspot.core.errors import Invalid, Problem
from sweetspot.doors.api import (
    campaigns,
    creators,
    errors,
    imports,
    money,
    orders,
    partnerships,
    plans,
    reports,
    shops,
    tracking,
    vetting,
)
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
MODULES = (creators, vetting, imports, plans, campaigns, partnerships, tracking, shops, orders, money, reports)
for module in MODULES:
    api.add_router("", module.router)
#: What any operation may answer besides its own answers; those that read a body may also not understand it.
_ALWAYS = {401: "There is no such key.", 403: "The key lacks the scope.", 422: "Something in the request is wrong."}
_WITH_BODY = {400: "The body is no JSON."}


def _refuse_unknown_parameters() -> None:
    """Let no operation pass over a query parameter that it does not know; the creators' list says so in `ignored`."""
    for module in MODULES:
        for view in module.router.path_operations.values():
            for operation in view.operations:
                if operation.view_func is not creators.list_creators:
                    operation._get_values = _strict(operation._get_values, _parameters(operation))


def _parameters(operation: Any) -> frozenset[str]:
    models = (model for model in operation.models if model.__ninja_param_source__ == "query")
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


def _strict(read: Callable[..., Any], known: Collection[str]) -> Callable[..., Any]:
    def inner(request: HttpRequest, *args: Any) -> Any:
        if unknown := sorted(set(request.GET) - set(known)):
            problems = [Problem(name, "unknown", f"There is no parameter {name}.") for name in unknown]
            raise Invalid(problems[0].message, problems=problems)
        return read(request, *args)

    return inner


_refuse_unknown_parameters()


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


urlpatterns = [path("api/openapi.json", openapi, name="openapi"), path("api/v1/", api.urls)]
