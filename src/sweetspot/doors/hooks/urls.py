"""Which shop's messages come in at which address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sweetspot.doors.hooks import shopify

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:workspace_id>/shopify/<uuid:shop_id>/", shopify.receive, name="shopify_hook"),
]
