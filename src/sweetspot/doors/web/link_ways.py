"""A link's ways as a page: where it stands, when it ends, by which rules it leads, what it shows first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.doors.web import fields
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.applied import SHOPIFY
from sweetspot.stages.tracking.formulas.story import BUTTONS, Story
from sweetspot.stages.tracking.formulas.ways import DEVICES, MAX_RULES, from_kept
from sweetspot.stages.tracking.services import ways
from sweetspot.stages.tracking.services.ways import APPLICABLE

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import Link

PLACES = (("post", "Post"), ("story", "Story"), ("profile", "Profile"), ("other", "Elsewhere"))
_DEVICES = dict(zip(DEVICES, ("iPhone and iPad", "Android", "Computer"), strict=True))
_URL = forms.URLInput(attrs={"spellcheck": "false"})


class PlaceForm(forms.Form):
    """Where the link stands."""

    placement = forms.ChoiceField(
        label="Stands in", choices=PLACES, help_text="A click from a story earns an order for a shorter time."
    )
    label = forms.CharField(
        label="Which one", max_length=80, required=False, help_text="In your words, such as “Reel of 3 May”."
    )


class EndForm(forms.Form):
    """When the link ends, and where it leads then."""

    last_day = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    fallback = forms.CharField(
        label="Leads to afterwards", max_length=2000, required=False, widget=_URL,
        help_text="Left empty, visitors read that the offer has ended.",
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code that the link puts into the cart."""

    code = forms.ChoiceField(label="Code", required=False)
    way = forms.CharField(
        label="How the shop takes it", max_length=30, required=False,
        help_text="shopify, or the parameter your shop reads a code from, such as coupon.",
    )  # fmt: skip


