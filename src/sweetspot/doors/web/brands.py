"""Settings: which brands are listened for, and by which words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.fields import refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.queries.brands import KINDS, BrandRow
from sweetspot.stages.creators.services.brands import Asked

_LISTS = ("aliases", "ordinary", "context", "handles", "hashtags")


def _lines(label: str, example: str, words: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "placeholder": example})
    return forms.CharField(label=label, required=False, max_length=8_000, widget=area, help_text=words)


class BrandForm(forms.Form):
    """A brand and the words by which it is heard, one to a line."""

    name = forms.CharField(label="Name", max_length=80)
    kind = forms.ChoiceField(label="Whose", choices=KINDS)
    handles = _lines(
        "Handles", "@ondrelandwren\ntiktok: @ondrel", "One a line. With a network before it, it counts there alone."
    )
    hashtags = _lines("Hashtags", "#OndrelAndWren", "One a line. The name without spaces counts by itself.")
    aliases = _lines("Other names", "Ondrel and Wren", "One a line: an old name, or one in another script.")
    ordinary = _lines(
        "Names that are ordinary words", "Wren",
        "Names from above, one a line. They count only beside another of the brand's words, or a word from below.",
    )  # fmt: skip
    context = _lines("Words beside which those count", "ring\nnecklace", "One a line.")

    def asked(self) -> Asked:
        """What was filled in."""
        given = self.cleaned_data
        return Asked(given["name"], given["kind"], **{name: given[name].splitlines() for name in _LISTS})


@needs("creators.view")
def brands(request: HttpRequest) -> HttpResponse:
    """Every brand that is listened for, and a form for one more."""
    form = BrandForm(request.POST or None)
    if request.method == "POST" and _save(request, form, None):
        return redirect("brands")
    context = {"rows": queries.brands(), "form": form, "tabs": settings_tabs("brands")}
    return render(request, "brands/list.html", context, status=422 if form.errors else 200)


@needs("creators.view")
def brand(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One brand, to be changed or deleted."""
    one = queries.brand(identifier)
    form = BrandForm(request.POST or None, initial=_initial(one))
    if request.method == "POST" and _save(request, form, identifier):
        return redirect("brands")
    context = {"one": one, "form": form, "tabs": settings_tabs("brands")}
    return render(request, "brands/brand.html", context, status=422 if form.errors else 200)


@require_POST
@needs("creators.change")
def delete_brand(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Listen for a brand no longer."""
    actor, name = actor_of(request), queries.brand(identifier).name
    services.delete_brand(actor, identifier, now=datetime.now(UTC))
    pipeline.listen_later(actor.workspace_id)
    messages.success(request, f"{name} is listened for no longer.")
    return redirect("brands")


def _initial(one: BrandRow) -> dict[str, Any]:
    words = one.words
    lists = {"aliases": one.aliases, "ordinary": words.ordinary, "context": words.context}
    shown = {
        "handles": [text if ":" in text else f"@{text}" for text in words.handles],
        "hashtags": [f"#{text}" for text in words.hashtags], **lists,
    }  # fmt: skip
    return {"name": one.name, "kind": one.kind} | {name: "\n".join(values) for name, values in shown.items()}


def _save(request: HttpRequest, form: BrandForm, brand_id: UUID | None) -> bool:
    actor, now = demand(request, "creators.change"), datetime.now(UTC)
    if not form.is_valid():
        return False
    try:
        if brand_id:
            services.change_brand(actor, brand_id, form.asked(), now=now)
        else:
            services.add_brand(actor, form.asked(), now=now)
    except (Invalid, Conflict) as error:
        refuse(form, error)
        return False
    pipeline.listen_later(actor.workspace_id)
    messages.success(request, f"{form.cleaned_data['name']} is saved. Its mentions are being looked for.")
    return True


urlpatterns = [
    path("settings/brands", brands, name="brands"),
    path("settings/brands/<brd:identifier>", brand, name="brand"),
    path("settings/brands/<brd:identifier>/delete", delete_brand, name="delete_brand"),
]
