"""The API under `/api/v1` and its description at `/api/openapi.json`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from sweetspot.doors.api import campaigns, creators, errors, orders, reports
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
for module in (creators, campaigns, orders, reports):
    api.add_router("", module.router)


def schema() -> dict[str, Any]:
    """The OpenAPI document; docs/reference/openapi.json is a copy that a test compares."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    return document


@open_to_all
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(schema())


urlpatterns = [path("api/openapi.json", openapi, name="openapi"), path("api/v1/", api.urls)]
