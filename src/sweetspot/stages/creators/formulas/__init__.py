"""How large is a creator's following, and how much of it answers?"""

from sweetspot.stages.creators.formulas.columns import (
    EngagementColumns,
    PostColumns,
    eligible,
    engagement_columns,
    padded,
    percentiles,
)
from sweetspot.stages.creators.formulas.engagement import (
    Basis,
    Engagement,
    Kind,
    engaged_people,
    engagement,
)
from sweetspot.stages.creators.formulas.peers import (
    DEFAULT_LINE,
    PeerLine,
    PeerPosition,
    Peers,
    fit_line,
    peer_position,
)
from sweetspot.stages.creators.formulas.readings import (
    DEFAULT_WINDOW,
    LeftOut,
    PostReading,
    Reason,
    Selection,
    Window,
    announces_giveaway,
    hides_likes,
    select,
)
from sweetspot.stages.creators.formulas.tiers import DEFAULT_SCHEME, Tier, TierScheme, tier_of

__all__ = [
    "DEFAULT_LINE",
    "DEFAULT_SCHEME",
    "DEFAULT_WINDOW",
    "Basis",
    "Engagement",
    "EngagementColumns",
    "Kind",
    "LeftOut",
    "PeerLine",
    "PeerPosition",
    "Peers",
    "PostColumns",
    "PostReading",
    "Reason",
    "Selection",
    "Tier",
    "TierScheme",
    "Window",
    "announces_giveaway",
    "eligible",
    "engaged_people",
    "engagement",
    "engagement_columns",
    "fit_line",
    "hides_likes",
    "padded",
    "peer_position",
    "percentiles",
    "select",
    "tier_of",
]
