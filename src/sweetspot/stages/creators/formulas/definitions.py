"""What does this workspace mean by an engagement rate? Definitions are data: a name, a version, and what is divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sweetspot.stages.creators.formulas.peers import DEFAULT_LINE, PeerLine
from sweetspot.stages.creators.formulas.readings import DEFAULT_WINDOW, Window


class Kind(StrEnum):
    """What counts as an engagement."""

    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"


class Basis(StrEnum):
    """What engagements are divided by; rates of two bases are never compared."""

    FOLLOWERS = "followers"
    REACH = "reach"
    VIEWS = "views"
    IMPRESSIONS = "impressions"


class Statistic(StrEnum):
    """Which one number stands for the rates of many posts."""

    TRIMMED_MEAN = "trimmed mean"
    MEAN = "mean"
    MEDIAN = "median"


#: The formats a definition may be narrowed to.
FORMATS = ("image", "carousel", "video")


@dataclass(frozen=True, slots=True)
class Definition:
    """One way to work out an engagement rate; a changed definition is a new version, never the old one edited.

    `kinds` are added up and divided by `basis`, post by post; `statistic` stands for the posts of `window`, all formats
    or only `formats`. With `per_day` the rate is that of a usual day: the rate of a post times the posts a day.
    """

    key: str
    name: str
    kinds: tuple[Kind, ...] = (Kind.LIKES, Kind.COMMENTS)
    basis: Basis = Basis.FOLLOWERS
    statistic: Statistic = Statistic.TRIMMED_MEAN
    window: Window = DEFAULT_WINDOW
    formats: tuple[str, ...] = ()
    per_day: bool = False
    version: int = 1

    @property
    def title(self) -> str:
        """`Engagement per follower, version 1`: said wherever the number is."""
        return f"{self.name}, version {self.version}"

    @property
    def stamp(self) -> str:
        """`per-follower 1`: kept with every number that this definition made."""
        return f"{self.key} {self.version}"

    @property
    def formula(self) -> str:
        """The division in words: `(likes + comments) ÷ followers`."""
        above = " + ".join(self.kinds)
        whole = f"({above}) ÷ {self.basis}" if len(self.kinds) > 1 else f"{above} ÷ {self.basis}"
        return f"{whole} × posts a day" if self.per_day else whole

    @property
    def words(self) -> str:
        """The whole definition in one sentence."""
        window = self.window
        which = f"{' and '.join(self.formats)} posts" if self.formats else "posts"
        said = "10 % trimmed mean" if self.statistic is Statistic.TRIMMED_MEAN else str(self.statistic)
        youngest, oldest = window.youngest // timedelta(hours=1), window.oldest // timedelta(days=1)
        formula = self.formula[0].upper() + self.formula[1:]
        return (
            f"{formula}, the {said} of the newest {window.posts} {which} that may speak (at least {window.minimum}, "
            f"none younger than {youngest} hours or older than {oldest} days), with its 90 % interval."
        )

    @property
    def needs_likes(self) -> bool:
        """Whether a post whose likes are hidden is of no use."""
        return Kind.LIKES in self.kinds

    @property
    def counts_people(self) -> bool:
        """Whether rate times followers is a number of people who answer a post."""
        return self.basis is Basis.FOLLOWERS and not self.per_day

    @property
    def usual(self) -> PeerLine | None:
        """The line to lean on before there are 30 profiles: it was drawn from likes and comments per follower."""
        return DEFAULT_LINE if self.basis is Basis.FOLLOWERS and self.needs_likes else None


DEFAULT_DEFINITION = Definition("per-follower", "Engagement per follower")
_ALL = (Kind.LIKES, Kind.COMMENTS, Kind.SHARES, Kind.SAVES)

#: The definitions that everybody has; the first is in force until a workspace chooses another.
BUILT_IN: tuple[Definition, ...] = (
    DEFAULT_DEFINITION,
    Definition("per-follower-mean", "Engagement per follower, plain mean", statistic=Statistic.MEAN),
    Definition("per-follower-median", "Engagement per follower, median", statistic=Statistic.MEDIAN),
    Definition("all-per-follower", "All engagement per follower", _ALL),
    Definition("shares-per-follower", "Engagement with shares per follower", _ALL[:3]),
    Definition("per-reach", "Engagement per person reached", basis=Basis.REACH),
    Definition("per-impression", "Engagement per impression", basis=Basis.IMPRESSIONS),
    Definition("per-view", "Engagement per view", basis=Basis.VIEWS),
    Definition("daily", "Daily engagement per follower", per_day=True),
    Definition("like-follower-ratio", "Like-follower ratio", (Kind.LIKES,)),
    Definition("comments-per-follower", "Comments per follower", (Kind.COMMENTS,)),
    Definition("video-per-follower", "Reels and videos per follower", formats=("video",)),
    Definition("carousel-per-follower", "Carousels per follower", formats=("carousel",)),
    Definition("image-per-follower", "Images per follower", formats=("image",)),
)


def by_kind(definition: Definition) -> tuple[Definition, ...]:
    """The same rate for each kind of engagement alone."""
    return tuple(replace(definition, key=str(kind), name=str(kind).capitalize(), kinds=(kind,)) for kind in Kind)


def by_format(definition: Definition) -> tuple[Definition, ...]:
    """The same rate for each format alone, kept apart because they reach people in different ways."""
    names = {"image": "Images", "carousel": "Carousels", "video": "Reels and videos"}
    return tuple(replace(definition, key=one, name=names[one], formats=(one,)) for one in FORMATS)


def stored(definition: Definition) -> dict[str, Any]:
    """A definition's terms as JSON; key, name and version stand in columns of their own."""
    window = definition.window
    return {
        "kinds": [str(kind) for kind in definition.kinds],
        "basis": str(definition.basis),
        "statistic": str(definition.statistic),
        "formats": list(definition.formats),
        "per_day": definition.per_day,
        "posts": window.posts,
        "minimum": window.minimum,
        "youngest_hours": window.youngest // timedelta(hours=1),
        "oldest_days": window.oldest // timedelta(days=1),
    }


def read_definition(key: str, name: str, version: int, terms: Mapping[str, Any]) -> Definition:
    """The definition that `stored` wrote. Raises ValueError, naming what is wrong, for terms that make no sense."""
    try:
        window = Window(
            int(terms["posts"]), int(terms["minimum"]), timedelta(hours=int(terms["youngest_hours"])),
            timedelta(days=int(terms["oldest_days"])),
        )  # fmt: skip
        found = Definition(
            key, name, tuple(Kind(one) for one in terms["kinds"]), Basis(terms["basis"]), Statistic(terms["statistic"]),
            window, tuple(terms["formats"]), bool(terms["per_day"]), version,
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"A definition needs {error}.") from error
    for problem in _problems(found):
        raise ValueError(problem)
    return found


def _problems(one: Definition) -> Iterable[str]:
    window = one.window
    if not one.kinds or len(set(one.kinds)) < len(one.kinds):
        yield "Choose at least one kind of engagement, each once."
    if not 1 <= window.minimum <= window.posts <= 500:
        yield "The window holds at most 500 posts, and no fewer than are needed."
    if not timedelta() <= window.youngest < window.oldest <= timedelta(days=3_650):
        yield "Posts must be younger than 3,650 days, and the oldest older than the youngest."
    if not set(one.formats) <= set(FORMATS):
        yield f"Formats are {', '.join(FORMATS)}."
    if one.per_day and one.basis is not Basis.FOLLOWERS:
        yield "A daily rate is one per follower."
    if one.per_day and window.minimum < 2:
        yield "A daily rate needs at least two posts."
