"""What does a file of profiles or posts say of each profile, read without a database?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sweetspot.core.errors import Invalid
from sweetspot.stages.creators.formulas import handles
from sweetspot.stages.creators.formulas.fields import FIELDS, Field, Kind
from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.creators.formulas.mapping import likely_network, propose
from sweetspot.stages.creators.formulas.readings import DEFAULT_WINDOW, PostReading
from sweetspot.stages.creators.formulas.rows import Options, Read, cell_reader
from sweetspot.stages.creators.formulas.values import Unreadable

SheetKind = Literal["profiles", "posts"]
#: What analysts' files say of a profile beyond what imports keep.
MORE = (
    Field(
        "average_engagement", "Average engagement", "average",
        ("engagement avg values", "engagement average values", "engagement avg", "engagement average",
         "average engagement", "avg engagement"),
    ),
    Field(
        "total_likes", "Likes of all posts", "count",
        ("total likes", "likes total", "heart count", "hearts", "likes"),
    ),
)  # fmt: skip
_AVERAGES = ("average_likes", "average_comments", "average_shares", "average_views", "average_engagement")
_SPEAKS = 200
#: A post of a file without dates is taken to be old enough and new enough.
_UNDATED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Averages:
    """What a file says of a profile's posts as a whole: averages of an unknown number of posts, likes of all posts."""

    likes: float | None = None
    comments: float | None = None
    shares: float | None = None
    views: float | None = None
    engagement: float | None = None
    total_likes: float | None = None
    posts: int | None = None


