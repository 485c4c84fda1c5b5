"""How an audience fits the one that is wanted: exact values and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sweetspot.stages.audiences.formulas import fit

P, Q = {"a": 0.6, "b": 0.3, "c": 0.1}, {"a": 0.5, "b": 0.3, "c": 0.2}
shares = st.lists(st.floats(0, 1), max_size=5).map(lambda parts: {"z": 0.01, **dict(zip("abcde", parts, strict=False))})


def test_the_published_values() -> None:
    assert fit.divergence(P, Q) == pytest.approx(0.0155390, abs=1e-7)
    assert math.sqrt(fit.divergence(P, Q)) == pytest.approx(0.1246556, abs=1e-7)
    assert fit.overlap(P, Q) == pytest.approx(0.9, abs=1e-12)
    assert fit.hellinger(P, Q) == pytest.approx(0.1041925, abs=1e-7)
    assert fit.fit(P, Q) == pytest.approx(1 - 0.0155390, abs=1e-7)


def test_raking_meets_the_published_table_and_keeps_the_odds_ratio() -> None:
    found = fit.rake([[1, 2], [3, 4]], rows=[50, 50], columns=[60, 40])
    assert found.table == pytest.approx(np.array([[27.5765, 22.4235], [32.4235, 17.5765]]), abs=5e-5)
    (a, b), (c, d) = found.table
    assert a * d / (b * c) == pytest.approx(2 / 3, abs=1e-6)
    assert found.error <= 1e-9


@given(shares, shares)
def test_fit_is_symmetric_and_lies_between_none_and_all(one: dict[str, float], other: dict[str, float]) -> None:
    assert fit.fit(one, other) == pytest.approx(fit.fit(other, one), abs=1e-12)
    assert 0 <= fit.fit(one, other) <= 1
    assert fit.fit(one, one) == pytest.approx(1)
    assert fit.overlap(one, other) == pytest.approx(fit.overlap(other, one))


@given(shares)
def test_the_order_of_cells_and_their_unit_do_not_matter(one: dict[str, float]) -> None:
    turned = {cell: share * 100 for cell, share in reversed(one.items())}
    assert fit.fit(one, Q) == pytest.approx(fit.fit(turned, Q), abs=1e-9)


def test_audiences_without_a_common_cell_do_not_fit_at_all() -> None:
    assert fit.fit({"a": 1}, {"b": 1}) == 0
    assert fit.overlap({"a": 1}, {"b": 1}) == 0
    assert fit.hellinger({"a": 1}, {"b": 1}) == pytest.approx(1)


def test_the_share_that_is_wanted_its_index_and_its_reach() -> None:
    assert fit.target_share({"DE": 0.4, "AT": 0.1, "US": 0.5}, {"DE", "AT"}) == pytest.approx(0.5)
    assert fit.index(0.4, 0.2) == 200
    assert fit.index(0.4, 0) is None
    assert fit.segment_reach(20_000, suspicious=0.1, reach_rate=0.2, share=0.5) == pytest.approx(1_800)


def test_dimensions_combine_by_a_weighted_geometric_mean() -> None:
    assert fit.combined_fit({"age": 0.5, "country": 0.8}, {"age": 1, "country": 1}) == pytest.approx(math.sqrt(0.4))
    assert fit.combined_fit({"age": 0.5, "gender": None}, {"age": 1, "gender": 3}) == pytest.approx(0.5)
    assert fit.combined_fit({"age": 0.0, "country": 1.0}, {"age": 1, "country": 1}) == 0
    assert fit.combined_fit({"age": None}, {"age": 1}) is None


def test_few_readings_are_pulled_towards_the_prior() -> None:
    found = fit.shrunk({"DE": 1.0}, 50, {"DE": 0.5, "AT": 0.5})
    assert found == {"AT": pytest.approx(0.25), "DE": pytest.approx(0.75)}
    assert fit.shrunk({}, 0, {"DE": 0.5, "AT": 0.5}) == {"AT": 0.5, "DE": 0.5}


@given(shares, shares, st.floats(0, 1e6))
def test_imputed_shares_sum_to_one(seen: dict[str, float], prior: dict[str, float], sample: float) -> None:
    assert sum(fit.shrunk(seen, sample, prior).values()) == pytest.approx(1)


def test_a_cell_the_network_hides_holds_fewer_than_a_hundred_people() -> None:
    assert fit.hidden_cell(20_000) == (0, 0.005)
    assert fit.hidden_cell(50) == (0, 1)
    assert fit.hidden_cell(0) is None


shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))
tables = shapes.flatmap(lambda shape: arrays(float, (2, *shape), elements=st.floats(0.1, 10)))


@given(tables)
def test_raked_sums_are_the_wanted_ones(both: np.ndarray) -> None:
    start, wanted = both
    found = fit.rake(start, wanted.sum(axis=1), wanted.sum(axis=0))
    assert found.table.sum(axis=1) == pytest.approx(wanted.sum(axis=1), abs=1e-9)
    assert found.table.sum(axis=0) == pytest.approx(wanted.sum(axis=0), abs=1e-9)


@pytest.mark.parametrize(
    ("start", "rows", "columns", "told"),
    [
        ([[1, 2]], [1, 1], [1, 1], "a row for each sum"),
        ([[1, -2]], [1], [1, 0], "nothing negative"),
        ([[1, 2]], [1], [1, 1], "add up to the same"),
        ([[0, 0], [1, 1]], [1, 1], [1, 1], "zeros cannot have a sum"),
    ],
)
def test_what_cannot_be_raked_is_refused(
    start: list[list[float]], rows: list[float], columns: list[float], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        fit.rake(start, rows, columns)


def test_shares_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to more than 0"):
        fit.fit({"a": 0.0}, Q)
    with pytest.raises(ValueError, match="not negative"):
        fit.fit({"a": -1.0, "b": 3.0}, Q)
