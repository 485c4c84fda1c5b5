"""Followers and audiences of the sample: what the product's own score makes of them."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from sweetspot.integrations.sample.creators import Trouble
from sweetspot.integrations.sample.programme import Programme
from sweetspot.stages.audiences.formulas import Accounts, judge, log_odds
from sweetspot.stages.audiences.formulas.share import Judgement


@pytest.fixture(scope="module")
def judged(sample: Programme) -> dict[object, Judgement]:
    """What the score says of each sampled profile."""
    rows = defaultdict(list)
    for one in sample.followers():
        rows[one.sample_id].append(
            (one.followers, one.following, one.posts, one.has_picture, one.digit_share, one.biography_length,
             one.is_verified, one.has_link, one.is_private)
        )  # fmt: skip
    found = {}
    for drawn in sample.follower_samples():
        accounts = Accounts(*np.array(rows[drawn.id], dtype=float).T)
        found[drawn.profile_id] = judge(log_odds(accounts), accounts.known())
    return found


def test_bought_followers_show_in_the_samples_and_the_others_look_usual(
    sample: Programme, judged: dict[object, Judgement]
) -> None:
    troubles = {account.profile.id: account.trouble for account in sample.accounts}
    shares = {profile: one.share.value for profile, one in judged.items() if one.share}
    bought = [share for profile, share in shares.items() if troubles[profile] in (
        Trouble.BOUGHT_FOLLOWERS, Trouble.BOUGHT_FOLLOWERS_AND_LIKES)]  # fmt: skip
    assert len(bought) == 2
    assert min(bought) > 0.6
    usual = [share for profile, share in shares.items() if troubles[profile] is None]
    assert len(usual) >= 20
    assert max(usual) < 0.25


def test_some_samples_are_too_small_to_tell(judged: dict[object, Judgement]) -> None:
    lacking = [one for one in judged.values() if one.share is None]
    assert 1 <= len(lacking) <= 8
    assert all("Not enough" in one.reason for one in lacking)


def test_a_breakdown_adds_up_to_all_of_it_or_leaves_some_open(sample: Programme) -> None:
    sums: Counter[tuple[object, str]] = Counter()
    for one in sample.audience_shares():
        sums[one.profile_id, one.dimension] += one.share  # type: ignore[assignment]
    for (_, dimension), total in sums.items():
        assert total == pytest.approx(0.95 if dimension == "country" else 1, abs=0.001)
    assert len(sums) >= 150
    assert list(sample.audience_shares()) == list(sample.audience_shares())