@dataclass(frozen=True, slots=True)
class SheetProfile:
    """One profile of a file: its followers (None: not said), its posts, and what the file states."""

    handle: str
    network: str | None
    followers: int | None = None
    posts: tuple[PostReading, ...] = ()
    dated: bool = True
    averages: Averages = Averages()
    stated_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's profiles in their order. `as_of`: when its newest post is old enough to speak, None without dates.

    `notes` are sentences about the file: cells that could not be read, profiles listed twice, missing columns.
    """

    kind: SheetKind
    profiles: tuple[SheetProfile, ...]
    as_of: datetime | None
    notes: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def read_sheet(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], options: Options, kind: SheetKind | None = None
) -> Sheet:
    """The profiles of a file with these columns and rows; profiles or posts are told apart by headers.

    A file of posts without a column of handles is one profile, called by the file's `name`. Raises Invalid for a file
    of comments, and for one with neither handles nor counts of posts.
    """
    kind = kind or _kind(name, columns, rows)
    wanted: Kind = "creators" if kind == "profiles" else "posts"
    proposal = propose(wanted, columns, rows[:_SPEAKS], MORE if kind == "profiles" else ())
    mapped = {one.field: one.position for one in proposal.columns if one.field}
    if kind == "profiles" and not mapped.keys() & {"handle", "url"}:
        raise Invalid(f"{name} has no column of handles, and no counts of posts.", code="no_handles")
    options = replace(options, network=options.network or likely_network([*columns, name]))
    if proposal.tool == "Bright Data" and options.rate_unit is None:
        options = replace(options, rate_unit="fraction")
    known = {one.key: one for one in (*FIELDS[wanted], *MORE)}
    cells = _Cells({key: (at, known[key]) for key, at in mapped.items()}, options)
    found = _profiles(cells, rows) if kind == "profiles" else _posts(cells, rows, name)
    said = {columns[at]: key for key, at in mapped.items()}
    moments = [post.published_at for one in found for post in one.posts if one.dated]
    notes = (*proposal.remarks, *cells.notes(), *_missing(kind, mapped))
    as_of = max(moments) + DEFAULT_WINDOW.youngest if moments else None
    return Sheet(kind, tuple(found), as_of, notes, said)


def with_followers(sheet: Sheet, profiles: Sheet) -> Sheet:
    """The same posts with followers (and stated figures) from a file of profiles, matched by handle."""
    known = {one.handle: one for one in profiles.profiles}
    joined = tuple(
        replace(
            one, followers=known[one.handle].followers, averages=known[one.handle].averages,
            stated_rate=known[one.handle].stated_rate,
        ) if one.handle in known else one
        for one in sheet.profiles
    )  # fmt: skip
    lost = sum(one.handle not in known for one in sheet.profiles)
    notes = (f"{lost:,} of {len(joined):,} profiles are not in the file of profiles.",) if lost else ()
    return replace(sheet, profiles=joined, notes=(*(note for note in sheet.notes if note != _NO_FOLLOWERS), *notes))


_NO_FOLLOWERS = "No column says how many followers a profile has: give a file of profiles too."


class _Cells:
    """Reads the mapped cells of rows; what cannot be read is not known, and counted."""

    def __init__(self, fields: Mapping[str, tuple[int, Field]], options: Options) -> None:
        self.network = options.network
        self.has = fields.keys()
        self._unreadable: Counter[str] = Counter()
        self._readers: dict[str, tuple[int, Field, Read]] = {
            key: (at, known, cell_reader(known, options)) for key, (at, known) in fields.items()
        }

    def read(self, row: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, (at, known, reader) in self._readers.items():
            if at < len(row) and row[at]:
                try:
                    found[key] = reader(row[at])
                except Unreadable:
                    self._unreadable[known.label] += 1
        return found

    def notes(self) -> list[str]:
        return [f"{label}: {count:,} cells could not be read and count as not known."
                for label, count in self._unreadable.items()]  # fmt: skip


def _kind(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> SheetKind:
    headers = {folded(column) for column in columns}
    if headers & {"comment id", "commenter", "comment text", "cid"}:
        raise Invalid(f"{name} looks like a file of comments: use `sweetspot lab comments`.", code="comments")
    posts = {one.field: one.position for one in propose("posts", columns, rows[:_SPEAKS]).columns if one.field}
    profiles = {one.field for one in propose("creators", columns, rows[:_SPEAKS], MORE).columns}
    if not posts.keys() & {"likes", "comments", "views"} or profiles & set(_AVERAGES):
        return "profiles"
    if "published_at" in posts or "handle" not in posts:
        return "posts"
    named = [row[posts["handle"]] for row in rows if posts["handle"] < len(row)]
    repeated = len(set(named)) < 0.9 * len(named)
    return "posts" if repeated or ("external_id" in posts and "following" not in profiles) else "profiles"


def _profiles(cells: _Cells, rows: Iterable[Sequence[str]]) -> list[SheetProfile]:
    found: dict[tuple[str | None, str], SheetProfile] = {}
    for row in rows:
        said = cells.read(row)
        handle, network = _account(said, cells.network)
        if handle and (network, handle) not in found:
            averages = Averages(*(said.get(key) for key in (*_AVERAGES, "total_likes", "posts_count")))
            found[network, handle] = SheetProfile(
                handle, network, said.get("followers"), (), False, averages, said.get("engagement_rate")
            )
    return list(found.values())


def _posts(cells: _Cells, rows: Iterable[Sequence[str]], name: str) -> list[SheetProfile]:
    dated = "published_at" in cells.has
    by_account: dict[tuple[str | None, str], list[PostReading]] = {}
    for number, row in enumerate(rows):
        said = cells.read(row)
        account = _account(said, cells.network)
        moment = said.get("published_at") if dated else datetime(2000, 1, 1, tzinfo=UTC) - timedelta(seconds=number)
        if moment is not None:
            handle = account[0] or ("" if cells.has & {"handle"} else name)
            if handle:
                by_account.setdefault((account[1], handle), []).append(_post(said, moment, number))
    return [
        SheetProfile(handle, network, _newest_followers(posts), tuple(posts), dated)
        for (network, handle), posts in by_account.items()
    ]


def _post(said: Mapping[str, Any], moment: datetime, number: int) -> PostReading:
    counts = ("likes", "comments", "shares", "saves", "views", "reach", "impressions", "followers_at_post")
    return PostReading(
        id=said.get("external_id") or said.get("url") or f"row {number + 1}",
        published_at=moment,
        caption=said.get("caption") or "",
        format=said.get("format") or "",
        pinned=bool(said.get("pinned")),
        sponsored=bool(said.get("sponsored")),
        **{key: said.get(key) for key in counts},
    )


def _newest_followers(posts: Sequence[PostReading]) -> int | None:
    known = [post for post in posts if post.followers_at_post is not None]
    return max(known, key=lambda post: post.published_at).followers_at_post if known else None


def _account(said: Mapping[str, Any], network: str | None) -> tuple[str | None, str | None]:
    """The handle as far as it can be read, and the network; any text will do where no handle is to be looked up."""
    network = said.get("network") or network
    written = said.get("handle") or said.get("url") or ""
    try:
        account = handles.handle(written, network)
    except Unreadable:
        return written.strip().removeprefix("@").casefold() or None, network
    return account.name, account.network


def _missing(kind: SheetKind, mapped: Mapping[str, int]) -> list[str]:
    if kind == "profiles":
        return []
    notes = (
        [] if "published_at" in mapped else ["No column says when posts were published: their age cannot be looked at."]
    )
    return notes if "followers_at_post" in mapped else [*notes, _NO_FOLLOWERS]


def moved_undated(profile: SheetProfile, now: datetime) -> tuple[PostReading, ...]:
    """The profile's posts; where the file gives no dates they are put a month before `now`, in the file's order."""
    if profile.dated:
        return profile.posts
    return tuple(
        replace(post, published_at=now - _UNDATED - timedelta(seconds=place))
        for place, post in enumerate(profile.posts)
    )
