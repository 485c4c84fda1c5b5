"""How often a band is right: by hand, and what came with this version."""

import pytest

from sweetspot.stages.vetting.formulas import VERSION, VERSIONS, Band
from sweetspot.stages.vetting.formulas.calibration import band_records, chance_doctored
from sweetspot.stages.vetting.queries.calibration import PREVALENCES, calibration


def test_the_chance_that_an_account_in_a_band_is_doctored_by_hand() -> None:
    assert chance_doctored(0.04, 0.64, 0.20) == pytest.approx(0.128 / (0.128 + 0.032))
    assert chance_doctored(0.0, 0.0, 0.20) is None
    assert chance_doctored(0.0, 0.3, 0.05) == 1.0


def test_consistent_is_right_about_the_genuine_and_the_others_about_the_doctored() -> None:
    shares = {"consistent": 0.9, "look": 0.1, "close_look": 0.0, "warning": 0.0}
    attack = {"consistent": 0.2, "look": 0.6, "close_look": 0.1, "warning": 0.1}
    first, second, third, _ = band_records({"genuine": shares, "attack": attack}, (0.5,))
    assert (first.band, first.right) == (Band.CONSISTENT, (pytest.approx(0.9 / 1.1),))
    assert second.right == (pytest.approx(0.6 / 0.7),)
    assert third.right == (1.0,)


def test_the_figures_that_came_with_this_version_are_its_own_and_reach_what_is_asked() -> None:
    found = calibration()
    assert found.version == VERSION
    assert {run.rules for run in found.runs} == set(VERSIONS)
    own = found.run(VERSION, "own norms")
    assert own.mean_auc is not None
    assert own.mean_auc >= 0.86
    assert len(own.cases) == 12
    assert own.cases[0].below_80 <= 0.05
    assert len(own.bands[0].right) == len(PREVALENCES)
    bought = next(case for case in found.run(VERSION, "with histories").cases if case.name == "x2 in a day")
    before = next(case for case in found.run("authenticity 1", "with histories").cases if case.name == "x2 in a day")
    assert bought.auc == 1.0
    assert before.auc is not None
    assert before.auc < 0.8
