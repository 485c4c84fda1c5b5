"""What would change our mind about a verdict?"""

from __future__ import annotations

from collections.abc import Sequence

from sweetspot.stages.vetting.formulas.checks import Check, Strength
from sweetspot.stages.vetting.formulas.signals import MANY, Signal

_ASK = {
    Signal.ENGAGEMENT: "Reach from the creator's own statistics: normal reach would speak against a bought following.",
    Signal.LIKE_SPREAD: "Reach per post from the creator's own statistics: likes that follow reach are people's.",
    Signal.COMMENTS_PER_LIKE: "Reading the comments: a conversation, or a limit on who may comment, explains a lot.",
    Signal.CO_MOVEMENT: "The creator's word on posts that asked for comments, or limited them.",
    Signal.RHYTHM: "The creator's word on the pauses, or on a scheduling tool.",
    Signal.GROWTH: "The creator's word on the days of the jumps, or their own statistics of where followers came from.",
    Signal.FOLLOWING: "The creator's word on whom they follow and why.",
    Signal.SPAM: "Reading the comments: spam that strangers leave says little about the creator.",
    Signal.CIRCLE: "Comments of posts over several months: a circle that comes and goes is no audience.",
    Signal.COUNTRIES: "The creator's own statistics of countries, as a screenshot of this month.",
    Signal.SUSPICIOUS: "A second sample of the followers, drawn from the whole list and not from the newest.",
    Signal.BREAK: "What happened around the date of the change: a new format, a feature in the media, a campaign.",
}  # fmt: skip


def would_change(checks: Sequence[Check], posts: int, *, readings: int, comments: int) -> tuple[str, ...]:
    """Sentences on what new knowledge would move a verdict most: answers to strong signals first, then missing data.

    `readings` of the following and `comments` kept so far; both are asked for when there are few.
    """
    strong = sorted((check for check in checks if check.strength is not Strength.NEUTRAL), key=lambda one: -one.points)
    found = [_ASK[check.signal] for check in strong]
    if posts < MANY:
        found.append(f"{MANY - posts} more posts: several signals need {MANY} of them.")
    elif posts < 2 * MANY:
        found.append("More posts: the interval of the score narrows with every one.")
    if readings < 15:
        found.append("Daily readings of the following for two weeks: jumps that were bought show in them.")
    if comments < 20:
        found.append("The texts of comments: they show whether people talk or stamps are left.")
    return tuple(found)
