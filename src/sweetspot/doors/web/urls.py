"""Which page answers which address; each stage's pages keep their own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sweetspot.doors.web import (
    accounts,
    creator_evidence,
    creator_page,
    creators,
    design,
    entry,
    imports,
    money,
    orders,
    reports,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *entry.urlpatterns,
    *accounts.urlpatterns,
    *money.urlpatterns,
    *orders.urlpatterns,
    *reports.urlpatterns,
    *creators.urlpatterns,
    *imports.urlpatterns,
    *creator_page.urlpatterns,
    *creator_evidence.urlpatterns,
    path("design", design.design, name="design"),
]
