"""Which page answers which address; each stage's pages keep their own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sweetspot.doors.web import (
    accounts,
    calibration,
    campaigns,
    creator_audience,
    creator_comments,
    creator_evidence,
    creator_page,
    creators,
    definitions,
    design,
    entry,
    home,
    imports,
    link_many,
    link_ways,
    links,
    money,
    orders,
    partnerships,
    plans,
    reports,
    shops,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *entry.urlpatterns,
    *home.urlpatterns,
    *accounts.urlpatterns,
    *shops.urlpatterns,
    *plans.urlpatterns,
    *campaigns.urlpatterns,
    *partnerships.urlpatterns,
    *links.urlpatterns,
    *link_many.urlpatterns,
    *link_ways.urlpatterns,
    *money.urlpatterns,
    *orders.urlpatterns,
    *reports.urlpatterns,
    *creators.urlpatterns,
    *definitions.urlpatterns,
    *imports.urlpatterns,
    *creator_page.urlpatterns,
    *creator_audience.urlpatterns,
    *creator_evidence.urlpatterns,
    *calibration.urlpatterns,
    *creator_comments.urlpatterns,
    path("design", design.design, name="design"),
]