class RuleForm(forms.Form):
    """One rule; without a destination it is none."""

    destination = forms.CharField(label="Leads to", max_length=2000, required=False, widget=_URL)
    countries = forms.CharField(label="Countries", max_length=200, required=False, help_text="Such as DE, AT.")
    languages = forms.CharField(label="Languages", max_length=200, required=False, help_text="Such as de, fr.")
    devices = forms.MultipleChoiceField(
        label="Devices", required=False, choices=list(_DEVICES.items()), widget=forms.CheckboxSelectMultiple
    )
    since = forms.DateField(
        label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    share = forms.IntegerField(
        label="Share of visitors",
        min_value=1,
        max_value=100,
        required=False,
        help_text="For trying two ways; empty: all.",
    )


class StoryForm(forms.Form):
    """What is shown before the link leads on."""

    title = forms.CharField(label="Title", max_length=80, required=False)
    text = forms.CharField(label="Text", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    ask = forms.ChoiceField(label="Asks to", choices=[("buy", "Buy"), ("subscribe", "Subscribe")])
    button = forms.CharField(
        label="Button", max_length=40, required=False, help_text=f"Left empty: “{BUTTONS['buy']}” or “Subscribe”."
    )
    code = forms.CharField(label="Code", max_length=40, required=False, help_text="Shown large; a tap copies it.")


#: The choice of code by which a link does as all links to its shop do.
_USUAL = "usual"

_Rules: Any = forms.formset_factory(RuleForm, extra=1, max_num=MAX_RULES, absolute_max=MAX_RULES + 1)


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule in words, and how many clicks by people went its way."""

    people: int
    destination: str
    conditions: str


@needs("tracking.change")
def link_ways(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """The four forms of a link's ways; each is saved by itself."""
    link = queries.link(link_id)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    shown = _forms(request, link, sent)
    save = _SAVES.get(sent)
    if save and shown[sent].is_valid() and _saved(actor_of(request), link, shown[sent], save):
        messages.success(request, "Saved. The link follows within seconds.")
        return redirect("link_ways", link_id)
    context = {"link": link, **{f"{name}_form": form for name, form in shown.items()}}
    return render(request, "links/ways.html", context, status=422 if sent else 200)


def _forms(request: HttpRequest, link: Link, sent: str) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if sent == name else None

    zone = ZoneInfo(accounts.workspace().time_zone)
    last = (link.expires_at - timedelta(seconds=1)).astimezone(zone).date() if link.expires_at else None
    story = link.story or {"title": "", "code": ""}
    return {
        "place": PlaceForm(data("place"), initial={"placement": link.placement, "label": link.label}),
        "end": EndForm(data("end"), initial={"last_day": last, "fallback": link.fallback}),
        # What was sent is taken as it is: beside the rules of before, an unchanged one would count as an empty row.
        "rules": _Rules(
            data("rules"),
            prefix="rules",
            initial=None if sent == "rules" else [_as_typed(rule, zone) for rule in link.rules],
        ),
        "story": StoryForm(data("story"), initial=story),
        "code": _code_form(data("code"), link),
    }


def _code_form(data: Any, link: Link) -> CodeForm:
    way, _, applied = link.applied.partition(":")
    codes = [one for one in queries.codes(partnership_ids=[link.partnership_id]) if one.state in APPLICABLE]
    named = {one.code: to_public("cod", one.id) for one in codes}
    chosen = named.get(applied, "") if link.own_choice else _USUAL
    form = CodeForm(data, initial={"code": chosen, "way": way or SHOPIFY})
    usual = f"As all links to this shop{f' (now {applied})' if applied and not link.own_choice else ''}"
    form.fields["code"].choices = [(_USUAL, usual), ("", "None"), *((name, code) for code, name in named.items())]  # type: ignore[attr-defined]
    return form


def _as_typed(kept: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    rule = from_kept([kept])[0]
    return {
        "destination": rule.destination, "countries": ", ".join(rule.countries), "devices": list(rule.devices),
        "languages": ", ".join(rule.languages), "since": _day(rule.since, zone),
        "until": _day(rule.until - 1 if rule.until else None, zone), "share": rule.share if rule.share < 100 else None,
    }  # fmt: skip


def _day(seconds: float | None, zone: ZoneInfo) -> date | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, zone).date()


def _begin(day: date | None, zone: ZoneInfo, after: int = 0) -> datetime | None:
    """The first moment of a day, or of one some days after it."""
    return datetime.combine(day + timedelta(days=after), time(), zone).astimezone(UTC) if day else None


def _saved(actor: Actor, link: Link, form: Any, save: Callable[[Actor, Link, Any, ZoneInfo], object]) -> bool:
    try:
        save(actor, link, form, ZoneInfo(accounts.workspace().time_zone))
    except Invalid as error:
        if isinstance(form, forms.Form):
            fields.refuse(form, error, {"destination": "fallback"})
        for problem in error.problems if not isinstance(form, forms.Form) else ():
            form.non_form_errors().append(problem.message)
        return False
    return True


def _place(actor: Actor, link: Link, form: PlaceForm, zone: ZoneInfo) -> None:
    given = form.cleaned_data
    ways.place(actor, link.id, given["placement"], given["label"], now=datetime.now(UTC))


def _end(actor: Actor, link: Link, form: EndForm, zone: ZoneInfo) -> None:
    given = form.cleaned_data
    at = _begin(given["last_day"], zone, after=1)
    ways.expire(actor, link.id, at, fallback=given["fallback"].strip(), now=datetime.now(UTC))


def _rules(actor: Actor, link: Link, formset: Any, zone: ZoneInfo) -> None:
    typed = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("destination", "").strip()]
    given = [
        {**one, "since": _begin(one["since"], zone), "until": _begin(one["until"], zone, after=1)} for one in typed
    ]
    ways.lead_by_rules(actor, link.id, given, now=datetime.now(UTC))


def _story(actor: Actor, link: Link, form: StoryForm, zone: ZoneInfo) -> None:
    given = form.cleaned_data
    story = Story(**given) if any(given[name].strip() for name in ("title", "text", "button", "code")) else None
    ways.tell_story(actor, link.id, story, now=datetime.now(UTC))


def _code(actor: Actor, link: Link, form: CodeForm, zone: ZoneInfo) -> None:
    given = form.cleaned_data
    if given["code"] == _USUAL:
        ways.apply_as_usual(actor, link.id, now=datetime.now(UTC))
        return
    code = fields.named("cod", given["code"]) if given["code"] else None
    ways.apply_code(actor, link.id, code, given["way"] or SHOPIFY, now=datetime.now(UTC))


_SAVES: dict[str, Callable[[Actor, Link, Any, ZoneInfo], object]] = {
    "place": _place, "end": _end, "rules": _rules, "story": _story, "code": _code,
}  # fmt: skip


@require_POST
@needs("tracking.change")
def undo_destination(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Lead a link back to where it led before."""
    try:
        found = ways.undo_destination(actor_of(request), link_id, now=datetime.now(UTC))
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"The link leads to {found.destination} again.")
    return redirect("link", link_id)


def rules_shown(link: Link) -> list[RuleShown]:
    """The rules of a link in words, in order."""
    zone = ZoneInfo(accounts.workspace().time_zone)
    went = dict(queries.people_per_rule(link.id))
    return [RuleShown(went.get(rule.name, 0), rule.destination, _worded(_as_typed(kept, zone)))
            for rule, kept in zip(from_kept(link.rules), link.rules, strict=True)]  # fmt: skip


def _worded(typed: dict[str, Any]) -> str:
    parts = [
        typed["countries"], typed["languages"], ", ".join(_DEVICES[one] for one in typed["devices"]),
        f"from {typed['since']}" if typed["since"] else "", f"until {typed['until']}" if typed["until"] else "",
        f"{typed['share']}% of visitors" if typed["share"] else "",
    ]  # fmt: skip
    return " · ".join(filter(None, parts)) or "everybody"


urlpatterns = [
    path("links/<lnk:link_id>/ways", link_ways, name="link_ways"),
    path("links/<lnk:link_id>/undo", undo_destination, name="undo_destination"),
]
