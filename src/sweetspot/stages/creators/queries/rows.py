"""How is a profile shown in a list, on its page and in a file?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate
from sweetspot.stages.creators.formulas import TierScheme, tier_of
from sweetspot.stages.creators.formulas.costs import cost_per_thousand
from sweetspot.stages.creators.formulas.peers import PEER_MINIMUM
from sweetspot.stages.creators.models import Creator, Engagement, Profile
from sweetspot.stages.creators.queries.brands import BrandRow, brands

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """What the latest verdict says in one glance; `score` and its bounds are None without enough data."""

    band: str
    score: int | None
    low: int | None
    high: int | None
    coverage: float


@dataclass(frozen=True, slots=True)
class StaminaMark:
    """What sponsored posts keep of the engagement of others (`kept`), and the share of sponsored posts, or None.

    `observed` is the plain ratio, `weak` the chance that less than 80 % is kept, `trend` how much the share rose in the
    last 90 days against the 90 before. `reason` says what is missing where `kept` is None.
    """

    kept: Estimate | None
    share: Estimate | None
    observed: float | None
    weak: float | None
    trend: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class SpokenMark:
    """What the newest captions speak of: topics, the workspace's brands, and by word list in how many posts a term is.

    `flagged` posts of `posts` hold a term of any list.
    """

    topics: tuple[str, ...]
    brands: tuple[str, ...]
    competitors: tuple[str, ...]
    lists: Mapping[str, int]
    flagged: int
    posts: int


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One profile with its creator's name and its latest figures; None means unknown, never zero.

    `rate`: the engagement rate by `definition`, its name and version (.03 is 3 %); `people`: those expected to answer a
    post, both with their 90 % interval and the number of posts as sample; `reason` says why they are missing.
    `percentile`: the share of `peers` profiles of the network and size with a lower rate. `cost`: the price per 1,000
    people expected to answer.
    """

    creator_id: UUID
    profile_id: UUID
    name: str
    network: str
    handle: str
    url: str | None
    verified: bool | None
    tier: str | None
    followers: int | None
    read_at: datetime | None
    country: str | None
    language: str | None
    category: str | None
    rate: Estimate | None
    people: Estimate | None
    percentile: float | None
    peers: int
    reason: str
    definition: str
    verdict: VerdictMark | None
    stamina: StaminaMark | None
    spoken: SpokenMark | None
    price: Money | None
    cost: Money | None
    latest_post_at: datetime | None
    tags: tuple[str, ...]
    owner: str | None

    @property
    def above(self) -> float | None:
        """The place among peers, where there are enough of them to speak of one: the same rule on every page."""
        return self.percentile if self.peers >= PEER_MINIMUM else None

    @property
    def above_reason(self) -> str:
        """Why there is no place among peers."""
        if self.rate is None:
            return "needs a rate"
        return f"{self.peers} of the {PEER_MINIMUM} peers of this size that it takes"

    @property
    def creator_ref(self) -> str:
        """The creator's outside name, `crt_…`."""
        return to_public("crt", self.creator_id)

    @property
    def profile_ref(self) -> str:
        """The profile's outside name, `prf_…`."""
        return to_public("prf", self.profile_id)


def profile_rows(
    profiles: Iterable[Profile], scheme: TierScheme, verdicts: QuerySet[Any] | None = None
) -> list[ProfileRow]:
    """Loaded profiles (with creator, its owner and engagement) as rows; one query for their verdicts."""
    found = list(profiles)
    marks = _marks([profile.id for profile in found], verdicts)
    return [profile_row(profile, scheme, *marks.get(profile.id, (None, None, None))) for profile in found]


