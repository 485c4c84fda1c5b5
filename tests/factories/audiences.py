"""Rows of audiences for tests: follower samples of a known make-up, and breakdowns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sweetspot.stages.audiences.models import AudienceShare, FollowerSample
    from sweetspot.stages.creators.models import Profile

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
BOUGHT: dict[str, Any] = {
    "followers": 3, "following": 1_800, "posts": 0.0, "has_picture": False, "digit_share": 0.5, "biography_length": 0,
}  # fmt: skip
GENUINE: dict[str, Any] = {
    "followers": 500, "following": 300, "posts": 80.0, "has_picture": True, "digit_share": 0.0, "biography_length": 40,
}  # fmt: skip


def make_sample(profile: Profile, *, bought: int = 60, genuine: int = 140, at: datetime = NOW) -> FollowerSample:
    """A sample of so many bought and genuine followers, not judged yet."""
    from sweetspot.stages.audiences.models import FollowerAccount, FollowerSample

    sample = FollowerSample.objects.create(
        workspace_id=profile.workspace_id, profile=profile, sampled_at=at, source="test"
    )
    FollowerAccount.objects.bulk_create(
        FollowerAccount(
            workspace_id=profile.workspace_id, sample=sample, account_hash=f"{number:064d}",
            **(BOUGHT if number < bought else GENUINE),
        )
        for number in range(bought + genuine)
    )  # fmt: skip
    return sample


def make_shares(
    profile: Profile, dimension: str, shares: dict[str, float], *, provenance: str = "measured", at: datetime = NOW
) -> list[AudienceShare]:
    """What a profile's audience consists of by one dimension."""
    from sweetspot.stages.audiences.models import AudienceShare

    return AudienceShare.objects.bulk_create(
        AudienceShare(
            workspace_id=profile.workspace_id, profile=profile, dimension=dimension, cell=cell, share=share,
            provenance=provenance, as_of=at, source="test",
        )
        for cell, share in shares.items()
    )  # fmt: skip
