"""The sample at its usual size, drawn once for all tests that only look at it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from sweetspot.integrations.sample.facts import Post
from sweetspot.integrations.sample.programme import Programme, Size, programme

TODAY = date(2026, 6, 15)
SEED = 7


@pytest.fixture(scope="session")
def sample() -> Programme:
    """The programme that `sweetspot demo load` makes."""
    return programme(SEED, Size(), TODAY)


@pytest.fixture(scope="session")
def posts_by_profile(sample: Programme) -> dict[object, list[Post]]:
    """Every post of the sample by the id of its profile, oldest first."""
    found: dict[object, list[Post]] = defaultdict(list)
    for post in sample.posts():
        found[post.profile_id].append(post)
    return found
