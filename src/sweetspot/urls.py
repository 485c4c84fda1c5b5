"""The addresses of all doors that speak HTTP, except the tracker's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sweetspot.doors.api import schema

urlpatterns: list[URLPattern | URLResolver] = [
    *schema.urlpatterns,
    path("hooks/", include("sweetspot.doors.hooks.urls")),
    path("", include("sweetspot.doors.web.urls")),
]
