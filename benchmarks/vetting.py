"""How well does the vetting score tell doctored accounts from genuine ones, and how often is a genuine one flagged?

Real accounts are taken as they are; norms are fitted on one half, the other half is doctored. One JSON line per
attack with the area under the ROC curve, then one with the share of genuine accounts below each band.
Run: python -m benchmarks.vetting
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas.readings import hides_likes
from sweetspot.stages.vetting.formulas import DEFAULT_NORMS, Norms, PostRows, assess, fit_norms, measure

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ACCOUNTS = SHARED / "data" / "ig_real_account_posts"
DAY, YEAR, POSTS, FEWEST, REPEATS = 86_400, 365, 30, 8, 20
# followers times, likes added in medians, comments times
ATTACKS = {
    "followers x2": (2, 0, 1),
    "followers x3": (3, 0, 1),
    "followers x5": (5, 0, 1),
    "followers x10": (10, 0, 1),
    "likes +1x": (1, 1, 1),
    "likes +2x": (1, 2, 1),
    "likes +4x": (1, 4, 1),
    "followers x3, likes +2x": (3, 2, 1),
    "followers x5, likes +4x": (5, 4, 1),
    "comments x4": (1, 0, 4),
    "comments x8": (1, 0, 8),
}


def genuine_accounts(folder: Path = ACCOUNTS, *, posts: int = POSTS, years: int = 1) -> PostRows:
    """Accounts with at least 8 eligible posts in the years before their newest one, at most 30, oldest first."""
    followers = {row["account"]: int(row["userFollowerCount"]) for row in _read(folder / "accounts.csv")}
    found_posts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in _read(folder / "posts.csv"):
        likes, comments = int(row["likes"]), int(row["comments"])
        if row["comments_disabled"] != "1" and not hides_likes(likes, comments):
            found_posts[row["account"]].append((int(row["uploaded_at"]), likes, comments))
    kept = {name: _window(found, posts, years) for name, found in found_posts.items() if followers.get(name, 0) > 0}
    kept = {name: found for name, found in kept.items() if len(found) >= FEWEST}
    table = np.full((3, len(kept), posts), np.nan)
    for place, found in enumerate(kept.values()):
        table[:, place, : len(found)] = np.array(found, dtype=float).T
    return PostRows(np.array([float(followers[name]) for name in kept]), table[1], table[2], table[0] / DAY)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _window(posts: list[tuple[int, int, int]], most: int, years: int) -> list[tuple[int, int, int]]:
    now = max(posts)[0] + 3 * DAY
    return [post for post in sorted(posts) if now - post[0] <= years * YEAR * DAY][-most:]


def doctored(rows: PostRows, attack: tuple[int, int, int], chance: np.random.Generator) -> PostRows:
    """The same accounts after an attack; bought likes vary by +-10 % from post to post."""
    times, likes, comments = attack
    usual = np.nanmedian(rows.likes, axis=1, keepdims=True)
    added = np.round(likes * usual * chance.uniform(0.9, 1.1, rows.likes.shape))
    return replace(rows, followers=rows.followers * times, likes=rows.likes + added, comments=rows.comments * comments)


def part(rows: PostRows, places: np.ndarray) -> PostRows:
    return PostRows(rows.followers[places], rows.likes[places], rows.comments[places], rows.days[places])


def risks(rows: PostRows, norms: Norms) -> Floats:
    return assess(measure(rows), rows.followers, norms).risk


def auc(attacked: Floats, clean: Floats) -> float:
    """The chance that a doctored account carries more risk than a genuine one, ties counting half."""
    ranks = rankdata(np.r_[attacked, clean])[: len(attacked)].sum()
    return float((ranks - len(attacked) * (len(attacked) + 1) / 2) / (len(attacked) * len(clean)))


def injection(rows: PostRows, norms: Norms | None = None) -> dict[str, dict[str, float]]:
    """Mean over 20 seeded halvings: per attack the AUC and the share below 80; for genuine accounts the flags."""
    runs: dict[str, list[dict[str, float]]] = defaultdict(list)
    for seed in range(REPEATS):
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(rows.followers))
        known, tried = part(rows, order[: len(order) // 2]), part(rows, order[len(order) // 2 :])
        fitted = norms or fit_norms(measure(known), known.followers, "half")
        clean = risks(tried, fitted)
        runs["genuine"].append({f"below_{score}": float(np.mean(_score(clean) < score)) for score in (80, 60, 40)})
        for name, attack in ATTACKS.items():
            risk = risks(doctored(tried, attack, chance), fitted)
            runs[name].append({"auc": auc(risk, clean), "below_80": float(np.mean(_score(risk) < 80))})
    return {
        name: {key: round(float(np.mean([run[key] for run in found])), 4) for key in found[0]}
        for name, found in runs.items()
    }


def _score(risk: Floats) -> Floats:
    return np.maximum(1.0, np.round(100 * (1 - risk)))


def main() -> None:
    """Print the figures, or one line saying that the accounts are not here."""
    if not ACCOUNTS.is_dir():
        print(json.dumps({"skipped": "the genuine accounts are not here"}))
        return
    rows = genuine_accounts()
    for label, norms in (("own norms", None), ("default norms", DEFAULT_NORMS)):
        found = injection(rows, norms)
        for name, figures in found.items():
            print(json.dumps({"norms": label, "case": name, **figures}))
        mean = round(float(np.mean([found[name]["auc"] for name in ATTACKS])), 4)
        print(json.dumps({"norms": label, "case": "mean", "auc": mean, "accounts": len(rows.followers)}))


if __name__ == "__main__":
    main()
