"""How the followings of many profiles moved: which are quiet, and every reading of those that are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sweetspot.engines import bulk
from sweetspot.stages.creators.formulas import PostReading
from sweetspot.stages.creators.models import Post, Profile, Snapshot
from sweetspot.stages.creators.queries.details import reading


@dataclass(frozen=True, slots=True)
class Movement:
    """How many readings of a following there are in a span of days, and its largest step as a share of the one before.

    `followers` and `following` are today's, None where unknown.
    """

    followers: int | None
    following: int | None
    readings: int
    days: float
    largest: float


def movements(profile_ids: Sequence[UUID], since: datetime, now: datetime) -> dict[UUID, Movement]:
    """The movement of each profile between two moments (readings of the future do not count); one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.followers, p.following, coalesce(m.readings, 0), coalesce(m.days, 0), coalesce(m.largest, 0)
            FROM creators_profile p LEFT JOIN (
                SELECT profile_id, count(*) AS readings,
                       EXTRACT(EPOCH FROM max(taken_at) - min(taken_at))::float8 / 86400 AS days,
                       max(abs(followers - before)::float8 / greatest(before, 1)) AS largest
                FROM (
                    SELECT profile_id, taken_at, followers,
                           lag(followers) OVER (PARTITION BY profile_id ORDER BY taken_at, source) AS before
                    FROM creators_snapshot
                    WHERE profile_id = ANY(%(ids)s::uuid[]) AND followers IS NOT NULL
                        AND taken_at BETWEEN %(since)s AND %(now)s
                ) s GROUP BY profile_id
            ) m ON m.profile_id = p.id
            WHERE p.id = ANY(%(ids)s::uuid[])
            """,
            {"ids": bulk.listed(profile_ids), "since": since, "now": now},
        )
        return {row[0]: Movement(*row[1:]) for row in cursor.fetchall()}


def follower_readings(
    profile_ids: Sequence[UUID], since: datetime, now: datetime
) -> dict[UUID, list[tuple[datetime, int]]]:
    """(moment, followers) of each of these profiles between two moments, oldest first.

    Two sources may say different things of one moment: the last one listed is kept.
    """
    rows = Snapshot.objects.filter(
        profile_id__in=list(profile_ids), followers__isnull=False, taken_at__gte=since, taken_at__lte=now
    ).order_by("profile_id", "taken_at", "source")
    found: dict[UUID, dict[datetime, int]] = {}
    for profile, at, followers in rows.values_list("profile_id", "taken_at", "followers"):
        found.setdefault(profile, {})[at] = followers or 0
    return {profile: list(known.items()) for profile, known in found.items()}


def post_readings_of(profile_ids: Sequence[UUID], since: datetime) -> dict[UUID, list[PostReading]]:
    """The dated posts of these profiles from a moment on, as the formulas read them."""
    found: dict[UUID, list[PostReading]] = {}
    for post in Post.objects.filter(profile_id__in=list(profile_ids), published_at__gte=since).order_by("id"):
        found.setdefault(post.profile_id, []).append(reading(post))
    return found


def networks_of(profile_ids: Sequence[UUID]) -> set[str]:
    """The networks these profiles are on."""
    return set(Profile.objects.filter(id__in=list(profile_ids)).values_list("network", flat=True).distinct())
