"""What is known of profiles besides their posts, as readings for the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sweetspot.stages.audiences import queries as audiences
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.queries import Movement
from sweetspot.stages.vetting.formulas import (
    Reading,
    Readings,
    Signal,
    audience_readings,
    comment_readings,
    following_reading,
    growth_reading,
    jumps,
)
from sweetspot.stages.vetting.formulas.history import FEWEST, LONGEST, SMALLEST, quiet_growth
from sweetspot.stages.vetting.queries.connection import connections_of

#: How far back a following's history is looked at.
SPAN = timedelta(days=365)
_DAY = timedelta(days=1)


def readings_of(profile_ids: Sequence[UUID], now: datetime) -> list[Readings]:
    """The readings of each of these profiles, in their order; a handful of queries for all."""
    moved = creators.movements(profile_ids, now - SPAN, now)
    growth = _growth(moved, now)
    commented = connections_of(profile_ids)
    followed = audiences.readings(audiences.known_of(profile_ids))
    found: list[Readings] = []
    for profile in profile_ids:
        one = moved[profile]
        told = {Signal.GROWTH: growth[profile]}
        if one.following is not None:
            told[Signal.FOLLOWING] = following_reading(one.following, one.followers)
        if profile in commented:
            told |= comment_readings(commented[profile].classes, commented[profile].pods)
        if profile in followed:
            followers = audience_readings(followed[profile])
            told |= {signal: reading for signal, reading in followers.items() if reading.sample}
        found.append(told)
    return found


def _growth(moved: dict[UUID, Movement], now: datetime) -> dict[UUID, Reading]:
    # Where no step was larger than 1 % there is no jump, so only the restless are read in full.
    restless = [
        profile
        for profile, one in moved.items()
        if one.largest > SMALLEST and one.readings > FEWEST + 1 and one.days >= LONGEST / _DAY
    ]
    found = {profile: quiet_growth(one.readings, one.days) for profile, one in moved.items()}
    if restless:
        readings = creators.follower_readings(restless, now - SPAN, now)
        posts = creators.post_readings_of(restless, now - SPAN)
        for profile in restless:
            known = readings.get(profile, [])
            found[profile] = growth_reading(known, jumps(known, posts.get(profile, [])))
    return found
