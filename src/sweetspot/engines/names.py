"""What the domain name system says in text records; the standard library asks for addresses only."""

from __future__ import annotations

import dns.exception
import dns.resolver

_SECONDS = 5.0


def texts_at(name: str) -> list[str]:
    """The text records of a name, each in one piece; empty where it has none or nobody answers in time."""
    try:
        found = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS)
    except dns.exception.DNSException:
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
