"""Settings: what an engagement rate is in this workspace, and which published figures stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from sweetspot.core import charts
from sweetspot.core.charts import Chart
from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import from_public
from sweetspot.doors.web.accounts import settings_tabs
from sweetspot.doors.web.fields import refuse
from sweetspot.doors.web.permissions import actor_of, demand, needs
from sweetspot.doors.web.templatetags.figures import share
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas import Basis, Definition, Kind, Statistic
from sweetspot.stages.creators.formulas.benchmarks import Benchmark
from sweetspot.stages.creators.formulas.definitions import FORMATS, stored
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.queries.definitions import Comparison
from sweetspot.stages.creators.tasks import defer_in_turn

_FORMAT_NAMES = {"image": "Images", "carousel": "Carousels", "video": "Reels and videos"}


class DefinitionForm(forms.Form):
    """The terms of a definition."""

    name = forms.CharField(label="Name", max_length=120, help_text="As it stands beside every rate.")
    kinds = forms.MultipleChoiceField(
        label="What counts", choices=[(str(one), str(one).capitalize()) for one in Kind],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    basis = forms.ChoiceField(label="Divided by", choices=[(str(one), str(one).capitalize()) for one in Basis])
    statistic = forms.ChoiceField(
        label="Of many posts",
        choices=[
            (str(Statistic.TRIMMED_MEAN), "10 % trimmed mean"), (str(Statistic.MEAN), "Plain mean"),
            (str(Statistic.MEDIAN), "Median"),
        ],
    )  # fmt: skip
    formats = forms.MultipleChoiceField(
        label="Formats", required=False, choices=[(one, _FORMAT_NAMES[one]) for one in FORMATS],
        widget=forms.CheckboxSelectMultiple, help_text="None ticked: every format counts.",
    )  # fmt: skip
    per_day = forms.BooleanField(label="By the day: the rate of a post times the posts a day", required=False)
    posts = forms.IntegerField(label="Newest posts", min_value=1, max_value=500)
    minimum = forms.IntegerField(label="Posts needed", min_value=1, max_value=500)
    youngest_hours = forms.IntegerField(label="Not younger than", min_value=0, max_value=87_600)
    oldest_days = forms.IntegerField(label="Not older than", min_value=1, max_value=3_650)


class BenchmarkForm(forms.Form):
    """A published figure, with its source and year."""

    network = forms.ChoiceField(label="Network", choices=[(key, one.label) for key, one in NETWORKS.items()])
    label = forms.CharField(label="Whom it is about", max_length=80, help_text="Such as: Micro, Germany.")
    followers_from = forms.IntegerField(label="Followers from", min_value=0)
    followers_below = forms.IntegerField(label="Below", min_value=1, required=False, help_text="Empty: without end.")
    low = forms.FloatField(label="Rate from", min_value=0, max_value=10_000)
    high = forms.FloatField(label="Rate to", min_value=0, max_value=10_000)
    source = forms.CharField(label="Source", max_length=200)
    year = forms.CharField(label="Year", max_length=20)


@needs("creators.view")
def definitions(request: HttpRequest) -> HttpResponse:
    """Every definition, the one in force, and what is being worked out."""
    runs = queries.runs()
    swap = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "definition-run"
    context = {
        "known": queries.definitions(), "run": runs[0] if runs else None, "in_force": queries.definition_in_force(),
        "tabs": settings_tabs("definitions"),
    }  # fmt: skip
    return render(request, "definitions/_run.html" if swap else "definitions/list.html", context)


@needs("creators.view")
def definition(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One definition in words, and a creator by it beside all others."""
    one = queries.definition_of(key, version)
    profile = _profile(request.GET.get("profile", ""))
    rated = queries.by_every_definition(profile.profile_id, datetime.now(UTC)) if profile else []
    context = {
        "one": one, "known": next(row for row in queries.definitions() if row.definition == one), "profile": profile,
        "rated": sorted(rated, key=lambda found: found.definition != one), "sizes": _some_profiles(),
        "in_force": queries.definition_in_force(), "tabs": settings_tabs("definitions"),
    }  # fmt: skip
    return render(request, "definitions/definition.html", context)


