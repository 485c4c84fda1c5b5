"""Which published figures does this workspace go by?"""

from __future__ import annotations

from dataclasses import replace

from sweetspot.stages.creators.formulas.benchmarks import SHIPPED, Benchmark
from sweetspot.stages.creators.models import Benchmark as BenchmarkRow


def benchmarks() -> list[Benchmark]:
    """The shipped benchmarks as the workspace changed them, without those it took out, then its own."""
    rows = list(BenchmarkRow.objects.order_by("network", "followers_from", "id"))
    changed = {row.hides: row for row in rows if row.hides}
    found = []
    for one in SHIPPED:
        row = changed.get(one.key)
        if row is None:
            found.append(one)
        elif not row.removed:
            found.append(replace(_benchmark(row), key=one.key, origin="changed"))
    return [*found, *(_benchmark(row) for row in rows if not row.hides)]


def removed_benchmarks() -> list[Benchmark]:
    """The shipped benchmarks that the workspace took out."""
    gone = set(BenchmarkRow.objects.filter(removed=True).values_list("hides", flat=True))
    return [one for one in SHIPPED if one.key in gone]


def _benchmark(row: BenchmarkRow) -> Benchmark:
    return Benchmark(
        str(row.id), row.network, row.label, row.followers_from, row.followers_below, row.low, row.high, row.source,
        row.year, "own",
    )  # fmt: skip
