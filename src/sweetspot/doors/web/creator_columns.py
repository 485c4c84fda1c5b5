"""What the list of creators shows in each column, on the screen and in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat

from sweetspot.core.money import Money
from sweetspot.core.spreadsheets import guarded
from sweetspot.core.statistics import Estimate
from sweetspot.doors.web.tables import Column
from sweetspot.stages.creators.formulas import Definition, TierScheme
from sweetspot.stages.creators.queries import ProfileRow

Cell = str | int | float | datetime | None

BANDS: dict[str, tuple[str, str]] = {
    "consistent": ("Consistent", "good"),
    "look": ("Worth a look", "watch"),
    "close_look": ("Worth a look", "watch"),
    "warning": ("Strong warning", "warning"),
}

PEOPLE = "Engagement rate × followers: the people expected to answer a post, with the 90 % interval."
ABOVE = (
    "Share of the profiles of the same network and about the same size (0.7 to 1.4 times the followers) whose rate is "
    "lower; told from 30 such peers on."
)
AUDIENCE = (
    "What the profile's own posts show against ordinary profiles: 100 less the points lost to unusual signals, with "
    "the 90 % interval. Missing data lowers the confidence, never the verdict."
)
STAMINA = (
    "What sponsored posts keep of the engagement of the creator's others of the same format within 60 days, pulled "
    "towards the usual 85 %, with its 90 % interval; at least 3 sponsored posts, found by the network's flag or a "
    "label in the caption."
)
SPONSORED = "Share of sponsored posts among the newest 30 that may speak, with its 90 % interval."
TOPICS = "Phrases of one to three words that stand in more of the captions than in other creators'."
BRANDS = "Brands that the workspace listens for and the posts name; competitors among them are marked."
FLAGGED = (
    "Posts, of the newest 200 with words, in which a term of a word list stands that nobody set aside. It says that "
    "the word is there, and nothing about the person."
)
COST = "Price of a post ÷ people expected to answer it × 1,000."


@dataclass(frozen=True, slots=True)
class Field:
    """A column on the screen, and the columns it becomes in a file."""

    column: Column
    headers: tuple[str, ...]
    cells: Callable[[ProfileRow], tuple[Cell, ...]]


def fields(scheme: TierScheme, definition: Definition) -> list[Field]:
    """Every column there is, in the table's order; `scheme` names the tiers, `definition` says what a rate is."""
    return [
        Field(
            Column("name", "Creator"),
            ("name", "network", "handle", "profile url"),
            lambda row: (row.name, row.network, row.handle, row.url),
        ),
        Field(Column("tier", "Tier", sortable=False, why=tier_words(scheme)), ("tier",), lambda row: (row.tier,)),
        Field(Column("followers", "Followers", number=True), ("followers",), lambda row: (row.followers,)),
        Field(
            Column("people", "Engaged people", number=True, why=PEOPLE),
            ("engaged people", "engaged people low", "engaged people high"),
            lambda row: _ends(row.people, 1),
        ),
        Field(
            Column("er", "Rate", number=True, why=rate_words(definition)),
            ("rate of posts", "rate of posts low", "rate of posts high", "rate definition"),
            lambda row: (*_ends(row.rate, 6), row.definition or None),
        ),
        Field(
            Column("percentile", "Above peers", number=True, why=ABOVE),
            ("above peers", "peers"),
            lambda row: (_rounded(row.above, 4), row.peers),
        ),
        Field(
            Column("score", "Audience", why=AUDIENCE),
            ("audience", "audience score", "audience score low", "audience score high"),
            _verdict,
        ),
        Field(
            Column("stamina", "Sponsored stamina", number=True, shown=False, why=STAMINA),
            (
                "sponsored posts keep",
                "sponsored posts keep low",
                "sponsored posts keep high",
                "sponsored posts compared",
                "chance below 80 %",
            ),
            lambda row: (*_ends(row.stamina.kept if row.stamina else None, 4), *_stamina(row)),
        ),
        Field(
            Column("sponsored", "Sponsored posts", number=True, shown=False, why=SPONSORED),
            ("share of sponsored posts", "share of sponsored posts low", "share of sponsored posts high"),
            lambda row: _ends(row.stamina.share if row.stamina else None, 4),
        ),
        Field(
            Column("topics", "Topics", sortable=False, shown=False, why=TOPICS),
            ("topics",),
            lambda row: ("; ".join(row.spoken.topics) if row.spoken else None,),
        ),
        Field(
            Column("brands", "Brands named", sortable=False, shown=False, why=BRANDS),
            ("brands named", "competitors named"),
            lambda row: (
                ("; ".join(row.spoken.brands), "; ".join(row.spoken.competitors)) if row.spoken else (None, None)
            ),
        ),
        Field(
            Column("flagged", "Listed words", number=True, shown=False, why=FLAGGED),
            ("posts with a listed word", "posts read", "word lists"),
            lambda row: (
                (row.spoken.flagged, row.spoken.posts, "; ".join(row.spoken.lists)) if row.spoken else (None,) * 3
            ),
        ),
        Field(
            Column("cost", "Cost per 1,000", number=True, why=COST),
            ("cost per 1000 engaged", "cost currency"),
            lambda row: _amount(row.cost),
        ),
        Field(
            Column("price", "Price of a post", number=True, shown=False),
            ("cost per post", "currency"),
            lambda row: _amount(row.price),
        ),
        Field(Column("country", "Country", shown=False), ("country",), lambda row: (row.country,)),
        Field(Column("language", "Language", sortable=False, shown=False), ("language",), lambda row: (row.language,)),
        Field(Column("category", "Category", sortable=False, shown=False), ("category",), lambda row: (row.category,)),
        Field(
            Column("latest", "Last post", number=True, shown=False),
            ("last post at (UTC)",),
            lambda row: (row.latest_post_at,),
        ),
        Field(Column("tags", "Tags", sortable=False, shown=False), ("tags",), lambda row: (", ".join(row.tags),)),
        Field(Column("owner", "Owner", sortable=False, shown=False), ("owner",), lambda row: (row.owner,)),
        Field(
            Column("read", "Data as of", number=True, sortable=False, shown=False),
            ("as of",),
            lambda row: (row.read_at,),
        ),
    ]


