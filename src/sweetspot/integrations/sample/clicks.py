"""Who followed the links of the sample: people after posts, apps that fetch cards, crawlers, a flood of robots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.random import Generator

from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample.commerce import SEASONS, TRADED_DAYS, Deal
from sweetspot.integrations.sample.creators import Frame, Trouble
from sweetspot.integrations.sample.facts import Click
from sweetspot.integrations.sample.posts import FLAT_KEPT
from sweetspot.stages.tracking.formulas.click_classes import Classified, classify

_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_WEBVIEW = "Version/4.0 Chrome/137.0.0.0 Mobile Safari/537.36"
_PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
SAFARI = f"{_IPHONE} Version/18.5 Mobile/15E148 Safari/604.1"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
)
#: Browsers of people, by the network whose app they come from; the first of each is the app's own.
PEOPLE = {
    "instagram": (f"{_IPHONE} Mobile/15E148 Instagram 385.0.0.26.82 (iPhone15,3; iOS 18_5)",
                  f"{_PIXEL} {_WEBVIEW} Instagram 385.0.0.32.76 Android", SAFARI, CHROME),
    "tiktok": (f"{_IPHONE} Mobile/15E148 musical_ly_40.1.0 BytedanceWebview/d8a21c6",
               f"{_PIXEL} {_WEBVIEW} trill_400103 BytedanceWebview/d8a21c6", SAFARI, CHROME),
    "youtube": (SAFARI, f"{_PIXEL} Chrome/138.0.0.0 Mobile Safari/537.36", CHROME),
    "x": (f"{_IPHONE} Mobile/15E148 Twitter for iPhone/11.2",
          f"{_PIXEL} Chrome/138.0.0.0 Mobile Safari/537.36", CHROME),
}  # fmt: skip
REFERRERS = {"instagram": "l.instagram.com", "tiktok": "www.tiktok.com", "youtube": "www.youtube.com", "x": "t.co"}
PREVIEWS = (
    ("GET", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
    ("GET", "WhatsApp/2.23.20.0"), ("GET", "TelegramBot (like TwitterBot)"), ("GET", "Twitterbot/1.0"),
    ("HEAD", SAFARI), ("HEAD", CHROME),
)  # fmt: skip
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "python-requests/2.32.4", "curl/8.5.0", "Go-http-client/2.0",
)  # fmt: skip
FLOOD = ("python-requests/2.32.4", "python-requests/2.32.4", "Go-http-client/2.0", "")
#: Clicks for a programme of 45 partnerships, and how they divide; the rest are people.
CLICKS, PREVIEW_SHARE, BOT_SHARE, FLOOD_CLICKS = 60_000, 0.085, 0.06, 6_000
FLOOD_HOURS = 3
BURST_SHARE = 0.78
COUNTRIES = ("DE", "FR", "US", "AT", "GB", "CH", "BE")


def flood_start(frame: Frame) -> datetime:
    """When the robots came: at night, sixteen days before the end."""
    return frame.end - timedelta(days=16) + timedelta(hours=2)


def clicks(frame: Frame, deals: Sequence[Deal]) -> list[Click]:
    """Every request for every link, oldest first."""
    live = [deal for deal in deals if deal.promotions and deal.link]
    budget = CLICKS * len(deals) / 45 - FLOOD_CLICKS
    shares = _shares(frame, live)
    found: list[Click] = []
    for place, deal in enumerate(live):
        wanted = budget * shares[place]
        found += _link_clicks(frame, deal, place, wanted)
    found += _flood(frame, next(deal for deal in live if deal.account.trouble is Trouble.BOT_FLOOD))
    return sorted(found, key=lambda click: (click.at, click.id))


def _shares(frame: Frame, live: Sequence[Deal]) -> list[float]:
    """Which part of all clicks each link brings: those of the people reached, and log-normal luck."""
    reached = []
    for place, deal in enumerate(live):
        luck = draw.stream(frame.seed, "luck", place).normal(0, 0.45)
        people = float(deal.account.honest[-1])
        rate = 0.157 * (people / 30_000) ** -0.28
        kept = FLAT_KEPT if deal.account.trouble is Trouble.FLAT_SPONSORED else 1.0
        reached.append(people * rate * np.exp(luck) * len(deal.promotions) * kept)
    # A programme's biggest names would drown everybody else: what they reach is less keen to click.
    keen = np.array(reached) ** 0.6
    return list(keen / keen.sum())


def _link_clicks(frame: Frame, deal: Deal, place: int, wanted: float) -> Iterator[Click]:
    rng = draw.stream(frame.seed, "clicks", place)
    for number, at in enumerate(_moments(frame, rng, deal, int(rng.poisson(wanted)))):
        kind = rng.random()
        index = place * 100_000 + number
        if kind < PREVIEW_SHARE:
            method, agent = PREVIEWS[int(rng.integers(len(PREVIEWS)))]
            yield _click(frame, deal, index, at, method, agent, f"preview {rng.integers(400)}", "US", None)
        elif kind < PREVIEW_SHARE + BOT_SHARE:
            agent = BOTS[int(rng.integers(len(BOTS)))]
            yield _click(frame, deal, index, at, "GET", agent, f"bot {rng.integers(60)}", "US", None)
        else:
            yield _person(frame, rng, deal, index, at, wanted)


def _moments(frame: Frame, rng: Generator, deal: Deal, count: int) -> list[datetime]:
    """Most after the posts, the first post drawing most; the rest evenly while the link stands in the profile."""
    posts = deal.promotions
    weights = 1 / np.arange(1, len(posts) + 1) ** 0.5
    spread = rng.multinomial(int(count * BURST_SHARE), weights / weights.sum())
    found = [at for post, share in zip(posts, spread, strict=True) for at in draw.after_post(rng, int(share), post.at)]
    first = frame.end + timedelta(days=SEASONS[deal.season].first + 3)
    days = min(SEASONS[deal.season].last + 25, 0) - SEASONS[deal.season].first - 3
    found += draw.moments(rng, count - int(spread.sum()), first, days)
    earliest = frame.end - timedelta(days=TRADED_DAYS)
    return [at.replace(microsecond=int(rng.integers(1_000_000))) for at in found if earliest <= at < frame.end]


def _person(frame: Frame, rng: Generator, deal: Deal, index: int, at: datetime, wanted: float) -> Click:
    network = deal.account.profile.network
    agents = PEOPLE[network]
    agent = agents[min(int(rng.random() ** 1.8 * len(agents)), len(agents) - 1)]
    home = deal.account.creator.country
    country = home if rng.random() < 0.72 else COUNTRIES[int(rng.random() ** 1.5 * len(COUNTRIES))]
    visitor = f"{at:%Y-%m-%d} {deal.account.index} {int(rng.random() * max(wanted * 0.6, 5))}"
    referrer = REFERRERS[network] if rng.random() < 0.8 else None
    return _click(frame, deal, index, at, "GET", agent, visitor, country, referrer)


def _flood(frame: Frame, deal: Deal) -> Iterator[Click]:
    rng = draw.stream(frame.seed, "flood")
    seconds = np.sort(rng.random(FLOOD_CLICKS)) * FLOOD_HOURS * 3_600
    for number, second in enumerate(seconds):
        at = flood_start(frame) + timedelta(seconds=float(second))
        agent = FLOOD[int(rng.integers(len(FLOOD)))]
        yield _click(frame, deal, 90_000_000 + number, at, "GET", agent, f"flood {rng.integers(7)}", "US", None)


def _click(
    frame: Frame, deal: Deal, index: int, at: datetime, method: str, agent: str, visitor: str, country: str,
    referrer: str | None,
) -> Click:  # fmt: skip
    assert deal.link is not None
    judged = _judged(method, agent)
    hashed = blake2b(f"{frame.seed} {visitor}".encode(), digest_size=16).digest()
    return Click(
        draw.identifier(frame.salt, "click", index, at), deal.link.id, at.astimezone(UTC), method, judged.kind.value,
        list(judged.reasons), judged.rule_version, judged.in_app, hashed, agent, referrer, country,
        at.astimezone(UTC),
    )  # fmt: skip


@cache
def _judged(method: str, agent: str) -> Classified:
    # The sample's clicks come by some thirty browsers: judging each click anew took a third of making them.
    return classify(method, {}, agent)
