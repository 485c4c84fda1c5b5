"""What a profile's audience consists of, how much of it looks bought, and how well it fits a wanted one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import EstimateOut, Given, estimate, identifier
from sweetspot.stages.audiences import queries
from sweetspot.stages.vetting import queries as vetting

router = Router(tags=["Audiences"])
Cell = Annotated[str, Field(min_length=1, max_length=40)]
Share = Annotated[float, Field(ge=0, le=1)]
DimensionName = Annotated[str, Field(pattern="^(age|gender|country)$")]


class ShareCellOut(Schema):
    """One group and its share of the audience (0.2 is 20 %)."""

    cell: str
    share: float


class BreakdownOut(Schema):
    """The audience by one dimension; `provenance` is measured, supplied or modelled, `listed` the sum of the shares."""

    dimension: str
    provenance: str
    as_of: datetime
    source: str
    cells: list[ShareCellOut]
    listed: float


class SampleOut(Schema):
    """A sample of followers; `suspicious` is the share that looks bought or automated, null with a `reason`."""

    id: str
    sampled_at: datetime
    source: str
    accounts: int
    flagged: int
    suspicious: EstimateOut | None
    reason: str
    version: str
    computed_at: datetime


class ReadingOut(Schema):
    """A signal of the audience: S6 following, S10 countries, S11 suspicious followers; null with a `reason`."""

    signal: str
    value: float | None
    low: float | None
    high: float | None
    sample: int
    note: str
    reason: str


class AudienceOut(Schema):
    """What is known of a profile's audience."""

    profile: str
    breakdowns: list[BreakdownOut]
    samples: list[SampleOut]
    readings: list[ReadingOut]


class FitIn(Given):
    """The audience that is wanted: shares by group, for each dimension that matters, and what a dimension weighs."""

    target: Annotated[
        dict[DimensionName, Annotated[dict[Cell, Share], Field(min_length=1, max_length=300)]], Field(min_length=1)
    ]
    weights: dict[DimensionName, Annotated[float, Field(ge=0, le=1000)]] = {}


class DimensionFitOut(Schema):
    """How one dimension fits (0..1), and the part both audiences share; null where nothing is known of it."""

    dimension: str
    fit: float | None
    overlap: float | None
    provenance: str | None


class FitOut(Schema):
    """How well the audience fits: the weighted geometric mean, and each dimension; null without any."""

    fit: float | None
    dimensions: list[DimensionFitOut]


@router.get("/profiles/{profile_id}/audience", response={200: AudienceOut, 404: ErrorOut}, auth=key("creators.view"))
def get_audience(request: HttpRequest, profile_id: str) -> AudienceOut:
    """The audience's groups from the best source there is, the samples of followers, and the signals they give."""
    return audience_out(identifier("prf", profile_id))


@router.post(
    "/profiles/{profile_id}/audience/fit", response={200: FitOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("creators.view"),
)  # fmt: skip
def compare_audience(request: HttpRequest, profile_id: str, wanted: FitIn) -> FitOut:
    """How well the audience fits a wanted one: 1 less the Jensen-Shannon divergence, for each dimension."""
    profile = vetting.one_profile(identifier("prf", profile_id))
    found = queries.audience_fit(profile.profile_id, dict(wanted.target), dict(wanted.weights))
    return FitOut(fit=found.fit, dimensions=[DimensionFitOut(**asdict(one)) for one in found.dimensions])


def audience_out(profile_id: UUID) -> AudienceOut:
    """What is known of a profile's audience, as it is shown; NotFound for another workspace's profile."""
    profile = vetting.one_profile(profile_id)
    return AudienceOut(
        profile=profile.profile_ref,
        breakdowns=[
            BreakdownOut(
                dimension=one.dimension, provenance=one.provenance, as_of=one.as_of, source=one.source,
                cells=[ShareCellOut(cell=cell.cell, share=cell.share) for cell in one.cells], listed=one.listed,
            )
            for one in queries.breakdowns([profile_id])[profile_id]
        ],
        samples=[
            SampleOut(
                id=one.ref, sampled_at=one.sampled_at, source=one.source, accounts=one.accounts, flagged=one.flagged,
                suspicious=estimate(one.share), reason=one.reason, version=one.version, computed_at=one.computed_at,
            )
            for one in queries.follower_samples(profile_id)
        ],
        readings=[
            ReadingOut(
                signal=one.signal, value=one.value, low=one.low, high=one.high, sample=one.sample, note=one.note,
                reason=one.reason,
            )
            for one in queries.readings([profile_id])[profile_id]
        ],
    )  # fmt: skip
