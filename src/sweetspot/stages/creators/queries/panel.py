"""Every profile of a workspace at once, as the columns that formulas compute on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
from sweetspot.stages.creators.formulas.readings import MAYBE_GIVEAWAY

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Panel:
    """Profiles (p of them) and their posts that may speak for a definition (n of them), giveaways left out.

    `profiles`, `creators` and `networks` have p entries, as has `followers` (NaN: unknown). The others have n:
    `owner` is the place of the post's profile, `days` the days since 1970, `engaged` what the definition adds up and
    `counts` what it divides by (for followers those at the time), NaN where unknown. `latest` is the newest dated post
    of each profile and `read` when its numbers were last read, both as days since 1970, NaN where unknown. The window
    is counted back from that reading, so that data of a past day is judged as of that day; `too_old` counts the posts
    before it.
    """

    definition: Definition
    profiles: tuple[UUID, ...]
    networks: tuple[str, ...]
    followers: Floats
    latest: Floats
    read: Floats
    too_old: Whole
    owner: Whole
    days: Floats
    likes: Floats
    comments: Floats
    engaged: Floats
    counts: Floats

    def places(self, network: str) -> NDArray[np.intp]:
        """The places of the profiles of one network."""
        return np.flatnonzero(np.array([name == network for name in self.networks], dtype=bool))

    def old_posts(self, place: int) -> str:
        """How many posts of a profile were too old when it was last read, as a sentence; empty for none."""
        number, read = int(self.too_old[place]), moment(self.read[place])
        if not number or read is None:
            return ""
        posts = "1 post was" if number == 1 else f"{number:,} posts were"
        return f"{posts} older than {self.definition.window.oldest.days} days when read on {read.day} {read:%b %Y}."


def panel(
    now: datetime, definition: Definition = DEFAULT_DEFINITION, profile_ids: Collection[UUID] | None = None
) -> Panel:
    """The profiles (None: all) in scope with the posts that may speak for a definition; two queries.

    The window is counted back from each profile's last reading; one after `now`, or none, counts as one at `now`.
    """
    asked = None if profile_ids is None else list(profile_ids)
    profiles = _profiles(asked, now, definition.window.oldest.days)
    ids = np.array([row[0].bytes for row in profiles], dtype="S16")
    owner, posts = _owners(ids, _posts(now, definition, asked))
    moments = np.fmin(_floats([row[3] for row in profiles]), now.timestamp() / DAY_SECONDS)
    ages = (moments[owner] if len(owner) else posts.days) - posts.days
    columns = PostColumns(owner, ages, posts.likes, posts.comments, _barred(owner, posts))
    kept = np.flatnonzero(eligible(columns, definition.window, definition.needs_likes) & ~np.isnan(posts.engaged))
    return Panel(
        definition=definition,
        profiles=tuple(row[0] for row in profiles),
        networks=tuple(row[1] for row in profiles),
        followers=_floats([row[2] for row in profiles]),
        latest=_floats([row[4] for row in profiles]),
        read=_floats([row[3] for row in profiles]),
        too_old=np.array([row[5] for row in profiles], dtype=np.int64),
        owner=owner[kept],
        days=posts.days[kept],
        likes=posts.likes[kept],
        comments=posts.comments[kept],
        engaged=posts.engaged[kept],
        counts=posts.counts[kept],
    )


def last_read(profile_read_at: datetime | None, posts_read_at: datetime | None, now: datetime) -> datetime:
    """As of when a profile is judged: its last reading or its posts', whichever is newer; never after `now`."""
    return min(now, max((at for at in (profile_read_at, posts_read_at) if at), default=now))


