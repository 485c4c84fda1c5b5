"""What is known when an order is judged: its touches, its facts, and the window that still counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sweetspot.core.money import Money


class TouchKind(StrEnum):
    """How a creator came to be named in an order's past."""

    CLICK = "click"
    CODE = "code"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact between a shopper and a creator's work.

    `at` must carry a time zone. `placement` is where the link stood ("post", "story", ...). `discounted` says why a
    click must not count although it is in the journey (for example "a crawler followed it"); empty when it counts.
    """

    id: str
    kind: TouchKind
    partnership: str
    creator: str
    at: datetime
    placement: str = "post"
    discounted: str = ""
    #: What is to be known about a touch that counts all the same, such as a code that had expired.
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What an order is worth and who bought it.

    `net` is the order's value: after discounts, without tax and shipping. Refunds do not lower it: they take commission
    back by themselves, so that whose an order is never depends on what was given back.
    `buyer_keys` are hashes of e-mail, phone, address and payment; they are compared with a creator's own.
    """

    id: str
    placed_at: datetime
    net: Money
    buyer_keys: frozenset[str] = frozenset()
    cancelled: bool = False
    test: bool = False
    employee: bool = False
    fraudulent: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """How long a click counts: `days` in general, `story_days` for links that stood in a story.

    A shop's clock may be behind ours, and many shops cut their times to seconds: a click up to `skew` later than its
    order still counts as made before it.
    """

    days: int = 30
    story_days: int = 7
    skew: timedelta = timedelta(minutes=5)

    def length(self, placement: str) -> timedelta:
        """The time after which a click from this placement no longer counts."""
        return timedelta(days=self.story_days if placement == "story" else self.days)

    def holds(self, touch: Touch, placed_at: datetime) -> bool:
        """Whether the touch lies before the order and inside the window; both ends belong to it."""
        return not self.follows(touch, placed_at) and placed_at <= touch.at + self.length(touch.placement)

    def follows(self, touch: Touch, placed_at: datetime) -> bool:
        """Whether the touch came after the order, by more than two clocks may differ."""
        return touch.at > placed_at + self.skew


def in_order(touches: tuple[Touch, ...] | list[Touch]) -> tuple[Touch, ...]:
    """The touches by time, then id: the same tuple whatever order they arrived in."""
    return tuple(sorted(touches, key=lambda touch: (touch.at, touch.id)))
