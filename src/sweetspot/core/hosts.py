"""Names of hosts as browsers read them, and which addresses belong to the public internet."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import idna

#: What a host is made of; anything else browsers decode, drop or refuse, each in its own way.
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
#: Not for the public, though `is_global` of some versions of Python says otherwise (IANA special-purpose registries).
_CLOSED = [
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip
_NAT64 = ip_network("64:ff9b::/96")


def canonical_host(host: str) -> str:
    """A host in lower case ASCII without a final dot, as browsers read it (UTS 46); ValueError where it is none.

    An IPv6 address passes, without its brackets; the empty text stands for no host.
    """
    plain = host.isascii() and "xn--" not in host.lower()
    bare = (host.lower() if plain else idna.encode(host, uts46=True).decode("ascii")).removesuffix(".")
    if bare and ":" not in bare and not _HOST.fullmatch(bare):
        raise ValueError(f"{host!r} is no host")
    return bare


def is_number(host: str) -> bool:
    """Whether a host is an IP address in any of the spellings browsers accept, such as `0x7f.1` or `2130706433`."""
    last = host.rpartition(".")[2]
    try:
        ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"\d+|0x[0-9a-f]*", last))
    return True


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is somebody's on the public internet; what is wrapped into IPv6 is judged unwrapped."""
    inner = _unwrapped(address)
    if inner is not None:
        return all(map(is_public, inner))
    closed = any(address.version == net.version and address in net for net in _CLOSED)
    return address.is_global and not address.is_multicast and not closed


def _unwrapped(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...] | None:
    """The IPv4 addresses that an IPv6 address leads to (mapped, 6to4, Teredo, NAT64); None where it wraps none."""
    if isinstance(address, IPv4Address):
        return None
    if address.teredo:
        return address.teredo
    wrapped = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
    return (wrapped,) if wrapped else None
