"""How we keep every profile's engagement up to date with its posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from sweetspot.core.errors import Conflict
from sweetspot.core.statistics import Floats
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.creators.formulas import (
    Basis,
    Definition,
    EngagementColumns,
    engagement_columns,
    fit_line,
    padded,
    percentiles,
)
from sweetspot.stages.creators.formulas.columns import Whole
from sweetspot.stages.creators.models import Engagement
from sweetspot.stages.creators.queries.definitions import definition_in_force
from sweetspot.stages.creators.queries.panel import Panel, in_chunks, moment, panel

CHUNK = 5_000

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class RatedRow:
    """One rate as its table's columns."""

    profile_id: UUID
    version: str
    definition: str
    computed_at: datetime
    posts_used: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    people: float | None
    people_low: float | None
    people_high: float | None
    percentile: float | None
    peers: int
    latest_post_at: datetime | None
    reason: str


@transaction.atomic
def recompute_engagement(
    profile_ids: Collection[UUID] | None = None,
    *,
    now: datetime,
    progress: Progress = silent,
    data: Panel | None = None,
) -> int:
    """Compute the engagement of these profiles (None: all) by the definition in force; returns how many were written.

    Peers are all profiles of the same network in the workspace; from 30 of them on, the usual rate, its slope with
    size and its spread are the workspace's own. `progress(done, total)` is called after each lot. `data` saves reading
    the posts a second time, where they were read for the same definition. Conflict outside a workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Engagement is computed inside a workspace.")
    definition = definition_in_force()
    known = data if data and data.definition == definition else panel(now, definition)
    wanted = None if profile_ids is None else set(profile_ids)
    chosen = [place for place, profile in enumerate(known.profiles) if wanted is None or profile in wanted]
    found = computed(known)
    for lot in in_chunks(len(chosen), CHUNK):
        places = chosen[lot]
        Engagement.objects.filter(profile_id__in=[known.profiles[place] for place in places]).delete()
        bulk.insert(Engagement, rated_rows(known, found, places, now), workspace_id=workspace, now=now)
        progress(lot.stop, len(chosen))
    return len(chosen)


@dataclass(frozen=True, slots=True)
class Computed:
    """The engagement of every profile of a panel, with the share of peers below and their number."""

    columns: EngagementColumns
    share: Floats
    peers: Whole


def computed(known: Panel) -> Computed:
    """The engagement of every profile by the panel's definition, network by network."""
    count = len(known.profiles)
    names = EngagementColumns.__dataclass_fields__
    whole = {name: np.full(count, np.nan) for name in names}
    share, peers = np.full(count, np.nan), np.zeros(count, dtype=np.int64)
    for network in sorted(set(known.networks)):
        places = known.places(network)
        owner, mine = known.posts_of(places)
        columns = [values[mine] for values in (known.engaged, known.counts, known.days)]
        engaged, counts, when = padded(owner, -known.days[mine], columns, len(places))
        found = _network(engaged, known.followers[places], counts, when, known.definition)
        for name in names:
            whole[name][places] = getattr(found, name)
        share[places], peers[places] = percentiles(known.followers[places], found.log_likely)
    # What can be used, also where it is too little for a rate.
    whole["posts"] = np.bincount(known.owner, minlength=count)
    return Computed(EngagementColumns(**whole), share, peers)


def _network(
    engaged: Floats, followers: Floats, counts: Floats, when: Floats, definition: Definition
) -> EngagementColumns:
    first = engagement_columns(engaged, followers, counts, None, definition, when)
    line = fit_line(followers, first.log_mean, first.noise_variance, first.posts.astype(float), "workspace")
    return engagement_columns(engaged, followers, counts, line, definition, when) if line else first


def rated_rows(known: Panel, found: Computed, places: Sequence[int], now: datetime) -> Iterator[RatedRow]:
    """The profiles at these places as rows of a table of rates."""
    columns, definition = found.columns, known.definition
    for place in places:
        rate = _known(columns.rate[place])
        counted = int(columns.posts[place])
        yield RatedRow(
            profile_id=known.profiles[place],
            version=definition.stamp,
            definition=definition.title,
            computed_at=now,
            posts_used=counted,
            rate=rate,
            rate_low=_known(columns.low[place]),
            rate_high=_known(columns.high[place]),
            people=_known(columns.people[place]),
            people_low=_known(columns.people_low[place]),
            people_high=_known(columns.people_high[place]),
            percentile=_known(found.share[place]),
            peers=int(found.peers[place]),
            latest_post_at=moment(known.latest[place]),
            reason="" if rate is not None else _reason(known, place, counted),
        )


def _reason(known: Panel, place: int, counted: int) -> str:
    definition = known.definition
    minimum = definition.window.minimum
    if definition.basis is Basis.FOLLOWERS and not known.followers[place] > 0:
        return "The number of followers is unknown or 0."
    if counted < minimum:
        return f"Not enough posts: {counted} of the {minimum} needed can be used. {known.old_posts(place)}".strip()
    if definition.per_day:
        return "The posts' times do not say how many there are a day."
    return f"Not enough posts say their {definition.basis}: {minimum} are needed."


def _known(value: float) -> float | None:
    # To 12 digits, so that 3 % of 80,000 is 2,400 and not a hair less.
    return None if np.isnan(value) else float(f"{value:.12g}")
