"""How do comments that share a name or a run of words move each other?"""

from __future__ import annotations

import numpy as np
import pytest

from sweetspot.stages.vetting.formulas.comments.company import with_company
from sweetspot.stages.vetting.formulas.comments.grams import canonical


def moved(odds: list[float], lines: list[str]) -> list[float]:
    return with_company(np.array(odds), [canonical(line) for line in lines], lines).tolist()


@pytest.mark.parametrize("name", ["@bella", "#bella_fx"])
def test_a_name_that_another_comment_has_moves_by_seven_tenths_of_its_odds_halved(name: str) -> None:
    # Each sees one other: 3 / (1 + 1) * 0.7 = 1.05 and -1 / 2 * 0.7 = -0.35.
    assert moved([3, -1], [f"thanks {name}", f"so kind {name}"]) == pytest.approx([2.65, 0.05])


def test_the_name_that_points_most_to_spam_decides_and_else_the_mean_of_all() -> None:
    # The last names both: towards @spam 4 / 2 = 2 beats -2 / 2, so 0.7 * 2; the others see its 0 odds.
    assert moved([4, -2, 0], ["a @spam", "b @shop", "c @spam @shop"]) == pytest.approx([4, -2, 1.4])
    # Neither points to spam: the mean of -1 and -2, times 0.7.
    assert moved([-2, -4, 0], ["a @one", "b @shop", "c @one @shop"])[2] == pytest.approx(-1.05)


def test_five_words_in_a_row_are_company_and_four_are_none() -> None:
    assert moved([2, 0], ["my life has changed for good", "yes my life has changed for"]) == pytest.approx([2, 0.7])
    assert moved([2, 0], ["my life has changed now", "yes my life has changed"]) == [2, 0]


def test_copies_are_no_company_and_one_alone_stays() -> None:
    assert moved([1, 1], ["thank you so very much @anna", "thank you so very much @anna"]) == [1, 1]
    assert moved([1], ["thanks @anna"]) == [1]
    assert moved([], []) == []


def test_odds_beyond_four_persuade_others_no_more_than_four() -> None:
    assert moved([50, 0], ["a @spam", "b @spam"]) == pytest.approx([50, 1.4])
