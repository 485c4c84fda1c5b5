"""What was a profile's rate at earlier times, by the definition of today?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sweetspot.core.statistics import Estimate
from sweetspot.stages.creators.formulas.definitions import Definition
from sweetspot.stages.creators.formulas.engagement import engagement
from sweetspot.stages.creators.formulas.readings import PostReading

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PastRate:
    """The rate as of a time, from the posts that were out by then; None with a reason where there were too few."""

    as_of: datetime
    rate: Estimate | None
    reason: str


def past_rates(
    posts: Sequence[PostReading], followers: Sequence[tuple[datetime, int]], today: int | None, now: datetime,
    definition: Definition, months: int = 12,
) -> list[PastRate]:  # fmt: skip
    """The rate at `now` and every 30 days before, oldest first.

    Counts of a post are those read last, so a rate of long ago knows late likes too. `followers` are dated readings:
    the last one by then counts, else `today`'s. Each rate leans on the shipped line, where there is one.
    """
    found = []
    for back in range(months, -1, -1):
        as_of = now - back * MONTH
        known = [count for at, count in followers if at <= as_of]
        out = [post for post in posts if post.published_at <= as_of]
        one = engagement(out, known[-1] if known and back else today, as_of, definition=definition)
        found.append(PastRate(as_of, one.rate, one.reason or ""))
    return found
