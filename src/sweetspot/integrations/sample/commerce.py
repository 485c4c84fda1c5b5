"""What did the brand agree with whom, who followed the links, and what was bought and sent back?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import numpy as np
from numpy.random import Generator

from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample import phrases
from sweetspot.integrations.sample.creators import Account, Frame, Trouble
from sweetspot.integrations.sample.facts import Campaign, Code, Gift, Link, Partnership, Terms
from sweetspot.integrations.sample.posts import Promotion
from sweetspot.stages.tracking.formulas.code_patterns import DEFAULT, Named, proposals
from sweetspot.stages.tracking.formulas.codes import normal_code, proposed_slug

#: The days of clicks and orders before the end of the history.
TRADED_DAYS = 90
CURRENCY = {"US": "USD"}


@dataclass(frozen=True, slots=True)
class Season:
    """One of the three campaigns: when it runs in days from the end of the history, and its share of partnerships."""

    name: str
    state: str
    objective: str
    first: int
    last: int
    share: float
    brief: str
    budget: int


SEASONS = (
    Season("First Light", "ended", "launch", -86, -45, 20 / 45,
           "Show one piece of the First Light collection as you wear it every day. Say first that it is an ad. "
           "We hope that people look at the collection page.", 18_000_00),
    Season("Everyday Gold", "active", "revenue", -38, 21, 15 / 45,
           "Two weeks with one piece, three posts, your own words. Your code, and that it is an ad, in the first line. "
           "We want people to find the piece that they will not take off.", 15_000_00),
    Season("Heirloom Weekend", "draft", "holiday", 9, 40, 10 / 45,
           "A piece that was given to you and one that you will give on. Stories and one carousel. "
           "Orders placed until the Sunday arrive in time.", 12_000_00),
)  # fmt: skip
#: Who of the cast takes part in which campaign.
CAST_IN = {
    0: (Trouble.BOUGHT_FOLLOWERS, Trouble.POD, Trouble.FLAT_SPONSORED),
    1: (Trouble.LEAKED_CODE, Trouble.BOT_FLOOD, Trouble.SELF_PURCHASE, Trouble.FLAT_SPONSORED),
    2: (),
}
STAGES = {
    0: (("closed", 0.7), ("measured", 0.3)),
    1: (("posted", 0.8), ("sent", 0.1), ("draft", 0.1)),
    2: (("prospect", 0.2), ("contacted", 0.3), ("talks", 0.2), ("agreed", 0.3)),
}
PARTNER_MIX = {"community": 0.2, "nano": 1.0, "micro": 1.2, "macro": 0.5, "mega": 0.2}
COMMISSION = {"community": 1_200, "nano": 1_200, "micro": 1_000, "macro": 800, "mega": 500}


@dataclass(frozen=True, slots=True)
class Deal:
    """A partnership with everything agreed in it; no link and no code before it is agreed."""

    account: Account
    season: int
    partnership: Partnership
    terms: Terms | None
    gift: Gift | None
    link: Link | None
    code: Code | None
    promotions: tuple[Promotion, ...]


def campaigns(frame: Frame) -> list[Campaign]:
    """The past, the running and the coming campaign."""
    day = frame.end.date()
    return [
        Campaign(
            draw.identifier(frame.salt, "campaign", number, frame.end + timedelta(days=season.first)), season.name,
            season.name.lower().replace(" ", "-"), season.state, season.objective, season.brief,
            [phrases.BRAND_TAG, season.name.replace(" ", "")], "#ad", f"https://{phrases.HOST}/collections/"
            + season.name.lower().replace(" ", "-"), "EUR", season.budget, day + timedelta(days=season.first),
            day + timedelta(days=season.last),
        )
        for number, season in enumerate(SEASONS)
    ]  # fmt: skip


def deals(frame: Frame, accounts: Sequence[Account], planned: Sequence[Campaign], partnerships: int) -> list[Deal]:
    """The partnerships of all campaigns, the cast's first."""
    made: list[Deal] = []
    codes: set[str] = set()
    slugs: set[str] = set()
    for number, season in enumerate(SEASONS):
        for account in _partners(frame, accounts, number, round(partnerships * season.share)):
            made.append(_deal(frame, account, number, planned[number], len(made), codes, slugs))
    return made


def _partners(frame: Frame, accounts: Sequence[Account], season: int, wanted: int) -> list[Account]:
    """The cast of the season, then others by chance, leaning to nano and micro; one account per creator."""
    rng = draw.stream(frame.seed, "partners", season)
    cast = [next(one for one in accounts if one.trouble is trouble) for trouble in CAST_IN[season]]
    first = {account.creator.id: account for account in reversed(accounts)}
    others = [account for account in first.values() if account.trouble is None]
    others.sort(key=lambda account: account.index)
    weights = np.array([PARTNER_MIX[account.tier.name] for account in others])
    size = min(max(wanted - len(cast), 0), len(others))
    chosen = rng.choice(len(others), size=size, replace=False, p=weights / weights.sum())
    return cast + [others[place] for place in chosen]


