"""How much better is a shrunken engagement rate than a plain one, and how often is its interval right?

Real accounts with their newest posts: rates from n of an account's posts, drawn at random, are judged by all its other
posts; once for the newest 60 posts however old, once for the newest 30 of one year. One JSON line per n with the root
mean square errors on the log scale, the weight, and the share of accounts whose held-out mean lies in the 90 % interval
(widened by the held-out posts' own noise). The same for large Indonesian accounts. Then hidden likes, and the rate by
tier of a hobby community.
Run: python -m benchmarks.engagement
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
from benchmarks.vetting import DAY, SHARED, PostRows, genuine_accounts, rows_of

from sweetspot.core.statistics import Floats
from sweetspot.stages.creators.formulas import PeerLine, PostReading, engagement, fit_line, likely_rate, tier_of
from sweetspot.stages.creators.formulas.readings import hides_likes

CLIMBERS = SHARED / "data" / "ig_climbers_likes"
LARGE = SHARED / "data" / "ig_indonesia_influencers"
REPEATS, HELD_OUT = 20, 8
COUNTS = (1, 2, 3, 5, 8, 12)


def held_out(followers: Floats, logs: Floats) -> Iterator[dict[str, float]]:
    """For each n: errors of the plain, the peers' and the shrunken log rate against at least 8 held-out posts.

    followers: (accounts,). logs: (accounts, posts), the log rates, NaN-padded. The peer line, noise and spread are
    those of a random half of the accounts; the other half is judged.
    """
    for count in COUNTS:
        errors: dict[str, list[float]] = defaultdict(list)
        for seed in range(REPEATS):
            chance = np.random.default_rng(seed)
            order = chance.permutation(len(followers))
            known, judged = order[: len(order) // 2], order[len(order) // 2 :]
            line = _line(followers[known], logs[known])
            for place in judged:
                own = chance.permutation(logs[place][~np.isnan(logs[place])])
                if len(own) >= count + HELD_OUT:
                    _judge(errors, own[:count], own[count:], float(followers[place]), line)
        yield {"n": count, **{name: _figure(name, values) for name, values in errors.items()},
               "accounts": len(errors["raw"]) // REPEATS}  # fmt: skip


def _line(followers: Floats, logs: Floats) -> PeerLine:
    count = np.sum(~np.isnan(logs), axis=1).astype(float)
    line = fit_line(followers, np.nanmean(logs, axis=1), np.nanvar(logs, axis=1, ddof=1), count, "half")
    if line is None:
        raise SystemExit("too few accounts")
    return line


def _judge(errors: dict[str, list[float]], own: Floats, rest: Floats, followers: float, line: PeerLine) -> None:
    truth, usual = float(rest.mean()), line.at(followers)
    variance = float(own.var(ddof=1)) if len(own) > 1 else 0.0
    found = likely_rate(own.mean(), variance, len(own), usual, line)
    # The posts it is judged by have noise of their own: as if the same mean were pulled by nothing.
    alone = likely_rate(own.mean(), variance, len(own), math.nan, line)
    half = math.hypot(float(found.half), float(alone.half) * math.sqrt(len(own) / len(rest)))
    errors["raw"].append((float(own.mean()) - truth) ** 2)
    errors["peers"].append((usual - truth) ** 2)
    errors["shrunk"].append((float(found.centre) - truth) ** 2)
    errors["weight"].append(float(found.weight))
    errors["coverage"].append(float(abs(float(found.centre) - truth) <= half))


def _figure(name: str, values: list[float]) -> float:
    mean = float(np.mean(values))
    return round(math.sqrt(mean) if name in ("raw", "peers", "shrunk") else mean, 3)


def large_accounts(posts: int, years: int, folder: Path = LARGE) -> PostRows:
    """Indonesian accounts above a million followers, read like the genuine ones; nobody judged whether they are."""
    followers = {row["username"]: int(float(row["followers"] or 0)) for row in _read(folder / "accounts.csv")}
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    with gzip.open(folder / "posts.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            likes, comments = int(row["likes"]), int(row["comments"])
            if not hides_likes(likes, comments):
                found[row["username"]].append((int(row["taken_at"]), likes, comments))
    return rows_of(followers, found, posts, years)


def hidden_likes(followers: Floats, likes: Floats, comments: Floats, days: Floats) -> dict[str, float]:
    """The share of accounts whose rate moves when five posts with hidden likes are added to it: it should be none."""
    moved = tried = flagged = 0
    for place in range(len(followers)):
        posts = [
            PostReading(str(at), _moment(when), int(liked), int(said))
            for at, (liked, said, when) in enumerate(zip(likes[place], comments[place], days[place], strict=True))
            if not np.isnan(liked)
        ]
        now = max(post.published_at for post in posts) + timedelta(days=3)
        hidden = [PostReading(f"h{at}", now - timedelta(days=4 + at), 0, 12) for at in range(5)]
        before, after = (engagement(some, int(followers[place]), now) for some in (posts, [*posts, *hidden]))
        if before.rate:
            tried += 1
            moved += after.rate != before.rate
            flagged += sum(left.reason == "likes hidden" for left in after.selection.left_out) >= len(hidden)
    return {"accounts": tried, "moved": moved, "all_five_told": flagged}


def _moment(days: float) -> datetime:
    return datetime.fromtimestamp(days * DAY, UTC)


def by_tier(folder: Path = CLIMBERS) -> dict[str, dict[str, float]]:
    """Median likes per follower of the posts of accounts with known followers, by tier."""
    followers = {
        row["account"]: int(float(row["followers"])) for row in _read(folder / "accounts.csv") if row["followers"]
    }
    rates: dict[str, list[float]] = defaultdict(list)
    for row in _read(folder / "posts.csv"):
        tier = tier_of(followers.get(row["account"]))
        if tier and row["likes"] and followers[row["account"]]:
            rates[tier.name].append(float(row["likes"]) / followers[row["account"]])
    return {name: {"posts": len(found), "median": round(median(found), 4)} for name, found in rates.items()}


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Print the figures, or one line saying that the accounts are not here."""
    if not CLIMBERS.is_dir():
        print(json.dumps({"benchmark": "engagement", "skipped": "the real accounts are not here"}))
        return
    rows = genuine_accounts()
    cases = {"newest 60": genuine_accounts(posts=60, years=100), "newest 30 of a year": rows}
    if LARGE.is_dir():
        cases |= {"large, newest 60": large_accounts(60, 100), "large, newest 30 of a year": large_accounts(30, 1)}
    for label, some in cases.items():
        logs = np.log((some.likes + some.comments + 0.5) / some.followers[:, None])
        for found in held_out(some.followers, logs):
            print(json.dumps({"benchmark": "engagement", "case": "held-out posts", "posts": label, **found}))
    print(json.dumps({"benchmark": "engagement", "case": "hidden likes (A4)",
                      **hidden_likes(rows.followers, rows.likes, rows.comments, rows.days)}))  # fmt: skip
    for name, figures in by_tier().items():
        print(json.dumps({"benchmark": "engagement", "case": f"likes per follower, {name}", **figures}))


if __name__ == "__main__":
    main()
