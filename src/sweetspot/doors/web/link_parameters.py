"""The parameters that a shop's own statistics know links by: one template for all, and one for each campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.doors.web import fields
from sweetspot.doors.web.permissions import demand, needs
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.formulas.utm import MAX_TEMPLATE, PLACEHOLDERS
from sweetspot.stages.tracking.services import ways

EXAMPLE = "utm_source=instagram&utm_medium=creator&utm_campaign={campaign}&utm_content={creator}"


class TemplateForm(forms.Form):
    """A template; empty for no parameters."""

    template = forms.CharField(
        label="Template", max_length=MAX_TEMPLATE, required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "placeholder": EXAMPLE}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A template in its form, whose it is, and what a link of theirs carries by it."""

    key: str
    name: str
    form: TemplateForm
    inherited: bool
    example: str


@needs("tracking.view")
def link_parameters(request: HttpRequest) -> HttpResponse:
    """All templates with a link as example; saving one changes every link it holds for."""
    refused: dict[str, TemplateForm] = {}
    if request.method == "POST":
        key, form = request.POST.get("campaign", ""), TemplateForm(request.POST)
        if form.is_valid() and _saved(request, form, key):
            return redirect("link_parameters")
        refused[key] = form
    context = {"held": _held(refused), "placeholders": PLACEHOLDERS, "example": EXAMPLE}
    return render(request, "links/parameters.html", context, status=422 if refused else 200)


def _saved(request: HttpRequest, form: TemplateForm, key: str) -> bool:
    actor = demand(request, "tracking.change")
    try:
        campaign = campaigns.campaign(_campaign_id(key)).id if key else None
        changed = ways.add_parameters(actor, form.cleaned_data["template"], campaign, now=datetime.now(UTC))
    except Invalid as error:
        fields.refuse(form, error)
        return False
    messages.success(
        request, f"Saved. {changed:,} link{'' if changed == 1 else 's'} carry other parameters from now on."
    )
    return True


def _campaign_id(key: str) -> UUID:
    try:
        return from_public("cmp", key)
    except ValueError as error:
        raise NotFound("There is no such campaign.") from error


def _held(refused: dict[str, TemplateForm]) -> list[Held]:
    """The workspace's template, then each campaign's."""
    templates = queries.templates()
    examples: dict[UUID, str] = {}
    for link in queries.links():
        examples.setdefault(link.partnership.campaign_id, services.parameters_for(link, templates))
    found = [
        Held("", "All links", _form("", templates.get(None, ""), refused), False, next(iter(examples.values()), ""))
    ]
    for one in campaigns.campaigns():
        key, own = to_public("cmp", one.campaign.id), one.campaign.id in templates
        form = _form(key, templates.get(one.campaign.id, ""), refused)
        found.append(Held(key, one.campaign.name, form, not own, examples.get(one.campaign.id, "")))
    return found


def _form(key: str, text: str, refused: dict[str, TemplateForm]) -> TemplateForm:
    return refused.get(key) or TemplateForm(initial={"template": text}, auto_id=f"id_{key}_%s")


urlpatterns = [path("links/parameters", link_parameters, name="link_parameters")]