def _deal(
    frame: Frame, account: Account, season: int, campaign: Campaign, index: int, codes: set[str], slugs: set[str]
) -> Deal:
    rng = draw.stream(frame.seed, "deal", index)
    stage = _stage(rng, season, account)
    since = frame.end + timedelta(days=SEASONS[season].first - int(rng.integers(9, 22)), hours=10)
    since = min(since, frame.end - timedelta(days=2))
    partnership = Partnership(
        draw.identifier(frame.salt, "partnership", index, since), campaign.id, account.creator.id, account.profile.id,
        stage, frame.end - timedelta(days=int(rng.integers(1, 12)), hours=int(rng.integers(1, 9))),
    )  # fmt: skip
    bare = Deal(account, season, partnership, None, None, None, None, ())
    if stage in {"prospect", "contacted", "talks"}:
        return bare
    code = _code(frame, account, partnership, index, since, codes)
    return replace(
        bare,
        terms=_terms(frame, rng, account, partnership, index, since),
        gift=_gift(frame, rng, account, partnership, index, since) if stage != "agreed" else None,
        link=_link(frame, account, campaign, partnership, index, since, slugs),
        code=code,
        promotions=_promotions(frame, rng, season, code) if stage in {"posted", "measured", "closed"} else (),
    )


def _stage(rng: Generator, season: int, account: Account) -> str:
    if account.trouble is not None:
        return "closed" if season == 0 else "posted"
    stages, shares = zip(*STAGES[season], strict=True)
    return str(rng.choice(stages, p=shares))


def _terms(
    frame: Frame, rng: Generator, account: Account, partnership: Partnership, index: int, since: datetime
) -> Terms:
    asked = account.profile.price_minor or int(account.tier.price * account.profile.followers)
    fee = 0 if account.tier.name in {"community", "nano"} else int(asked * rng.uniform(0.75, 1.0) // 500) * 500
    return Terms(
        draw.identifier(frame.salt, "terms", index, since), partnership.id, since,
        CURRENCY.get(account.creator.country, "EUR"), fee, COMMISSION[account.tier.name], 30, 14,
    )  # fmt: skip


def _gift(
    frame: Frame, rng: Generator, account: Account, partnership: Partnership, index: int, since: datetime
) -> Gift | None:
    piece, cost = (("Ember ring", 2_150), ("Tide hoops", 1_480), ("Fern pendant", 1_920), ("Loop bracelet", 2_640))[
        int(rng.integers(4))
    ]
    if account.tier.name == "mega":
        return None
    sent = (since + timedelta(days=int(rng.integers(1, 5)))).date()
    currency = CURRENCY.get(account.creator.country, "EUR")
    return Gift(draw.identifier(frame.salt, "gift", index, since), partnership.id, piece, cost, currency, sent)


def _code(
    frame: Frame, account: Account, partnership: Partnership, index: int, since: datetime, taken: set[str]
) -> Code:
    discount = 15 if account.tier.name in {"nano", "community"} else 10
    named = [Named(account.creator.name, account.profile.handle)]
    code = proposals(DEFAULT, named, str(discount), taken, draw=Random(0))[0].code  # noqa: S311 - nothing is drawn
    taken.add(normal_code(code))
    identifier = draw.identifier(frame.salt, "code", index, since)
    return Code(identifier, partnership.id, code, normal_code(code), discount * 100)


def _link(
    frame: Frame, account: Account, campaign: Campaign, partnership: Partnership, index: int, since: datetime,
    taken: set[str],
) -> Link:  # fmt: skip
    # Short addresses are unique over all workspaces, so two samples side by side need different endings.
    ending = f"{draw.identifier(frame.salt, 'ending', index, since).int % 36**3:04x}"
    slug = f"{proposed_slug(account.creator.name, taken, campaign.slug)}-{ending}"
    taken.add(slug.rsplit("-", 1)[0])
    return Link(draw.identifier(frame.salt, "link", index, since), partnership.id, slug, campaign.landing_url)


def _promotions(frame: Frame, rng: Generator, season: int, code: Code) -> tuple[Promotion, ...]:
    """Two to four posts between the season's third day and its end (or yesterday), mostly in the evening."""
    first, last = SEASONS[season].first + 3, min(SEASONS[season].last, -2)
    days = np.sort(rng.choice(np.arange(first, last), size=int(rng.integers(2, 5)), replace=False))
    hours = draw.hours(rng, len(days))
    return tuple(
        Promotion(frame.end + timedelta(days=int(day), hours=float(hour)), code.code, code.discount_basis_points // 100)
        for day, hour in zip(days, hours, strict=True)
    )
