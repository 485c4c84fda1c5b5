"""The script for shops as the tracker serves it: under a name that never changes, and one that its content decides."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

_BODY = (Path(__file__).parent / "shop" / "sweetspot.js").read_text(encoding="utf-8")
#: The name shops write down; it leads to the other, which is kept for a year.
STABLE = "/sweetspot.js"
NAMED = f"/sweetspot.{hashlib.sha256(_BODY.encode()).hexdigest()[:16]}.js"
_ANY = re.compile(r"/sweetspot(\.[0-9a-f]{16})?\.js")
_OPEN = [
    # A shop may load it with `crossorigin` and check it with `integrity`.
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("x-content-type-options", "nosniff"),
]
_LEADS = [("location", NAMED), ("cache-control", "public, max-age=300"), *_OPEN]
_IS = [
    ("content-type", "text/javascript; charset=utf-8"),
    ("cache-control", "public, max-age=31536000, immutable"),
    *_OPEN,
]


class Served(NamedTuple):
    """An answer: its status, headers and body."""

    status: int
    headers: list[tuple[str, str]]
    body: str


def served(path: str) -> Served | None:
    """What stands at a path, None for anything that is not the script; a name of an older version leads to today's."""
    if path == NAMED:
        return Served(200, _IS, _BODY)
    return Served(302, _LEADS, "") if _ANY.fullmatch(path) else None
