"""Size classes of creators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import DEFAULT_SCHEME, Tier, TierScheme, tier_of


@pytest.mark.parametrize(
    ("followers", "name"),
    [
        (0, "community"),
        (999, "community"),
        (1_000, "nano"),
        (9_999, "nano"),
        (10_000, "micro"),
        (99_999, "micro"),
        (100_000, "macro"),
        (999_999, "macro"),
        (1_000_000, "mega"),
        (600_000_000, "mega"),
    ],
)
def test_a_bound_belongs_to_the_tier_above_it(followers: int, name: str) -> None:
    tier = tier_of(followers)
    assert tier is not None
    assert tier.name == name


def test_an_unknown_count_has_no_tier() -> None:
    assert tier_of(None) is None


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        tier_of(-1)


@pytest.mark.parametrize(
    ("tiers", "problem"),
    [
        ((), "at least one"),
        ((Tier("a", 1, None),), "start at 0"),
        ((Tier("a", 0, 10),), "no upper bound"),
        ((Tier("a", 0, 10), Tier("b", 11, None)), "gap"),
        ((Tier("a", 0, 10), Tier("b", 9, None)), "overlap"),
        ((Tier("a", 0, None), Tier("b", 9, None)), "overlap"),
        ((Tier("a", 0, 0), Tier("b", 0, None)), "empty"),
        ((Tier("a", 0, 10), Tier("a", 10, None)), "name"),
        ((Tier(" ", 0, None),), "name"),
    ],
)
def test_a_scheme_that_does_not_cover_each_count_once_is_refused(tiers: tuple[Tier, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        TierScheme("own", tiers)


def test_a_workspace_may_draw_its_own_bounds() -> None:
    scheme = TierScheme("Two", (Tier("small", 0, 5_000), Tier("large", 5_000, None)))
    assert tier_of(5_000, scheme) == Tier("large", 5_000, None)


@given(st.integers(0, 10**10))
def test_every_count_lies_in_exactly_one_tier(followers: int) -> None:
    assert sum(followers in tier for tier in DEFAULT_SCHEME.tiers) == 1
