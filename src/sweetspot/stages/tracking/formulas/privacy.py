"""What a workspace may choose about its visitors' privacy, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import ip_network

from sweetspot.core.errors import Invalid, Problem

#: So many networks of its own may a workspace list.
MOST_NETWORKS = 50
#: Wider networks hold whole providers: people would vanish from the figures.
_WIDEST = {4: 16, 6: 32}
#: So long the script may keep a click in the shop's pages.
MOST_DAYS = 30


class Signals(StrEnum):
    """What becomes of a click whose browser asks not to be followed (`Sec-GPC: 1`, `DNT: 1`)."""

    HONOUR = "honour"
    IGNORE = "ignore"


class Consent(StrEnum):
    """What the script for shops waits for before it keeps a click on a visitor's device."""

    ASKED = "asked"
    GIVEN = "given"


def checked_networks(lines: Iterable[str]) -> list[str]:
    """Networks in their plain form, each once, in the order given; Invalid for what is none, or too wide.

    A single address is a network of one. An address inside a network stands for the network.
    """
    found: dict[str, None] = {}
    for line in lines:
        if text := line.strip():
            try:
                network = ip_network(text, strict=False)
            except ValueError:
                raise _refused(f"“{text[:60]}” is no network. Write it as 203.0.113.0/24 or 2001:db8::/48.") from None
            if network.prefixlen < _WIDEST[network.version]:
                raise _refused(
                    f"{network} is too wide: it would hide other people’s clicks too. The widest is "
                    f"/{_WIDEST[network.version]}."
                )
            found[str(network)] = None
    if len(found) > MOST_NETWORKS:
        raise _refused(f"These are {len(found)} networks; at most {MOST_NETWORKS} can be kept. Join some.")
    return list(found)


def checked_days(days: int) -> int:
    """Days that the script keeps a click; Invalid for more than it can."""
    if not 0 <= days <= MOST_DAYS:
        message = f"Choose 0 to {MOST_DAYS} days."
        raise Invalid(message, problems=[Problem("days", "days", message)])
    return days


def script_line(short_host: str, signals: str, consent: str, days: int) -> str:
    """The line that a shop puts on its pages so that the script does as the workspace chose.

    >>> script_line("https://go.example.com", "honour", "asked", 0)
    '<script async src="https://go.example.com/sweetspot.js"></script>'
    >>> script_line("https://go.example.com", "ignore", "given", 7).partition("sweetspot.js")[2]
    '" data-consent="given" data-days="7" data-signals="ignore"></script>'
    """
    chosen = {
        "consent": consent if consent == Consent.GIVEN else "", "days": str(days) if days else "",
        "signals": signals if signals == Signals.IGNORE else "",
    }  # fmt: skip
    attributes = "".join(f' data-{name}="{value}"' for name, value in chosen.items() if value)
    return f'<script async src="{short_host}/sweetspot.js"{attributes}></script>'


def _refused(message: str) -> Invalid:
    return Invalid(message, problems=[Problem("networks", "networks", message)])
