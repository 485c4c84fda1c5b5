"""How the choices made for a file are written down and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.money import CURRENCIES
from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.moments import DateOrder
from sweetspot.stages.creators.formulas.rows import Duplicates, Options
from sweetspot.stages.creators.formulas.values import DecimalMark, RateUnit

_ALLOWED: dict[str, tuple[Any, ...]] = {
    "network": (None, *NETWORKS),
    "rate_unit": (None, *get_args(RateUnit)),
    "decimal": get_args(DecimalMark),
    "date_order": (None, *get_args(DateOrder)),
    "duplicates": get_args(Duplicates),
    "add_missing": (True, False),
    "currency": (None, *sorted(CURRENCIES)),
}


def to_json(options: Options) -> dict[str, Any]:
    """The options as plain JSON values."""
    return asdict(options) | {"as_of": options.as_of.isoformat() if options.as_of else None}


def from_json(values: Mapping[str, Any]) -> Options:
    """The options behind JSON values; Invalid names every option that is unknown or holds what it cannot."""
    problems = [problem for key, value in values.items() if (problem := _problem(key, value))]
    if problems:
        raise Invalid("Some choices cannot be used.", code="bad_options", problems=problems)
    as_of = values.get("as_of")
    return Options(**dict(values) | {"as_of": datetime.fromisoformat(as_of) if isinstance(as_of, str) else as_of})


def _problem(key: str, value: Any) -> Problem | None:
    if key not in Options.__dataclass_fields__:
        return Problem(key, "unknown", f"There is no option {key}.")
    if key in _ALLOWED and value not in _ALLOWED[key]:
        known = ", ".join(str(each) for each in _ALLOWED[key][:12] if each is not None)
        return Problem(key, "unknown", f"{value} is not possible for {key}; choose one of: {known}.")
    if key == "zone" and not _is_zone(value):
        return Problem(key, "unknown", f"{value} is not a time zone such as Europe/Berlin.")
    if key == "as_of" and isinstance(value, str) and not _is_aware(value):
        return Problem(key, "unknown", f"{value} is not a date with a time zone.")
    return None


def _is_zone(name: object) -> bool:
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _is_aware(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
