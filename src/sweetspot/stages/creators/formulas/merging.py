"""What changes when a row speaks of something we know already?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sweetspot.stages.creators.formulas.rows import Duplicates


def changes(current: Mapping[str, Any], incoming: Mapping[str, Any], policy: Duplicates) -> dict[str, Any]:
    """The values to write over `current`: none (skip), only blank ones (fill), or all that differ (overwrite).

    What the row does not say (None) never erases what is known.
    """
    if policy == "skip":
        return {}
    said = {key: value for key, value in incoming.items() if value is not None and value != current.get(key)}
    if policy == "fill":
        return {key: value for key, value in said.items() if current.get(key) in (None, "")}
    return said


def reading_policy(policy: Duplicates, taken: datetime, known: datetime | None) -> Duplicates:
    """How dated figures are merged: an older reading only fills blanks, whatever was chosen."""
    return "fill" if policy == "overwrite" and known is not None and taken < known else policy
