"""The workspace's word lists: beginning one, its terms with a switch each, taking the shipped ones."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot import pipeline
from sweetspot.core.errors import Conflict, Invalid
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.fields import named, refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.vetting import services
from sweetspot.stages.vetting.queries import fit
from sweetspot.stages.vetting.services import AskedTerm

_PER_PAGE = 100


class ListForm(forms.Form):
    """The name of a list, and terms."""

    name = forms.CharField(label="Name", max_length=80, required=False)
    terms = forms.CharField(
        label="Terms", required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line, a word or phrase. After a bar, where it does not count: shot | photo, camera",
    )  # fmt: skip

    @property
    def asked(self) -> list[AskedTerm]:
        """The terms as they were given."""
        lines = [line.partition("|") for line in self.cleaned_data["terms"].splitlines() if line.strip()]
        return [AskedTerm(text, [one for one in beside.split(",") if one.strip()]) for text, _, beside in lines]


@needs("creators.view")
def word_lists(request: HttpRequest) -> HttpResponse:
    """Every list, and a form for one more."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, now = demand(request, "creators.change"), datetime.now(UTC)
        try:
            if request.POST.get("starters"):
                services.add_starters(actor, now=now)
            else:
                services.create_word_list(actor, form.cleaned_data["name"], form.asked, now=now)
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            return _read_anew(request, "Kept.", "word_lists")
    context = {"lists": fit.word_lists(), "form": form, "tabs": settings_tabs("word_lists")}
    return render(request, "word_lists/list.html", context, status=422 if form.errors else 200)


@needs("creators.view")
def word_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list: its name, its switch, its terms."""
    found, terms = fit.word_list(list_id)
    form = ListForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        actor, now = demand(request, "creators.change"), datetime.now(UTC)
        try:
            if form.cleaned_data["terms"].strip():
                services.add_terms(actor, list_id, form.asked, now=now)
            else:
                is_on = request.POST.get("on") == "yes"
                services.change_word_list(
                    actor, list_id, name=form.cleaned_data["name"] or found.name, on=is_on, now=now
                )
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            return _read_anew(request, "Saved.", "word_list", list_id)
    page = Paginator(terms, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "page": page, "form": form, "tabs": settings_tabs("word_lists")}
    return render(request, "word_lists/one.html", context, status=422 if form.errors else 200)


@require_POST
@needs("creators.change")
def change_term(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Switch one term, or take it out."""
    fit.word_list(list_id)
    actor, now, term = actor_of(request), datetime.now(UTC), named("trm", request.POST.get("term", ""))
    if request.POST.get("act") == "remove":
        services.remove_term(actor, term, now=now)
    else:
        services.switch_term(actor, term, on=request.POST.get("act") == "on", now=now)
    return _read_anew(request, "Saved.", "word_list", list_id)


@require_POST
@needs("creators.change")
def delete_word_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Delete a list with its matches."""
    services.delete_word_list(actor_of(request), list_id, now=datetime.now(UTC))
    return _read_anew(request, "Deleted.", "word_lists")


def _read_anew(request: HttpRequest, said: str, page: str, *named: UUID) -> HttpResponse:
    pipeline.read_later(actor_of(request).workspace_id)
    messages.success(request, f"{said} Captions are being read anew; figures change when that is done.")
    return redirect(page, *named)


urlpatterns = [
    path("settings/word-lists", word_lists, name="word_lists"),
    path("settings/word-lists/<wdl:list_id>", word_list, name="word_list"),
    path("settings/word-lists/<wdl:list_id>/term", change_term, name="change_term"),
    path("settings/word-lists/<wdl:list_id>/delete", delete_word_list, name="delete_word_list"),
]