@needs("creators.view")
def new_definition(request: HttpRequest) -> HttpResponse:
    """A definition of one's own, or the next version of one."""
    key, _, version = request.GET.get("from", "").rpartition(".")
    base = queries.definition_of(key, int(version)) if version.isdecimal() else queries.definition_in_force()
    is_own = any(row.definition == base and not row.built_in for row in queries.definitions())
    form = DefinitionForm(request.POST or None, initial={"name": base.name if is_own else "", **stored(base)})
    if request.method == "POST" and form.is_valid() and (made := _add(request, form, base.key if is_own else None)):
        messages.success(request, f"Made: {made.title}. Nothing changes until you put it into force.")
        return redirect("definition", key=made.key, version=made.version)
    context = {"form": form, "base": base, "is_own": is_own, "tabs": settings_tabs("definitions")}
    return render(request, "definitions/new.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: DefinitionForm, changes: str | None) -> Definition | None:
    terms = {name: value for name, value in form.cleaned_data.items() if name != "name"}
    try:
        actor = demand(request, "creators.change")
        return services.add_definition(actor, form.cleaned_data["name"], terms, changes=changes, now=datetime.now(UTC))
    except Invalid as error:
        refuse(form, error)
        return None


@require_POST
@needs("creators.change")
def run_definition(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Have a definition worked out for every profile, to be compared or to come into force."""
    actor, one = actor_of(request), queries.definition_of(key, version)
    try:
        run_id = services.start_run(
            actor, one, comes_into_force=request.POST.get("comes_into_force") == "yes", now=datetime.now(UTC)
        )
    except Conflict as error:
        messages.error(request, error.message)
    else:
        defer_in_turn("creators.run_definition", actor.workspace_id, run_id=str(run_id))
    return redirect("definitions")


@needs("creators.view")
def compare_definitions(request: HttpRequest) -> HttpResponse:
    """Two definitions over the whole list."""
    known = {row.definition.stamp.replace(" ", "."): row for row in queries.definitions()}
    in_force = queries.definition_in_force().stamp.replace(" ", ".")
    left = known.get(request.GET.get("left", ""), known[in_force])
    right = known.get(request.GET.get("right", ""), next(row for row in known.values() if row != left))
    found = queries.comparison(left.definition, right.definition)
    context = {
        "known": known, "left": left, "right": right, "found": found, "chart": _scatter(found) if found else None,
        "tabs": settings_tabs("definitions"),
    }  # fmt: skip
    return render(request, "definitions/compare.html", context)


def _scatter(found: Comparison) -> Chart | None:
    if found.both < 2:
        return None
    points = found.points
    shown = [(f"{one.name} (@{one.handle})", 100 * one.left, 100 * one.right) for one in points]
    left, right = found.left.title, found.right.title
    return Chart(
        "chart-definitions", "Each profile by both definitions",
        f"{len(points)} of {found.both} profiles that have both rates; both axes are logarithmic.",
        charts.scatter(shown, x=f"{found.left.name}, %", y=f"{found.right.name}, %", logarithmic=True),
        ["Profile", left, right],
        [[name, share(one.left, 2), share(one.right, 2)] for (name, _, _), one in zip(shown, points, strict=True)],
    )  # fmt: skip


def _some_profiles() -> Sequence[Any]:
    return queries.creator_page(CreatorFilter(), None, 25).rows


def _profile(ref: str) -> Any:
    """The profile that the address names, or the largest one; None in a workspace without any."""
    if not ref:
        return next(iter(_some_profiles()), None)
    try:
        return queries.one_profile(from_public("prf", ref))
    except ValueError:
        return None


@needs("creators.view")
def benchmarks(request: HttpRequest) -> HttpResponse:
    """The published figures that stand beside rates; changing one, adding one."""
    rows = queries.benchmarks()
    edited = next((one for one in rows if one.key == request.GET.get("edit", "")), None)
    form = BenchmarkForm(request.POST or None, initial=_initial(edited) if edited else {})
    if request.method == "POST" and form.is_valid() and _save(request, form, edited.key if edited else ""):
        messages.success(request, "Saved.")
        return redirect("benchmarks")
    context = {
        "rows": rows, "removed": queries.removed_benchmarks(), "form": form, "edited": edited,
        "tabs": settings_tabs("benchmarks"),
    }  # fmt: skip
    return render(request, "definitions/benchmarks.html", context, status=422 if form.errors else 200)


def _initial(one: Benchmark) -> dict[str, Any]:
    names = ("network", "label", "followers_from", "followers_below", "source", "year")
    return {name: getattr(one, name) for name in names} | {
        "low": round(100 * one.low, 6), "high": round(100 * one.high, 6),
    }  # fmt: skip


def _save(request: HttpRequest, form: BenchmarkForm, key: str) -> bool:
    values = form.cleaned_data
    one = Benchmark(
        key, values["network"], values["label"], values["followers_from"], values["followers_below"],
        values["low"] / 100, values["high"] / 100, values["source"], values["year"],
    )  # fmt: skip
    try:
        services.save_benchmark(demand(request, "creators.change"), one, now=datetime.now(UTC))
    except Invalid as error:
        refuse(form, error)
        return False
    return True


@require_POST
@needs("creators.change")
def change_benchmarks(request: HttpRequest) -> HttpResponse:
    """Take one benchmark out, or have the shipped ones back."""
    actor, now = actor_of(request), datetime.now(UTC)
    if key := request.POST.get("remove", ""):
        services.remove_benchmark(actor, key, now=now)
        messages.success(request, "Taken out. “Back to the shipped figures” brings shipped ones back.")
    else:
        services.reset_benchmarks(actor, now=now)
        messages.success(request, "The shipped figures are as they were; your own stay.")
    return redirect("benchmarks")


urlpatterns = [
    path("settings/definitions", definitions, name="definitions"),
    path("settings/definitions/new", new_definition, name="new_definition"),
    path("settings/definitions/compare", compare_definitions, name="compare_definitions"),
    path("settings/definitions/<str:key>/<int:version>", definition, name="definition"),
    path("settings/definitions/<str:key>/<int:version>/run", run_definition, name="run_definition"),
    path("settings/benchmarks", benchmarks, name="benchmarks"),
    path("settings/benchmarks/change", change_benchmarks, name="change_benchmarks"),
]
