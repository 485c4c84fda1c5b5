"""Visitors who follow links: people with browsers, crawlers, and programs that only ask for the head."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from tests.factories.tracker import Running

_SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
BROWSERS = (
    f"{_SAFARI} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{_SAFARI} Mobile/15E148 Instagram 334.0.4.32.98 (iPhone14,5; iOS 17_5; de_DE; scale=3.00; 1170x2532)",
    f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/126.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
)
CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.24.12.78 A",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "python-requests/2.32.3",
)
_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Visit:
    """One redirect that was asked for, and the address it led to."""

    slug: str
    method: str
    agent: str
    address: str
    location: str = ""

    @property
    def is_person(self) -> bool:
        """Whether somebody with a browser followed the link."""
        return self.method == "GET" and self.agent in BROWSERS

    @property
    def click(self) -> str:
        """The click's id as the shop is told it."""
        return parse_qsl(urlsplit(self.location).query)[-1][1]


def followed(tracker: Running, slugs: Sequence[str], count: int) -> tuple[Visit, ...]:
    """So many redirects over a few connections that stay open; two in three are people's."""
    _wait_for(tracker, slugs)
    chance = random.Random(11)
    asked = []
    for number in range(count):
        agent = chance.choice(BROWSERS if number % 4 else CRAWLERS)
        address = f"203.0.113.{chance.randrange(1, 120)}"
        asked.append(Visit(slugs[number % len(slugs)], "HEAD" if number % 10 == 3 else "GET", agent, address))
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        parts = pool.map(lambda part: _ask(tracker, asked[part::_CONNECTIONS]), range(_CONNECTIONS))
        return tuple(visit for part in parts for visit in part)


def _wait_for(tracker: Running, slugs: Sequence[str]) -> None:
    """Until the tracker has heard of the newest links, which it does within moments; asked so that nothing counts."""
    deadline = time.monotonic() + 10
    while f"links {len(set(slugs)) + 1}\n" not in tracker.ask("/metrics", headers={}).body:
        assert time.monotonic() < deadline, "the tracker did not hear of its links"
        time.sleep(0.05)


def _ask(tracker: Running, visits: list[Visit]) -> list[Visit]:
    line = HTTPConnection("127.0.0.1", tracker.port, timeout=20)
    answered = []
    for visit in visits:
        headers = {"User-Agent": visit.agent, "Accept": "text/html", "X-Forwarded-For": visit.address}
        line.request(visit.method, f"/{visit.slug}", headers=headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 302
        answered.append(replace(visit, location=answer.getheader("location") or ""))
    line.close()
    return answered
