"""The score on collections that nobody of this project made."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.follower_sets import FILES, SHARED, collection
from benchmarks.followers import as_it_is, left_out, resampled
from benchmarks.train_followers import rates, trained

from sweetspot.stages.audiences.formulas import evidence
from sweetspot.stages.audiences.formulas.rates import RATES
from sweetspot.stages.audiences.formulas.weights import INTERCEPT, NEUTRAL, WEIGHTS

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not all((SHARED / "data" / file).exists() for files in FILES.values() for file in files),
        reason="the labelled followers are not here",
    ),
]


@pytest.mark.parametrize("name", ["instafake", "free4ever1", "mib"])
def test_bought_accounts_stand_out_in_collections_never_trained_on(name: str) -> None:
    found = as_it_is(*collection(name))
    assert found["auc"] >= 0.96
    assert found["f1"] >= 0.85
    assert found["false_alarms"] <= 0.05
    assert found["share"][1] <= found["truth"] <= found["share"][2]


def test_followers_of_real_creators_are_told_apart_at_a_low_price() -> None:
    found = as_it_is(*collection("srf"))
    assert found["sensitivity_at_specificity_95"] >= 0.75
    assert found["false_alarms"] <= 0.05


def test_no_collection_has_many_false_alarms_by_the_rates_of_the_others() -> None:
    for name in FILES:
        assert left_out(name)["false_alarms"] <= 0.05


@pytest.mark.parametrize("name", ["instafake", "free4ever1"])
def test_the_flagged_follow_the_share_from_few_to_most_and_are_rather_too_few(name: str) -> None:
    rows = resampled(name)
    beyond = [row["flagged"] - row["truth"] for row in rows]
    assert -0.10 <= min(beyond) <= max(beyond) <= 0.03


def test_the_shipped_weights_are_those_of_the_recipe() -> None:
    accounts, bought = collection("srf")
    intercept, weights, usual = trained(evidence(accounts), bought)
    assert intercept == pytest.approx(INTERCEPT, abs=2e-3)
    assert weights == pytest.approx(np.array(WEIGHTS), abs=2e-3)
    assert usual == pytest.approx(np.array(NEUTRAL), abs=2e-3)
    found = rates(INTERCEPT, np.array(WEIGHTS), np.array(NEUTRAL))
    assert {key: pytest.approx(row, abs=2e-3) for key, row in found.items()} == RATES
