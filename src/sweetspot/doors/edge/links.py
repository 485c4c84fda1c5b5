"""Which short address leads where: the link table in memory.

What a link carries besides its destination - rules, an expiry, a story page, deep links - is one more field of `Target`
and one more column of `SELECT` in `following.py`; the copy on disk takes the field along by its name. What depends on
the visitor is decided where `app.py` sends them on. Keep a target small: a million of them are held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from sweetspot.core.hosts import canonical_host
from sweetspot.stages.tracking.formulas.applied import SHOPIFY, with_code
from sweetspot.stages.tracking.formulas.destinations import CLICK_PARAMETER, with_click_id

#: What stands in an address as it is.
_PRINTABLE = "".join(chr(number) for number in range(0x21, 0x7F))
#: No destination contains it: it stands where the click's id will.
_PLACE = "0place0of0the0id0"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a short address leads, and whose it is; ids as text, the way they are written."""

    link: str
    slug: str
    workspace: str
    destination: str
    active: bool
    #: What few links have - an expiry, rules, a story page - as it is kept; `ways.py` reads it.
    special: str = ""
    #: What its workspace chose about visitors' privacy, as it is kept; `privacy.py` reads it.
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class OwnHost:
    """A host of one workspace's own, at which its links alone are found.

    `apple` and `android` are what phones ask the host for to open its links in the brand's app; empty for nothing.
    """

    host: str
    workspace: str
    apple: str = ""
    android: str = ""


def address(destination: str, click: str, query: str) -> str:
    """Where a visitor goes who came with this raw query; an empty `click` stands for one that was not recorded."""
    if query or not click:
        return with_click_id(destination, click, query)
    before, after = _around_the_id(destination)
    return f"{before}{click}{after}"


def address_with_code(destination: str, click: str, query: str, applied: str) -> str:
    """The same by way of a code; its click is named for the shop's first page and for the one after."""
    way, _, code = applied.partition(":")
    url = with_code(address(destination, click, query), code, way)
    return with_click_id(url, click) if way == SHOPIFY else url


class LinkTable:
    """Every link of every workspace, by short address.

    `loaded` is False until links are known at all, `fresh` until they were read from the database.
    """

    def __init__(self) -> None:
        self.loaded = self.fresh = False
        #: Grows with every change, so that whoever keeps a copy knows whether it is old.
        self.version = 0
        self._targets: dict[str, Target] = {}
        self._slugs: dict[str, str] = {}
        #: The workspaces' own hosts, by name.
        self.hosts: Mapping[str, OwnHost] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def find(self, slug: str, own: OwnHost | None = None) -> Target | None:
        """The target of a short address in lower case; None for an unknown one, and at a host of somebody else's."""
        target = self._targets.get(slug)
        return target if own is None or target is None or target.workspace == own.workspace else None

    def own_host(self, names: Sequence[str]) -> OwnHost | None:
        """The own host that a request names, with or without a port; None for the address that all workspaces share."""
        return self.hosts.get(names[0].partition(":")[0].lower()) if names else None

    def targets(self) -> list[Target]:
        """Every target at this moment."""
        return list(self._targets.values())

    def begin_with(self, targets: Iterable[Target], hosts: Iterable[OwnHost] = ()) -> None:
        """Hold what was known once, until the database can be read."""
        if not self.loaded:
            self.replace(targets, hosts)
            self.fresh = False

    def replace(self, targets: Iterable[Target], hosts: Iterable[OwnHost] = ()) -> None:
        """Forget everything and hold these, as the database has them."""
        held, own = {target.slug: target for target in targets}, {one.host: one for one in hosts}
        if not self.loaded or held != self._targets or own != self.hosts:
            self._targets, self._slugs = held, {target.link: target.slug for target in held.values()}
            self.hosts = own
            self.version += 1
        self.loaded = self.fresh = True

    def update(self, links: Iterable[str], targets: Iterable[Target]) -> None:
        """Hold these targets for these links; a link without a target is gone."""
        for link in links:
            if slug := self._slugs.pop(link, None):
                self._targets.pop(slug, None)
        for target in targets:
            self._targets[target.slug] = target
            self._slugs[target.link] = target.slug
        self.version += 1


@lru_cache(maxsize=4096)
def _around_the_id(destination: str) -> tuple[str, str]:
    """A destination as it is before and after the click's id; most visitors bring no query of their own."""
    before, _, after = with_click_id(destination, _PLACE).partition(f"{CLICK_PARAMETER}={_PLACE}")
    return f"{before}{CLICK_PARAMETER}=", after


def in_ascii(url: str) -> str:
    """An address as it may stand in a header: other letters encoded, in the host by IDNA, elsewhere by per cent."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    host = canonical_host(parts.hostname or "") + port
    return quote(urlunsplit(parts._replace(netloc=host)), safe=_PRINTABLE)
