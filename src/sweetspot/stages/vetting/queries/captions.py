"""Which captions are read of a profile, and how usual are phrases in the workspace?"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from uuid import UUID

import numpy as np

from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.alike import Frequencies
from sweetspot.stages.creators.queries import PostText
from sweetspot.stages.vetting.models import PhraseUsage

#: The newest posts of a profile that are read.
MOST_POSTS = 200


def newest_posts(profile_ids: Sequence[UUID]) -> dict[UUID, list[PostText]]:
    """The newest posts with words of each of these profiles, the newest first; a profile without any has none."""
    found: dict[UUID, list[PostText]] = {profile: [] for profile in profile_ids}
    for post in creators.post_texts(profile_ids):
        found[post.profile_id].append(post)
    for posts in found.values():
        posts.sort(key=lambda one: (one.at is not None, (one.at and one.at.timestamp()) or 0.0, one.id), reverse=True)
        del posts[MOST_POSTS:]
    return found


def usage_of_row(row: PhraseUsage) -> Frequencies:
    """Kept counts as the formulas know them."""
    return Frequencies(row.profiles, np.frombuffer(zlib.decompress(bytes(row.counts)), dtype=np.int32))
