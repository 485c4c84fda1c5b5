"""How are numbers and norms kept, and how do they come back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sweetspot.core.statistics import Estimate
from sweetspot.stages.vetting.formulas import (
    DEFAULT_NORMS,
    FROM_POSTS,
    VERSIONS,
    Band,
    Check,
    Confidence,
    Figures,
    Norm,
    Norms,
    PostRows,
    Reading,
    Signal,
)
from sweetspot.stages.vetting.formulas.checks import checks
from sweetspot.stages.vetting.models import Verdict as VerdictRow

UNKNOWN = "unknown"
LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as it was kept. `score` and `band` are None without enough data; `reason` then says what is missing."""

    id: UUID
    profile_id: UUID
    version: str
    computed_at: datetime
    is_latest: bool
    score: Estimate | None
    band: Band | None
    confidence: Confidence
    coverage: float
    posts: int
    data_as_of: datetime | None
    inputs: str
    reason: str
    figures: Figures | None
    norms: Norms

    def checks(self, row: PostRows, ids: Sequence[str]) -> tuple[Check, ...]:
        """Each signal with what it rests on; `row` holds the profile's posts and `ids` theirs."""
        rules = VERSIONS.get(self.version)
        return checks(self.figures, row, ids, self.norms, rules) if self.figures and rules else ()

    @property
    def words(self) -> str:
        """`consistent with a normal audience`, `worth a look`, `strong warning` or `not enough data`."""
        return self.band.words if self.band else "not enough data"

    @property
    def advice(self) -> str:
        """What to do with it."""
        return self.band.advice if self.band else self.reason


def stored_verdict(row: VerdictRow) -> StoredVerdict:
    """A row of the table as a dataclass."""
    known = row.score is not None and row.score_low is not None and row.score_high is not None
    score = Estimate(row.score or 0, row.score_low or 0, row.score_high or 0, LEVEL, row.posts_used) if known else None
    return StoredVerdict(
        id=row.id,
        profile_id=row.profile_id,
        version=row.version,
        computed_at=row.computed_at,
        is_latest=row.is_latest,
        score=score,
        band=None if row.band == UNKNOWN else Band(row.band),
        confidence=Confidence(row.confidence),
        coverage=row.coverage,
        posts=row.posts_used,
        data_as_of=row.data_as_of,
        inputs=row.inputs_hash,
        reason=row.reason,
        figures=figures_of(row.figures),
        norms=norms_of(row.norms),
    )


def kept_figures(figures: Figures) -> dict[str, Any]:
    """A profile's numbers as JSON."""
    return {
        "followers": figures.followers,
        "values": figures.values,
        "errors": figures.errors,
        "points": figures.points,
        "readings": {signal.value: [one.sample, one.note, *one.opens] for signal, one in figures.readings.items()},
    }


def figures_of(kept: Mapping[str, Any]) -> Figures | None:
    """The numbers that were kept; None where there are none."""
    if not kept:
        return None
    values, errors = tuple(kept["values"]), tuple(kept["errors"])
    places = {signal.value: place for place, signal in enumerate(Signal)}
    readings = {
        Signal(name): Reading(values[places[name]], errors[places[name]] or 0.0, sample, note, tuple(opens))
        for name, (sample, note, *opens) in kept["readings"].items()
    }
    return Figures(kept["followers"], values, errors, tuple(kept["points"]), readings)


def kept_norms(norms: Norms) -> dict[str, Any]:
    """Norms as JSON."""
    by_signal = {
        signal.value: [norm.centre, norm.slope, norm.scale, norm.sample, norm.widening]
        for signal, norm in norms.by_signal.items()
        if signal in FROM_POSTS
    }
    return {"source": norms.source, "by_signal": by_signal}


def norms_of(kept: Mapping[str, Any]) -> Norms:
    """The norms that were kept."""
    by_signal = {Signal(name): Norm(*values) for name, values in kept.get("by_signal", {}).items()}
    return Norms({**DEFAULT_NORMS.by_signal, **by_signal}, kept.get("source", ""))
