"""How much of an order each touch earns: the five classic rules, in integers so that every engine agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from sweetspot.core.money import Money, allocate

#: Weights are counted in billionths; the weights of one order sum to exactly this.
WHOLE = 1_000_000_000
HALF_LIFE = timedelta(days=7)


def last(times: Sequence[datetime]) -> list[int]:
    """Everything to the newest touch; `times` ascend."""
    return [0] * (len(times) - 1) + [WHOLE] if times else []


def first(times: Sequence[datetime]) -> list[int]:
    """Everything to the oldest touch; `times` ascend."""
    return [WHOLE] + [0] * (len(times) - 1) if times else []


def linear(times: Sequence[datetime]) -> list[int]:
    """The same to each touch."""
    return allocate(WHOLE, [1] * len(times)) if times else []


def time_decay(times: Sequence[datetime], half_life: timedelta = HALF_LIFE) -> list[int]:
    """Half as much for each `half_life` a touch is older than the newest; `times` ascend.

    Measuring from the newest touch instead of the order changes nothing after normalising, and never underflows to
    nothing at all. Source: the time-decay rule of Google Ads, half-life seven days.
    """
    if not times:
        return []
    ages = [(times[-1] - time) / half_life for time in times]
    return allocate(WHOLE, [int(WHOLE * 2.0**-age + 0.5) for age in ages])


def position(times: Sequence[datetime]) -> list[int]:
    """40 % to the first, 40 % to the last, 20 % shared between; two touches share evenly. `times` ascend."""
    between = len(times) - 2
    if between < 1:
        return linear(times)
    return allocate(WHOLE, [2 * between, *[1] * between, 2 * between])


RULES: Mapping[str, Callable[[Sequence[datetime]], list[int]]] = MappingProxyType(
    {"last": last, "first": first, "linear": linear, "time_decay": time_decay, "position": position}
)


def weights(rule: str, times: Sequence[datetime]) -> list[int]:
    """The weights of ascending `times` under a rule of `RULES`, in billionths, summing to `WHOLE` (or empty).

    ValueError for a rule that does not exist or times that do not ascend.
    """
    if rule not in RULES:
        raise ValueError(f"{rule!r} is not an attribution rule; there are {', '.join(RULES)}")
    if any(later < earlier for earlier, later in pairwise(times)):
        raise ValueError("times must ascend")
    return RULES[rule](times)


def credits(net: Money, parts: Sequence[int]) -> list[Money]:
    """The order's net value split by weights, cent by cent; sums to `net` exactly (largest remainder)."""
    return net.allocate(parts) if parts else []
