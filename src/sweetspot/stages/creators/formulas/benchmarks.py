"""What do published studies say is usual for a profile of this size, and where does this one lie?

These are facts of others with their source and year, to stand beside a rate. They contradict each other; none of them
is a gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published band of engagement rates (fractions) per follower, for followers `low <= followers < below`."""

    key: str
    network: str
    label: str
    followers_from: int
    followers_below: int | None
    low: float
    high: float
    source: str
    year: str
    #: `shipped`, `changed` by the workspace, or its `own`.
    origin: str = "shipped"

    def covers(self, network: str, followers: int) -> bool:
        """Whether it speaks of a profile of this network and size."""
        return (
            self.network == network
            and self.followers_from <= followers
            and (self.followers_below is None or followers < self.followers_below)
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """A benchmark beside a rate: `below`, `inside` or `above` the band."""

    benchmark: Benchmark
    position: str


def _shipped() -> tuple[Benchmark, ...]:
    found = []
    for line in _TABLE.strip().splitlines():
        key, network, label, first, below, low, high, year, source = (part.strip() for part in line.split("|"))
        end = int(below) if below else None
        found.append(Benchmark(key, network, label, int(first), end, float(low) / 100, float(high) / 100, source, year))
    return tuple(found)


# key | network | whom it is about | followers from | below | low % | high % | year | source
_TABLE = """
article-micro | instagram | Article band, micro | 10000 | 100000 | 3 | 15 | about 2020 | Founding article, after GRIN
ig-hypeauditor-2018 | instagram | 20k and more | 20000 | | 1.54 | 1.62 | about 2018 | HypeAuditor, 36,000 accounts
ig-uk-2021-1k | instagram | 1k to 5k, UK | 1000 | 5000 | 4.59 | 4.59 | 2021 | HypeAuditor, UK
ig-uk-2021-5k | instagram | 5k to 20k, UK | 5000 | 20000 | 2.26 | 2.26 | 2021 | HypeAuditor, UK
ig-us-2021-2k | instagram | 2k to 5k, US | 2000 | 5000 | 4.6 | 4.6 | about 2021 | trendHERO, US average
ig-us-2021-mega | instagram | 1M and more, US | 1000000 | | 1.5 | 1.5 | about 2021 | trendHERO, US average
ig-fohr-2021-nano | instagram | Nano | 1000 | 10000 | 4 | 4 | 2021 | Later with Fohr
ig-world-2023-nano | instagram | Nano, world | 1000 | 10000 | 2.19 | 2.19 | 2023 | Statista, after HypeAuditor
ig-us-2023-5k | instagram | 5k to 10k, US | 5000 | 10000 | 5.15 | 5.15 | 2023 H1 | Statista, after HypeAuditor
ig-us-2023-mega | instagram | 1M and more, US | 1000000 | | 2.54 | 2.54 | 2023 H1 | Statista, after HypeAuditor
ig-sweden-2024-nano | instagram | Nano, Sweden | 1000 | 10000 | 3.41 | 3.41 | 2024 H1 | Statista, after HypeAuditor
ig-sweden-2024-mega | instagram | Mega, Sweden | 1000000 | | 1.4 | 1.4 | 2024 H1 | Statista, after HypeAuditor
ig-archive-micro | instagram | Micro | 10000 | 100000 | 3.86 | 3.86 | not stated | archive.com, a compilation
ig-archive-mega | instagram | Mega | 1000000 | | 1.21 | 1.21 | not stated | archive.com, a compilation
ig-iqfluence-2025 | instagram | Below 100k | 0 | 100000 | 3.65 | 3.65 | 2025 | IQFluence
ig-iqfluence-2025-10m | instagram | 10M and more | 10000000 | | 1.77 | 1.77 | 2025 | IQFluence
tt-2025-nano | tiktok | Nano | 1000 | 10000 | 10.3 | 10.3 | 2025 | HypeAuditor, by a compilation
tt-2025-micro | tiktok | Micro | 10000 | 100000 | 8.1 | 8.7 | 2025 | HypeAuditor, by a compilation
tt-2025-mid | tiktok | 100k to 500k | 100000 | 500000 | 6.3 | 6.3 | 2025 | HypeAuditor, by a compilation
tt-2025-macro | tiktok | 500k to 1M | 500000 | 1000000 | 5.5 | 5.5 | 2025 | HypeAuditor, by a compilation
tt-2025-mega | tiktok | Mega | 1000000 | | 4.9 | 4.9 | 2025 | HypeAuditor, by a compilation
tt-iqfluence-2025 | tiktok | Below 100k | 0 | 100000 | 7.5 | 7.5 | 2025 | IQFluence
tt-iqfluence-2025-10m | tiktok | 10M and more | 10000000 | | 2.88 | 2.88 | 2025 | IQFluence
yt-2025-nano | youtube | Nano | 1000 | 10000 | 3.2 | 3.2 | 2025 | HypeAuditor, by a compilation
yt-2025-micro | youtube | Micro | 10000 | 100000 | 2.1 | 2.1 | 2025 | HypeAuditor, by a compilation
yt-2025-mid | youtube | 100k to 500k | 100000 | 500000 | 1.5 | 1.5 | 2025 | HypeAuditor, by a compilation
yt-2025-macro | youtube | 500k to 1M | 500000 | 1000000 | 1.2 | 1.2 | 2025 | HypeAuditor, by a compilation
yt-2025-mega | youtube | Mega | 1000000 | | 0.9 | 0.9 | 2025 | HypeAuditor, by a compilation
"""

SHIPPED = _shipped()


def beside(rate: float, followers: int, network: str, benchmarks: Sequence[Benchmark]) -> list[Beside]:
    """The benchmarks that speak of this network and size, in their order, each with where the rate lies."""
    found = [one for one in benchmarks if one.covers(network, followers)]
    return [Beside(one, "below" if rate < one.low else "above" if rate > one.high else "inside") for one in found]
