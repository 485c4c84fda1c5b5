"""What we ask of vetting: lists with verdicts, one verdict with its evidence, what was decided."""

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
    "StoredVerdict",
    "all_rows",
    "creator_detail",
    "creator_page",
    "decisions",
    "evidence",
    "latest_verdict",
    "matching_count",
    "one_profile",
    "past_verdicts",
    "profile_ids",
    "rows_of",
]
