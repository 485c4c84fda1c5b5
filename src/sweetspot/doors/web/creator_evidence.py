"""Why a verdict is what it is: signals among peers, posts, comments, and what a person decides after reading them."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse

from sweetspot import pipeline
from sweetspot.core.errors import Invalid, NotFound
from sweetspot.doors.web import creator_charts as drawn
from sweetspot.doors.web.creator_page import basis, frame, opened
from sweetspot.doors.web.creator_signals import reasons, signal_rows
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import Band

KINDS = {Band.CONSISTENT: "good", Band.LOOK: "watch", Band.CLOSE_LOOK: "watch", Band.WARNING: "warning"}
_QUESTION = (
    "Hello {name}, we would like to work with you. Before we agree on terms we look at every profile's public figures "
    "in the same way, and some of yours are unusual for a profile of this size. That often has a plain reason. Could "
    "you tell us what it may be, or send a screenshot of your own statistics of the last 30 days? Thank you."
)


class DecisionForm(forms.Form):
    """What somebody decides, and why."""

    choice = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[("approve", "Approve"), ("ask", "Ask the creator first"), ("decline", "Decline")],
        error_messages={"required": "Choose approve, ask or decline."},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a few words. Colleagues read it; the evidence stays as it is.",
        error_messages={"required": "Say why, in a few words."},
        max_length=2000,
    )


class AnswerForm(forms.Form):
    """What the creator said, and the way and the day it came."""

    text = forms.CharField(
        label="What the creator said",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In their words. It stands beside the verdict and changes no score.",
        error_messages={"required": "Write down what the creator said."},
        max_length=4000,
    )
    source = forms.ChoiceField(label="Came by", choices=services.ANSWER_SOURCES)
    answered_on = forms.DateField(label="On", help_text="Such as 2026-05-14.")


@needs("creators.view")
def evidence(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The evidence from top to bottom, and the form in which to decide."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    shown = queries.evidence(found.profile.profile_id, datetime.now(UTC), found.profile)
    answers = request.POST.get("form") == "answer"
    form = DecisionForm(request.POST if request.POST and not answers else None)
    answer = AnswerForm(request.POST if answers else None, initial={"answered_on": datetime.now(UTC).date()})
    if request.method == "POST" and not answers and form.is_valid():
        return _decide(request, ref, form)
    if request.method == "POST" and answers and answer.is_valid():
        return _note_answer(request, ref, answer)
    charts = (
        drawn.followers(shown.follower_history, shown.jumps),
        drawn.engagement(shown.posts),
        drawn.likes_and_comments(shown.posts, shown.peer_posts, shown.peers),
        drawn.cadence(shown.cadence),
        drawn.comment_kinds(shown.comments),
        drawn.comment_habits(shown.habits),
        drawn.shared_commenters(shown.habits),
    )
    band = shown.verdict.band if shown.verdict else None
    context = frame(request, found, "creator_evidence") | {
        "evidence": shown, "verdict": shown.verdict, "signals": signal_rows(shown), "form": form,
        "answer": answer, "reasons": reasons(shown),
        "kind": KINDS[band] if band else "", "basis": basis(shown.posts), "charts": [one for one in charts if one],
        "waiting": _waiting(shown), "question": _QUESTION.format(name=found.creator.name),
    }  # fmt: skip
    return render(request, "creators/evidence.html", context, status=422 if form.errors or answer.errors else 200)


def _waiting(shown: queries.Evidence) -> str:
    last = next(iter(shown.decisions), None)
    if last is None or not last.waits:
        return ""
    return (
        f"{last.person or 'A program'} has approved; the fees planned and agreed are {last.spend}, above what one may."
    )


@needs("creators.change")
def _decide(request: HttpRequest, ref: str, form: DecisionForm) -> HttpResponse:
    found = opened(request, ref)
    if found.profile is None:  # pragma: no cover - the page above has looked
        raise NotFound("This creator has no profile yet.")
    values = form.cleaned_data
    try:
        decision = pipeline.decide(
            actor_of(request), found.profile.profile_id, values["choice"], values["reason"], now=datetime.now(UTC)
        )
    except Invalid as error:
        messages.error(request, " ".join([error.message, *(one.message for one in error.problems)]))
    else:
        said = {"approve": "approved", "ask": "to be asked", "decline": "declined"}[decision.choice]
        more = " A second person has to approve as well." if decision.needs_second else ""
        messages.success(request, f"Noted: {found.creator.name} is {said}.{more}")
    address = reverse("creator_evidence", args=[ref])
    return redirect(f"{address}?profile={found.profile.profile_ref}")


@needs("creators.change")
def _note_answer(request: HttpRequest, ref: str, form: AnswerForm) -> HttpResponse:
    found = opened(request, ref)
    if found.profile is None:  # pragma: no cover - the page above has looked
        raise NotFound("This creator has no profile yet.")
    values = form.cleaned_data
    try:
        services.note_answer(
            actor_of(request), found.profile.profile_id, values["text"], values["source"], values["answered_on"],
            now=datetime.now(UTC),
        )  # fmt: skip
    except Invalid as error:
        messages.error(request, " ".join(problem.message for problem in error.problems))
    else:
        messages.success(request, f"The answer of {found.creator.name} is kept beside the verdict.")
    address = reverse("creator_evidence", args=[ref])
    return redirect(f"{address}?profile={found.profile.profile_ref}")


urlpatterns = [path("creators/<str:ref>/evidence", evidence, name="creator_evidence")]
