"""How are checks and norms kept, and how do they come back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sweetspot.core.statistics import Estimate
from sweetspot.stages.vetting.formulas import Band, Check, Confidence, Norm, Norms, Signal, Strength
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
    checks: tuple[Check, ...]
    norms: Norms

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
        checks=tuple(check_of(kept) for kept in row.checks),
        norms=norms_of(row.norms),
    )


def kept_check(check: Check) -> dict[str, Any]:
    """A check as JSON."""
    return {
        "signal": check.signal.value,
        "title": check.title,
        "value": check.value,
        "usual": check.usual,
        "z": check.z,
        "direction": check.direction,
        "strength": check.strength.value,
        "points": check.points,
        "sentence": check.sentence,
        "explanations": check.explanations,
        "posts": check.posts,
        "peers": check.peers,
        "rule": check.rule,
        "version": check.version,
    }


def check_of(kept: Mapping[str, Any]) -> Check:
    """The check that was kept."""
    whole = {
        **kept,
        "signal": Signal(kept["signal"]),
        "strength": Strength(kept["strength"]),
        "explanations": tuple(kept["explanations"]),
        "posts": tuple(kept["posts"]),
    }
    return Check(**whole)


def kept_norms(norms: Norms) -> dict[str, Any]:
    """Norms as JSON."""
    by_signal = {
        signal.value: [norm.centre, norm.slope, norm.scale, norm.sample] for signal, norm in norms.by_signal.items()
    }
    return {"source": norms.source, "by_signal": by_signal}


def norms_of(kept: Mapping[str, Any]) -> Norms:
    """The norms that were kept."""
    by_signal = {Signal(name): Norm(*values) for name, values in kept.get("by_signal", {}).items()}
    return Norms(by_signal, kept.get("source", ""))
