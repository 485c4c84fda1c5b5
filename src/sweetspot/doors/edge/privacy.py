"""What a workspace chose about its visitors, and what that leaves of a click."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sweetspot.doors.edge.exchange import Reply
from sweetspot.doors.edge.pages import HEADERS, own_device
from sweetspot.integrations.addresses.ranges import Ranges
from sweetspot.stages.tracking.formulas.click_classes import OWN_DEVICE, OWN_NETWORK
from sweetspot.stages.tracking.formulas.privacy import Signals

#: Where a device of the team is marked, and where the mark is taken away again.
_OWN_PATH = re.compile(r"/-/own/([0-9a-f]{32})(/off)?/?")
_MARKED_SECONDS = 365 * 24 * 3600
_REMEMBERED = 1024

logger = logging.getLogger(__name__)


class Choices(NamedTuple):
    """Whether browsers that ask not to be followed are heeded, the team's networks, and its devices' mark."""

    heeds: bool = True
    networks: Ranges | None = None
    marker: str = ""


@lru_cache(maxsize=_REMEMBERED)
def read(kept: str) -> Choices:
    """The choices as they are kept beside a link; the usual ones for none, and for what cannot be read."""
    try:
        chosen = json.loads(kept)
        networks = Ranges(chosen["networks"]) if chosen["networks"] else None
        return Choices(chosen["signals"] != Signals.IGNORE, networks, chosen["marker"])
    except (ValueError, KeyError, TypeError) as error:
        if kept:
            logger.error("a workspace's choices about privacy cannot be read: %s", error)
        return Choices()


def asks_not_to_be_followed(headers: Mapping[str, str]) -> bool:
    """Whether a browser sends Global Privacy Control or Do Not Track."""
    return headers.get("sec-gpc") == "1" or headers.get("dnt") == "1"


def own(choices: Choices, headers: Mapping[str, str], address: str) -> str:
    """The reason by which a click is the team's own; empty where it is somebody else's."""
    if choices.marker and f"{_cookie(choices.marker)}={choices.marker}" in headers.get("cookie", ""):
        return OWN_DEVICE
    return OWN_NETWORK if choices.networks is not None and choices.networks.holds(address) else ""


def answer_own_device(path: str, secure: bool, reply: Reply) -> bool:
    """Mark a device as the team's, or take the mark away; False for a path that asks for neither."""
    asked = _OWN_PATH.fullmatch(path)
    if asked is None:
        return False
    marker, off = asked[1], bool(asked[2])
    cookie = (
        f"{_cookie(marker)}={marker}; Path=/; Max-Age={0 if off else _MARKED_SECONDS}; HttpOnly; SameSite=Lax"
        f"{'; Secure' if secure else ''}"
    )
    reply.response_str(200, [*HEADERS, ("set-cookie", cookie)], own_device(marker, marked=not off))
    return True


def _cookie(marker: str) -> str:
    # One cookie for each workspace, so that somebody may belong to several.
    return f"sweetspot-own-{marker[:8]}"
