"""Every profile of a workspace at once, as the columns that formulas compute on."""

from __future__ import annotations

import sys
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
from sweetspot.engines import bulk
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
#: So many profiles are read at once with their posts, of which only those that may speak are held for all.
SLICE = 5_000
# A post as it travels: a tuple for each of a million would take most of the time.
_POST = np.dtype(
    [
        ("profile", "S16"), ("days", ">f8"), ("likes", ">f8"), ("comments", ">f8"), ("engaged", ">f8"),
        ("counts", ">f8"), ("pinned", "?"), ("said", ">i8"),
    ]
)  # fmt: skip
_NUMBERS = ("followers", "latest", "read", "too_old")
_COLUMNS = ("days", "likes", "comments", "engaged", "counts")


@dataclass(frozen=True, slots=True)
class Panel:
    """Profiles (p of them) and their posts that may speak for a definition (n of them), giveaways left out.

    `profiles`, `creators` and `networks` have p entries, as has `followers` (NaN: unknown). The others have n:
    `owner` is the place of the post's profile, in rising order, `days` the days since 1970, `engaged` what the
    definition adds up and `counts` what it divides by (for followers those at the time), NaN where unknown. `latest` is
    the newest dated post of each profile and `read` when its numbers were last read, both as days since 1970, NaN where
    unknown. The window is counted back from that reading, so that data of a past day is judged as of that day;
    `too_old` counts the posts before it.
    """

    definition: Definition
    profiles: tuple[UUID, ...]
    networks: tuple[str, ...]
    followers: Floats
    latest: Floats
    read: Floats
    too_old: Floats
    owner: Whole
    days: Floats
    likes: Floats
    comments: Floats
    engaged: Floats
    counts: Floats

    def places(self, network: str) -> NDArray[np.intp]:
        """The places of the profiles of one network."""
        return np.flatnonzero(np.array([name == network for name in self.networks], dtype=bool))

    def moments(self, now: datetime) -> list[datetime]:
        """When each profile is judged as of: its last reading; `now` where that is unknown or later."""
        return [moment(days) or now for days in np.fmin(self.read, now.timestamp() / DAY_SECONDS)]

    def posts_of(self, places: NDArray[np.intp]) -> tuple[Whole, Whole]:
        """The posts of the profiles at these places (rising, at least one): of which of them each is, and where.

        Both have the shape (posts,); the first numbers the places from 0.
        """
        first, last = np.searchsorted(self.owner, (places[0], places[-1] + 1))
        owner = self.owner[first:last]
        among = np.searchsorted(places, owner)
        mine = np.flatnonzero(places[among] == owner)
        return among[mine], first + mine

    def old_posts(self, place: int) -> str:
        """How many posts of a profile were too old when it was last read, as a sentence; empty for none."""
        number = int(self.too_old[place])
        read = moment(self.read[place]) if number else None
        if read is None:
            return ""
        posts = "1 post was" if number == 1 else f"{number:,} posts were"
        return f"{posts} older than {self.definition.window.oldest.days} days when read on {read.day} {read:%b %Y}."


def panel(
    now: datetime, definition: Definition = DEFAULT_DEFINITION, profile_ids: Collection[UUID] | None = None
) -> Panel:
    """The profiles (None: all) in scope with the posts that may speak for a definition; two queries for 5,000 of them.

    The window is counted back from each profile's last reading; one after `now`, or none, counts as one at `now`.
    """
    asked = None if profile_ids is None else bulk.listed(profile_ids)
    profiles: list[UUID] = []
    networks: list[str] = []
    parts = [dict.fromkeys(_NUMBERS + _COLUMNS, np.zeros(0)) | {"owner": np.zeros(0, dtype=np.int64)}]
    while rows := _profiles(asked, profiles[-1] if profiles else None, now, definition.window.oldest.days):
        ids, names, *numbers = zip(*rows, strict=True)
        mine = {name: np.array(values, dtype=float) for name, values in zip(_NUMBERS, numbers, strict=True)}
        posts, captions = _posts(now, definition, asked, ids[0], ids[-1])
        mine |= _speaking(ids, np.fmin(mine["read"], now.timestamp() / DAY_SECONDS), posts, captions, definition)
        mine["owner"] += len(profiles)
        parts.append(mine)
        profiles += ids
        networks += map(sys.intern, names)
    # Column by column, so that all is never held twice.
    whole = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    return Panel(definition=definition, profiles=tuple(profiles), networks=tuple(networks), **whole)


def _speaking(
    profiles: Sequence[UUID], moments: Floats, posts: NDArray[np.void], captions: Sequence[str | None],
    definition: Definition,
) -> dict[str, Any]:  # fmt: skip
    """The columns of those posts that may speak, at the moments that the profiles are judged as of."""
    ids = np.array([one.bytes for one in profiles], dtype="S16")
    place = np.minimum(np.searchsorted(ids, posts["profile"]), len(ids) - 1)
    # A profile that came in between the queries is not in this panel.
    owner = np.where(ids[place] == posts["profile"], place, -1)
    columns = {name: posts[name].astype(float) for name in _COLUMNS}
    barred = _barred(owner, columns["days"], posts, captions)
    ages = moments[owner] - columns["days"]
    speaking = PostColumns(owner, ages, columns["likes"], columns["comments"], barred)
    kept = eligible(speaking, definition.window, definition.needs_likes) & ~np.isnan(columns["engaged"]) & (owner >= 0)
    return {name: values[kept] for name, values in ({"owner": owner} | columns).items()}


