"""How often a band is right: by hand, and what came with this version."""

import pytest

from sweetspot.stages.vetting.formulas import VERSION, VERSIONS, Band
from sweetspot.stages.vetting.formulas.calibration import BandRecord, band_records, chance_doctored
from sweetspot.stages.vetting.queries.calibration import PREVALENCES, calibration, models


def test_the_chance_that_an_account_in_a_band_is_doctored_by_hand() -> None:
    assert chance_doctored(0.04, 0.64, 0.20) == pytest.approx(0.128 / (0.128 + 0.032))
    assert chance_doctored(0.0, 0.0, 0.20) is None
    assert chance_doctored(0.0, 0.3, 0.05) == 1.0


def test_consistent_is_right_about_the_genuine_and_the_others_about_the_doctored() -> None:
    shares = {"consistent": 0.9, "look": 0.1, "close_look": 0.0, "warning": 0.0}
    attack = {"consistent": 0.2, "look": 0.6, "close_look": 0.1, "warning": 0.1}
    first, second, third, _ = band_records({"genuine": shares, "attack": attack}, (0.5,), 100)
    assert (first.band, _value(first)) == (Band.CONSISTENT, pytest.approx(0.9 / 1.1))
    assert _value(second) == pytest.approx(0.6 / 0.7)
    assert _value(third) == 1.0
    # Wilson, 90 %: 90 of 100 is .840 to .939 and 20 of 100 is .143 to .274.
    assert (first.genuine.low, first.genuine.high) == (pytest.approx(0.8396, abs=1e-3), pytest.approx(0.9393, abs=1e-3))
    told = first.right[0]
    assert told is not None
    assert (told.low, told.high) == (
        pytest.approx(0.8396 / (0.8396 + 0.2737), abs=2e-3),
        pytest.approx(0.9393 / (0.9393 + 0.1424), abs=2e-3),
    )


def _value(record: BandRecord) -> float | None:
    return record.right[0].value if record.right[0] else None


def test_the_models_figures_came_from_data_they_were_not_trained_on() -> None:
    found = models()
    for one in (*found.followers, *found.comments):
        assert one.judged_on != one.trained_on
        assert one.false_alarms is not None
        assert 0 <= one.false_alarms.low <= one.false_alarms.value <= one.false_alarms.high <= 0.2
    assert min(one.auc for one in found.followers) >= 0.93
    assert len(found.comments) == 4


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
    bought = next(case for case in found.run(VERSION, "with histories").cases if case.name == "followers x2 in a day")
    before = next(
        case for case in found.run("authenticity 1", "with histories").cases if case.name == "followers x2 in a day"
    )
    assert bought.auc == 1.0
    assert before.auc is not None
    assert before.auc < 0.8
