"""The vetting score against doctored copies of genuine accounts, where these are at hand."""

import numpy as np
import pytest
from benchmarks.vetting import ACCOUNTS, ATTACKS, genuine_accounts, injection

from sweetspot.stages.vetting.formulas import DEFAULT_NORMS, Norms


@pytest.mark.shared
@pytest.mark.skipif(not ACCOUNTS.is_dir(), reason="the genuine accounts are not here")
@pytest.mark.parametrize("norms", [None, DEFAULT_NORMS], ids=["own norms", "default norms"])
def test_doctored_accounts_stand_out_and_genuine_ones_are_left_alone(norms: Norms | None) -> None:
    found = injection(genuine_accounts(), norms)
    assert np.mean([found[name]["auc"] for name in ATTACKS]) >= 0.86
    assert found["genuine"]["below_80"] <= 0.05
    assert found["genuine"]["close_look"] + found["genuine"]["warning"] <= 0.02
