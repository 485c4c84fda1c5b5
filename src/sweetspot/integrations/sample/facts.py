"""What the sample programme consists of: one frozen row per fact, its fields named as the columns it will fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

SOURCE = "sample"


@dataclass(frozen=True, slots=True)
class Creator:
    """A person who posts."""

    id: UUID
    name: str
    email: str | None
    country: str
    language: str
    category: str
    tags: list[str]
    notes: str


@dataclass(frozen=True, slots=True)
class Profile:
    """An account on one network, with its latest reading."""

    id: UUID
    creator_id: UUID
    network: str
    handle: str
    url: str
    biography: str
    verified: bool
    followers: int
    following: int
    posts_count: int
    read_at: datetime
    price_minor: int | None
    price_currency: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dated reading of a profile."""

    id: UUID
    profile_id: UUID
    taken_at: datetime
    followers: int
    following: int
    posts_count: int
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Post:
    """Something published, with its counts; None means not shown."""

    id: UUID
    profile_id: UUID
    external_id: str
    url: str
    published_at: datetime
    caption: str
    format: str
    likes: int | None
    comments: int
    shares: int | None
    saves: int | None
    views: int | None
    followers_at_post: int
    pinned: bool
    sponsored: bool
    read_at: datetime
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote under a post."""

    id: UUID
    post_id: UUID
    external_id: str
    author_hash: str
    by_creator: bool
    reply_to: str | None
    text: str
    likes: int
    written_at: datetime
    author_handle: str = ""
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class FollowerSample:
    """Some of a profile's followers on one day."""

    id: UUID
    profile_id: UUID
    sampled_at: datetime
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class FollowerAccount:
    """What one follower's profile shows, without a name."""

    id: UUID
    sample_id: UUID
    account_hash: str
    followers: int
    following: int
    posts: float
    has_picture: bool
    is_private: bool
    digit_share: float
    biography_length: int
    is_verified: bool
    has_link: bool


@dataclass(frozen=True, slots=True)
class AudienceShare:
    """How much of a profile's audience lies in one group."""

    id: UUID
    profile_id: UUID
    dimension: str
    cell: str
    share: float
    provenance: str
    as_of: datetime
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Campaign:
    """Something the brand does with several creators."""

    id: UUID
    name: str
    slug: str
    state: str
    objective: str
    brief: str
    hashtags: list[str]
    disclosure: str
    landing_url: str
    currency: str
    budget_minor: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Partnership:
    """A creator in a campaign."""

    id: UUID
    campaign_id: UUID
    creator_id: UUID
    profile_id: UUID
    stage: str
    stage_since: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed."""

    id: UUID
    partnership_id: UUID
    valid_from: datetime
    currency: str
    fee_minor: int
    commission_basis_points: int
    click_window_days: int
    hold_days: int


@dataclass(frozen=True, slots=True)
class Gift:
    """Product sent to a creator."""

    id: UUID
    partnership_id: UUID
    description: str
    cost_minor: int
    currency: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class Domain:
    """The shop's host."""

    id: UUID
    host: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A short address."""

    id: UUID
    partnership_id: UUID
    slug: str
    destination: str


@dataclass(frozen=True, slots=True)
class Code:
    """A discount code."""

    id: UUID
    partnership_id: UUID
    code: str
    normal: str
    discount_basis_points: int


@dataclass(frozen=True, slots=True)
class Click:
    """One request for a link."""

    id: UUID
    link_id: UUID
    at: datetime
    method: str
    kind: str
    reasons: list[str]
    rule_version: str
    in_app: str | None
    visitor: bytes
    agent: str
    referrer_host: str | None
    country: str | None
    arrived_at: datetime
