"""What we ask about creators: imports and what became of them, and everything else that reads."""

from sweetspot.stages.creators.queries.details import (
    CreatorDetail,
    PostRow,
    SnapshotRow,
    comments_sample,
    creator_detail,
    likes_and_comments,
    post_readings,
    profile_posts,
    same_size,
    snapshots,
)
from sweetspot.stages.creators.queries.listing import (
    CreatorPage,
    all_rows,
    creator_filter,
    creator_page,
    matching_count,
    one_profile,
    profile_ids,
    profiles,
    rows_of,
    tier_scheme,
)
from sweetspot.stages.creators.queries.panel import Panel, panel
from sweetspot.stages.creators.queries.rows import ProfileRow, VerdictMark, names

__all__ = [
    "CreatorDetail",
    "CreatorPage",
    "Panel",
    "PostRow",
    "ProfileRow",
    "SnapshotRow",
    "VerdictMark",
    "all_rows",
    "comments_sample",
    "creator_detail",
    "creator_filter",
    "creator_page",
    "likes_and_comments",
    "matching_count",
    "names",
    "one_profile",
    "panel",
    "post_readings",
    "profile_ids",
    "profile_posts",
    "profiles",
    "rows_of",
    "same_size",
    "snapshots",
    "tier_scheme",
]
