"""How we keep every profile's engagement up to date with its posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from sweetspot.core.errors import Conflict
from sweetspot.core.statistics import Floats
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.creators.formulas import (
    DEFAULT_LINE,
    DEFAULT_WINDOW,
    EngagementColumns,
    PeerLine,
    engagement_columns,
    fit_line,
    padded,
    percentiles,
)
from sweetspot.stages.creators.formulas.columns import Whole
from sweetspot.stages.creators.models import Engagement
from sweetspot.stages.creators.queries.panel import DAY_SECONDS, Panel, in_chunks, panel

VERSION = "engagement 1"
_CHUNK = 5_000

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One engagement as its table's columns."""

    profile_id: UUID
    version: str
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
    """Compute the engagement of these profiles (None: all) from their posts and return how many were written.

    Peers are all profiles of the same network in the workspace; from 30 of them on, the usual rate, its slope with
    size and its spread are the workspace's own. `progress(done, total)` is called after each lot. `data` saves reading
    the posts a second time. Conflict outside a workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Engagement is computed inside a workspace.")
    known = data or panel(now)
    wanted = None if profile_ids is None else set(profile_ids)
    chosen = [place for place, profile in enumerate(known.profiles) if wanted is None or profile in wanted]
    columns, share, peers = _computed(known)
    for lot in in_chunks(len(chosen), _CHUNK):
        places = chosen[lot]
        Engagement.objects.filter(profile_id__in=[known.profiles[place] for place in places]).delete()
        bulk.insert(Engagement, _rows(known, columns, share, peers, places, now), workspace_id=workspace, now=now)
        progress(lot.stop, len(chosen))
    return len(chosen)


def _computed(known: Panel) -> tuple[EngagementColumns, Floats, Whole]:
    """The engagement of every profile, network by network, with the share of peers below and their number."""
    count = len(known.profiles)
    names = EngagementColumns.__dataclass_fields__
    whole = {name: np.full(count, np.nan) for name in names}
    share, peers = np.full(count, np.nan), np.zeros(count, dtype=np.int64)
    answers, then = known.likes + known.comments, known.followers_then
    for network in sorted(set(known.networks)):
        places = known.places(network)
        local = np.full(count, -1, dtype=np.int64)
        local[places] = np.arange(len(places))
        mine = np.flatnonzero(local[known.owner] >= 0)
        owner, order = local[known.owner[mine]], -known.days[mine]
        rows = padded(owner, order, answers[mine], len(places))
        at_post = padded(owner, order, then[mine], len(places))
        found = _network(rows, known.followers[places], at_post)
        for name in names:
            whole[name][places] = getattr(found, name)
        share[places], peers[places] = percentiles(known.followers[places], found.log_likely)
    # What can be used, also where it is too little for a rate.
    whole["posts"] = np.bincount(known.owner, minlength=count)
    return EngagementColumns(**whole), share, peers


def _network(rows: Floats, followers: Floats, at_post: Floats) -> EngagementColumns:
    first = engagement_columns(rows, followers, at_post)
    line = fit_line(followers, first.log_mean, first.noise_variance, first.posts.astype(float), "workspace")
    return engagement_columns(rows, followers, at_post, usable(line)) if line else first


def usable(line: PeerLine | None) -> PeerLine:
    """The fitted line, or the default one where too few profiles stand behind it."""
    return line or DEFAULT_LINE


def _rows(
    known: Panel, columns: EngagementColumns, share: Floats, peers: Whole, places: list[int], now: datetime
) -> Iterator[_Row]:
    for place in places:
        rate = _known(columns.rate[place])
        counted = int(columns.posts[place])
        yield _Row(
            profile_id=known.profiles[place],
            version=VERSION,
            computed_at=now,
            posts_used=counted,
            rate=rate,
            rate_low=_known(columns.low[place]),
            rate_high=_known(columns.high[place]),
            people=_known(columns.people[place]),
            people_low=_known(columns.people_low[place]),
            people_high=_known(columns.people_high[place]),
            percentile=_known(share[place]),
            peers=int(peers[place]),
            latest_post_at=_moment(known.latest[place]),
            reason="" if rate is not None else _reason(counted, known.followers[place]),
        )


def _reason(counted: int, followers: float) -> str:
    if not followers > 0:
        return "The number of followers is not known."
    return f"Not enough posts: {counted} of the {DEFAULT_WINDOW.minimum} needed can be used."


def _known(value: float) -> float | None:
    # To 12 digits, so that 3 % of 80,000 is 2,400 and not a hair less.
    return None if np.isnan(value) else float(f"{value:.12g}")


def _moment(days: float) -> datetime | None:
    return None if np.isnan(days) else datetime.fromtimestamp(round(days * DAY_SECONDS, 3), UTC)
