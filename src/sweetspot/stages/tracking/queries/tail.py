"""Which clicks came last: what they were and where they came from, and nothing that tells people apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from django.db.models import F

from sweetspot.stages.tracking.formulas.origins import origin_of
from sweetspot.stages.tracking.models import Click

NEWEST = 20
#: A click that reached the database so much later than it was made had waited in a tracker's spool.
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the newest clicks; `in_app` and `referrer` are empty where there was none, `times` counts a flood."""

    id: UUID
    at: datetime
    kind: str
    slug: str
    link_id: UUID
    creator: str
    country: str
    device: str
    in_app: str
    referrer: str
    times: int
    late: bool


def newest(link_id: UUID | None = None) -> list[Recent]:
    """The newest clicks of one link or of all, by when they were made; those that arrived last are among them."""
    rows = Click.objects.select_related("link__partnership__creator").defer("visitor")
    if link_id:
        rows = rows.filter(link_id=link_id).order_by("-at", "-id")
    else:
        rows = rows.order_by(F("arrived_at").desc(nulls_last=True), "-at")
    found = [_recent(row) for row in rows[:NEWEST]]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def mark(found: list[Recent]) -> str:
    """A short text that changes whenever what is shown of these clicks changes."""
    told = " ".join(f"{one.id}:{one.times}" for one in found)
    return blake2b(told.encode(), digest_size=8).hexdigest()


def _recent(row: Click) -> Recent:
    origin = origin_of(row.in_app or "", row.referrer_host or "", row.agent)
    late = row.arrived_at is not None and row.arrived_at - row.at > LATE
    return Recent(
        row.id, row.at, row.kind, row.link.slug, row.link_id, row.link.partnership.creator.name, row.country or "",
        origin.device, row.in_app or "", row.referrer_host or "", row.times, late,
    )  # fmt: skip
