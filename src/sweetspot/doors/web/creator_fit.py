"""What a creator's captions speak of, which terms of word lists they hold, and what the creator likes and refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.core.money import CURRENCIES
from sweetspot.doors.web.creator_page import Opened, frame, opened
from sweetspot.doors.web.fields import amount, named, refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.vetting import services
from sweetspot.stages.vetting.queries import fit
from sweetspot.stages.vetting.services import Wish

MOST_WISHES = 20


class PreferenceForm(forms.Form):
    """What a creator said, from where and when it is known."""

    stance = forms.ChoiceField(label="Creator", choices=[("refuses", "Refuses"), ("likes", "Likes")])
    about = forms.ChoiceField(
        label="About",
        choices=[
            ("brand", "A brand"), ("topic", "A topic"), ("category", "A category"), ("format", "A format"),
            ("fee", "The least fee"),
        ],
    )  # fmt: skip
    value = forms.CharField(label="What", max_length=120, help_text="A name or words, or for a fee the amount.")
    currency = forms.ChoiceField(
        label="Currency of a fee", choices=[(code, code) for code in sorted(CURRENCIES)], required=False
    )
    source = forms.CharField(label="Known from", max_length=200, help_text="Such as “call” or “e-mail to Ana”.")
    said_on = forms.DateField(label="Said on", help_text="Such as 2026-05-14.")

    def clean(self) -> dict[str, Any]:
        """With the amount of a fee in minor units."""
        given = self.cleaned_data
        if given.get("about") == "fee" and given.get("value"):
            try:
                found = amount(given["value"], given.get("currency") or "EUR")
                given["amount_minor"] = found.minor if found else None
            except forms.ValidationError as error:
                self.add_error("value", error)
        return given


@needs("creators.view")
def creator_fit(request: HttpRequest, ref: str) -> HttpResponse:
    """Topics, brands, word lists, hints and preferences; `topic=`, `list=` and `brief=` open what is behind them."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    if request.method == "POST":
        demand(request, "creators.change")
    profile_id = found.profile.profile_id
    initial = {"said_on": datetime.now(UTC).date(), "currency": accounts.workspace().currency}
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _noted(request, found, form):
        return redirect(_back(found))
    topic, brief = request.GET.get("topic", "").strip(), request.GET.get("brief", "").strip()[:2_000]
    wishes = [one for one in (part.strip() for part in brief.split(",")) if one][:MOST_WISHES]
    context = frame(request, found, "creator_fit") | {
        "fit": fit.fit_of(profile_id), "matches": fit.term_matches(profile_id, request.GET.get("list", "")),
        "hints": fit.ad_hints(profile_id), "preferences": fit.preferences(found.creator.id), "form": form,
        "topic": topic, "saying": fit.posts_saying(profile_id, topic) if topic else [], "brief": brief,
        "brief_fit": fit.brief_fit(profile_id, wishes) if wishes else None, "list_key": request.GET.get("list", ""),
        "lists_here": bool(fit.list_names()),
        "naming": fit.posts_naming(profile_id, named("brd", brand)) if (brand := request.GET.get("brand", "")) else [],
    }  # fmt: skip
    return render(request, "creators/fit.html", context, status=422 if form.errors else 200)


def _back(found: Opened) -> str:
    query = urlencode({"profile": found.profile.profile_ref}) if found.profile else ""
    return f"{reverse('creator_fit', args=[found.creator.ref])}?{query}"


def _noted(request: HttpRequest, found: Opened, form: PreferenceForm) -> bool:
    given = form.cleaned_data
    wish = Wish(
        given["stance"], given["about"], given["value"], given["source"], given["said_on"],
        given.get("amount_minor"), given["currency"],
    )  # fmt: skip
    try:
        services.note_preference(actor_of(request), found.creator.id, wish, now=datetime.now(UTC))
    except Invalid as error:
        refuse(form, error, {"amount_minor": "value"})
        return False
    messages.success(request, "Noted. It is checked when this creator is added to a campaign or plan.")
    return True


@require_POST
@needs("creators.change")
def remove_preference(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a preference out that holds no longer."""
    found = opened(request, ref)
    services.remove_preference(
        actor_of(request), found.creator.id, named("prp", request.POST.get("preference", "")), now=datetime.now(UTC)
    )
    messages.success(request, "Taken out.")
    return redirect(_back(found))


@require_POST
@needs("creators.change")
def set_aside(request: HttpRequest, ref: str) -> HttpResponse:
    """Set a match or hint aside with a reason, or let it count again."""
    found, actor, now = opened(request, ref), actor_of(request), datetime.now(UTC)
    post, term = named("pst", request.POST.get("post", "")), _term(request.POST.get("term", ""))
    try:
        if request.POST.get("again"):
            services.take_back_dismissal(actor, post, term, now=now)
            messages.success(request, "It counts again.")
        else:
            services.dismiss(actor, post, term, request.POST.get("reason", ""), now=now)
            messages.success(request, "Set aside. It is kept with your reason and counts no longer.")
    except Invalid as error:
        messages.error(request, error.message)
    return redirect(reverse("ad_hints") if request.POST.get("queue") else _back(found))


def _term(text: str) -> UUID | None:
    return named("trm", text) if text else None


@needs("creators.view")
def ad_hints(request: HttpRequest) -> HttpResponse:
    """Posts that look like advertisements without a label, waiting for a person to look."""
    return render(request, "creators/ad_hints.html", {"hints": fit.ad_hints(waiting=True), "most": fit.MOST_SHOWN})


urlpatterns = [
    path("creators/ad-hints", ad_hints, name="ad_hints"),
    path("creators/<str:ref>/fit", creator_fit, name="creator_fit"),
    path("creators/<str:ref>/fit/preferences/remove", remove_preference, name="remove_preference"),
    path("creators/<str:ref>/fit/set-aside", set_aside, name="set_aside"),
]
