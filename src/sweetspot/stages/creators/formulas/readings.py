"""Which of a profile's posts may speak for its engagement, and why not the others?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product


@dataclass(frozen=True, slots=True)
class PostReading:
    """The counters of one post as last read; None means unknown. `followers_at_post` is the count when it went out."""

    id: str
    published_at: datetime
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    views: int | None = None
    reach: int | None = None
    impressions: int | None = None
    followers_at_post: int | None = None
    caption: str = ""
    format: str = ""
    pinned: bool = False
    sponsored: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which posts are looked at: the newest `posts` between `youngest` and `oldest`, and no fewer than `minimum`."""

    posts: int = 30
    minimum: int = 3
    youngest: timedelta = timedelta(hours=72)
    oldest: timedelta = timedelta(days=365)


DEFAULT_WINDOW = Window()


class Reason(StrEnum):
    """Why a post was left out."""

    DUPLICATE = "duplicate"
    TOO_YOUNG = "too young"
    TOO_OLD = "too old"
    PINNED = "pinned"
    GIVEAWAY = "giveaway"
    LIKES_HIDDEN = "likes hidden"
    COUNT_UNKNOWN = "count unknown"
    BEYOND_WINDOW = "beyond window"
    NO_BASIS = "no basis"
    OTHER_FORMAT = "other format"


SENTENCES = {
    Reason.DUPLICATE: "The same post is listed twice (for example a collaboration).",
    Reason.TOO_YOUNG: "Too new: it is still collecting likes.",
    Reason.TOO_OLD: "Too old to speak for the audience of today.",
    Reason.PINNED: "Pinned to the top of the profile, so it collects more than its share.",
    Reason.GIVEAWAY: "A giveaway or contest: people were asked to like or comment.",
    Reason.LIKES_HIDDEN: "The like count is hidden, which is not the same as no likes.",
    Reason.COUNT_UNKNOWN: "A count this rate needs is not known.",
    Reason.BEYOND_WINDOW: "Older than the newest posts the rate is taken from.",
    Reason.NO_BASIS: "The number to divide by is unknown or 0.",
    Reason.OTHER_FORMAT: "Of a format that this rate does not count.",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One post that was not used, with the reason as a word and as a sentence."""

    post: str
    reason: Reason

    @property
    def sentence(self) -> str:
        return SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class Selection:
    """The posts used, newest first, and every other post with its reason."""

    used: tuple[PostReading, ...]
    left_out: tuple[LeftOut, ...]


_GIVEAWAY = re.compile(
    r"""\b(?:
      give[\s-]?aways? | contests? | raffles? | sweepstakes? | (?<!win-)(?:win|winners?)\b(?!\s*[-\u2013]\s*win)
      | tag\s+(?:a|an|your|one|two|three|four|five|\d+)\s+(?:best\s+)?(?:friends?|people|mates?)
      | sorteos?|concursos?|etiqueta\s+a                                  # Spanish
      | sorteios?|marque\s+(?:um|dois|tr[eê]s|\d+)\s+amig[oa]s?           # Portuguese
      | gewinnspiele?s?|verlosung(?:en)?|verlosen?|gewinne(?:n|t)?        # German
      | concours|jeu[\s-]concours|tirage\s+au\s+sort|tague[rz]?\s+un      # French
      | contest|estrazione|tagga\s+(?:un|due|tre|\d+)               # Italian
      | winactie|prijsvraag|verloting                                      # Dutch
      | konkurs(?:ie|u)?|rozdanie                                         # Polish
      | çekiliş\w* | kampanya\s+çekiliş\w*                                # Turkish
      | undian                                                            # Indonesian
      | розыгрыш\w* | конкурс\w*                                          # Russian
    )\b | プレゼント企画 | 抽選 | 抽奖 | 抽獎 | 이벤트\s*당첨 | गिवअवे | مسابقة | سحب\s+على""",
    re.IGNORECASE | re.VERBOSE,
)


# Each of those words holds one of these: looking for them first spares ninety-nine of a hundred captions the search.
_STEMS = tuple(
    "giv contest raffl sweep win tag sorte concurs etiquet marque gewin verlos concours tirage estrazion prijsvraag "
    "verlot konkurs rozdani çek undian зыг нку プレゼント 抽 이벤트 गिव مسابق سحب".split()
)

#: No caption announces a giveaway that holds none of these once its ASCII letters are small, as any database can make
#: them whatever its locale; other letters stand here in both sizes. A database finds texts far faster than a pattern.
MAYBE_GIVEAWAY = tuple(
    "".join(letters)
    for stem in _STEMS
    for letters in product(*(letter if letter.isascii() else dict.fromkeys(letter + letter.upper()) for letter in stem))
)


@lru_cache(1 << 16)
def announces_giveaway(caption: str) -> bool:
    """Whether the caption speaks of a giveaway or contest in one of some fifteen languages."""
    plain = caption.casefold()
    return any(stem in plain for stem in _STEMS) and _says_giveaway(caption)


def _says_giveaway(caption: str) -> bool:
    return _GIVEAWAY.search(caption.replace("#", " ").replace("_", " ")) is not None


def hides_likes(likes: int | None, comments: int | None) -> bool:
    """Whether a like count is hidden: missing, or 0 although there are comments (how Instagram reports it)."""
    return likes is None or (likes == 0 and (comments or 0) > 0)


def select(
    posts: Sequence[PostReading],
    now: datetime,
    window: Window = DEFAULT_WINDOW,
    likes_needed: bool = True,
    formats: Collection[str] = (),
) -> Selection:
    """The posts of one profile that may speak for its engagement at `now`, and why each other one may not.

    Order of the checks: duplicate, format, age, pinned, giveaway, hidden likes, then the newest `window.posts`.
    `likes_needed` False keeps posts whose likes are hidden (for a rate of comments alone); without `formats` every
    format counts.
    """
    twins = _duplicates(posts)
    used: list[PostReading] = []
    left_out: list[LeftOut] = []
    for place, post in sorted(enumerate(posts), key=lambda item: (item[1].published_at, item[1].id), reverse=True):
        reason = Reason.DUPLICATE if place in twins else _objection(post, now, window, likes_needed, formats)
        if reason is None and len(used) == window.posts:
            reason = Reason.BEYOND_WINDOW
        if reason is None:
            used.append(post)
        else:
            left_out.append(LeftOut(post.id, reason))
    return Selection(tuple(used), tuple(left_out))


def _objection(
    post: PostReading, now: datetime, window: Window, likes_needed: bool, formats: Collection[str]
) -> Reason | None:
    age = now - post.published_at
    objections = (
        (bool(formats) and post.format not in formats, Reason.OTHER_FORMAT),
        (age < window.youngest, Reason.TOO_YOUNG),
        (age > window.oldest, Reason.TOO_OLD),
        (post.pinned, Reason.PINNED),
        (announces_giveaway(post.caption), Reason.GIVEAWAY),
        (likes_needed and hides_likes(post.likes, post.comments), Reason.LIKES_HIDDEN),
    )
    return next((reason for applies, reason in objections if applies), None)


def _duplicates(posts: Iterable[PostReading]) -> set[int]:
    # A collaboration comes back under two ids; the moment and the words are the same.
    seen: set[object] = set()
    twins = set()
    for place, post in enumerate(posts):
        marks: set[object] = {post.id}
        if post.caption.strip():
            marks.add((post.published_at, post.caption))
        if marks & seen:
            twins.add(place)
        seen |= marks
    return twins
