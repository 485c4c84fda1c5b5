"""Do people answer a creator's sponsored posts as they answer the others?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist, fmean, variance

from sweetspot.core.statistics import Z90, Estimate, wilson
from sweetspot.stages.creators.formulas.readings import PostReading, Window, select
from sweetspot.stages.vetting.formulas.labels import sponsored_label

#: Sponsored posts are compared with the creator's others of the same format so many days before and after.
AROUND = timedelta(days=60)
FEWEST_SPONSORED = 3
#: What is usual, before any post: sponsored posts keep 85 % of the engagement, give or take (on the log scale).
USUAL, USUAL_SPREAD = math.log(0.85), 0.25
#: The spread between posts of one profile on the log scale, and how many posts that belief is worth.
NOISE, NOISE_WORTH = 0.70, 8
WEAK = 0.80
RECENT = timedelta(days=90)
OLDEST = timedelta(days=365)
_NEWEST = 30
_WINDOW = Window(posts=400, minimum=1, oldest=OLDEST)


@dataclass(frozen=True, slots=True)
class Saturation:
    """How much of what a creator posts is paid for.

    `share` of the newest 30 posts with its 90 % interval. `recent` and `before` are the shares of the last 90 days and
    of the 90 before, None below 3 posts.
    """

    share: Estimate
    recent: float | None
    before: float | None

    @property
    def trend(self) -> float | None:
        """How much the share rose (in shares: .10 is ten points more); None where one half has too few posts."""
        return None if self.recent is None or self.before is None else self.recent - self.before


@dataclass(frozen=True, slots=True)
class Stamina:
    """What sponsored posts keep of the engagement of a creator's other posts.

    `kept`: the shrunken ratio (1 is all of it) with its 90 % interval; its sample is the number of sponsored posts
    compared. `weak`: the chance that less than 80 % is kept. `observed`: the plain ratio before shrinking. `sponsored`
    and `others` are the ids of the posts that were compared. Without enough data `kept` is None and `reason` says why;
    `saturation` is None without any post.
    """

    kept: Estimate | None
    weak: float | None
    observed: float | None
    sponsored: tuple[str, ...]
    others: tuple[str, ...]
    saturation: Saturation | None
    reason: str = ""


def is_sponsored(post: PostReading) -> bool:
    """By the platform's own flag, or by a label in the caption."""
    return post.sponsored or sponsored_label(post.caption) is not None


def stamina(posts: Sequence[PostReading], followers: int | None, now: datetime) -> Stamina:
    """The stamina of one profile at `now`.

    For each sponsored post: its log engagement per follower less the mean of the other posts of its format within 60
    days. The mean of these is pulled towards the usual `log .85` (standard deviation .25). Posts that are too young or
    too old, pinned, giveaways or with hidden likes take no part. Source: docs/formulas/stamina.md.
    """
    usable = [post for post in select(posts, now, _WINDOW).used if _log_rate(post, followers) is not None]
    paid = [post for post in usable if is_sponsored(post)]
    marked = {post.id for post in paid}
    own = [post for post in usable if post.id not in marked]
    saturation = _saturation(usable, marked, now)
    matches = [(post, _matching(post, own)) for post in paid]
    matches = [(post, others) for post, others in matches if others]
    if len(matches) < FEWEST_SPONSORED:
        return Stamina(None, None, None, (), (), saturation, _why_not(len(paid), len(matches)))
    logs = {post.id: value for post in usable if (value := _log_rate(post, followers)) is not None}
    gaps = [logs[post.id] - fmean(logs[other.id] for other in others) for post, others in matches]
    kept, weak = shrunken(fmean(gaps), _variance(matches, [logs[post.id] for post in own]), len(gaps))
    used = {other.id for _, others in matches for other in others}
    return Stamina(
        kept, weak, math.exp(fmean(gaps)), tuple(post.id for post, _ in matches),
        tuple(post.id for post in own if post.id in used), saturation,
    )  # fmt: skip


def none_sponsored(posts: int) -> Stamina:
    """The stamina of a profile with this many posts, none of which is sponsored."""
    share = wilson(0, min(posts, _NEWEST), 0.90)
    return Stamina(None, None, None, (), (), Saturation(share, None, None) if share else None, _why_not(0, 0))


def shrunken(log_ratio: float, error_variance: float, sample: int) -> tuple[Estimate, float]:
    """The ratio behind an observed log-ratio with its error variance, and the chance that it is below .80.

    Normal-normal: precision-weighted with N(log .85, .25²).
    """
    precision = 1 / USUAL_SPREAD**2 + 1 / error_variance
    centre = (USUAL / USUAL_SPREAD**2 + log_ratio / error_variance) / precision
    spread = math.sqrt(1 / precision)
    low, high = math.exp(centre - Z90 * spread), math.exp(centre + Z90 * spread)
    return Estimate(math.exp(centre), low, high, 0.90, sample), NormalDist(centre, spread).cdf(math.log(WEAK))


def _log_rate(post: PostReading, followers: int | None) -> float | None:
    then = post.followers_at_post if post.followers_at_post is not None else followers
    if not then or then < 0 or post.likes is None or post.comments is None:
        return None
    return math.log((post.likes + post.comments + 0.5) / then)


def _matching(post: PostReading, others: Sequence[PostReading]) -> list[PostReading]:
    near = [other for other in others if abs(other.published_at - post.published_at) <= AROUND]
    return [other for other in near if other.format == post.format]


def _variance(matches: Sequence[tuple[PostReading, Sequence[PostReading]]], logs: Sequence[float]) -> float:
    """The error variance of the mean gap. Posts that several sponsored ones are compared with count for each."""
    spread = variance(logs) if len(logs) > 1 else NOISE**2
    noise = (NOISE_WORTH * NOISE**2 + (len(logs) - 1) * spread) / (NOISE_WORTH + len(logs) - 1)
    weights: dict[str, float] = {}
    for _, others in matches:
        for other in others:
            weights[other.id] = weights.get(other.id, 0.0) + 1 / (len(matches) * len(others))
    return noise * (1 / len(matches) + math.fsum(weight**2 for weight in weights.values()))


def _saturation(posts: Sequence[PostReading], marked: set[str], now: datetime) -> Saturation | None:
    newest = posts[:_NEWEST]
    share = wilson(sum(post.id in marked for post in newest), len(newest), 0.90)
    if share is None:
        return None

    def within(youngest: timedelta, oldest: timedelta) -> float | None:
        found = [post for post in posts if youngest <= now - post.published_at < oldest]
        return sum(post.id in marked for post in found) / len(found) if len(found) >= 3 else None

    return Saturation(share, within(timedelta(), RECENT), within(RECENT, 2 * RECENT))


def _why_not(paid: int, compared: int) -> str:
    if paid < FEWEST_SPONSORED:
        return f"Not enough data: {paid} of the {FEWEST_SPONSORED} sponsored posts needed."
    return (
        f"Not enough data: {compared} of {paid} sponsored posts have others of their format within "
        f"{AROUND.days} days; {FEWEST_SPONSORED} are needed."
    )
