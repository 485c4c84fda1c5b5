"""Why a verdict is what it is: signals among peers, posts, comments, and what a person decides after reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.doors.web import creator_charts as drawn
from sweetspot.doors.web.creator_page import basis, frame, opened
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.templatetags.components import network
from sweetspot.doors.web.templatetags.figures import count, share
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.formulas import Band, Signal, Strength
from sweetspot.stages.vetting.queries import CheckEvidence, Evidence, PeerStrip

KINDS = {Band.CONSISTENT: "good", Band.LOOK: "watch", Band.CLOSE_LOOK: "watch", Band.WARNING: "warning"}
_STRENGTHS = {
    Strength.NEUTRAL: ("Neutral", "good"),
    Strength.SMALL: ("Worth a look", "watch"),
    Strength.STRONG: ("Strong warning", "warning"),
}
#: The quantiles a strip is kept as.
_AT = (0.05, 0.25, 0.50, 0.75, 0.95)
_QUESTION = (
    "Hello {name}, we would like to work with you. Before we agree on terms we look at every profile's public figures "
    "in the same way, and some of yours are unusual for a profile of this size. That often has a plain reason. Could "
    "you tell us what it may be, or send a screenshot of your own statistics of the last 30 days? Thank you."
)


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as the page shows it: word, claim, value, where it lies among peers, and the posts behind it."""

    id: str
    word: str
    kind: str
    claim: str
    value: str
    number: float | None
    peers: list[float]
    strip: str
    posts: str
    group: str
    innocent: str
    rule: str
    body: SafeString
    open: bool


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


@needs("creators.view")
def evidence(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The evidence from top to bottom, and the form in which to decide."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    shown = queries.evidence(found.profile.profile_id, datetime.now(UTC))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, ref, form)
    charts = (
        drawn.followers(shown.follower_history, shown.jumps),
        drawn.engagement(shown.posts),
        drawn.likes_and_comments(shown.posts, shown.peer_posts, shown.peers),
        drawn.cadence(shown.cadence),
        drawn.comment_kinds(shown.comments),
    )
    band = shown.verdict.band if shown.verdict else None
    context = frame(request, found, "creator_evidence") | {
        "evidence": shown, "verdict": shown.verdict, "signals": _signals(shown), "form": form,
        "kind": KINDS[band] if band else "", "basis": basis(shown.posts), "charts": [one for one in charts if one],
        "question": _QUESTION.format(name=found.creator.name),
    }  # fmt: skip
    return render(request, "creators/evidence.html", context, status=422 if form.errors else 200)


@needs("creators.change")
def _decide(request: HttpRequest, ref: str, form: DecisionForm) -> HttpResponse:
    found = opened(request, ref)
    if found.profile is None:  # pragma: no cover - the page above has looked
        raise NotFound("This creator has no profile yet.")
    values = form.cleaned_data
    try:
        decision = services.decide(
            actor_of(request), found.profile.profile_id, values["choice"], values["reason"], now=datetime.now(UTC)
        )
    except Invalid as error:
        messages.error(request, error.message)
    else:
        said = {"approve": "approved", "ask": "to be asked", "decline": "declined"}[decision.choice]
        messages.success(request, f"Noted: {found.creator.name} is {said}.")
    address = reverse("creator_evidence", args=[ref])
    return redirect(f"{address}?profile={found.profile.profile_ref}")


def _signals(shown: Evidence) -> list[SignalRow]:
    """The signals, those that cost most points first."""
    rows = sorted(shown.checks, key=lambda one: -one.check.points)
    tier = shown.profile.tier or ""
    return [_signal(one, f"{tier} profiles on {network(shown.profile.network)}".strip()) for one in rows]


def _signal(one: CheckEvidence, group: str) -> SignalRow:
    check, strip = one.check, one.strip
    word, kind = ("Not known", "") if check.z is None else _STRENGTHS[check.strength]
    below = "" if strip.share_below is None else f"above {share(strip.share_below, 0)} of {count(strip.peers)} peers"
    return SignalRow(
        id=f"signal-{check.signal.value}", word=word, kind=kind, claim=check.title,
        value=_figure(check.signal, check.value),
        number=check.value, peers=_sample(strip),
        strip=f"{_figure(check.signal, check.value)}, {below}" if below and check.value is not None else "",
        posts=_driven(one), group=f"{count(strip.peers)} {group}; this one is {below}" if below else "",
        innocent="; ".join(check.explanations), rule=f"{check.rule} version {check.version}",
        body=render_to_string("creators/_signal.html", {"check": check, "posts": one.posts}),
        open=check.strength is Strength.STRONG,
    )  # fmt: skip


def _driven(one: CheckEvidence) -> str:
    if not one.posts:
        return ""
    return f"{len(one.posts)} {'post' if len(one.posts) == 1 else 'posts'} that drove it most, below"


def _sample(strip: PeerStrip) -> list[float]:
    # The strip draws a density; quantiles are all that is kept, so values are laid between them.
    if strip.quantiles is None or strip.peers < len(_AT):
        return []
    return [float(value) for value in np.interp(np.linspace(_AT[0], _AT[-1], 91), _AT, strip.quantiles)]


def _figure(signal: Signal, value: float | None) -> str:
    if value is None:
        return ""
    if signal is Signal.ENGAGEMENT:
        return share(value)
    if signal is Signal.COMMENTS_PER_LIKE:
        return f"{100 * value:.1f} per 100 likes"
    return f"{value:.2f}"


urlpatterns = [path("creators/<str:ref>/evidence", evidence, name="creator_evidence")]
