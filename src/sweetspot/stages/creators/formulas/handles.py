"""Whose account is this: what handle, on which network, in a cell that people typed or pasted?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sweetspot.stages.creators.formulas.values import Unreadable, clean, is_missing, short


@dataclass(frozen=True, slots=True)
class Handle:
    """An account's name on a network, as the network compares it."""

    network: str
    name: str


@dataclass(frozen=True, slots=True)
class Network:
    """A network's names: what people write, its hosts, and the handles it can hold."""

    key: str
    label: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]
    handle: re.Pattern[str]
    allowed: str


def _network(key: str, label: str, names: str, hosts: str, handle: str, allowed: str) -> Network:
    return Network(key, label, tuple(names.split()), tuple(hosts.split()), re.compile(handle), allowed)


NETWORKS: dict[str, Network] = {
    network.key: network
    for network in (
        _network("instagram", "Instagram", "instagram ig insta", "instagram.com instagr.am", r"[a-z0-9._]{1,30}",
                 "letters, digits, points and underscores, at most 30"),
        _network("tiktok", "TikTok", "tiktok tik-tok tt", "tiktok.com", r"[a-z0-9._]{1,30}",
                 "letters, digits, points and underscores, at most 30"),
        _network("youtube", "YouTube", "youtube yt", "youtube.com youtu.be", r"[\w.·-]{1,100}",
                 "letters, digits, points, hyphens and underscores, without spaces"),
        _network("x", "X", "x twitter tw x.com twitter.com", "x.com twitter.com", r"[a-z0-9_]{1,15}",
                 "letters, digits and underscores, at most 15"),
    )
}  # fmt: skip
_BY_NAME = {name: network.key for network in NETWORKS.values() for name in network.names}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_CHANNEL = re.compile(r"UC[\w-]{22}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[a-z0-9.-]+\.(?:com|net|tv|be|am)/\S+", re.IGNORECASE)
_PREFIXES = frozenset("channel user c".split())
_NOT_ACCOUNTS = frozenset(
    "p reel reels tv stories explore video videos shorts watch playlist hashtag search status".split()
)


def network(text: str) -> str | None:
    """The key of the network a cell names (`IG`, `Twitter`, `TikTok`); raises Unreadable for one we do not know."""
    if is_missing(text):
        return None
    key = _BY_NAME.get("".join(text.lower().split()))
    if key is None:
        raise Unreadable(f"“{short(text)}” is not a network we know: {', '.join(NETWORKS)}")
    return key


def handle(text: str, default_network: str | None) -> Handle:
    """The account in a cell: `@Ana.Shop`, `ana.shop`, `https://instagram.com/ana.shop/?hl=de`.

    An address decides the network; otherwise `default_network` does. Raises Unreadable with the reason.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", clean(text))).strip()
    if _ADDRESS.fullmatch(plain):
        return _from_address(plain, text)
    name = plain.removeprefix("@").strip()
    name = name if _CHANNEL.fullmatch(name) else name.lower()
    if not name:
        raise Unreadable("the handle is empty")
    if default_network is None:
        raise Unreadable(f"“{short(text)}” names no network: map a network column or choose one for the file")
    return _checked(default_network, name, text)


def network_of(address: str) -> str | None:
    """The key of the network an address belongs to, or None."""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    host = (parts.hostname or "").lower()
    return next((n.key for n in NETWORKS.values() for h in n.hosts if host == h or host.endswith("." + h)), None)


def is_address(text: str) -> bool:
    """Whether the text is a web address and not a bare handle."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def _from_address(address: str, text: str) -> Handle:
    key = network_of(address)
    if key is None:
        raise Unreadable(f"“{short(text)}” is not an address of a network we know")
    parts = urlsplit(address if "://" in address else f"https://{address}")
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    prefixed = len(segments) > 1 and segments[0].lower() in _PREFIXES
    name = segments[1 if prefixed else 0] if segments else ""
    if not name or name.lower() in _NOT_ACCOUNTS or parts.hostname == "youtu.be":
        raise Unreadable(f"“{short(text)}” is an address without an account")
    # A YouTube channel's id is the one name that keeps its capitals.
    return _checked(key, name if _CHANNEL.fullmatch(name) else name.removeprefix("@").lower(), text)


def _checked(key: str, name: str, text: str) -> Handle:
    network = NETWORKS[key]
    if not network.handle.fullmatch(name):
        raise Unreadable(f"“{short(text)}” cannot be a handle on {network.label} ({network.allowed})")
    return Handle(key, name)
