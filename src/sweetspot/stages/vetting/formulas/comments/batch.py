"""What are the comments of a batch, each by itself and all together?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.vetting.formulas.comments.classes import COUNTED, CommentClass, classify, stems
from sweetspot.stages.vetting.formulas.comments.folding import fold, without_accents, without_mentions
from sweetspot.stages.vetting.formulas.comments.languages import language_of, words_of
from sweetspot.stages.vetting.formulas.comments.spam import SpamModel, SpamReading, spam_readings

LEVEL = 0.90
#: Letters of one comment that are read; what comes after says nothing new.
LONGEST = 10_000
#: From this many captions on, a word that more than this share of them hold is no topic.
FEW_CAPTIONS, COMMON = 5, 0.5


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A comment as it comes: its text, the caption above it, and whether the creator wrote it."""

    text: str
    caption: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One comment judged: its class, its language, its spam reading, and the words it shares with the post."""

    kind: CommentClass
    language: str
    spam: SpamReading
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassShares:
    """How many comments each class has, and its share of those that count, with a 90 % Wilson interval.

    `counted` leaves out the creator's own and those not judged, whose numbers are `own` and `not_judged`. A share is
    None where nothing counts.
    """

    counts: Mapping[CommentClass, int]
    shares: Mapping[CommentClass, Estimate | None]
    counted: int
    own: int
    not_judged: int


def judge_comments(
    batch: Sequence[WrittenText], terms: Sequence[str] = (), model: SpamModel | None = None
) -> list[Judged]:
    """The judgement of each comment of a batch, in order; an empty batch gives none. Equal comments are read once.

    `terms` are words of the brand or product that count as the post's own. A caption's word weighs the more the fewer
    of the batch's captions hold it (inverse document frequency).
    """
    times = Counter(one.text for one in batch)
    texts = [fold(text[:LONGEST]) for text in times]
    spam = dict(zip(times, spam_readings(texts, list(times.values()), model), strict=True))
    folded = dict(zip(times, texts, strict=True))
    languages = {text: language_of(without_mentions(plain.text)) for text, plain in folded.items()}
    topics = _topics({one.caption for one in batch}, terms)
    judged: dict[WrittenText, Judged] = {}
    for one in batch:
        if one not in judged:
            reading, language = spam[one.text], languages[one.text]
            found = classify(
                folded[one.text].text, language, spam=reading.is_spam, own=one.own, topic=topics[one.caption]
            )
            judged[one] = Judged(found.kind, language, reading, found.shared)
    return [judged[one] for one in batch]


def class_shares(kinds: Iterable[CommentClass]) -> ClassShares:
    """Counts and shares of classes; every class that counts is there, also with none."""
    counted = Counter(kinds)
    total = sum(counted[kind] for kind in COUNTED)
    return ClassShares(
        counts={kind: counted[kind] for kind in COUNTED},
        shares={kind: wilson(counted[kind], total, LEVEL) for kind in COUNTED},
        counted=total,
        own=counted[CommentClass.CREATOR],
        not_judged=counted[CommentClass.NOT_JUDGED],
    )


def share_of(kinds: Collection[CommentClass], shares: ClassShares) -> Estimate | None:
    """The share of several classes together, with its 90 % Wilson interval; None where nothing counts."""
    return wilson(sum(shares.counts[kind] for kind in kinds), shares.counted, LEVEL)


def _topics(captions: Collection[str], terms: Sequence[str]) -> dict[str, dict[str, float]]:
    """Each caption's content stems with their weight: 1 + log of (captions / captions that hold it), terms always 1."""
    held = {caption: _caption_stems(caption) for caption in captions}
    known = sum(bool(found) for found in held.values())
    spread = Counter(stem for found in held.values() for stem in found)
    always = {stem: 1.0 for term in terms for stem in _caption_stems(term)}
    # A word that most captions hold (the creator's standing hashtags) says nothing of this one.
    weight = {
        stem: 1 + math.log(known / number) if known < FEW_CAPTIONS or number <= known * COMMON else 0.0
        for stem, number in spread.items()
    }
    return {caption: {stem: weight[stem] for stem in found} | always for caption, found in held.items()}


def _caption_stems(text: str) -> set[str]:
    return set(stems(words_of(without_accents(fold(text).lower))))
