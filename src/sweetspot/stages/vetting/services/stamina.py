"""How we keep up to date what sponsored posts keep of the engagement of others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import transaction

from sweetspot.core.errors import Conflict
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import Panel
from sweetspot.stages.creators.queries.panel import in_chunks
from sweetspot.stages.vetting.formulas.labels import MAYBE_LABELLED
from sweetspot.stages.vetting.formulas.stamina import OLDEST, Stamina, none_sponsored, stamina
from sweetspot.stages.vetting.models import Stamina as StaminaRow
from sweetspot.stages.vetting.services.progress import Progress, silent

VERSION = "stamina 1"
_CHUNK = 2_000
_BEFORE = OLDEST + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Row:
    """One stamina as its table's columns."""

    profile_id: UUID
    version: str
    computed_at: datetime
    kept: float | None
    kept_low: float | None
    kept_high: float | None
    observed: float | None
    weak: float | None
    compared: int
    share: float | None
    share_low: float | None
    share_high: float | None
    posts: int
    trend: float | None
    reason: str


@transaction.atomic
def recompute_stamina(
    profile_ids: Collection[UUID] | None = None,
    *,
    now: datetime,
    progress: Progress = silent,
    data: Panel | None = None,
) -> int:
    """Compare the sponsored posts of these profiles (None: all) with their others, as of their last readings.

    Returns how many were written.
    Posts are read only of profiles where a flag or a caption hints at a sponsored one: for the rest it is known that
    none is. `progress(done, total)` is called after each lot. `data` saves counting the posts again. Conflict outside a
    workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Profiles are vetted inside a workspace.")
    known = data or creators.panel(now)
    counted = np.bincount(known.owner, minlength=len(known.profiles))
    moments = known.moments(now)
    hinting = set(creators.profiles_with_captions(MAYBE_LABELLED, min(moments, default=now) - _BEFORE))
    wanted = None if profile_ids is None else set(profile_ids)
    places = [place for place, profile in enumerate(known.profiles) if wanted is None or profile in wanted]
    for lot in in_chunks(len(places), _CHUNK):
        some = places[lot]
        ids = [known.profiles[place] for place in some]
        since = min(moments[place] for place in some) - _BEFORE
        posts = creators.readings_since([one for one in ids if one in hinting], since)
        found = {
            known.profiles[place]: stamina(posts[known.profiles[place]], _count(known.followers[place]), moments[place])
            for place in some
            if known.profiles[place] in posts
        }
        StaminaRow.objects.filter(profile_id__in=ids).delete()
        rows = _rows(ids, [int(counted[place]) for place in some], found, now)
        bulk.insert(StaminaRow, rows, workspace_id=workspace, now=now)
        progress(lot.stop, len(places))
    return len(places)


def _rows(ids: Sequence[UUID], counted: Sequence[int], found: Mapping[UUID, Stamina], now: datetime) -> Iterator[_Row]:
    for profile, posts in zip(ids, counted, strict=True):
        one = found.get(profile) or none_sponsored(posts)
        kept, share = one.kept, one.saturation.share if one.saturation else None
        yield _Row(
            profile_id=profile,
            version=VERSION,
            computed_at=now,
            kept=kept.value if kept else None,
            kept_low=kept.low if kept else None,
            kept_high=kept.high if kept else None,
            observed=one.observed,
            weak=one.weak,
            compared=len(one.sponsored),
            share=share.value if share else None,
            share_low=share.low if share else None,
            share_high=share.high if share else None,
            posts=share.sample if share else 0,
            trend=one.saturation.trend if one.saturation else None,
            reason=one.reason,
        )


def _count(followers: float) -> int | None:
    return None if np.isnan(followers) else int(followers)