def _profiles(
    asked: list[UUID] | None, now: datetime, days: int
) -> list[tuple[UUID, str, int | None, float | None, float | None, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.network, p.followers, EXTRACT(EPOCH FROM GREATEST(p.read_at, l.read))::float8 / 86400,
                   EXTRACT(EPOCH FROM l.latest)::float8 / 86400,
                   (SELECT count(*) FROM creators_post q WHERE q.profile_id = p.id
                    AND q.published_at < LEAST(%(now)s, GREATEST(p.read_at, l.read)) - %(days)s * interval '1 day')
            FROM creators_profile p
            -- Profile by profile: right after a load, the planner would take the whole table for each of them.
            CROSS JOIN LATERAL (
                SELECT max(published_at) AS latest, max(read_at) AS read
                FROM creators_post WHERE profile_id = p.id
            ) l
            WHERE %(asked)s::uuid[] IS NULL OR p.id = ANY(%(asked)s)
            ORDER BY p.id
            """,
            {"asked": asked, "now": now, "days": days},
        )
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class _Posts:
    """Posts by profile and id, one array entry each; `captions` holds those that may announce a giveaway, else None."""

    profiles: NDArray[np.bytes_]
    days: Floats
    likes: Floats
    comments: Floats
    engaged: Floats
    counts: Floats
    pinned: Flags
    said: Whole
    captions: Sequence[str | None]


def _posts(now: datetime, definition: Definition, asked: list[UUID] | None) -> _Posts:
    engaged = sql.SQL(" + ").join([sql.Identifier(str(kind)) for kind in definition.kinds])
    of_basis = "followers_at_post" if definition.basis is Basis.FOLLOWERS else str(definition.basis)
    asked_for = {
        "now": now, "asked": asked, "days": definition.window.oldest.days + 1,
        "formats": list(definition.formats) or None, "giveaway": MAYBE_GIVEAWAY,
    }  # fmt: skip
    with connection.cursor() as cursor:
        # A column travels as the bytes of an array: a tuple for each of a million posts would take most of the time.
        cursor.execute(
            sql.SQL(
                """
                SELECT string_agg(uuid_send(profile_id), ''::bytea ORDER BY profile_id, id),
                       string_agg(float8send(days), ''::bytea ORDER BY profile_id, id),
                       string_agg(float8send(coalesce(likes, 'NaN'::float8)), ''::bytea ORDER BY profile_id, id),
                       string_agg(float8send(coalesce(comments, 'NaN'::float8)), ''::bytea ORDER BY profile_id, id),
                       string_agg(float8send(coalesce(engaged, 'NaN'::float8)), ''::bytea ORDER BY profile_id, id),
                       string_agg(float8send(coalesce(counts, 'NaN'::float8)), ''::bytea ORDER BY profile_id, id),
                       string_agg(boolsend(pinned), ''::bytea ORDER BY profile_id, id),
                       string_agg(int8send(said), ''::bytea ORDER BY profile_id, id),
                       coalesce(array_agg(maybe ORDER BY profile_id, id), '{{}}')
                FROM (
                    SELECT o.profile_id, o.id, EXTRACT(EPOCH FROM published_at)::float8 / 86400 AS days, likes,
                           comments, {engaged} AS engaged, {counts} AS counts, pinned,
                           CASE WHEN caption ~ '\\S' THEN hashtextextended(caption, 0) ELSE 0 END AS said,
                           CASE WHEN caption ~ %(giveaway)s THEN caption END AS maybe
                    FROM creators_post o
                    JOIN (SELECT p.id, LEAST(%(now)s, GREATEST(p.read_at, max(q.read_at))) AS moment
                          FROM creators_profile p JOIN creators_post q ON q.profile_id = p.id
                          WHERE %(asked)s::uuid[] IS NULL OR p.id = ANY(%(asked)s) GROUP BY p.id) r
                        ON r.id = o.profile_id
                    WHERE published_at >= r.moment - %(days)s * interval '1 day'
                        AND (%(formats)s::text[] IS NULL OR format = ANY(%(formats)s))
                        AND (%(asked)s::uuid[] IS NULL OR o.profile_id = ANY(%(asked)s))
                ) posts
                """
            ).format(engaged=engaged, counts=sql.Identifier(of_basis)),
            asked_for,
        )
        *columns, captions = cursor.fetchone()
    profiles, pinned, said = (
        np.frombuffer(columns[at] or b"", kind) for at, kind in ((0, "S16"), (6, "?"), (7, ">i8"))
    )
    days, likes, comments, engaged_by, counts = (
        np.frombuffer(column or b"", ">f8").astype(float) for column in columns[1:6]
    )
    return _Posts(profiles, days, likes, comments, engaged_by, counts, pinned, said.astype(np.int64), captions)


def _owners(ids: NDArray[np.bytes_], posts: _Posts) -> tuple[Whole, _Posts]:
    """The place of each post's profile among these ids, which are in order."""
    place = np.minimum(np.searchsorted(ids, posts.profiles), max(len(ids) - 1, 0))
    known = ids[place] == posts.profiles if len(ids) else np.zeros(len(place), dtype=bool)
    if known.all():
        return place.astype(np.int64), posts
    # A profile came in between the two queries: it is not in this panel.
    at = np.flatnonzero(known)
    columns = {name: getattr(posts, name)[at] for name in _Posts.__slots__ if name != "captions"}
    return place[at].astype(np.int64), _Posts(**columns, captions=[posts.captions[int(one)] for one in at])


def _barred(owner: Whole, posts: _Posts) -> Flags:
    # As `select` does: pinned, giveaways, and the second of two posts with one moment and one caption.
    barred = posts.pinned.copy()
    for at, caption in enumerate(posts.captions):
        if caption and announces_giveaway(caption):
            barred[at] = True
    order = np.lexsort((posts.said, posts.days, owner))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in (owner, posts.days, posts.said):
        same &= column[order][1:] == column[order][:-1]
    twins = order[1:][same]
    barred[twins[posts.said[twins] != 0]] = True
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


def moment(days: float) -> datetime | None:
    """Days since 1970 as a moment; None for NaN."""
    return None if np.isnan(days) else datetime.fromtimestamp(round(days * DAY_SECONDS, 3), UTC)


def in_chunks(count: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` that cover `count` places."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
