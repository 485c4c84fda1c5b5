"""When are two headers the same header?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

#: The header of the column that rejected rows come back with; a corrected file may still carry it.
REASON = "Why it was rejected"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COUNTER = re.compile(r" \(\d+\)$")
_SIGNS = re.compile(r"[^\w%]+|_")


def folded(header: str) -> str:
    """A header without case, signs, camels and repeat counters.

    `Likes avg. (2)` → `likes avg`, `commerceCategory` → `commerce category`.
    """
    return " ".join(_SIGNS.sub(" ", _CAMEL.sub(" ", _COUNTER.sub("", header))).lower().split())


def signature(columns: Sequence[str]) -> str:
    """The fingerprint of a header: equal for two files of the same export, whatever their case and spaces."""
    names = [name for column in columns if (name := folded(column)) != folded(REASON)]
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()
