"""Published figures beside a rate, and a workspace's changes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.factories.creators import NOW

from sweetspot.core.errors import Invalid, NotFound
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas.benchmarks import SHIPPED, Benchmark, beside

OWN = Benchmark("", "tiktok", "Ours", 0, 5_000, 0.05, 0.08, "Our agency", "2026")


def test_every_shipped_figure_has_a_source_a_year_and_a_band() -> None:
    assert len({one.key for one in SHIPPED}) == len(SHIPPED) == 28
    assert all(one.source and one.year and 0 < one.low <= one.high < 0.2 for one in SHIPPED)


@pytest.mark.parametrize(("rate", "position"), [(0.0299, "below"), (0.03, "inside"), (0.15, "inside"), (0.16, "above")])
def test_the_article_band_is_half_open_in_size_and_closed_in_rate(rate: float, position: str) -> None:
    article = [one for one in SHIPPED if one.key == "article-micro"]
    assert [one.position for one in beside(rate, 10_000, "instagram", article)] == [position]
    assert beside(rate, 100_000, "instagram", article) == []
    assert beside(rate, 9_999, "instagram", article) == []
    assert beside(rate, 10_000, "tiktok", article) == []


def test_a_workspace_changes_adds_and_takes_out(in_brand: Any) -> None:
    services.save_benchmark(in_brand.actor, OWN, now=NOW)
    services.save_benchmark(in_brand.actor, replace(SHIPPED[0], low=0.01), now=NOW)
    services.remove_benchmark(in_brand.actor, SHIPPED[1].key, now=NOW)
    found = {one.key: one for one in queries.benchmarks()}
    assert (found[SHIPPED[0].key].low, found[SHIPPED[0].key].origin) == (0.01, "changed")
    assert SHIPPED[1].key not in found
    assert [one.key for one in queries.removed_benchmarks()] == [SHIPPED[1].key]
    own = next(one for one in found.values() if one.origin == "own")
    services.save_benchmark(in_brand.actor, replace(own, high=0.09), now=NOW)
    assert next(one.high for one in queries.benchmarks() if one.origin == "own") == 0.09
    services.remove_benchmark(in_brand.actor, own.key, now=NOW)
    services.reset_benchmarks(in_brand.actor, now=NOW)
    assert queries.benchmarks() == list(SHIPPED)


@pytest.mark.parametrize(
    "change",
    [
        {"low": 0.09}, {"network": "myspace"}, {"label": " "}, {"source": ""}, {"year": ""}, {"followers_below": 0},
        {"low": -1.0},
    ],
)  # fmt: skip
def test_a_figure_without_source_or_sense_is_refused(in_brand: Any, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        services.save_benchmark(in_brand.actor, replace(OWN, **change), now=NOW)


def test_figures_are_the_workspaces_own(in_brand: Any, cleo: Any) -> None:
    services.save_benchmark(in_brand.actor, OWN, now=NOW)
    own = queries.benchmarks()[-1]
    with scope(cleo.workspace.id):
        assert queries.benchmarks() == list(SHIPPED)
        with pytest.raises(NotFound):
            services.remove_benchmark(cleo.actor, own.key, now=NOW)
    with pytest.raises(NotFound):
        services.remove_benchmark(in_brand.actor, "no-such-key", now=NOW)
