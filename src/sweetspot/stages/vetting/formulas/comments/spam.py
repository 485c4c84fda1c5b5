"""How likely is each comment of a batch spam or promotion: what the rules see, and what a small model learnt?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas.comments import lures as seen
from sweetspot.stages.vetting.formulas.comments.company import with_company
from sweetspot.stages.vetting.formulas.comments.folding import Folded, has_words, without_accents, without_mentions
from sweetspot.stages.vetting.formulas.comments.grams import canonical, grams
from sweetspot.stages.vetting.formulas.comments.lures import Lure, is_spam_by_rules, lures

#: The version of rules and coefficients together; a new one makes stored classes stale.
VERSION = "comments 2"
CUT = 0.5
#: Repetition is evidence only for texts of this many words: anybody may write "love it".
REPEATED_WORDS = 5
#: Readers repeat each other's short sentences: those count only beside another sign.
ALIKE_WORDS = 8
#: A batch is scored in pieces of this many texts: memory stays small, results do not change.
PIECE = 4_000
_END_HANDLE, _START_HANDLE = re.compile(r"@\s?[\w.]+\W*$"), re.compile(r"^\W*@")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class SpamModel:
    """Logistic regression: a weight for each bucket of grams (2^bits) and for each mark (m), and the intercept."""

    grams: Floats
    marks: Floats
    intercept: float

    @property
    def bits(self) -> int:
        """How many bits of the hash name a bucket."""
        return int(math.log2(len(self.grams)))


@dataclass(frozen=True, slots=True)
class SpamReading:
    """One comment's score (0..1, spam from .5), the lures the rules saw, and how often the batch repeats it."""

    score: float
    lures: tuple[Lure, ...]
    times: int

    @property
    def is_spam(self) -> bool:
        """Whether rules or model say spam."""
        return self.score >= CUT


@cache
def shipped_model() -> SpamModel:
    """The coefficients that `benchmarks/train_comments.py` made; read once from the file beside this module."""
    with (files(__package__) / "spam_model.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return SpamModel(
            kept["grams"].astype(float) * float(kept["step"]), kept["marks"].astype(float), float(kept["intercept"])
        )


def spam_readings(
    texts: Sequence[Folded], numbers: Sequence[int] | None = None, model: SpamModel | None = None
) -> list[SpamReading]:
    """The reading of each folded text of a batch; the batch matters through repetition and company.

    `numbers` says how many comments of the batch have each text (None: one each).
    Rules or model: a comment that the rules call spam scores at least .5 and .05 for each of its lures (at most
    .95); any other has the model's probability. One without a letter or digit besides handles scores 0.
    """
    model = model or shipped_model()
    bare = [without_accents(text.lower) for text in texts]
    plain = [canonical(line) for line in bare]
    found = [lures(line) for line in bare]
    times = repetitions(plain, numbers)
    odds = with_company(log_odds(texts, plain, bare, found, times, model), plain, bare)
    chance = 1 / (1 + np.exp(-odds))
    readings = []
    for text, seen_here, model_says, count in zip(texts, found, chance.tolist(), times, strict=True):
        score = model_says if has_words(without_mentions(text.text)) else 0.0
        if is_spam_by_rules(seen_here):
            score = max(score, min(0.95, CUT + 0.05 * len(seen_here)))
        readings.append(SpamReading(round(score, 4), tuple(sorted(seen_here, key=list(Lure).index)), count))
    return readings


def repetitions(plain: Sequence[str], numbers: Sequence[int] | None = None) -> list[int]:
    """How often the batch holds each canonical text; 1 for texts of fewer than five words, however often.

    Handles, links, numbers, emoji and punctuation do not tell texts apart: a copy with another handle counts.
    """
    counted: Counter[str] = Counter()
    for text, number in zip(plain, numbers or [1] * len(plain), strict=True):
        if text.count(" ") + 1 >= REPEATED_WORDS:
            counted[text] += number
    return [counted.get(text, 1) for text in plain]


def log_odds(
    texts: Sequence[Folded], plain: Sequence[str], bare: Sequence[str], found: Sequence[dict[Lure, int]],
    times: Sequence[int], model: SpamModel,
) -> Floats:  # fmt: skip
    """The model's log odds of spam for each text. Shape (n,)."""
    odds = np.empty(len(texts))
    for start in range(0, len(texts), PIECE):
        part = slice(start, start + PIECE)
        held = grams(plain[part], model.bits)
        size = len(plain[part])
        number = np.bincount(held.text, minlength=size)
        total = np.bincount(held.text, weights=model.grams[held.bucket], minlength=size)
        odds[part] = total / np.sqrt(np.maximum(number, 1))
    return odds + marks(texts, plain, bare, found, times) @ model.marks + model.intercept


def marks(
    texts: Sequence[Folded], plain: Sequence[str], bare: Sequence[str], found: Sequence[dict[Lure, int]],
    times: Sequence[int],
) -> Floats:  # fmt: skip
    """What the model reads besides grams, each 0..1: lures, parts of a testimony, handles, digits, costume, repetition.

    Shape (n, m), m = `MARKS`.
    """
    rows = np.zeros((len(texts), MARKS))
    place = {lure: at for at, lure in enumerate(Lure)}
    for row, text, words, line, here, count in zip(rows, texts, plain, bare, found, times, strict=True):
        for lure, weight in here.items():
            row[place[lure]] = weight / 2
        handles, length = words.count("@"), words.count(" ") + 1 if words else 0
        row[len(place) :] = (
            is_spam_by_rules(here),
            min(1.0, sum(here.values()) / 4),
            text.decorated,
            handles > 0,
            handles > 1,
            len(_DIGITS.findall(line)) / max(1, len(line)),
            "%" in words,
            min(1.0, math.log1p(length) / 5),
            min(1.0, math.log2(count) / 4) if length >= ALIKE_WORDS or here or handles or text.decorated else 0.0,
            length <= 2,
            bool(_START_HANDLE.match(line)),
            handles > 0 and bool(_END_HANDLE.search(line)) and not _START_HANDLE.match(line),
            *seen.parts(line),
        )
    return rows


MARKS = len(Lure) + 12 + seen.PARTS
