"""What people without an account see by a link: a shortlist, on which they approve, decline and comment."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import from_public
from sweetspot.doors.web import tables
from sweetspot.doors.web.creator_columns import PEOPLE, rate_words
from sweetspot.doors.web.permissions import open_to_all
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import shortlists as known
from sweetspot.stages.creators.services import shortlists as services
from sweetspot.stages.creators.services.shortlists import Said
from sweetspot.stages.vetting import queries as vetting

#: Where the visitor's own name is kept, so that it is asked for once.
_NAME = "shared_name"
_PAGE = 25


@open_to_all
@never_cache
def shortlist(request: HttpRequest, workspace_id: UUID, token: str) -> HttpResponse:
    """A shared shortlist: looking at it changes nothing, because mail scanners look too; sending the form answers."""
    now = datetime.now(UTC)
    with scope(workspace_id):
        share = known.share_by_token(token, now)
        name = request.POST.get("name") or request.session.get(_NAME, "")
        told = error = ""
        if request.method == "POST":
            request.session[_NAME] = name[:100]
            try:
                kept = services.answer(token, name, _said(request), now=now)
                told = f"Thank you, {name}. {kept} {'answer is' if kept == 1 else 'answers are'} kept."
            except (Invalid, Conflict) as problem:
                error = problem.message
        leaf = tables.leaf(request.GET, "page", known.profile_ids(share.shortlist_id), _PAGE)
        entries = vetting.shortlist_entries(share.shortlist_id, leaf.rows)
        own = {one.profile_id: one for one in known.latest_answers(share.shortlist_id) if one.name == name}
        response = render(request, "shortlists/shared.html", {
            "share": share, "leaf": leaf, "name": name, "told": told, "error": error,
            "why": {"rate": rate_words(creators.definition_in_force()), "people": PEOPLE},
            "cards": [_card(request, entry, own.get(entry.profile.profile_id), error) for entry in entries],
        }, status=422 if error else 200)  # fmt: skip
    # The address is the key: it goes to no other site and into no index.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _card(request: HttpRequest, entry: known.EntryRow, own: known.AnswerRow | None, error: str) -> dict[str, object]:
    """A profile with what the visitor chose: just now where it was refused, else last time."""
    ref = entry.profile.profile_ref
    if error:
        chosen, comment = request.POST.get(f"choice-{ref}", ""), request.POST.get(f"comment-{ref}", "")
    else:
        chosen, comment = (own.choice, own.comment) if own else ("", "")
    return {"entry": entry, "profile": entry.profile, "choice": chosen, "comment": comment}


def _said(request: HttpRequest) -> dict[UUID, Said]:
    """The answers in the form, by profile; a comment alone is one too."""
    found = {}
    for field in request.POST:
        if field.startswith("comment-"):
            ref = field.removeprefix("comment-")
            choice = request.POST.get(f"choice-{ref}", "")
            comment = request.POST[field].strip()
            if choice or comment:
                found[_profile(ref)] = Said(choice or "comment", comment)
    return found


def _profile(ref: str) -> UUID:
    try:
        return from_public("prf", ref)
    except ValueError as error:
        raise Invalid("This page is out of date. Open the link again.") from error


urlpatterns = [path("shared/<uuid:workspace_id>/<str:token>", shortlist, name="shared_shortlist")]
