"""Codes that come without a click far more often than the others."""

from __future__ import annotations

import numpy as np
import pytest

from sweetspot.stages.attribution.formulas.leaks import FEWEST, Use, chance_of, unusual


def test_the_chance_is_the_exact_upper_tail() -> None:
    assert chance_of(Use(60, 48), 0.35) == pytest.approx(1.193e-12, rel=5e-4)
    assert chance_of(Use(2, 2), 0.5) == 0.25
    assert chance_of(Use(5, 0), 0.3) == 1.0


def test_a_leaked_code_is_marked_with_what_is_usual() -> None:
    found = unusual({"LEAK": Use(103, 80), "A": Use(60, 18), "B": Use(40, 13)})
    assert list(found) == ["LEAK"]
    assert (found["LEAK"].use.share, found["LEAK"].usual) == (80 / 103, 0.31)


def test_too_few_orders_say_nothing() -> None:
    assert unusual({}) == {}
    assert unusual({"A": Use(FEWEST - 1, FEWEST - 1), "B": Use(100, 10)}) == {}
    assert unusual({"A": Use(60, 60), "B": Use(FEWEST - 1, 0)}) == {}


@pytest.mark.parametrize(("spread", "most"), [(0.0, 0), (0.074, 4)])
def test_clean_codes_are_hardly_ever_marked_and_leaks_found(spread: float, most: int) -> None:
    """Two hundred codes of 35 %: none is marked where all are alike, four where creators differ; nine in ten leaks."""
    rng = np.random.default_rng(5)
    orders, shares = rng.integers(20, 120, 200), rng.beta(14, 26, 200) if spread else np.full(200, 0.35)
    clean = {f"C{at}": Use(int(orders[at]), int(rng.binomial(orders[at], shares[at]))) for at in range(200)}
    assert len(unusual(clean)) <= most
    leaks = {f"L{place}": Use(60, int(rng.binomial(60, 0.8))) for place in range(10)}
    assert len([name for name in unusual(clean | leaks) if name in leaks]) >= 9
