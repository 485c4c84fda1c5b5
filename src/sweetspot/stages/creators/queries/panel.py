"""Every profile of a workspace at once, as the columns that formulas compute on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas import DEFAULT_WINDOW, PostColumns, announces_giveaway, eligible
from sweetspot.stages.creators.formulas.columns import Flags, Whole

DAY_SECONDS = 86_400

# A giveaway's words each hold one of these: looking for them first spares ninety-nine of a hundred captions the search.
_STEMS = tuple(
    "giv contest raffl sweep win tag sorte concurs etiquet marque gewin verlos concours tirage estrazion prijsvraag "
    "verlot konkurs rozdani çek undian розыгрыш конкурс プレゼント 抽 이벤트 गिव مسابق سحب".split()
)


@dataclass(frozen=True, slots=True)
class Panel:
    """Profiles (p of them) and their posts that may speak (n of them), newest within one year, giveaways left out.

    `profiles`, `creators` and `networks` have p entries, as has `followers` (NaN: unknown). The others have n:
    `owner` is the place of the post's profile, `days` the days since 1970, `followers_then` NaN where unknown.
    `latest` is the newest dated post of each profile and `read` when its numbers were read, both as days since 1970,
    NaN where unknown.
    """

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
    followers_then: Floats

    def places(self, network: str) -> NDArray[np.intp]:
        """The places of the profiles of one network."""
        return np.flatnonzero(np.array([name == network for name in self.networks], dtype=bool))


def panel(now: datetime) -> Panel:
    """All profiles of the workspace in scope with the posts that may speak at `now`; two queries."""
    profiles = _profiles()
    rows = _posts(now)
    place = {row[0]: index for index, row in enumerate(profiles)}
    owner = np.array([place[row[1]] for row in rows], dtype=np.int64)
    days, likes, comments, then = (_floats([row[column] for row in rows]) for column in (2, 3, 4, 5))
    ages = now.timestamp() / DAY_SECONDS - days
    barred = _barred(rows)
    fit = eligible(PostColumns(owner, ages, likes, comments, barred))
    kept = np.flatnonzero(fit)
    return Panel(
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
        followers_then=then[kept],
    )


def _profiles() -> list[tuple[UUID, str, int | None, float | None, float | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.network, p.followers, EXTRACT(EPOCH FROM p.read_at)::float8 / 86400,
                   EXTRACT(EPOCH FROM l.latest)::float8 / 86400
            FROM creators_profile p
            LEFT JOIN (SELECT profile_id, max(published_at) AS latest FROM creators_post GROUP BY profile_id) l
                ON l.profile_id = p.id
            ORDER BY p.id
            """
        )
        return list(cursor.fetchall())


def _posts(now: datetime) -> list[tuple[UUID, UUID, float, int | None, int | None, int | None, bool, str]]:
    oldest = now - DEFAULT_WINDOW.oldest - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, profile_id, EXTRACT(EPOCH FROM published_at)::float8 / 86400, likes, comments,
                   followers_at_post, pinned, caption
            FROM creators_post WHERE published_at IS NOT NULL AND published_at >= %s ORDER BY profile_id, id
            """,
            [oldest],
        )
        return list(cursor.fetchall())


def _barred(rows: list[tuple[UUID, UUID, float, int | None, int | None, int | None, bool, str]]) -> Flags:
    # As `select` does: pinned, giveaways, and the second of two posts with one moment and one caption.
    seen: set[tuple[UUID, float, str]] = set()
    barred = np.zeros(len(rows), dtype=bool)
    for index, (_, profile, days, _, _, _, pinned, caption) in enumerate(rows):
        mark = (profile, days, caption)
        twin = bool(caption.strip()) and mark in seen
        seen.add(mark)
        barred[index] = pinned or twin or _speaks_of_giveaway(caption)
    return barred


def _speaks_of_giveaway(caption: str) -> bool:
    plain = caption.casefold()
    return any(stem in plain for stem in _STEMS) and announces_giveaway(caption)


def _floats(values: Sequence[Any]) -> Floats:
    return np.array(values, dtype=float) if values else np.zeros(0)


def in_chunks(count: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` that cover `count` places."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
