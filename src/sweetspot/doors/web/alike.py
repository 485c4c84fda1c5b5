"""Creators like these: the look-alikes of a few profiles or of a shortlist, each with its reasons."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public
from sweetspot.doors.web.compare import profile_id
from sweetspot.doors.web.creator_columns import PEOPLE, rate_words
from sweetspot.doors.web.creators import bulk_actions
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import shortlists
from sweetspot.stages.creators.queries.alike import Alikes, vectors_are_here
from sweetspot.stages.vetting import queries as vetting

_SHOWN = 50
#: More than these say no more about what is wanted, and make a long page.
_NAMED = 12


@needs("creators.view")
def alike(request: HttpRequest) -> HttpResponse:
    """The look-alikes of the profiles in the address, or of everybody on a shortlist."""
    wanted = _wanted(request)
    is_possible = vectors_are_here()
    found = vetting.look_alikes(wanted, _SHOWN) if wanted and is_possible else Alikes((), len(wanted))
    return render(request, "creators/alike.html", {
        "found": found, "seeds": creators.rows_of(wanted[:_NAMED]), "more": max(0, len(wanted) - _NAMED),
        "possible": is_possible, "bulk_actions": bulk_actions(actor_of(request)),
        "why": {"rate": rate_words(creators.definition_in_force()), "people": PEOPLE},
    })  # fmt: skip


def _wanted(request: HttpRequest) -> list[UUID]:
    if ref := request.GET.get("shortlist"):
        try:
            return shortlists.profile_ids(shortlists.shortlist_row(from_public(shortlists.PREFIX, ref)).id)
        except ValueError as error:
            raise NotFound("There is no such shortlist.") from error
    return list(dict.fromkeys(profile_id(text) for text in request.GET.getlist("profile")))


urlpatterns = [path("creators/alike", alike, name="alike_creators")]
