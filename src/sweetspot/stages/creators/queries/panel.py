"""Every profile of a workspace at once, as the columns that formulas compute on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas import (
    DEFAULT_DEFINITION,
    Basis,
    Definition,
    PostColumns,
    announces_giveaway,
    eligible,
)
from sweetspot.stages.creators.formulas.columns import Flags, Whole

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Panel:
    """Profiles (p of them) and their posts that may speak for a definition (n of them), giveaways left out.

    `profiles`, `creators` and `networks` have p entries, as has `followers` (NaN: unknown). The others have n:
    `owner` is the place of the post's profile, `days` the days since 1970, `engaged` what the definition adds up and
    `counts` what it divides by (for followers those at the time), NaN where unknown. `latest` is the newest dated post
    of each profile and `read` when its numbers were read, both as days since 1970, NaN where unknown.
    """

    definition: Definition
    profiles: tuple[UUID, ...]
    networks: tuple[str, ...]
    followers: Floats
    latest: Floats
    read: Floats
    owner: Whole
    posts: tuple[UUID, ...]
    days: Floats
    likes: Floats
    comments: Floats
    engaged: Floats
    counts: Floats

    def places(self, network: str) -> NDArray[np.intp]:
        """The places of the profiles of one network."""
        return np.flatnonzero(np.array([name == network for name in self.networks], dtype=bool))


def panel(
    now: datetime, definition: Definition = DEFAULT_DEFINITION, profile_ids: Collection[UUID] | None = None
) -> Panel:
    """The profiles (None: all) in scope with the posts that may speak at `now` for a definition; two queries."""
    asked = None if profile_ids is None else list(profile_ids)
    profiles = _profiles(asked)
    rows = _posts(now, definition, asked)
    place = {str(row[0]): index for index, row in enumerate(profiles)}
    owner = np.array([place[row[1]] for row in rows], dtype=np.int64)
    days, likes, comments, engaged, counts = (_floats([row[column] for row in rows]) for column in range(2, 7))
    ages = now.timestamp() / DAY_SECONDS - days
    columns = PostColumns(owner, ages, likes, comments, _barred(rows))
    kept = np.flatnonzero(eligible(columns, definition.window, definition.needs_likes) & ~np.isnan(engaged))
    return Panel(
        definition=definition,
        profiles=tuple(row[0] for row in profiles),
        networks=tuple(row[1] for row in profiles),
        followers=_floats([row[2] for row in profiles]),
        latest=_floats([row[4] for row in profiles]),
        read=_floats([row[3] for row in profiles]),
        owner=owner[kept],
        posts=tuple(rows[index][0] for index in kept),
        days=days[kept],
        likes=likes[kept],
        comments=comments[kept],
        engaged=engaged[kept],
        counts=counts[kept],
    )


def _profiles(asked: list[UUID] | None) -> list[tuple[UUID, str, int | None, float | None, float | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.network, p.followers, EXTRACT(EPOCH FROM p.read_at)::float8 / 86400,
                   EXTRACT(EPOCH FROM l.latest)::float8 / 86400
            FROM creators_profile p
            LEFT JOIN (
                SELECT profile_id, max(published_at) AS latest FROM creators_post
                WHERE %(asked)s::uuid[] IS NULL OR profile_id = ANY(%(asked)s) GROUP BY profile_id
            ) l ON l.profile_id = p.id
            WHERE %(asked)s::uuid[] IS NULL OR p.id = ANY(%(asked)s)
            ORDER BY p.id
            """,
            {"asked": asked},
        )
        return list(cursor.fetchall())


PostTuple = tuple[UUID, str, float, int | None, int | None, int | None, int | None, bool, str]


def _posts(now: datetime, definition: Definition, asked: list[UUID] | None) -> list[PostTuple]:
    oldest = now - definition.window.oldest - timedelta(days=1)
    engaged = sql.SQL(" + ").join([sql.Identifier(str(kind)) for kind in definition.kinds])
    of_basis = "followers_at_post" if definition.basis is Basis.FOLLOWERS else str(definition.basis)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                """
                SELECT id, profile_id::text, EXTRACT(EPOCH FROM published_at)::float8 / 86400, likes, comments,
                       {engaged}, {counts}, pinned, caption
                FROM creators_post
                WHERE published_at IS NOT NULL AND published_at >= %s AND (%s::text[] IS NULL OR format = ANY(%s))
                    AND (%s::uuid[] IS NULL OR profile_id = ANY(%s))
                ORDER BY profile_id, id
                """
            ).format(engaged=engaged, counts=sql.Identifier(of_basis)),
            [oldest, list(definition.formats) or None, list(definition.formats), asked, asked],
        )
        return list(cursor.fetchall())


def _barred(rows: list[PostTuple]) -> Flags:
    # As `select` does: pinned, giveaways, and the second of two posts with one moment and one caption.
    seen: set[tuple[str, float, str]] = set()
    barred = np.zeros(len(rows), dtype=bool)
    for index, (_, profile, days, _, _, _, _, pinned, caption) in enumerate(rows):
        mark = (profile, days, caption)
        twin = bool(caption.strip()) and mark in seen
        seen.add(mark)
        barred[index] = pinned or twin or announces_giveaway(caption)
    return barred


def _floats(values: Sequence[Any]) -> Floats:
    return np.array(values, dtype=float) if values else np.zeros(0)


def profiles_with_captions(pattern: str, since: datetime) -> list[UUID]:
    """Profiles with a dated post since then that the network marks as sponsored, or whose caption fits a pattern."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT profile_id FROM creators_post WHERE published_at >= %s AND (sponsored OR caption ~* %s)",
            [since, pattern],
        )
        return [row[0] for row in cursor.fetchall()]


def in_chunks(count: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` that cover `count` places."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
