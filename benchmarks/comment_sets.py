"""Which labelled comments are there to train and to judge with, where they are here at all?"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas.comments.folding import Folded, fold, without_accents
from sweetspot.stages.vetting.formulas.comments.grams import canonical
from sweetspot.stages.vetting.formulas.comments.lures import Lure, lures
from sweetspot.stages.vetting.formulas.comments.spam import marks, repetitions

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
YOUTUBE, INSTAGRAM = SHARED / "youtube_spam", SHARED / "scamspot_ig_comments"


@dataclass(frozen=True, slots=True)
class Labelled:
    """n labelled comments: what they say, whether they are spam, the video or collection each comes from."""

    texts: list[Folded]
    spam: NDArray[np.bool_]
    origin: NDArray[np.str_]
    plain: list[str]
    found: list[dict[Lure, int]]
    marks: Floats

    def where(self, chosen: NDArray[np.bool_]) -> Labelled:
        """The comments at the chosen places; repetition is that of the whole collection."""
        at = np.flatnonzero(chosen)
        return Labelled(
            [self.texts[i] for i in at], self.spam[at], self.origin[at], [self.plain[i] for i in at],
            [self.found[i] for i in at], self.marks[at],
        )  # fmt: skip

    @property
    def youtube(self) -> NDArray[np.bool_]:
        """Which comments come from YouTube."""
        return self.origin != "instagram"


def available() -> bool:
    """Whether both labelled collections are here."""
    return YOUTUBE.is_dir() and INSTAGRAM.is_dir()


def labelled() -> Labelled:
    """Every labelled comment of both collections."""
    parts = [
        _labelled(path.stem, _rows(path, "content", "spam")) for path in sorted(YOUTUBE.glob("*.csv"))
    ] + [_labelled("instagram", _rows(INSTAGRAM / "comments.csv", "text", "scam"))]  # fmt: skip
    return Labelled(
        [text for part in parts for text in part.texts],
        np.concatenate([part.spam for part in parts]),
        np.concatenate([part.origin for part in parts]),
        [text for part in parts for text in part.plain],
        [one for part in parts for one in part.found],
        np.concatenate([part.marks for part in parts]),
    )


def _labelled(origin: str, rows: list[tuple[str, bool]]) -> Labelled:
    texts = [fold(text) for text, _ in rows]
    bare = [without_accents(text.lower) for text in texts]
    plain, found = [canonical(line) for line in bare], [lures(line) for line in bare]
    return Labelled(
        texts, np.array([spam for _, spam in rows]), np.array([origin] * len(rows)), plain, found,
        marks(texts, plain, bare, found, repetitions(plain)),
    )  # fmt: skip


def _rows(path: Path, text: str, label: str) -> list[tuple[str, bool]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[text], row[label] == "1") for row in csv.DictReader(file)]
