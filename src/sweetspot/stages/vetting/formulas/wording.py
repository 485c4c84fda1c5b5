"""How do we say what a signal shows, and what could explain it innocently?"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Literal

from sweetspot.stages.audiences.formulas.readings import MASS_FOLLOWING
from sweetspot.stages.vetting.formulas.signals import Signal

Direction = Literal["low", "usual", "high"]
PER_LIKES = " per 100 likes"
UNUSUAL = 1.0  # |z| from which a sentence says "lower" or "higher" and no longer "about as usual"

TITLES = {
    Signal.ENGAGEMENT: "Engagement for this size",
    Signal.LIKE_SPREAD: "Spread of likes between posts",
    Signal.COMMENTS_PER_LIKE: "Comments per like",
    Signal.CO_MOVEMENT: "Likes and comments moving together",
    Signal.GROWTH: "Growth of the following",
    Signal.FOLLOWING: "Accounts followed",
    Signal.RHYTHM: "Rhythm of posting",
    Signal.BREAK: "Sudden change of engagement",
    Signal.SPAM: "Spam among the comments",
    Signal.CIRCLE: "A circle of commenters",
    Signal.COUNTRIES: "Audience where the language is not spoken",
    Signal.SUSPICIOUS: "Followers that look automated",
}
_MISSING = {
    Signal.GROWTH: "no readings of the following over two weeks yet.",
    Signal.FOLLOWING: "how many accounts they follow is not known.",
    Signal.SPAM: "no comments in a language that is judged, or too few.",
    Signal.CIRCLE: "the comments do not say who wrote them when, or are too few.",
    Signal.COUNTRIES: "the audience's countries are not known.",
    Signal.SUSPICIOUS: "no sample of the followers was imported.",
}

_UNCLEAR = {
    Signal.COMMENTS_PER_LIKE: "comments seem to be switched off: many likes and no comment below most posts.",
    Signal.CO_MOVEMENT: "comments seem to be switched off, or their number never moves.",
}

_EXPLANATIONS: dict[tuple[Signal, Direction], tuple[str, ...]] = {
    (Signal.ENGAGEMENT, "low"): (
        "an old or fast-grown account, many of whose followers no longer look in",
        "a share in the network's recommendations that brought followers of other interests",
        "mostly reels or videos, which are watched more than liked",
        "a long pause before the newest posts",
    ),
    (Signal.ENGAGEMENT, "high"): (
        "a close community or a very young account",
        "a post that went far beyond the own followers",
        "a giveaway that does not call itself one",
    ),
    (Signal.LIKE_SPREAD, "low"): (
        "a small and faithful circle that likes everything",
        "posts that are all of one kind and come at the same hour",
    ),
    (Signal.LIKE_SPREAD, "high"): ("a post that went viral among ordinary ones", "a mix of very different formats"),
    (Signal.COMMENTS_PER_LIKE, "low"): (
        "comments limited or moderated strictly",
        "pictures that people like without having something to say (landscapes, art, fashion)",
    ),
    (Signal.COMMENTS_PER_LIKE, "high"): (
        "posts that ask questions, or a creator who answers everyone",
        "a community that talks: parents, hobbies, sports",
        "a giveaway that does not call itself one",
    ),
    (Signal.CO_MOVEMENT, "low"): (
        "few comments per post, so that chance rules",
        "some posts that ask for comments and others that do not",
    ),
    (Signal.RHYTHM, "low"): ("posts planned ahead with a scheduling tool",),
    (Signal.RHYTHM, "high"): ("holidays, illness, a new child, a change of work", "several posts from one event"),
    (Signal.BREAK, "high"): (
        "a change of format or topic",
        "a feature in the media or by a larger account",
        "a change in how the network recommends posts",
    ),
    (Signal.GROWTH, "high"): (
        "a mention by a larger account, in the press or on television",
        "a post that went viral on another network",
        "two accounts that were made one",
        "a giveaway whose post was deleted",
    ),
    (Signal.FOLLOWING, "high"): ("an old account that follows every reader back", "a profile that is read as a feed"),
    (Signal.SPAM, "high"): (
        "a profile that spammers have found, as happens to large ones",
        "comments that nobody moderates",
    ),
    (Signal.CIRCLE, "high"): ("friends and colleagues who read each other first", "a fan club with notifications on"),
    (Signal.COUNTRIES, "high"): (
        "people who moved, learn the language or travel",
        "pictures that need no words",
    ),
    (Signal.SUSPICIOUS, "high"): (
        "a profile large enough that automated accounts follow it by themselves",
        "followers that somebody else ordered, to harm or to please",
        "many young accounts without pictures, as new networks have",
    ),
}


def direction_of(z: float | None) -> Direction:
    """Which side of the usual a z-value lies on; "usual" within one robust standard deviation or when unknown."""
    if z is None or abs(z) < UNUSUAL:
        return "usual"
    return "low" if z < 0 else "high"


def explanations(signal: Signal, direction: Direction) -> tuple[str, ...]:
    """What could innocently explain a signal on this side of the usual; empty when it is usual."""
    return _EXPLANATIONS.get((signal, direction), ())


_AS_MEASURED = (
    Signal.CO_MOVEMENT, Signal.RHYTHM, Signal.SPAM, Signal.CIRCLE, Signal.COUNTRIES, Signal.SUSPICIOUS,
)  # fmt: skip


def shown_value(signal: Signal, value: float) -> float:
    """The value in the unit people see: rates and ratios as such and not their logs, growth as a share (.5: half more).

    The break is a t-value, the following a number of accounts.
    """
    if signal in _AS_MEASURED:
        return value
    if signal is Signal.GROWTH:
        return math.expm1(value)
    if signal is Signal.FOLLOWING:
        return round((MASS_FOLLOWING + 1) * 10**value - 1, 6)
    return math.exp(value)


def sentence(signal: Signal, value: float, usual: float, z: float, turned_on: float | None = None) -> str:
    """One sentence: what was seen, what is usual, on which side it lies. value and usual as `measure` gives them.

    `turned_on`: day number (since 1970, UTC) of the first post after a break.
    """
    seen, expected = _figure(signal, value), _figure(signal, usual)
    side = {"low": "lower than", "usual": "about as", "high": "higher than"}[direction_of(z)]
    if signal is Signal.BREAK:
        return _break_sentence(z, turned_on)
    ending = f"{side} usual" if side != "about as" else "about as usual"
    return f"{TITLES[signal]}: {seen}, where {expected} is usual - {ending}."


def missing_sentence(signal: Signal, posts: int, needed: int) -> str:
    """Why a signal has no value."""
    if signal in _MISSING:
        return f"{TITLES[signal]}: {_MISSING[signal]}"
    if posts < needed:
        return f"{TITLES[signal]}: not enough posts ({posts} of {needed})."
    return f"{TITLES[signal]}: {_UNCLEAR.get(signal, 'cannot be computed from what is known.')}"


def _figure(signal: Signal, value: float) -> str:
    shown = shown_value(signal, value)
    if signal is Signal.ENGAGEMENT:
        return f"{two_digits(100 * shown)} %"
    if signal is Signal.COMMENTS_PER_LIKE:
        return f"{two_digits(100 * shown)}{PER_LIKES}"
    return f"{shown:.2f}"


def two_digits(value: float) -> str:
    """A figure above 0 to two digits that count, and whole from 100 on: `0.0032`, `1.8`, `11`, `329`."""
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.2g}"


def _break_sentence(z: float, turned_on: float | None) -> str:
    if direction_of(z) != "high" or turned_on is None:
        return "Sudden change of engagement: none that stands out from the usual ups and downs."
    day = datetime.fromtimestamp(turned_on * 86_400, UTC).date()
    return f"Sudden change of engagement: the level of likes and comments is different from {day.day} {day:%b %Y} on."
