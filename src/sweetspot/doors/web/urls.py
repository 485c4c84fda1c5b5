"""Which page answers which address; each stage's pages keep their own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sweetspot.doors.web import accounts, design, entry

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *entry.urlpatterns,
    *accounts.urlpatterns,
    path("design", design.design, name="design"),
]
