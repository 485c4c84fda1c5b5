"""Who follows a creator: what the audience consists of, and how much of it looks bought or automated."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core import charts
from sweetspot.core.charts import Chart
from sweetspot.core.errors import NotFound
from sweetspot.core.statistics import Estimate
from sweetspot.doors.web.creator_page import frame, opened
from sweetspot.doors.web.permissions import needs
from sweetspot.doors.web.templatetags.figures import count, share
from sweetspot.stages.audiences import queries
from sweetspot.stages.audiences.formulas.readings import AudienceReading
from sweetspot.stages.audiences.queries import Breakdown

#: Groups drawn before the rest is only listed.
DRAWN = 12
SHARE = (
    "Every account of the sample is scored by its profile: picture, posts, followers, following, biography, digits in "
    "the name. The share past one half is corrected for how often the score hits and errs (Rogan-Gladen). The interval "
    "holds the chance of the sample and how far those rates moved between four labelled collections. "
    "A score is about a profile, not a person."
)
FOLLOWING = "Accounts followed for each follower; from 1,500 followed on it may be a way to be followed back."
COUNTRIES = "The share that lives where neither the content's language is everyday nor the creator is at home."


@needs("creators.view")
def audience(request: HttpRequest, ref: str) -> HttpResponse:
    """What the audience consists of, from where, how old; and the samples of followers with their share."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    profile_id = found.profile.profile_id
    known = queries.breakdowns([profile_id])[profile_id]
    samples = queries.follower_samples(profile_id)
    following, countries, _ = queries.readings([profile_id])[profile_id]
    context = frame(request, found, "creator_audience") | {
        "breakdowns": [(one, _drawing(one)) for one in known], "samples": samples,
        "newest": next(iter(samples), None), "following": following, "countries": countries,
        "why": {"share": SHARE, "following": FOLLOWING, "countries": COUNTRIES},
        "ratio": _per_follower(following), "elsewhere": _span(countries),
    }  # fmt: skip
    return render(request, "creators/audience.html", context)


def _per_follower(following: AudienceReading) -> str:
    if following.value is None:
        return ""
    ratio = 10**following.value
    return count(ratio, 2) if ratio >= 0.01 else "below 0.01"


def _span(reading: AudienceReading) -> Estimate | None:
    if reading.value is None or reading.low is None or reading.high is None:
        return None
    return Estimate(reading.value, reading.low, reading.high, 1.0, reading.sample)


def _drawing(one: Breakdown) -> Chart:
    cells = _in_order(one)
    rest = "." if one.listed > 0.995 else "; the rest was not said."
    rows = [(cell, round(part * 100, 1)) for cell, part in cells]
    return Chart(
        f"chart-{one.dimension}", f"{one.label} of the audience",
        f"{share(one.listed, 0)} of the audience is listed{rest}",
        charts.bars(rows[:DRAWN], x="Share of the audience, %"),
        [one.label, "Share, %"], [[cell, f"{part:.1f}"] for cell, part in rows],
    )  # fmt: skip


def _in_order(one: Breakdown) -> Sequence[tuple[str, float]]:
    """Ages from the youngest, everything else from the largest."""
    cells = [(cell.cell, cell.share) for cell in one.cells]
    return sorted(cells) if one.dimension == "age" else cells


urlpatterns = [path("creators/<str:ref>/audience", audience, name="creator_audience")]
