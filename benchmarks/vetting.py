"""How well does the vetting score tell doctored accounts from genuine ones, and how often is a genuine one flagged?

Real accounts are taken as they are; norms are fitted on one half, the other half is doctored. One JSON line per
attack with the area under the ROC curve and the share in each band, for the rules in force and for those before.
Accounts of real people come without a history, so attacks on growth are laid over invented ones: quiet daily growth
with a viral post now and then. Run: python -m benchmarks.vetting [--write], which renews the figures that are shipped.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas.readings import PostReading, hides_likes
from sweetspot.stages.vetting.formulas import (
    DEFAULT_NORMS,
    RULES,
    VERSION,
    VERSIONS,
    Norms,
    PostRows,
    Signal,
    assess,
    fit_norms,
    growth_reading,
    jumps,
    measure,
)
from sweetspot.stages.vetting.formulas.risk import Rules

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ACCOUNTS = SHARED / "data" / "ig_real_account_posts"
DAY, YEAR, POSTS, FEWEST, REPEATS = 86_400, 365, 30, 8, 20
SHIPPED = Path(__file__).resolve().parents[1] / "src/sweetspot/stages/vetting/queries/calibration.json"
BANDS = ((80, 101, "consistent"), (60, 80, "look"), (40, 60, "close_look"), (0, 40, "warning"))
HISTORY, BOUGHT_ON, HISTORY_REPEATS = 120, 70, 5
#: Twice the followers, bought over so many days; 0 is a genuine history.
GROWTHS = {
    "genuine, with a history": 0,
    "followers x2 in a day": 1,
    "followers x2 in a week": 7,
    "followers x2 over six weeks": 42,
}
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
    return rows_of(*written(folder), posts, years)


def written(folder: Path = ACCOUNTS) -> tuple[dict[str, int], dict[str, list[tuple[int, int, int]]]]:
    """Followers, and eligible posts as second, likes and comments, of each account."""
    followers = {row["account"]: int(row["userFollowerCount"]) for row in _read(folder / "accounts.csv")}
    found_posts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in _read(folder / "posts.csv"):
        likes, comments = int(row["likes"]), int(row["comments"])
        if row["comments_disabled"] != "1" and not hides_likes(likes, comments):
            found_posts[row["account"]].append((int(row["uploaded_at"]), likes, comments))
    return followers, found_posts


def rows_of(
    followers: Mapping[str, int],
    written: Mapping[str, list[tuple[int, int, int]]],
    posts: int = POSTS,
    years: int = 1,
    counts: range = range(FEWEST, sys.maxsize),
) -> PostRows:
    """Accounts with so many posts (second, likes, comments), as rows; see `genuine_accounts`."""
    kept = {name: _window(found, posts, years) for name, found in written.items() if followers.get(name, 0) > 0}
    kept = {name: found for name, found in kept.items() if len(found) in counts}
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


def risks(rows: PostRows, norms: Norms, rules: Rules = RULES) -> Floats:
    return assess(measure(rows), rows.followers, norms, rules).risk


def auc(attacked: Floats, clean: Floats) -> float:
    """The chance that a doctored account carries more risk than a genuine one, ties counting half."""
    ranks = rankdata(np.r_[attacked, clean])[: len(attacked)].sum()
    return float((ranks - len(attacked) * (len(attacked) + 1) / 2) / (len(attacked) * len(clean)))


def injection(rows: PostRows, norms: Norms | None = None, rules: Rules = RULES) -> dict[str, dict[str, float]]:
    """Mean over 20 seeded halvings: per attack the AUC and the share in each band; for genuine accounts the shares."""
    runs: dict[str, list[dict[str, float]]] = defaultdict(list)
    for seed in range(REPEATS):
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(rows.followers))
        known, tried = part(rows, order[: len(order) // 2]), part(rows, order[len(order) // 2 :])
        fitted = norms or fit_norms(measure(known), known.followers, "half")
        clean = risks(tried, fitted, rules)
        runs["genuine"].append(shares(clean))
        for name, attack in ATTACKS.items():
            risk = risks(doctored(tried, attack, chance), fitted, rules)
            runs[name].append({"auc": auc(risk, clean), **shares(risk)})
    return means(runs)


def grown(rows: PostRows, norms: Norms, rules: Rules = RULES) -> dict[str, dict[str, float]]:
    """Twice the followers at different speeds, each laid over an invented history of 120 days; likewise the genuine."""
    runs: dict[str, list[dict[str, float]]] = defaultdict(list)
    for seed in range(HISTORY_REPEATS):
        clean = np.zeros(0)
        for name, days in GROWTHS.items():
            chance = np.random.default_rng(seed)  # the same histories for every speed
            growth = np.array([_growth(int(count), days, chance) for count in rows.followers])
            followers = rows.followers * (2 if days else 1)
            values = {**measure(replace(rows, followers=followers)), Signal.GROWTH: growth}
            risk = assess(values, followers, norms, rules).risk
            clean = clean if days else risk
            runs[name].append({**({"auc": auc(risk, clean)} if days else {}), **shares(risk)})
    return means(runs)


def _growth(followers: int, days: int, chance: np.random.Generator) -> float:
    """S5 of one account: about a tenth of a per cent a day, one viral post that brings what its likes can explain."""
    steps = np.round(followers * chance.normal(0.001, 0.0008, HISTORY))
    posts = [PostReading(f"p{day}", _day(day), likes=round(followers * 0.04)) for day in range(0, HISTORY, 6)]
    if chance.random() < 0.5:
        day = int(chance.integers(20, HISTORY - 5))
        likes = round(followers * float(chance.uniform(0.15, 0.5)))
        posts.append(PostReading("viral", _day(day), likes=likes))
        steps[day + 1] += round(likes * float(chance.uniform(0.05, 0.6)))
    bought = np.zeros(HISTORY)
    if days:
        bought[BOUGHT_ON : BOUGHT_ON + days] = round(followers / days)
    path = followers - np.sum(steps) + np.cumsum(steps) + np.cumsum(bought)
    readings = [(_day(place), int(max(count, 1))) for place, count in enumerate(path)]
    value = growth_reading(readings, jumps(readings, posts)).value
    return np.nan if value is None else value


def _day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def shares(risk: Floats) -> dict[str, float]:
    """The share of accounts in each band, and below 80."""
    score = _score(risk)
    found = {band: float(np.mean((score >= low) & (score < high))) for low, high, band in BANDS}
    return {**found, "below_80": float(np.mean(score < 80))}


def means(runs: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
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
    kept: dict[str, Any] = {}
    for version, rules in VERSIONS.items():
        for label, norms in (("own norms", None), ("default norms", DEFAULT_NORMS)):
            found = injection(rows, norms, rules)
            mean = round(float(np.mean([found[name]["auc"] for name in ATTACKS])), 4)
            for name, figures in (*found.items(), ("mean", {"auc": mean})):
                print(json.dumps({"rules": version, "norms": label, "case": name, **figures}))
            kept[f"{version}, {label}"] = {"mean_auc": mean, "cases": found}
        found = grown(rows, fit_norms(measure(rows), rows.followers, "all"), rules)
        for name, figures in found.items():
            print(json.dumps({"rules": version, "history": name, **figures}))
        kept[f"{version}, with histories"] = {"cases": found}
    if "--write" in sys.argv:
        facts = {
            "version": VERSION, "made_on": datetime.now(UTC).date().isoformat(), "accounts": len(rows.followers),
            "repeats": REPEATS,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        }  # fmt: skip
        SHIPPED.write_text(json.dumps({**facts, "runs": kept}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
