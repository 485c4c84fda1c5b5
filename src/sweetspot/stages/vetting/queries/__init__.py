"""What we ask of vetting: lists with verdicts, one verdict with its evidence, what was decided."""

from sweetspot.stages.vetting.queries.connection import (
    ReadComment,
    StoredConnection,
    comment_signal,
    judged_comments,
    read_comments,
    stored_connection,
)
from sweetspot.stages.vetting.queries.evidence import (
    CheckEvidence,
    DecisionRow,
    Evidence,
    LikesAndComments,
    PastVerdict,
    PeerStrip,
    decisions,
    evidence,
    latest_verdict,
    past_verdicts,
)
from sweetspot.stages.vetting.queries.listing import (
    all_rows,
    creator_detail,
    creator_page,
    matching_count,
    one_profile,
    profile_ids,
    rows_of,
)
from sweetspot.stages.vetting.queries.stored import StoredVerdict

__all__ = [
    "CheckEvidence",
    "DecisionRow",
    "Evidence",
    "LikesAndComments",
    "PastVerdict",
    "PeerStrip",
    "ReadComment",
    "StoredConnection",
    "StoredVerdict",
    "all_rows",
    "comment_signal",
    "creator_detail",
    "creator_page",
    "decisions",
    "evidence",
    "judged_comments",
    "latest_verdict",
    "matching_count",
    "one_profile",
    "past_verdicts",
    "profile_ids",
    "read_comments",
    "rows_of",
    "stored_connection",
]
