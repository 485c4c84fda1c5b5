"""What we ask of audiences: the newest sample of a profile's followers, and what its audience consists of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.statistics import Estimate, Floats
from sweetspot.engines import bulk
from sweetspot.stages.audiences.formulas import Accounts, fit
from sweetspot.stages.audiences.formulas.fit import Shares
from sweetspot.stages.audiences.formulas.readings import (
    AudienceReading,
    countries_reading,
    following_reading,
    suspicious_reading,
)
from sweetspot.stages.audiences.formulas.share import LEVEL
from sweetspot.stages.audiences.models import AudienceShare, Dimension, FollowerAccount, FollowerShare, Provenance
from sweetspot.stages.creators import queries as creators

_COLUMNS = ("followers", "following", "posts", "has_picture", "digit_share", "biography_length", "is_verified",
            "has_link", "is_private")  # fmt: skip
#: What the network measured counts before what the creator says, and that before a model.
_BEST_FIRST = (Provenance.MEASURED, Provenance.SUPPLIED, Provenance.MODELLED)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample of a profile's followers, judged: how many accounts, how many are flagged, and the share of all.

    `share` is None with a `reason` where there is not enough data; its interval is 95 %.
    """

    id: UUID
    ref: str
    profile_id: UUID
    sampled_at: datetime
    source: str
    accounts: int
    flagged: int
    share: Estimate | None
    reason: str
    version: str
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class ShareCell:
    """One cell of a breakdown and its share."""

    cell: str
    share: float


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What a profile's audience consists of by one dimension: the newest reading from the best source there is.

    `cells` from the largest; `listed` is the sum of their shares, the rest is not said. `rows` are the ids behind it.
    """

    dimension: str
    label: str
    provenance: str
    provenance_label: str
    as_of: datetime
    source: str
    cells: tuple[ShareCell, ...]
    listed: float
    rows: tuple[UUID, ...]


def accounts_of(sample_id: UUID) -> Accounts:
    """The accounts of a sample as columns, in the order of their ids."""
    rows = FollowerAccount.objects.filter(sample_id=sample_id).order_by("id").values_list(*_COLUMNS)
    table = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in rows], dtype=float)
    columns: Iterable[Floats] = table.reshape(-1, len(_COLUMNS)).T
    return Accounts(*columns)


def follower_samples(profile_id: UUID, limit: int = 20) -> list[SampleRow]:
    """The judged samples of a profile's followers, newest first."""
    found = FollowerShare.objects.filter(sample__profile_id=profile_id).select_related("sample")
    return [_sample_row(row) for row in found.order_by("-sample__sampled_at")[:limit]]


def newest_samples(profile_ids: Collection[UUID]) -> dict[UUID, SampleRow]:
    """The newest judged sample of each of these profiles that has one."""
    found = FollowerShare.objects.filter(sample__profile_id__in=profile_ids).select_related("sample")
    return {row.sample.profile_id: _sample_row(row) for row in found.order_by("sample__sampled_at")}


def _sample_row(row: FollowerShare) -> SampleRow:
    share = None
    if row.share is not None and row.share_low is not None and row.share_high is not None:
        share = Estimate(row.share, row.share_low, row.share_high, LEVEL, row.accounts)
    sample = row.sample
    return SampleRow(
        sample.id, to_public("smp", sample.id), sample.profile_id, sample.sampled_at, sample.source, row.accounts,
        row.flagged, share, row.reason, row.version, row.computed_at,
    )  # fmt: skip


def breakdowns(profile_ids: Sequence[UUID]) -> dict[UUID, list[Breakdown]]:
    """For each profile what is known of its audience, one breakdown for each dimension: the best source, its newest."""
    grouped: dict[tuple[UUID, str], dict[tuple[int, float], list[AudienceShare]]] = {}
    for row in AudienceShare.objects.filter(profile_id__in=profile_ids).order_by("-share", "cell"):
        rank = (_BEST_FIRST.index(Provenance(row.provenance)), -row.as_of.timestamp())
        grouped.setdefault((row.profile_id, row.dimension), {}).setdefault(rank, []).append(row)
    found: dict[UUID, list[Breakdown]] = {profile_id: [] for profile_id in profile_ids}
    for dimension in Dimension:
        for profile_id in profile_ids:
            if readings := grouped.get((profile_id, dimension)):
                found[profile_id].append(_breakdown(readings[min(readings)]))
    return found


