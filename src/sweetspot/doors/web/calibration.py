"""How often the bands of the verdict were right where the truth is known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.doors.web.permissions import needs
from sweetspot.stages.vetting.queries.calibration import PREVALENCES, calibration, models


@needs("creators.view")
def show(request: HttpRequest) -> HttpResponse:
    """The record of each band, each attack, the version before beside this one, and what it does not show."""
    found = calibration()
    own = found.run(found.version, "own norms")
    former = {run.norms: run for run in found.runs if run.rules != found.version}
    context = {
        "calibration": found, "own": own, "default": found.run(found.version, "default norms"),
        "grown": list(
            zip(found.run(found.version, "with histories").cases, former["with histories"].cases, strict=True)
        ),
        "prevalences": PREVALENCES, "models": models(),
    }  # fmt: skip
    return render(request, "creators/calibration.html", context)


urlpatterns = [path("calibration", show, name="calibration")]
