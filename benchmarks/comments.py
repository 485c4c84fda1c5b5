"""How well are spam comments told from others, on videos, posts and networks the model was not trained on?

One JSON line per figure: rules alone; trained on all but one video and judged on it; trained on one network and judged
on the other; trained on everything but one group of near-duplicates (the first four words alike) and judged on it. Then
the share flagged among ordinary comments on brands' posts, and comments judged a second.

Each file is judged as one batch, as it would come: what its comments share is seen, their labels are not.

Run: python -m benchmarks.comments
"""

from __future__ import annotations

import csv
import hashlib
import json
import time
from dataclasses import asdict

import numpy as np
from benchmarks.comment_sets import SHARED, Labelled, available, labelled
from benchmarks.train_comments import trained
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas import agreement
from sweetspot.stages.vetting.formulas.comments import CUT, WrittenText, class_shares, judge_comments
from sweetspot.stages.vetting.formulas.comments.company import with_company
from sweetspot.stages.vetting.formulas.comments.folding import without_accents
from sweetspot.stages.vetting.formulas.comments.grams import grams
from sweetspot.stages.vetting.formulas.comments.lures import is_spam_by_rules
from sweetspot.stages.vetting.formulas.comments.spam import SpamModel

ORDINARY = SHARED / "ig_brand_comments" / "comments.csv"
FOLDS = 5


def rules(known: Labelled) -> NDArray[np.bool_]:
    """Which comments the rules alone call spam."""
    return np.array([is_spam_by_rules(found) for found in known.found])


def log_odds(model: SpamModel, known: Labelled) -> Floats:
    """The model's log odds of spam for each comment by itself."""
    held = grams(known.plain, model.bits)
    size = np.bincount(held.text, minlength=len(known.plain))
    total = np.bincount(held.text, weights=model.grams[held.bucket], minlength=len(known.plain))
    return total / np.sqrt(np.maximum(size, 1)) + known.marks @ model.marks + model.intercept


def together(odds: Floats, known: Labelled) -> Floats:
    """The probability of each comment, each video or collection judged as one batch."""
    moved = odds.copy()
    for origin in np.unique(known.origin):
        mine = np.flatnonzero(known.origin == origin)
        lines = [without_accents(known.texts[at].lower) for at in mine]
        moved[mine] = with_company(odds[mine], [known.plain[at] for at in mine], lines)
    return 1 / (1 + np.exp(-moved))


def chances(model: SpamModel, known: Labelled) -> Floats:
    """The probability of each comment by one model."""
    return together(log_odds(model, known), known)


def left_out(known: Labelled, groups: NDArray[np.int64]) -> Floats:
    """The probability of each comment by a model that saw no comment of its group."""
    found = np.zeros(len(known.plain))
    for group in np.unique(groups):
        mine = groups == group
        found[mine] = log_odds(trained(known.where(~mine)), known.where(mine))
    return together(found, known)


def tell(case: str, scores: Floats, flagged: NDArray[np.bool_], known: Labelled) -> None:
    """One JSON line with how scores and flags agree with the labels."""
    told = agreement(scores, flagged, known.spam.astype(float))
    figures = {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(told).items()}
    figures["spam"] = figures.pop("bought")
    figures["comments"] = figures.pop("accounts")
    print(json.dumps({"case": case, **figures}), flush=True)


def judge_both(case: str, scores: Floats, known: Labelled) -> None:
    """The model alone, and rules or model as it ships."""
    by_rules = rules(known)
    tell(f"{case}: model alone", scores, scores >= CUT, known)
    shipped = np.where(by_rules, np.maximum(scores, CUT), scores)
    tell(f"{case}: rules or model", shipped, shipped >= CUT, known)


def clusters(known: Labelled) -> NDArray[np.int64]:
    """A fold for each comment; comments that begin with the same four words share it."""
    starts = [" ".join(text.split()[:4]) for text in known.plain]
    return np.array([int(hashlib.sha256(start.encode()).hexdigest(), 16) % FOLDS for start in starts])


def main() -> None:
    """Print the figures, or one line saying that the comments are not here."""
    if not available():
        print(json.dumps({"skipped": "the labelled comments are not here"}))
        return
    known = labelled()
    youtube, instagram = known.where(known.youtube), known.where(~known.youtube)
    for name, part in (("YouTube", youtube), ("Instagram", instagram)):
        tell(f"{name}, rules alone", rules(part).astype(float), rules(part), part)
    videos = np.unique(known.origin, return_inverse=True)[1].astype(np.int64)
    judge_both("YouTube, one video left out", left_out(youtube, videos[known.youtube]), youtube)
    mixed = left_out(known, np.where(known.youtube, videos, 100 + clusters(known)))
    judge_both("YouTube, one video left out, Instagram known", mixed[known.youtube], youtube)
    judge_both("Instagram, near-duplicates left out, YouTube known", mixed[~known.youtube], instagram)
    judge_both("trained on YouTube, judged on Instagram", chances(trained(youtube), instagram), instagram)
    judge_both("trained on Instagram, judged on YouTube", chances(trained(instagram), youtube), youtube)
    ordinary()


def ordinary() -> None:
    """Flags among ordinary comments under two brands' posts (unlabelled), and comments judged a second."""
    if not ORDINARY.is_file():
        return
    with ORDINARY.open(encoding="utf-8", newline="") as file:
        batch = [WrittenText(row["text"]) for row in csv.DictReader(file)]
    judge_comments(batch[:100])
    start = time.perf_counter()
    judged = judge_comments(batch)
    seconds = time.perf_counter() - start
    shares = class_shares(one.kind for one in judged)
    print(json.dumps({
        "case": "ordinary comments under brands' posts", "comments": len(batch),
        "flagged": round(sum(one.spam.is_spam for one in judged) / len(batch), 4),
        "not_judged": round(shares.not_judged / len(batch), 4), "comments_per_second": round(len(batch) / seconds),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
