"""Which short address leads where: the link table in memory, kept fresh by what the database announces."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from sweetspot.doors.edge.database import Connect, Connection
from sweetspot.stages.tracking.formulas.destinations import canonical_host

#: The channel on which the database names each link that was made, changed or removed.
CHANNEL = "sweetspot_links"
#: Everything is read again this often, in case an announcement was lost.
RELOAD_SECONDS = 60.0
_RETRY_SECONDS = 0.5
#: Rows taken at once; between them the visitors have their turn.
_CHUNK = 1000
#: What stands in an address as it is.
_PRINTABLE = "".join(chr(number) for number in range(0x21, 0x7F))
_SELECT = "SELECT id::text, slug, workspace_id::text, destination, active FROM tracking_link"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a short address leads, and whose it is; ids as text, the way they are written."""

    link: str
    slug: str
    workspace: str
    destination: str
    active: bool


class LinkTable:
    """Every link of every workspace, by short address; `loaded` is False until it was read once."""

    def __init__(self) -> None:
        self.loaded = False
        self._targets: dict[str, Target] = {}
        self._slugs: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def find(self, slug: str) -> Target | None:
        """The target of a short address in lower case; None for an unknown one."""
        return self._targets.get(slug)

    def replace(self, targets: Iterable[Target]) -> None:
        """Forget everything and hold these."""
        self._targets = {target.slug: target for target in targets}
        self._slugs = {target.link: target.slug for target in self._targets.values()}
        self.loaded = True

    def update(self, links: Iterable[str], targets: Iterable[Target]) -> None:
        """Hold these targets for these links; a link without a target is gone."""
        for link in links:
            if slug := self._slugs.pop(link, None):
                self._targets.pop(slug, None)
        for target in targets:
            self._targets[target.slug] = target
            self._slugs[target.link] = target.slug


async def follow(table: LinkTable, connect: Connect) -> None:
    """Keep the table fresh for ever: read it, listen for changes, read it all again each minute and after a break."""
    while True:
        try:
            async with await connect() as connection:
                await _listen(table, connection)
        except (psycopg.Error, OSError, TimeoutError) as error:
            # Links known so far go on working while the database is away.
            logger.warning("cannot read the links, trying again: %s", error)
        await asyncio.sleep(_RETRY_SECONDS)


async def _listen(table: LinkTable, connection: Connection) -> None:
    # Listening begins before reading, so that no change falls between the two.
    await connection.execute(f"LISTEN {CHANNEL}")
    while True:
        table.replace(await _read_all(connection))
        reload_at = asyncio.get_running_loop().time() + RELOAD_SECONDS
        while (left := reload_at - asyncio.get_running_loop().time()) > 0:
            changed = {notice.payload async for notice in connection.notifies(timeout=left, stop_after=1)}
            if changed:
                table.update(changed, await _read(connection, changed))


async def _read_all(connection: Connection) -> list[Target]:
    found: list[Target] = []
    async with connection.transaction(), connection.cursor("links") as cursor:
        await cursor.execute(_SELECT)
        while rows := await cursor.fetchmany(_CHUNK):
            found.extend(_target(*row) for row in rows)
    return found


async def _read(connection: Connection, links: Iterable[str]) -> list[Target]:
    cursor = await connection.execute(f"{_SELECT} WHERE id = ANY (%s::uuid[])", [list(links)])
    return [_target(*row) for row in await cursor.fetchall()]


def _target(link: str, slug: str, workspace: str, destination: str, active: bool) -> Target:
    try:
        return Target(link, slug, workspace, in_ascii(destination), active)
    except ValueError:  # one address that cannot be followed must not keep all the others from being read
        logger.error("the link %s leads to no address", slug)
        return Target(link, slug, workspace, "", False)


def in_ascii(url: str) -> str:
    """An address as it may stand in a header: other letters encoded, in the host by IDNA, elsewhere by per cent."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    host = canonical_host(parts.hostname or "") + port
    return quote(urlunsplit(parts._replace(netloc=host)), safe=_PRINTABLE)
