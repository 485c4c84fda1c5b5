"""How is a figure of a signal written?"""

from __future__ import annotations

import pytest

from sweetspot.stages.vetting.formulas.wording import two_digits


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0032, "0.0032"), (1.84, "1.8"), (10.6, "11"), (99.7, "100"), (329.0, "329"), (33_333.4, "33,333")],
)
def test_a_small_figure_is_never_written_as_nothing_and_a_large_one_without_an_exponent(
    value: float, written: str
) -> None:
    assert two_digits(value) == written
