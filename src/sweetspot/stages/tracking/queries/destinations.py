"""What we ask of destinations: which links lead where nobody can buy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.destinations import is_listed
from sweetspot.stages.tracking.formulas.health import BROKEN, UNREACHABLE
from sweetspot.stages.tracking.models import Link
from sweetspot.stages.tracking.models.destinations import Destination

#: A destination that answered is asked again after a day, one that did not within the hour.
_OK_HOURS, _FAILED_MINUTES = 23, 50
TROUBLES = (BROKEN, UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Known:
    """A destination with the host it leads on to where that is no verified domain; empty otherwise."""

    row: Destination
    foreign_host: str

    @property
    def in_trouble(self) -> bool:
        """Whether visitors meet an error, or nobody."""
        return self.row.state in TROUBLES


def digest_of(url: str) -> str:
    """The key of an address."""
    return sha256(url.encode()).hexdigest()


def addresses_in_use() -> list[str]:
    """Every different address that links which are on may lead to, in order."""
    rows = Link.objects.filter(active=True).values_list("destination", "fallback", "rules")
    found = {url for one, fallback, rules in rows for url in (one, fallback, *(rule["destination"] for rule in rules))}
    return sorted(found - {""})


def due(now: datetime, most: int) -> list[str]:
    """The addresses whose turn it is: new ones first, then those asked longest ago."""
    known = {row.digest: row for row in Destination.objects.only("digest", "failures", "state", "checked_at")}
    waiting = []
    for url in addresses_in_use():
        row = known.get(digest_of(url))
        wait = timedelta(minutes=_FAILED_MINUTES) if row and row.failures else timedelta(hours=_OK_HOURS)
        if row is None or row.checked_at + wait <= now:
            waiting.append((row.checked_at.timestamp() if row else 0.0, url))
    return [url for _, url in sorted(waiting)[:most]]


def known(urls: Collection[str]) -> dict[str, Known]:
    """What is known of these addresses; those never asked are missing."""
    hosts = queries.verified_hosts()
    rows = Destination.objects.filter(digest__in=[digest_of(url) for url in set(urls)])
    return {row.url: _known(row, hosts) for row in rows}


def troubled() -> list[Known]:
    """The addresses in use that answer with an error or not at all, the longest first."""
    rows = list(Destination.objects.filter(state__in=TROUBLES).order_by("since", "id"))
    if not rows:
        return []
    used, hosts = {digest_of(url) for url in addresses_in_use()}, queries.verified_hosts()
    return [_known(row, hosts) for row in rows if row.digest in used]


def _known(row: Destination, hosts: Collection[str]) -> Known:
    foreign = row.final_host if row.final_host and not is_listed(row.final_host, hosts) else ""
    return Known(row, foreign)
