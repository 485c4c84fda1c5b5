"""The addresses of all doors that speak HTTP, except the tracker's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sweetspot.doors.web.urls")),
]