def rate_words(definition: Definition) -> str:
    """The definition's name, version and formula, as they stand beside the number."""
    return f"{definition.title}. {definition.words}"


def tier_words(scheme: TierScheme) -> str:
    """The scheme's name and where each tier begins and ends."""
    bounds = [
        f"{tier.name} {tier.low:,} and more" if tier.high is None else f"{tier.name} {tier.low:,} to {tier.high - 1:,}"
        for tier in scheme.tiers
    ]
    return f"“{scheme.name}”, by followers: {'; '.join(bounds)}."


def csv_lines(
    chosen: Sequence[Field], rows: Iterable[ProfileRow], *, mark: bool = False,
    beside: tuple[Sequence[str], Iterable[Sequence[Cell]]] | None = None,
) -> Iterator[str]:  # fmt: skip
    """A file of these columns, line by line; `mark` puts the byte order mark in front that spreadsheets look for.

    `beside` are more columns at the end: their names, and their cells for each row.
    """
    names, cells = beside or ((), repeat(()))
    yield ("\ufeff" if mark else "") + _line([*(name for field in chosen for name in field.headers), *names])
    for row, more in zip(rows, cells, strict=False):
        yield _line([*(cell for field in chosen for cell in field.cells(row)), *more])


def _line(cells: Iterable[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_plain(cell) for cell in cells])
    return buffer.getvalue()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return guarded(cell) if isinstance(cell, str) else cell


def _ends(estimate: Estimate | None, places: int) -> tuple[Cell, ...]:
    if estimate is None:
        return (None, None, None)
    return tuple(round(part, places) for part in (estimate.value, estimate.low, estimate.high))


def _rounded(number: float | None, places: int) -> float | None:
    return None if number is None else round(number, places)


def _amount(amount: Money | None) -> tuple[Cell, ...]:
    return (str(amount.decimal), amount.currency) if amount else (None, None)


def _stamina(row: ProfileRow) -> tuple[Cell, ...]:
    if row.stamina is None or row.stamina.kept is None:
        return (None, None)
    return (row.stamina.kept.sample, _rounded(row.stamina.weak, 4))


def _verdict(row: ProfileRow) -> tuple[Cell, ...]:
    found = row.verdict
    if found is None or found.score is None:
        return (None, None, None, None)
    return (BANDS.get(found.band, ("", ""))[0].lower(), found.score, found.low, found.high)
