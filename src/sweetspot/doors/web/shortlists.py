"""Shortlists: which there are, who is on them with notes and answers, and links for people without an account."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.doors.web import tables
from sweetspot.doors.web.compare import profile_id
from sweetspot.doors.web.creator_columns import PEOPLE, csv_lines, fields, rate_words
from sweetspot.doors.web.fields import refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import shortlists as known
from sweetspot.stages.creators.services import shortlists as services
from sweetspot.stages.vetting import queries as vetting

#: What can be done with the ticked profiles of a shortlist, on the creators' own pages or here.
_ACTIONS = (
    {"label": "Compare", "value": "compare"},
    {"label": "Find more like these", "value": "alike"},
    {"label": "Plan with these", "value": "plan"},
    {"label": "Add to a campaign", "value": "campaign"},
)


class NameForm(forms.Form):
    """A shortlist's name and what it is for."""

    name = forms.CharField(label="Name", max_length=100)
    notes = forms.CharField(
        label="What it is for", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ShareForm(forms.Form):
    """Whom a link is for, how long it works, and what it shows beside the figures."""

    label = forms.CharField(label="Who gets the link", max_length=100, help_text="Such as “Agency” or “Mia, legal”.")
    days = forms.IntegerField(label="Works for", min_value=1, max_value=90, initial=14)
    with_notes = forms.BooleanField(label="Show our notes", required=False)
    with_prices = forms.BooleanField(label="Show prices", required=False)


@needs("shortlists.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Every shortlist; making one."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = demand(request, "shortlists.change")
        try:
            made = services.create_shortlist(actor, **form.cleaned_data, now=datetime.now(UTC))
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            return redirect("shortlist", known.shortlist(made.id, datetime.now(UTC)).ref)
    rows = known.shortlists(datetime.now(UTC))
    return render(request, "shortlists/list.html", {"form": form, "rows": rows})


@needs("shortlists.view")
def page(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """One shortlist: its profiles with notes and answers, and its links."""
    return _page(request, shortlist_id, ShareForm())


def _page(request: HttpRequest, shortlist_id: UUID, form: ShareForm, link: str = "") -> HttpResponse:
    now = datetime.now(UTC)
    leaf = tables.leaf(request.GET, "page", known.profile_ids(shortlist_id), 50)
    actor = actor_of(request)
    is_able = actor.may("shortlists.change")
    actions = [one for one in _ACTIONS if one["value"] != "campaign" or actor.may("campaigns.change")]
    found = known.shortlist(shortlist_id, now)
    off = {"label": "Take off", "value": "off", "href": reverse("take_off_shortlist", args=[found.ref])}
    return render(request, "shortlists/page.html", {
        "shortlist": found, "leaf": leaf,
        "entries": vetting.shortlist_entries(shortlist_id, leaf.rows), "shares": known.shares(shortlist_id, now),
        "form": form, "link": link, "actions": [*actions, off] if is_able else actions,
        "why": {"rate": rate_words(creators.definition_in_force()), "people": PEOPLE},
    })  # fmt: skip


@needs("shortlists.change")
def edit(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """Change a shortlist's name and notes."""
    found = known.shortlist(shortlist_id, datetime.now(UTC))
    form = NameForm(request.POST or None, initial={"name": found.name, "notes": found.notes})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_shortlist(actor_of(request), found.id, **form.cleaned_data, now=datetime.now(UTC))
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, "Saved.")
            return redirect("shortlist", found.ref)
    return render(request, "shortlists/edit.html", {"form": form, "shortlist": found})


@require_POST
@needs("shortlists.change")
def delete(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """Remove a shortlist with its notes, links and answers."""
    found = known.shortlist(shortlist_id, datetime.now(UTC))
    services.delete_shortlist(actor_of(request), found.id, now=datetime.now(UTC))
    messages.success(request, f"The shortlist {found.name} is deleted. Its creators are untouched.")
    return redirect("shortlists")


@require_POST
@needs("shortlists.change")
def take_off(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """Take the ticked profiles off."""
    ticked = [profile_id(ref) for ref in request.POST.getlist("selected")]
    gone = services.take_off(actor_of(request), shortlist_id, ticked, now=datetime.now(UTC))
    messages.success(request, f"{gone} taken off the shortlist.")
    return redirect("shortlist", shortlist_id)


@require_POST
@needs("shortlists.change")
def note(request: HttpRequest, shortlist_id: UUID, profile: UUID) -> HttpResponse:
    """Set the note beside a profile."""
    services.note_on(
        actor_of(request), shortlist_id, profile, request.POST.get("note", ""),
        now=datetime.now(UTC),
    )  # fmt: skip
    messages.success(request, "The note is saved.")
    return redirect(f"{reverse('shortlist', args=[shortlist_id])}?page={request.POST.get('page') or 1}")


@require_POST
@needs("shortlists.change")
def share(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """Make a link, which is shown this once."""
    form = ShareForm(request.POST)
    known.shortlist_row(shortlist_id)
    link = ""
    if form.is_valid():
        made, token = services.share(actor_of(request), shortlist_id, **form.cleaned_data, now=datetime.now(UTC))
        link = f"{settings.PUBLIC_URL}{reverse('shared_shortlist', args=[made.workspace_id, token])}"
        form = ShareForm()
    return _page(request, shortlist_id, form, link)


@require_POST
@needs("shortlists.change")
def revoke(request: HttpRequest, shortlist_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link at once."""
    ended = services.revoke(actor_of(request), shortlist_id, link_id, now=datetime.now(UTC))
    messages.success(request, f"The link for {ended.label} no longer works. What was said by it stays.")
    return redirect("shortlist", shortlist_id)


@needs("shortlists.view")
def as_csv(request: HttpRequest, shortlist_id: UUID) -> HttpResponse:
    """A shortlist as a file: every column, the note, and how many approved and declined."""
    found = known.shortlist(shortlist_id, datetime.now(UTC))
    entries = vetting.shortlist_entries(shortlist_id, known.profile_ids(shortlist_id))
    said = [(one.note, one.approved, one.declined) for one in entries]
    columns, rows = fields(creators.tier_scheme(), creators.definition_in_force()), [one.profile for one in entries]
    lines = csv_lines(columns, rows, beside=(("note", "approved", "declined"), said))
    headers = {"Content-Disposition": f'attachment; filename="shortlist-{found.ref}.csv"'}
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


urlpatterns = [
    path("shortlists", listing, name="shortlists"),
    path("shortlists/<shl:shortlist_id>", page, name="shortlist"),
    path("shortlists/<shl:shortlist_id>/edit", edit, name="edit_shortlist"),
    path("shortlists/<shl:shortlist_id>/delete", delete, name="delete_shortlist"),
    path("shortlists/<shl:shortlist_id>/off", take_off, name="take_off_shortlist"),
    path("shortlists/<shl:shortlist_id>/csv", as_csv, name="shortlist_csv"),
    path("shortlists/<shl:shortlist_id>/share", share, name="share_shortlist"),
    path("shortlists/<shl:shortlist_id>/links/<shr:link_id>/revoke", revoke, name="revoke_share"),
    path("shortlists/<shl:shortlist_id>/<prf:profile>/note", note, name="note_on_shortlist"),
]
