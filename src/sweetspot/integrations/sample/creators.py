"""Who are the invented creators, where do they post, and how have their followings grown?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from sweetspot.core.statistics import Floats
from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample import names, phrases
from sweetspot.integrations.sample.distributions import TIERS, TierDraw
from sweetspot.integrations.sample.facts import Creator, Profile, Snapshot

NETWORKS, NETWORK_SHARES = ("instagram", "tiktok", "youtube", "x"), (0.48, 0.30, 0.12, 0.10)
COUNTRIES = {
    "DE": 0.25, "FR": 0.22, "US": 0.24, "GB": 0.07, "AT": 0.05, "ES": 0.05, "IT": 0.04, "PL": 0.03, "BE": 0.03,
    "CH": 0.02,
}  # fmt: skip
LANGUAGES = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "fr", "US": "en", "GB": "en", "ES": "es", "IT": "it",
    "PL": "pl",
}  # fmt: skip


class Trouble(StrEnum):
    """What is wrong with a creator of the sample; docs/sample-programme.md tells how to find each."""

    BOUGHT_FOLLOWERS = "bought followers"
    BOUGHT_FOLLOWERS_AND_LIKES = "bought followers and likes"
    POD = "comment pod"
    LEAKED_CODE = "leaked code"
    BOT_FLOOD = "bot flood"
    SELF_PURCHASE = "self-purchase"
    FLAT_SPONSORED = "sponsored posts fall flat"


@dataclass(frozen=True, slots=True)
class Part:
    """A creator whose part is fixed: the trouble, the network and the size."""

    trouble: Trouble
    network: str
    followers: int


#: The first creators of every sample; the rest is drawn.
CAST = (
    Part(Trouble.BOUGHT_FOLLOWERS, "instagram", 62_000),
    Part(Trouble.BOUGHT_FOLLOWERS_AND_LIKES, "instagram", 41_000),
    Part(Trouble.POD, "instagram", 6_200),
    Part(Trouble.POD, "instagram", 8_900),
    Part(Trouble.POD, "instagram", 7_100),
    Part(Trouble.POD, "instagram", 5_400),
    Part(Trouble.POD, "instagram", 9_600),
    Part(Trouble.LEAKED_CODE, "instagram", 24_000),
    Part(Trouble.BOT_FLOOD, "tiktok", 33_000),
    Part(Trouble.SELF_PURCHASE, "instagram", 4_300),
    Part(Trouble.FLAT_SPONSORED, "instagram", 28_000),
)
#: How many times their honest following the two who bought followers show today.
BOUGHT_FACTOR = {Trouble.BOUGHT_FOLLOWERS: 12.0, Trouble.BOUGHT_FOLLOWERS_AND_LIKES: 6.0}
#: When the bought followers arrived, as a share of the history.
BOUGHT_AT = {Trouble.BOUGHT_FOLLOWERS: 0.62, Trouble.BOUGHT_FOLLOWERS_AND_LIKES: 0.38}


@dataclass(frozen=True, slots=True)
class Account:
    """A profile and what only its makers know: what drives its posts.

    `path` holds weekly followers, oldest first, and `honest` those of them who are people. Both of shape (weeks + 1,).
    """

    index: int
    creator: Creator
    profile: Profile
    trouble: Trouble | None
    tier: TierDraw
    level: float
    spread: float
    comments_per_like: float
    co_movement: float
    posts: int
    path: Floats
    honest: Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """What all draws share: the seed, the salt of the ids, the end of the history and its length in days."""

    seed: int
    salt: str
    end: datetime
    days: int

    @property
    def start(self) -> datetime:
        return self.end - timedelta(days=self.days)


def accounts(frame: Frame, creators: int, posts: int) -> list[Account]:
    """Every account of the sample, the cast first; `posts` are shared out over them."""
    sizes = _tiers(frame.seed, creators)
    taken: dict[str, set[str]] = {network: set() for network in (*NETWORKS, "mail")}
    made: list[Account] = []
    for number in range(creators):
        made += _creator_accounts(frame, number, sizes[number], taken, len(made))
    return _with_posts(frame.seed, made, posts)


def people(made: list[Account]) -> list[Creator]:
    """The creators behind the accounts, each once."""
    return list({account.creator.id: account.creator for account in made}.values())


def snapshots(frame: Frame, account: Account, every: int) -> Iterator[Snapshot]:
    """One reading each `every` weeks, the newest at the end of the history."""
    weeks = len(account.path) - 1
    for week in range(weeks, -1, -every):
        at = frame.end - timedelta(weeks=weeks - week, hours=5)
        yield Snapshot(
            draw.identifier(frame.salt, "snapshot", account.index * 1_000 + week, at), account.profile.id, at,
            int(account.path[week]), account.profile.following,
            int(account.profile.posts_count - account.posts * (1 - week / max(weeks, 1))),
        )  # fmt: skip


def _tiers(seed: int, creators: int) -> list[TierDraw]:
    """One tier per creator: the shares of `TIERS` to the head, in an order of chance after the cast."""
    fixed = [_tier_of(part.followers) for part in CAST]
    wanted = {tier.name: round(tier.share * creators) for tier in TIERS}
    rest = [tier for tier in TIERS for _ in range(wanted[tier.name] - sum(one is tier for one in fixed))]
    rest += [TIERS[1]] * max(creators - len(fixed) - len(rest), 0)
    order = draw.stream(seed, "tiers").permutation(len(rest))
    return fixed + [rest[place] for place in order]


def _tier_of(followers: int) -> TierDraw:
    return next(tier for tier in TIERS if tier.low <= followers < tier.high)


def _creator_accounts(
    frame: Frame, number: int, tier: TierDraw, taken: dict[str, set[str]], index: int
) -> list[Account]:
    rng = draw.stream(frame.seed, "creator", number)
    part = CAST[number] if number < len(CAST) else None
    creator = _creator(frame, rng, number, part, taken["mail"])
    network = part.network if part else str(rng.choice(NETWORKS, p=NETWORK_SHARES))
    size = part.followers if part else draw.followers(rng, tier)
    made = [_account(frame, rng, index, creator, network, size, part, taken)]
    if part is None and rng.random() < 0.14:
        other = NETWORKS[(NETWORKS.index(network) + 1 + int(rng.integers(3))) % 4]
        second = max(int(size * np.exp(rng.normal(-0.9, 0.5))), 150)
        made.append(_account(frame, rng, index + 1, creator, other, second, None, taken))
    return made


def _creator(frame: Frame, rng: Generator, number: int, part: Part | None, taken: set[str]) -> Creator:
    country = str(rng.choice(list(COUNTRIES), p=np.array(list(COUNTRIES.values()))))
    if part is not None and country not in {"DE", "FR", "US"}:
        country = ("DE", "FR", "US")[number % 3]
    language = LANGUAGES[country]
    name = names.full_name(rng, language)
    category = names.CATEGORIES[int(len(names.CATEGORIES) * rng.random() ** 1.6)]
    mail = names.unused(".".join(map(names.plain, name.split())), taken)
    known = rng.random() < 0.7 or part is not None
    tags = [
        tag for tag, share in (("shortlist", 0.12), ("met in person", 0.05), ("customer", 0.08)) if rng.random() < share
    ]
    return Creator(
        draw.identifier(frame.salt, "creator", number, frame.start), name, f"{mail}@mail.example" if known else None,
        country, language, category, tags, "",
    )  # fmt: skip


def _account(
    frame: Frame, rng: Generator, index: int, creator: Creator, network: str, size: int, part: Part | None,
    taken: dict[str, set[str]],
) -> Account:  # fmt: skip
    trouble = part.trouble if part else None
    tier = _tier_of(max(size, TIERS[0].low))
    path, honest = _paths(rng, size, frame.days // 7, trouble)
    return Account(
        index=index,
        creator=creator,
        profile=_profile(frame, rng, index, creator, network, size, tier, taken[network]),
        trouble=trouble,
        tier=tier,
        level=_level(rng, trouble),
        spread=0.13 if trouble is Trouble.BOUGHT_FOLLOWERS_AND_LIKES else draw.spread_within(rng),
        comments_per_like=_comments_per_like(rng, trouble),
        co_movement=float(np.clip(rng.normal(0.45, 0.2), 0.05, 0.85)),
        posts=0,
        path=path,
        honest=honest,
    )


def _paths(rng: Generator, size: int, weeks: int, trouble: Trouble | None) -> tuple[Floats, Floats]:
    """Weekly followers and the people among them; bought ones come within two weeks, a third of them leaves again."""
    if trouble is None or trouble not in BOUGHT_FACTOR:
        path = draw.follower_path(rng, size, weeks)
        return path, path
    factor, first = BOUGHT_FACTOR[trouble], int(BOUGHT_AT[trouble] * weeks)
    honest = draw.follower_path(rng, round(size / factor), weeks)
    bought = np.zeros(weeks + 1)
    bought[first] = 0.8
    bought[first + 1 :] = np.linspace(1.5, 1.0, weeks - first)
    path = np.round(honest * (1 + (factor - 1) * bought))
    path[-1] = size
    return path, honest


def _level(rng: Generator, trouble: Trouble | None) -> float:
    """How much livelier than usual for the size; the cast is ordinary, apart from what the part asks for."""
    drawn = rng.normal(0, draw.BETWEEN)
    if trouble is Trouble.BOUGHT_FOLLOWERS_AND_LIKES:
        return 0.25
    return float(drawn) if trouble is None else 0.0


def _comments_per_like(rng: Generator, trouble: Trouble | None) -> float:
    usual = draw.COMMENTS_PER_LIKE * np.exp(rng.normal(0, draw.COMMENTS_SPREAD))
    fixed = {Trouble.BOUGHT_FOLLOWERS_AND_LIKES: 0.0035, Trouble.POD: 0.075}
    return float(usual) if trouble is None else fixed.get(trouble, draw.COMMENTS_PER_LIKE)


def _profile(
    frame: Frame, rng: Generator, index: int, creator: Creator, network: str, size: int, tier: TierDraw, taken: set[str]
) -> Profile:
    handle = names.unused(names.handle(rng, creator.name, creator.category), taken)
    language = phrases.spoken(creator.language)
    place = str(rng.choice(phrases.PLACES[creator.country]))
    biography = str(rng.choice(phrases.BIOGRAPHIES[language])).format(category=creator.category, place=place)
    price, currency = _price(rng, creator, network, size, tier)
    return Profile(
        draw.identifier(frame.salt, "profile", index, frame.start), creator.id, network, handle,
        f"https://{network}.example/{handle}", biography, bool(size > 60_000 and rng.random() < 0.4), size,
        int(np.clip(np.exp(rng.normal(6.2, 0.7)), 20, 4_000)), int(np.exp(rng.normal(6.0, 0.6))) + 40,
        frame.end - timedelta(hours=5), price, currency,
    )  # fmt: skip


def _price(rng: Generator, creator: Creator, network: str, size: int, tier: TierDraw) -> tuple[int | None, str | None]:
    """What half of the creators ask for a post, in minor units and round tens; the smallest ask for nothing."""
    asked = tier.price * size * np.exp(rng.normal(0, 0.4)) * {"youtube": 1.9, "tiktok": 0.7}.get(network, 1.0)
    if tier.price == 0 or rng.random() < 0.45:
        return None, None
    return max(int(asked // 1_000) * 1_000, 1_000), "USD" if creator.country == "US" else "EUR"


def _with_posts(seed: int, made: list[Account], posts: int) -> list[Account]:
    """The accounts with their number of posts: at least 12, log-normal, adding up to about `posts`."""
    rng = draw.stream(seed, "posts per account")
    shares = np.exp(rng.normal(0, 0.45, len(made)))
    counts = np.maximum(np.round(shares / shares.sum() * posts), 12).astype(int)
    counts[: len(CAST)] = np.maximum(counts[: len(CAST)], 24)
    return [replace(account, posts=int(count)) for account, count in zip(made, counts, strict=True)]