def _marks(
    profile_ids: Collection[UUID], verdicts: QuerySet[Any] | None
) -> Mapping[UUID, tuple[VerdictMark, StaminaMark | None, SpokenMark | None]]:
    """The latest verdicts and stamina of these profiles, in one query; a profile without a verdict is missing."""
    if verdicts is None or not profile_ids:
        return {}
    rows = verdicts.filter(profile_id__in=list(profile_ids)).values_list(
        "profile_id", "band", "score", "score_low", "score_high", "coverage",
        "stamina_kept", "stamina_kept_low", "stamina_kept_high", "stamina_compared",
        "stamina_share", "stamina_share_low", "stamina_share_high", "stamina_posts",
        "stamina_observed", "stamina_weak", "stamina_trend", "stamina_reason",
        "read_topics", "read_brands", "read_list_posts", "read_flagged", "read_posts",
    )  # fmt: skip
    known = {one.id: one for one in brands()} if any(row[19] for row in rows) else {}
    return {row[0]: (VerdictMark(*row[1:6]), _stamina(row[6:18]), _spoken(row[18:], known)) for row in rows}


def _spoken(parts: Sequence[Any], known: Mapping[UUID, BrandRow]) -> SpokenMark | None:
    topics, brand_ids, lists, flagged, posts = parts
    if posts is None:  # no row at all
        return None
    heard = [known[one] for one in brand_ids if one in known]
    competitors = tuple(one.name for one in heard if not one.is_own)
    return SpokenMark(tuple(topics), tuple(one.name for one in heard), competitors, lists, flagged, posts)


def _stamina(parts: Sequence[Any]) -> StaminaMark | None:
    if parts[-1] is None:  # no row at all
        return None
    return StaminaMark(_interval(parts[:4]), _interval(parts[4:8]), *parts[8:])


def _interval(parts: Sequence[Any]) -> Estimate | None:
    value, low, high, sample = parts
    return None if value is None else Estimate(value, low, high, LEVEL, sample)


def profile_row(
    profile: Profile, scheme: TierScheme, verdict: VerdictMark | None = None, stamina: StaminaMark | None = None,
    spoken: SpokenMark | None = None,
) -> ProfileRow:  # fmt: skip
    """One loaded profile as a row."""
    creator, known = profile.creator, _engagement(profile)
    people = _estimate(known, "people")
    price = price_of(profile)
    tier = tier_of(profile.followers, scheme)
    return ProfileRow(
        creator_id=creator.id,
        profile_id=profile.id,
        name=creator.name,
        network=profile.network,
        handle=profile.handle,
        url=profile.url,
        verified=profile.verified,
        tier=tier.name if tier else None,
        followers=profile.followers,
        read_at=profile.read_at,
        country=creator.country,
        language=creator.language,
        category=creator.category,
        rate=_estimate(known, "rate"),
        people=people,
        percentile=known.percentile if known else None,
        peers=known.peers if known else 0,
        reason=known.reason if known else "Not computed yet.",
        definition=known.definition if known else "",
        verdict=verdict,
        stamina=stamina,
        spoken=spoken,
        price=price,
        cost=cost_per_thousand(price, people.value if people else None),
        latest_post_at=known.latest_post_at if known else None,
        tags=tuple(creator.tags),
        owner=(creator.owner.name or creator.owner.email) if creator.owner else None,
    )


def price_of(profile: Profile) -> Money | None:
    """What the creator asks for a post, where it is known."""
    if profile.price_minor is None or not profile.price_currency:
        return None
    return Money(profile.price_minor, profile.price_currency)


def _engagement(profile: Profile) -> Engagement | None:
    try:
        return profile.engagement
    except Engagement.DoesNotExist:
        return None


def _estimate(known: Engagement | None, name: str) -> Estimate | None:
    value = getattr(known, name) if known else None
    if known is None or value is None:
        return None
    low, high = getattr(known, f"{name}_low"), getattr(known, f"{name}_high")
    return Estimate(value, low, high, LEVEL, known.posts_used)


def names(creator_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these creators; ids that are not here are missing."""
    return dict(Creator.objects.filter(id__in=creator_ids).values_list("id", "name"))