def last_read(profile_read_at: datetime | None, posts_read_at: datetime | None, now: datetime) -> datetime:
    """As of when a profile is judged: its last reading or its posts', whichever is newer; never after `now`."""
    return min(now, max((at for at in (profile_read_at, posts_read_at) if at), default=now))


def _profiles(asked: str | None, after: UUID | None, now: datetime, days: int) -> list[tuple[Any, ...]]:
    """The next profiles by id: network, followers, newest post, last reading and how many posts were too old then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.network, p.followers, EXTRACT(EPOCH FROM l.latest)::float8 / 86400,
                   EXTRACT(EPOCH FROM GREATEST(p.read_at, l.read))::float8 / 86400,
                   (SELECT count(*) FROM creators_post q WHERE q.profile_id = p.id
                    AND q.published_at < LEAST(%(now)s, GREATEST(p.read_at, l.read)) - %(days)s * interval '1 day')
            FROM creators_profile p
            -- Profile by profile: right after a load, the planner would take the whole table for each of them.
            CROSS JOIN LATERAL (
                SELECT max(published_at) AS latest, max(read_at) AS read
                FROM creators_post WHERE profile_id = p.id
            ) l
            WHERE (%(asked)s::uuid[] IS NULL OR p.id = ANY(%(asked)s::uuid[]))
                AND (%(after)s::uuid IS NULL OR p.id > %(after)s)
            ORDER BY p.id LIMIT %(most)s
            """,
            {"asked": asked, "after": after, "now": now, "days": days, "most": SLICE},
        )
        return list(cursor.fetchall())


def _posts(
    now: datetime, definition: Definition, asked: str | None, first: UUID, last: UUID
) -> tuple[NDArray[np.void], Sequence[str | None]]:
    """The posts of the profiles from one id to another, by profile and id, and those captions that may be giveaways.

    Each post has its place in both; None stands for any other caption.
    """
    engaged = sql.SQL(" + ").join([sql.Identifier(str(kind)) for kind in definition.kinds])
    of_basis = "followers_at_post" if definition.basis is Basis.FOLLOWERS else str(definition.basis)
    asked_for = {
        "now": now, "asked": asked, "first": first, "last": last, "days": definition.window.oldest.days + 1,
        "formats": list(definition.formats) or None, "giveaway": [f"%{text}%" for text in MAYBE_GIVEAWAY],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                """
                SELECT string_agg(
                           uuid_send(profile_id) || float8send(days) || float8send(coalesce(likes, 'NaN'::float8))
                           || float8send(coalesce(comments, 'NaN'::float8))
                           || float8send(coalesce(engaged, 'NaN'::float8))
                           || float8send(coalesce(counts, 'NaN'::float8)) || boolsend(pinned) || int8send(said),
                           ''::bytea ORDER BY profile_id, id
                       ),
                       coalesce(array_agg(maybe ORDER BY profile_id, id), '{{}}')
                FROM (
                    SELECT o.profile_id, o.id, EXTRACT(EPOCH FROM published_at)::float8 / 86400 AS days, likes,
                           comments, {engaged} AS engaged, {counts} AS counts, pinned,
                           CASE WHEN caption ~ '\\S' THEN hashtextextended(caption, 0) ELSE 0 END AS said,
                           CASE WHEN lower(caption COLLATE "C") LIKE ANY(%(giveaway)s) THEN caption END AS maybe
                    FROM creators_profile p
                    CROSS JOIN LATERAL (SELECT max(read_at) AS read FROM creators_post WHERE profile_id = p.id) r
                    JOIN creators_post o ON o.profile_id = p.id
                    WHERE p.id BETWEEN %(first)s AND %(last)s
                        AND published_at >= LEAST(%(now)s, GREATEST(p.read_at, r.read)) - %(days)s * interval '1 day'
                        AND (%(formats)s::text[] IS NULL OR format = ANY(%(formats)s))
                        AND (%(asked)s::uuid[] IS NULL OR p.id = ANY(%(asked)s::uuid[]))
                ) posts
                """
            ).format(engaged=engaged, counts=sql.Identifier(of_basis)),
            asked_for,
        )
        posts, captions = cursor.fetchone()
    return np.frombuffer(posts or b"", _POST), captions


def _barred(owner: Whole, days: Floats, posts: NDArray[np.void], captions: Sequence[str | None]) -> Flags:
    # As `select` does: pinned, giveaways, and the second of two posts with one moment and one caption.
    barred = posts["pinned"].copy()
    for at, caption in enumerate(captions):
        if caption and announces_giveaway(caption):
            barred[at] = True
    said = posts["said"].astype(np.int64)
    order = np.lexsort((said, days, owner))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in (owner, days, said):
        same &= column[order][1:] == column[order][:-1]
    twins = order[1:][same]
    barred[twins[said[twins] != 0]] = True
    return np.asarray(barred)


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