def _breakdown(rows: Sequence[AudienceShare]) -> Breakdown:
    first = rows[0]
    cells = tuple(ShareCell(row.cell, row.share) for row in rows)
    return Breakdown(
        first.dimension, first.get_dimension_display(), first.provenance, first.get_provenance_display(), first.as_of,
        first.source, cells, sum(cell.share for cell in cells), tuple(row.id for row in rows),
    )  # fmt: skip


def known_of(profile_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these profiles of whose audience anything is known: a sample of followers, or a breakdown."""
    asked = bulk.among(profile_ids)
    sampled = FollowerShare.objects.filter(sample__profile_id__in=asked).values_list("sample__profile_id", flat=True)
    described = AudienceShare.objects.filter(profile_id__in=asked).values_list("profile_id", flat=True).distinct()
    return list({*sampled, *described})


def readings(profile_ids: Sequence[UUID], *, market: Collection[str] = ()) -> dict[UUID, list[AudienceReading]]:
    """S6, S10 and S11 of each profile, from what is known now; `market` are the countries the brand sells in."""
    samples, known = newest_samples(profile_ids), breakdowns(profile_ids)
    found = {}
    for profile in creators.audience_facts(profile_ids):
        countries = next((one for one in known[profile.profile_id] if one.dimension == Dimension.COUNTRY), None)
        sample = samples.get(profile.profile_id)
        found[profile.profile_id] = [
            following_reading(profile.followers, profile.following, (profile.profile_id,)),
            countries_reading(
                {cell.cell: cell.share for cell in countries.cells} if countries else {}, profile.language,
                profile.country, market=market, sample=profile.followers or 0, rows=countries.rows if countries else (),
            ),
            suspicious_reading(
                sample.share if sample else None, sample.accounts if sample else 0,
                sample.reason if sample else "Not enough data: no sample of the followers was imported.",
                (sample.id,) if sample else (),
            ),
        ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class DimensionFit:
    """How one dimension of an audience fits the wanted one (0..1); None where nothing is known of it."""

    dimension: str
    fit: float | None
    overlap: float | None
    provenance: str | None


@dataclass(frozen=True, slots=True)
class AudienceFit:
    """How well an audience fits: the weighted geometric mean over the dimensions that are known, and each of them."""

    fit: float | None
    dimensions: tuple[DimensionFit, ...]


def audience_fit(profile_id: UUID, target: Mapping[str, Shares], weights: Mapping[str, float]) -> AudienceFit:
    """Compare what is known of a profile's audience with a wanted one; a dimension without a weight has weight 1.

    Raises Invalid for a wanted dimension whose shares sum to 0.
    """
    known = {one.dimension: one for one in breakdowns([profile_id])[profile_id]}
    empty = [name for name, shares in target.items() if sum(shares.values()) <= 0]
    if empty:
        raise Invalid("The wanted shares cannot be used.", problems=[
            Problem(name, "empty", f"The shares of {name} sum to 0.") for name in empty
        ])  # fmt: skip
    parts = []
    for name, wanted in target.items():
        one = known.get(name)
        if one is None or not one.listed:
            parts.append(DimensionFit(name, None, None, None))
            continue
        have = {cell.cell: cell.share for cell in one.cells}
        parts.append(DimensionFit(name, fit.fit(have, wanted), fit.overlap(have, wanted), one.provenance))
    whole = fit.combined_fit({one.dimension: one.fit for one in parts}, {name: weights.get(name, 1) for name in target})
    return AudienceFit(whole, tuple(parts))
