"""What a follower's profile says, the points rule, and the score."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.audiences.formulas import GROUPS, Accounts, chances, evidence, log_odds, points, reasons
from sweetspot.stages.audiences.formulas.accounts import key
from sweetspot.stages.audiences.formulas.rates import RATES
from sweetspot.stages.audiences.formulas.weights import INTERCEPT, NEUTRAL, WEIGHTS

USUAL = {
    "followers": 345.0, "following": 420.0, "posts": 30.0, "picture": 1.0, "digits": 0.0, "biography": 12.0,
    "verified": np.nan, "link": np.nan, "private": 1.0,
}  # fmt: skip


def account(**changed: float) -> Accounts:
    return Accounts(**{name: np.array([value]) for name, value in (USUAL | changed).items()})


EMPTY = account(followers=12, following=1_900, posts=0, picture=0, digits=0.5, biography=0)


def test_evidence_lies_between_nothing_and_everything_and_keeps_what_is_not_known() -> None:
    assert evidence(EMPTY)[0, :9].tolist() == pytest.approx([1, 1, 1, 1, 1, 1, 1, 1, np.log(1.901) / np.log(5)])
    assert np.isnan(evidence(account(posts=np.nan))[0]).nonzero()[0].tolist() == [1, 2, 3, 12, 13, 14, 15]


def test_counts_are_read_on_a_log_scale() -> None:
    halfway = np.sqrt(11 * 101) - 1
    assert evidence(account(followers=halfway))[0, 9] == pytest.approx(0.5)


def test_the_points_rule_adds_up_by_hand() -> None:
    assert points(EMPTY).tolist() == [3 + 2 + 2 + 1 + 1 + 1 + 1]
    assert points(account()).tolist() == [0]
    assert points(account(followers=1_000, following=2_500, posts=2)).tolist() == [1 + 1 + 1 - 2]
    assert points(account(followers=0, following=4)).tolist() == [1 + 1]


def test_what_is_not_known_brings_no_points() -> None:
    nothing = account(**dict.fromkeys(USUAL, np.nan))
    assert points(nothing).tolist() == [0]


def test_the_score_is_the_weighted_sum_of_the_evidence() -> None:
    pieces = np.where(np.isnan(evidence(EMPTY)[0]), NEUTRAL, evidence(EMPTY)[0])
    by_hand = INTERCEPT + float(np.dot(pieces, WEIGHTS)) + RATES[key(GROUPS)][0]
    assert log_odds(EMPTY)[0] == pytest.approx(by_hand)
    assert chances(log_odds(EMPTY))[0] > 0.99
    assert chances(log_odds(account()))[0] < 0.1


def test_an_account_of_which_nothing_is_known_has_no_score() -> None:
    assert np.isnan(log_odds(account(**dict.fromkeys(USUAL, np.nan)))).tolist() == [True]


def test_being_private_says_nothing() -> None:
    assert log_odds(account(private=0.0)).tolist() == log_odds(account(private=1.0)).tolist()


def test_a_chance_follows_the_share_of_bought_accounts() -> None:
    assert chances(np.zeros(1), 0.2)[0] == pytest.approx(0.2)
    assert chances(np.array([np.log(4)]), 0.2)[0] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        chances(np.zeros(1), 1.0)


def test_the_reasons_name_what_raised_the_score_most() -> None:
    assert reasons(EMPTY, 0)[0][0] == "no profile picture"
    assert reasons(account(followers=50_000, following=100), 0) == []


counts = st.integers(0, 50_000).map(float)
shares = st.floats(0, 1)
flags = st.sampled_from([0.0, 1.0])
known_or_not = st.fixed_dictionaries(
    {"followers": counts | st.just(np.nan), "following": counts | st.just(np.nan), "posts": counts | st.just(np.nan),
     "picture": flags | st.just(np.nan), "digits": shares | st.just(np.nan), "biography": counts | st.just(np.nan)}
)  # fmt: skip


@given(known_or_not, st.sampled_from(["followers", "following", "posts", "picture", "digits", "biography"]), counts)
def test_a_barer_profile_never_scores_lower(found: dict[str, float], name: str, change: float) -> None:
    before = account(**found)
    value = getattr(before, name)
    barer = {
        "following": value + change,
        "digits": np.minimum(value + change / 50_000, 1),
        "picture": value * 0,
    }.get(name, np.maximum(value - change, 0))
    after = replace(before, **{name: barer})
    assert np.all(np.isnan(log_odds(before)) | (log_odds(after) >= log_odds(before) - 1e-9))


@given(st.permutations(range(4)))
def test_an_account_scores_the_same_in_any_company(order: list[int]) -> None:
    accounts = Accounts(
        *(np.array([USUAL[name], 3.0, np.nan, 0.0]) for name in Accounts.__dataclass_fields__)
    )  # fmt: skip
    assert np.array_equal(log_odds(accounts.take(np.array(order))), log_odds(accounts)[order], equal_nan=True)
