"""Was a mention earned or paid for, and whose share of what was said is it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

#: How long after a campaign its hashtag still speaks of it.
AFTER = timedelta(days=30)


class Voice(StrEnum):
    """How a mention came about."""

    EARNED = "earned"
    PAID = "paid"
    OWN = "own"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bound:
    """A time in which the author was in a partnership: from a moment, to the end of a day where that is known."""

    campaign: str
    since: datetime
    until: date | None

    def covers(self, at: datetime) -> bool:
        """Whether the partnership ran at that moment."""
        return self.since <= at and (self.until is None or at.date() <= self.until)


def in_season(at: datetime | None, starts_on: date, ends_on: date | None) -> bool:
    """Whether a campaign's hashtag speaks of the campaign: from its first day until 30 days after its last.

    Before and long after, the same word may mean anything. A text without a date counts.
    """
    if at is None:
        return True
    return starts_on <= at.date() and (ends_on is None or at.date() <= ends_on + AFTER)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a mention, for telling paid from earned.

    `flag` is the network's own mark of the post, None where it is not known; `label` the words that say it was paid
    for, empty without; `named` how many of the brands listened for the text names; `bounds` the author's partnerships
    with the brand. `is_read` says whether labels are read in the text's language, `has_author` whether the author is
    known at all.
    """

    at: datetime | None
    flag: bool | None = None
    label: str = ""
    named: int = 1
    bounds: Sequence[Bound] = ()
    by_brand: bool = False
    is_read: bool = True
    has_author: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """Earned, paid, the brand's own, or not known; with the reason in words."""

    voice: Voice
    reason: str


def judge(told: Told) -> Judged:
    """How a mention came about, by the first rule that decides.

    The brand's own account; a partnership at that time; a mark or label that the post was paid for, where it names one
    brand only. Not known is an answer: a paid post that names several brands, a partnership and no date, no author, a
    language in which labels are not read and no mark by the network. Everything else is earned.
    Source: docs/formulas/mentions.md.
    """
    if told.by_brand:
        return Judged(Voice.OWN, "Written by the brand's own account.")
    if told.at is not None and (bound := next((one for one in told.bounds if one.covers(told.at)), None)):
        return Judged(Voice.PAID, f"In a partnership at that time: {bound.campaign}.")
    if told.flag or told.label:
        mark = f"Says “{told.label}”" if told.label else "Marked by the network as paid"
        if told.named > 1:
            return Judged(Voice.UNKNOWN, f"{mark}, but names {told.named} brands: which of them paid is not said.")
        return Judged(Voice.PAID, f"{mark}.")
    if told.at is None and told.bounds:
        return Judged(Voice.UNKNOWN, "It has no date, and its author was in a partnership at some time.")
    if not told.has_author:
        return Judged(Voice.UNKNOWN, "Its author is not known.")
    if told.flag is None and not told.is_read:
        return Judged(Voice.UNKNOWN, "Labels are not read in its language, and the network's mark is not known.")
    return Judged(Voice.EARNED, "No partnership then, no label, no mark by the network.")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said of one brand: mentions in posts and comments, distinct authors, engagement of the posts.

    `engagement` adds up what is shown, None where no post shows any; `shown` is how many posts do.
    """

    posts: int
    comments: int
    authors: int
    engagement: int | None
    shown: int
    voices: tuple[tuple[Voice, int], ...] = ()

    @property
    def mentions(self) -> int:
        """Posts and comments together."""
        return self.posts + self.comments

    def count(self, voice: Voice) -> int:
        """How many of the mentions came about so."""
        return dict(self.voices).get(voice, 0)

    @property
    def earned_share(self) -> float | None:
        """Earned among earned and paid; None where neither is known."""
        earned, paid = self.count(Voice.EARNED), self.count(Voice.PAID)
        return earned / (earned + paid) if earned + paid else None


@dataclass(frozen=True, slots=True)
class Shares:
    """A brand's share of all mentions, of all authors' voices, and of all engagement; None where there is nothing."""

    mentions: float | None
    authors: float | None
    engagement: float | None


def share_of_voice(tallies: Sequence[Tally]) -> list[Shares]:
    """Each brand's part of the sum over these brands, in their order, between 0 and 1.

    A text that names two brands counts for both, and an author of both once for each: so the parts add up to 1, while
    the sum may be more than there are texts. None where the sum is 0.
    """
    mentions = sum(one.mentions for one in tallies)
    authors = sum(one.authors for one in tallies)
    engagement = sum(one.engagement or 0 for one in tallies)
    return [
        Shares(
            _part(one.mentions, mentions), _part(one.authors, authors),
            _part(one.engagement, engagement) if one.engagement is not None else None,
        )
        for one in tallies
    ]  # fmt: skip


def _part(one: int, of: int) -> float | None:
    return one / of if of else None


@dataclass(frozen=True, slots=True)
class Around:
    """A mention of our own brand around a creator: who wrote it, and whether a partnership ran then."""

    author: str
    is_creator: bool
    is_contracted: bool


def content_by_others(around: Iterable[Around]) -> frozenset[str]:
    """The distinct authors who are neither the creator nor contracted; those whose author is not known are left out.

    Source: the count of user-generated content in docs/formulas/connection.md.
    """
    return frozenset(one.author for one in around if one.author and not one.is_creator and not one.is_contracted)
