"""What is the whole sample programme, for a seed, a size and a day? Read this first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sweetspot.core.errors import Invalid, Problem
from sweetspot.integrations.sample import audiences, commerce, creators, distributions, phrases
from sweetspot.integrations.sample import clicks as followed
from sweetspot.integrations.sample import orders as bought
from sweetspot.integrations.sample.comments import comments_of, unsigned
from sweetspot.integrations.sample.commerce import Deal
from sweetspot.integrations.sample.creators import Account, Frame, Trouble
from sweetspot.integrations.sample.facts import (
    AudienceShare,
    Campaign,
    Click,
    Comment,
    Creator,
    Domain,
    FollowerAccount,
    FollowerSample,
    Post,
    Snapshot,
)
from sweetspot.integrations.sample.fans import bought as bought_by_fans
from sweetspot.integrations.sample.fans import fans, spoken
from sweetspot.integrations.sample.posts import Promotion, posts_of
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund

LEAST_CREATORS, LEAST_DAYS = 60, 120
POSTS_A_CREATOR, MOST_POSTS = 84, 1_000_000
#: Besides the partners and the pod, every third creator's comments are read, up to this many.
COMMENTED = 80


@dataclass(frozen=True, slots=True)
class Size:
    """How large a sample is: creators, days of posts and readings, and posts in all (84 per creator by default).

    Raises Invalid below 60 creators or 120 days, where the troubles and the campaigns would find no room.
    """

    creators: int = 240
    days: int = 365
    posts: int | None = None

    def __post_init__(self) -> None:
        for name, value, least in (("creators", self.creators, LEAST_CREATORS), ("days", self.days, LEAST_DAYS)):
            if value < least:
                message = f"A sample needs at least {least} {name}."
                raise Invalid(message, problems=[Problem(name, "too_small", message)])

    @property
    def all_posts(self) -> int:
        """How many posts are aimed at."""
        return self.posts if self.posts is not None else min(self.creators * POSTS_A_CREATOR, MOST_POSTS)

    @property
    def partnerships(self) -> int:
        """45 for 240 creators, growing with them up to 450."""
        return max(15, min(450, round(self.creators * 45 / 240)))


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything invented: what is small as lists, what may be large as fresh iterators, the same each time."""

    frame: Frame
    accounts: list[Account]
    campaigns: list[Campaign]
    deals: list[Deal]
    domain: Domain
    clicks: list[Click]
    orders: list[IncomingOrder]
    refunds: list[IncomingRefund]

    @property
    def creators(self) -> list[Creator]:
        """The creators, each once."""
        return creators.people(self.accounts)

    @property
    def fans(self) -> list[Account]:
        """The accounts that speak of the brand unasked."""
        return fans(self.accounts, self.deals)

    def snapshots(self) -> Iterator[Snapshot]:
        """Readings of every profile: weekly, or every four weeks in samples of more than 5,000 profiles."""
        every = 1 if len(self.accounts) <= 5_000 else 4
        for account in self.accounts:
            yield from creators.snapshots(self.frame, account, every)

    def posts(self) -> Iterator[Post]:
        """Every post of every account, each account's oldest first."""
        promotions = self._promotions()
        loving = {account.index for account in self.fans}
        for account in self.accounts:
            written = posts_of(self.frame, account, promotions.get(account.index, []))
            yield from spoken(self.frame, account, written) if account.index in loving else written

    def comments(self, sign: Callable[[str], str] = unsigned) -> Iterator[Comment]:
        """Comments under the newest posts of partners, of the pod, and of some others.

        `sign` makes of a writer's handle what is kept of it.
        """
        promotions = self._promotions()
        pod = [account for account in self.accounts if account.trouble is Trouble.POD]
        for account in self._commented():
            written = posts_of(self.frame, account, promotions.get(account.index, []))
            friends = pod if account.trouble is Trouble.POD else []
            yield from comments_of(self.frame, account, written, sign, friends)

    def follower_samples(self) -> Iterator[FollowerSample]:
        """Some of the followers of some of the creators."""
        yield from audiences.samples(self.frame, self.accounts)

    def followers(self) -> Iterator[FollowerAccount]:
        """The accounts of each sample."""
        yield from audiences.followers(self.frame, self.accounts)

    def audience_shares(self) -> Iterator[AudienceShare]:
        """What the audiences of some of the creators consist of."""
        yield from audiences.shares(self.frame, self.accounts)

    def _promotions(self) -> dict[int, list[Promotion]]:
        found: dict[int, list[Promotion]] = {}
        for deal in self.deals:
            found.setdefault(deal.account.index, []).extend(deal.promotions)
        return found

    def _commented(self) -> list[Account]:
        wanted = {deal.account.index for deal in self.deals if deal.promotions}
        wanted |= {account.index for account in self.accounts if account.trouble is not None}
        wanted |= {account.index for account in self.accounts[::3][:COMMENTED]}
        return [account for account in self.accounts if account.index in wanted]


def programme(seed: int, size: Size, today: date, salt: str = "") -> Programme:
    """The sample of a seed and a size as it stands in the morning of `today` (UTC).

    The same arguments give the same content to the last letter. `salt` only enters ids and the endings of short
    addresses, so that the same sample can stand in two workspaces.
    """
    frame = Frame(seed, salt, datetime.combine(today, time(), UTC), size.days)
    accounts = creators.accounts(frame, size.creators, size.all_posts)
    campaigns = commerce.campaigns(frame)
    deals = commerce.deals(frame, accounts, campaigns, size.partnerships)
    followed_links = followed.clicks(frame, deals)
    made = bought.orders(frame, deals, followed_links)
    orders = bought_by_fans(frame, fans(accounts, deals), made)
    verified = frame.end - timedelta(days=commerce.TRADED_DAYS)
    domain = Domain(distributions.identifier(salt, "domain", 0, verified), phrases.HOST, verified)
    return Programme(frame, accounts, campaigns, deals, domain, followed_links, orders, bought.refunds(frame, orders))
