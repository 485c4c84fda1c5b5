"""What an address asks the performance page for: a period, a comparison, and filters that stack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from sweetspot.stages.creators.formulas.filters import Among, Ignored
from sweetspot.stages.reports.formulas.periods import COMPARISONS, MATCHES, PERIODS, Days, days_of

#: Whose clicks and orders: these narrow both. A code narrows orders to those that named it.
OWNERS = ("creator", "campaign", "code")
#: Which clicks: these narrow clicks, and orders to those that came by such a click.
TRAITS = ("source", "link", "page", "country", "device", "browser", "system")
FIELDS = (*OWNERS, *TRAITS)
METRICS = {"clicks": "Clicks", "orders": "Orders", "revenue": "Kept revenue"}
DEFAULTS = {"period": "28d", "compare": "previous", "match": "weekday", "metric": "clicks"}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "period": PERIODS, "compare": COMPARISONS, "match": MATCHES, "metric": METRICS,
}  # fmt: skip
#: Names that steer the page or the answer, and narrow nothing.
STEERING = frozenset(("format", "card", "seen"))
_MAX_DAYS = 1100
#: Nothing was sold by links before, and what lies a year before the first day of all calendars is no day.
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; `ignored` says what was not understood, and why."""

    days: Days
    period: str = DEFAULTS["period"]
    compare: str = DEFAULTS["compare"]
    match: str = DEFAULTS["match"]
    metric: str = DEFAULTS["metric"]
    filters: Mapping[str, Among] = field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[Ignored, ...] = ()

    def among(self, name: str) -> Among:
        """The filter of one field; one that lets everything pass where there is none."""
        return self.filters.get(name, Among())

    @property
    def by_trait(self) -> bool:
        """Whether only some clicks are asked for, so that orders without a click cannot count."""
        return any(name in self.filters for name in TRAITS)


def parse(pairs: Iterable[tuple[str, str]], today: date) -> Asked:
    """What names and values ask for: comma means "or", fields mean "and", a leading `-` leaves out.

    A value that does not exist fits nothing; a name that does not exist is told in `ignored`.
    """
    found, ignored, given = Asked(days_of(DEFAULTS["period"], today)), [], {}
    for name, raw in pairs:
        value = raw.strip()
        if name in STEERING or not value:
            continue
        if "\0" in name + value:
            ignored.append(Ignored(name.replace("\0", "�"), value.replace("\0", "�"), "holds a character of no text"))
        elif name in ("from", "to"):
            given[name] = value
        elif name.removeprefix("-") in FIELDS:
            found = _narrowed(found, name, value)
        elif name not in _CHOICES:
            ignored.append(Ignored(name, value, "is nothing this page can be narrowed by"))
        elif value in _CHOICES[name]:
            found = _with(found, name, value)
        else:
            ignored.append(Ignored(name, value, f"is none of {', '.join(_CHOICES[name])}"))
    return replace(_dated(found, given, ignored, today), ignored=tuple(ignored))


def pairs_of(asked: Asked) -> list[tuple[str, str]]:
    """The names and values that ask for the same; what is usual is left out."""
    found = [
        (name, getattr(asked, name)) for name, usual in DEFAULTS.items() if getattr(asked, name) != usual
    ]  # fmt: skip
    if asked.period == "custom":
        found += [("from", str(asked.days.first)), ("to", str(asked.days.last))]
    for name in FIELDS:
        one = asked.among(name)
        found += [(name, ",".join(one.wanted))] if one.wanted else []
        found += [(f"-{name}", ",".join(one.barred))] if one.barred else []
    return found


def toggled(asked: Asked, name: str, value: str, *, barred: bool = False) -> Asked:
    """The same with one value more in a filter, or without it where it is there already."""
    before = asked.among(name)
    side = "barred" if barred else "wanted"
    held: tuple[str, ...] = getattr(before, side)
    kept = tuple(one for one in held if one != value) if value in held else (*held, value)
    return _filtered(asked, name, replace(before, **{side: kept}))


def without(asked: Asked, name: str) -> Asked:
    """The same without any filter of one field."""
    return _filtered(asked, name, Among())


def _with(asked: Asked, name: str, value: str) -> Asked:
    return replace(asked, **{name: value})  # type: ignore[arg-type]


def _narrowed(asked: Asked, name: str, value: str) -> Asked:
    plain, side = name.removeprefix("-"), "barred" if name.startswith("-") else "wanted"
    before = asked.among(plain)
    values = [part.strip() for part in value.split(",") if part.strip()]
    gathered = tuple(dict.fromkeys((*getattr(before, side), *(_cased(plain, part) for part in values))))
    return _filtered(asked, plain, replace(before, **{side: gathered}))


def _cased(name: str, value: str) -> str:
    return value.upper() if name in ("country", "code") and value != "unknown" else value


def _filtered(asked: Asked, name: str, among: Among) -> Asked:
    changed = {**asked.filters, name: among}
    return replace(asked, filters=MappingProxyType({key: one for key, one in changed.items() if one}))


def _dated(asked: Asked, given: Mapping[str, str], ignored: list[Ignored], today: date) -> Asked:
    """What was asked for with its days; the usual days where those given are none, and then with a notice."""
    if asked.period != "custom":
        ignored += [Ignored(name, value, "counts only with period=custom") for name, value in given.items()]
        return replace(asked, days=days_of(asked.period, today))
    try:
        days = Days(date.fromisoformat(given["from"]), date.fromisoformat(given["to"]))
    except (KeyError, ValueError):
        reason = "needs two days, such as from=2026-05-01 and to=2026-05-31"
        ignored.append(Ignored("period", "custom", reason))
        return replace(asked, period=DEFAULTS["period"])
    if not 1 <= days.number <= _MAX_DAYS or days.first > today:
        reason = "ends before it starts" if days.number < 1 else f"is longer than {_MAX_DAYS} days"
        ignored.append(Ignored("to", given["to"], "lies in the future" if days.first > today else reason))
        return replace(asked, period=DEFAULTS["period"])
    if days.first < _FIRST_DAY:
        ignored.append(Ignored("from", given["from"], f"lies before {_FIRST_DAY.year}"))
        return replace(asked, period=DEFAULTS["period"])
    return replace(asked, days=days)
