"""How far do ordinary accounts lie apart, by size, and how well is judged by the norms of a few own profiles?

The shipped spread of engagement comes from the first: accounts that the injection benchmark does not judge (too few
posts within a year), a hobby's creators, large accounts. One JSON line per collection, and per number of own profiles:
the mean AUC of the attacks, and the share below 80 among genuine accounts and among large ones (unlabelled) with norms
of as many of their own. Run: python -m benchmarks.norms
"""

from __future__ import annotations

import csv
import json

import numpy as np
from benchmarks.engagement import large_accounts
from benchmarks.vetting import (
    ACCOUNTS,
    ATTACKS,
    FEWEST,
    REPEATS,
    SHARED,
    auc,
    doctored,
    genuine_accounts,
    part,
    risks,
    rows_of,
    shares,
    written,
)  # fmt: skip

from sweetspot.core.statistics import MAD_TO_SD, Floats
from sweetspot.stages.creators.formulas.peers import robust_line
from sweetspot.stages.vetting.formulas import DEFAULT_NORMS, Signal, fit_norms, measure
from sweetspot.stages.vetting.formulas.signals import PostRows

CLIMBERS = SHARED / "data" / "ig_climbers_likes"
OWN = (0, 30, 45, 60, 90, 135)


def spread(name: str, followers: Floats, rates: Floats) -> None:
    """One JSON line: how log engagement rates lie about their line by size, and about the default's."""
    sizes = np.log(followers)
    slope, _, _ = robust_line(sizes, rates)
    level = rates - slope * sizes
    default = DEFAULT_NORMS.by_signal[Signal.ENGAGEMENT]
    away = np.median(rates - default.at(followers))
    apart = MAD_TO_SD * np.median(np.abs(level - np.median(level)))
    print(json.dumps({
        "collection": name, "accounts": len(rates), "followers": round(float(np.median(followers))),
        "slope": round(slope, 3), "spread": round(float(apart), 3), "above_default": round(float(away), 3),
        "default_spread": round(float(np.median(default.width(followers))), 3),
    }))  # fmt: skip


def climbers(least: int) -> tuple[Floats, Floats]:
    """Followers and mean log likes per follower of the creators with a known following and so many posts."""
    with (CLIMBERS / "accounts.csv").open(encoding="utf-8", newline="") as file:
        followers = {row["account"]: float(row["followers"]) for row in csv.DictReader(file) if row["followers"]}
    likes: dict[str, list[float]] = {name: [] for name in followers}
    with (CLIMBERS / "posts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["account"] in likes:
                likes[row["account"]].append(float(row["likes"]))
    kept = [name for name in followers if len(likes[name]) >= least]
    rates = [np.mean(np.log(np.array(likes[name]) + 0.5)) - np.log(followers[name]) for name in kept]
    return np.array([followers[name] for name in kept]), np.array(rates)


def few(rows: PostRows, large: PostRows, count: int) -> dict[str, float]:
    """Means over 20 seeded drawings of so many own profiles; 0 is the default norms."""
    found = []
    for seed in range(REPEATS):
        chance = np.random.default_rng(seed)
        order, other = (chance.permutation(len(one.followers)) for one in (rows, large))
        half = len(order) // 2
        tried, known, larger = part(rows, order[half:]), part(rows, order[:count]), part(large, other[:count])
        norms = fit_norms(measure(known), known.followers, "few")
        clean = risks(tried, norms)
        areas = [auc(risks(doctored(tried, attack, chance), norms), clean) for attack in ATTACKS.values()]
        theirs = risks(part(large, other[half:]), fit_norms(measure(larger), larger.followers, "few"))
        found.append((np.mean(areas), shares(clean)["below_80"], shares(theirs)["below_80"]))
    area, below, large_below = np.mean(found, axis=0)
    return {
        "mean_auc": round(float(area), 4),
        "below_80": round(float(below), 4),
        "large_below_80": round(float(large_below), 4),
    }


def main() -> None:
    """Print the figures, or one line saying that the accounts are not here."""
    if not ACCOUNTS.is_dir() or not CLIMBERS.is_dir():
        print(json.dumps({"benchmark": "norms", "skipped": "the accounts are not here"}))
        return
    large = large_accounts(30, 1)
    others = rows_of(*written(), counts=range(3, FEWEST))
    spread("small, too few posts to be judged", others.followers, measure(others)[Signal.ENGAGEMENT])
    for least in (1, 2, 3):
        spread(f"climbers, from {least} posts", *climbers(least))
    spread("large Indonesian", large.followers, measure(large)[Signal.ENGAGEMENT])
    rows = genuine_accounts()
    for count in OWN:
        print(json.dumps({"own_profiles": count, **few(rows, large, count)}), flush=True)


if __name__ == "__main__":
    main()
