"""What is judged and asked of audiences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.factories.audiences import make_sample, make_shares
from tests.factories.creators import NOW, make_profile

from sweetspot import pipeline
from sweetspot.core.errors import Invalid
from sweetspot.stages.audiences import queries
from sweetspot.stages.audiences.models import FollowerShare
from sweetspot.stages.audiences.services import judge_samples

if TYPE_CHECKING:
    from conftest import Brand


def test_a_sample_is_judged_with_its_share_and_interval(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_sample(profile, bought=60, genuine=140)
    assert judge_samples(now=NOW) == 1
    (row,) = queries.follower_samples(profile.id)
    assert (row.accounts, row.flagged, row.reason, row.version) == (200, 60, "", "followers 2")
    assert row.share is not None
    assert row.share.low < 0.3 < row.share.high
    assert row.share.sample == 200


def test_judging_again_changes_nothing_but_the_time(in_brand: Brand) -> None:
    make_sample(make_profile(in_brand.workspace.id))
    judge_samples(now=NOW)
    before = FollowerShare.objects.get()
    pipeline.know(now=NOW + timedelta(days=1))
    after = FollowerShare.objects.get()
    assert (after.share, after.share_low, after.flagged) == (before.share, before.share_low, before.flagged)
    assert after.computed_at == NOW + timedelta(days=1)


def test_a_small_sample_has_no_share_and_says_why(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_sample(profile, bought=10, genuine=10)
    judge_samples(now=NOW)
    (row,) = queries.follower_samples(profile.id)
    assert (row.share, row.reason) == (None, "Not enough data: 20 accounts, and a share needs 100.")


def test_an_empty_sample_is_not_enough_data(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_sample(profile, bought=0, genuine=0)
    judge_samples(now=NOW)
    assert queries.follower_samples(profile.id)[0].accounts == 0


def test_the_newest_sample_speaks_for_the_profile(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_sample(profile, bought=100, genuine=100, at=NOW - timedelta(days=30))
    make_sample(profile, bought=0, genuine=200)
    judge_samples(now=NOW)
    newest = queries.newest_samples([profile.id])[profile.id]
    assert (newest.sampled_at, newest.flagged) == (NOW, 0)


def test_what_the_network_measured_counts_before_newer_words_of_the_creator(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_shares(profile, "country", {"DE": 0.5}, provenance="measured", at=NOW - timedelta(days=90))
    make_shares(profile, "country", {"DE": 0.6}, provenance="measured", at=NOW - timedelta(days=9))
    make_shares(profile, "country", {"DE": 0.9}, provenance="supplied")
    make_shares(profile, "age", {"18-24": 1.0}, provenance="modelled")
    age, country = queries.breakdowns([profile.id])[profile.id]
    assert (age.dimension, age.provenance) == ("age", "modelled")
    assert (country.provenance, country.cells[0].share, country.listed) == ("measured", 0.6, 0.6)


def test_the_three_signals_rest_on_rows_that_can_be_opened(in_brand: Brand) -> None:
    profile = make_profile(
        in_brand.workspace.id, followers=999, following=9_999, creator__language="de", creator__country="AT"
    )
    shares = make_shares(profile, "country", {"DE": 0.6, "AT": 0.2, "IN": 0.2})
    sample = make_sample(profile)
    judge_samples(now=NOW)
    following, countries, suspicious = queries.readings([profile.id])[profile.id]
    assert (following.signal, following.value, following.rows) == ("S6", 1.0, (profile.id,))
    assert (countries.signal, countries.value) == ("S10", pytest.approx(0.2))
    assert set(countries.rows) == {row.id for row in shares}
    assert (suspicious.signal, suspicious.sample, suspicious.rows) == ("S11", 200, (sample.id,))


def test_nothing_known_is_not_enough_data_three_times(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id, followers=None)
    found = queries.readings([profile.id])[profile.id]
    assert [one.value for one in found] == [None, None, None]
    assert all(one.reason.startswith("Not enough data: ") for one in found)


def test_an_audience_is_compared_with_the_one_that_is_wanted(in_brand: Brand) -> None:
    profile = make_profile(in_brand.workspace.id)
    make_shares(profile, "age", {"18-24": 0.6, "25-34": 0.3, "35-44": 0.1}, provenance="modelled")
    target = {"age": {"18-24": 0.5, "25-34": 0.3, "35-44": 0.2}, "gender": {"female": 1.0}}
    found = queries.audience_fit(profile.id, target, {})
    age, gender = found.dimensions
    assert (age.fit, age.overlap, age.provenance) == (
        pytest.approx(1 - 0.015539, abs=1e-6),
        pytest.approx(0.9),
        "modelled",
    )
    assert gender.fit is None
    assert found.fit == pytest.approx(age.fit)
    with pytest.raises(Invalid):
        queries.audience_fit(profile.id, {"age": {"18-24": 0.0}}, {})
