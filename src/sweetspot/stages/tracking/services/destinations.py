"""Asking destinations whether people can still buy there, politely, and keeping what they answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sweetspot.core.errors import SweetspotError
from sweetspot.core.hosts import canonical_host
from sweetspot.engines.outbound import Outbound, Refused
from sweetspot.stages.tracking.formulas.health import WAITING, Health, Seen, health_after, needs_another_look
from sweetspot.stages.tracking.models.destinations import Destination
from sweetspot.stages.tracking.queries.destinations import digest_of

#: One host is asked no more than once in so many seconds.
PAUSE_SECONDS = 2.0


def look(urls: Iterable[str], outbound: Outbound, pause: Callable[[float], None]) -> dict[str, Seen]:
    """What each address answers, one after another; reads and writes no table, so that none waits meanwhile.

    A host that does not answer is not asked for its other pages.
    """
    found: dict[str, Seen] = {}
    hosts: dict[str, Seen] = {}
    for url in urls:
        host = urlsplit(url).hostname or ""
        before = hosts.get(host)
        if before and before.failed:
            found[url] = before
            continue
        if before:
            pause(PAUSE_SECONDS)
        found[url] = hosts[host] = _seen(url, outbound)
    return found


def _seen(url: str, outbound: Outbound) -> Seen:
    try:
        answer = outbound.ask("HEAD", url)
        if needs_another_look(answer.status):
            answer = outbound.ask("GET", url, headers={"range": "bytes=0-1023"})
    except Refused as error:
        return Seen(refused=error.message)
    except SweetspotError as error:
        return Seen(failed=error.message)
    # A shop that knows no ranges, or has an empty page, says 416: the page is there.
    status = 200 if answer.status == 416 else answer.status
    return Seen(status, round(answer.seconds * 1000), canonical_host(urlsplit(answer.url).hostname or ""))


def keep(workspace_id: UUID, found: Mapping[str, Seen], *, now: datetime) -> None:
    """Write down what the addresses answered, and what that makes of them."""
    rows = {row.digest: row for row in Destination.objects.filter(digest__in=[digest_of(url) for url in found])}
    for url, seen in found.items():
        row = rows.get(digest_of(url)) or Destination(
            workspace_id=workspace_id, url=url, digest=digest_of(url), state=WAITING, failures=0, since=now
        )
        after = health_after(Health(row.state, row.failures, row.reason), seen)
        row.since = row.since if after.state == row.state else now
        row.state, row.failures, row.reason = after.state, after.failures, after.reason[:300]
        row.status, row.milliseconds, row.final_host = seen.status, seen.milliseconds, seen.final_host[:253]
        row.checked_at = now
        row.save()
