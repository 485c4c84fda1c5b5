"""What does the address of a list ask for? One grammar for pages, programs and the command line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from urllib.parse import parse_qsl, urlencode

from sweetspot.stages.creators.formulas.handles import NETWORKS
from sweetspot.stages.creators.formulas.tiers import DEFAULT_SCHEME

#: Said of anything that is not known: `country=unknown`.
UNKNOWN = "unknown"
VERDICTS = ("consistent", "look", "close_look", "warning", UNKNOWN)
#: What a list can be sorted by, and the larger-than and smaller-than filters.
SORTS = (
    "followers",
    "er",
    "people",
    "percentile",
    "score",
    "price",
    "cost",
    "latest",
    "name",
    "handle",
    "country",
    "stamina",
    "sponsored",
    "flagged",
)
DEFAULT_SORT = "-followers"
RANGES = ("er", "followers", "people", "percentile", "score", "stamina", "sponsored", "flagged")
#: Said of any brand or list at all: `flagged=any`.
ANY = "any"
#: Names that steer the page, not the filter.
_STEERING = frozenset(("cols", "view", "after", "limit", "page", "selected"))


@dataclass(frozen=True, slots=True)
class Among:
    """Values of one field: any of `wanted` (none given: all), and none of `barred`."""

    wanted: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.barred)


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of one number, both included; None is open. Unknown numbers lie in no bounds."""

    low: float | None = None
    high: float | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the address that was not understood, and why; always shown, never dropped in silence."""

    name: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class CreatorFilter:
    """What a list of profiles is narrowed to and sorted by; `er` and `percentile` are shares (.03 is 3 %), as are
    `stamina` (what sponsored posts keep) and `sponsored` (how many posts are). `topic`, `brand`, `competitor`: what
    posts speak of; `word_list`: the lists with a term in them, `flagged`: in how many posts one is.
    """

    q: str = ""
    network: Among = Among()
    tier: Among = Among()
    country: Among = Among()
    language: Among = Among()
    category: Among = Among()
    tag: Among = Among()
    owner: Among = Among()
    verdict: Among = Among()
    topic: Among = Among()
    brand: Among = Among()
    competitor: Among = Among()
    word_list: Among = Among()
    er: Between = Between()
    followers: Between = Between()
    people: Between = Between()
    percentile: Between = Between()
    score: Between = Between()
    stamina: Between = Between()
    sponsored: Between = Between()
    flagged: Between = Between()
    sort: str = DEFAULT_SORT
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")


_CASES: dict[str, Callable[[str], str]] = {
    "network": str.lower, "tier": str, "country": str.upper, "language": str.lower, "category": str.lower,
    "tag": str, "owner": str.lower, "verdict": str.lower, "topic": str.lower, "brand": str.lower,
    "competitor": str.lower, "word_list": str.lower,
}  # fmt: skip
CHOICES = tuple(_CASES)


def parse_query(text: str, tiers: Collection[str] | None = None) -> CreatorFilter:
    """The filter that the query part of an address asks for, such as `tier=micro&country=DE,AT&er.gte=0.03`."""
    return parse_filter(parse_qsl(text.removeprefix("?"), keep_blank_values=True), tiers)


def parse_filter(pairs: Iterable[tuple[str, str]], tiers: Collection[str] | None = None) -> CreatorFilter:
    """The filter that names and values ask for; what is not understood is in `ignored`, with a reason.

    Comma means "or" within a field, fields mean "and", a leading `-` excludes, `.gte` and `.lte` are bounds. `tiers`
    are the tier names in force (the default scheme's when None). A field named twice gathers its values. A value that
    does not exist fits nobody.
    """
    known = {
        "network": frozenset(NETWORKS),
        "tier": frozenset(tiers if tiers is not None else [tier.name for tier in DEFAULT_SCHEME.tiers]) | {UNKNOWN},
        "verdict": frozenset(VERDICTS),
    }
    found, ignored = CreatorFilter(), []
    for name, value in pairs:
        value = value.strip()
        if name in _STEERING or not value:
            continue
        changed, reason = _read(found, name, value, known)
        found = changed or found
        if reason:
            ignored.append(Ignored(name, value, reason))
    return replace(found, ignored=tuple(ignored))


def query_of(asked: CreatorFilter) -> str:
    """The address that asks for this filter; `parse_query` of it gives the filter back."""
    pairs: list[tuple[str, str]] = [("q", asked.q)] if asked.q else []
    for one in fields(asked):
        value = getattr(asked, one.name)
        if isinstance(value, Among):
            pairs += [(one.name, ",".join(value.wanted))] if value.wanted else []
            pairs += [(f"-{one.name}", ",".join(value.barred))] if value.barred else []
        elif isinstance(value, Between):
            pairs += [(f"{one.name}.gte", _plain(value.low))] if value.low is not None else []
            pairs += [(f"{one.name}.lte", _plain(value.high))] if value.high is not None else []
    if asked.sort != DEFAULT_SORT:
        pairs.append(("sort", asked.sort))
    return urlencode(pairs, safe=",")


def _read(
    found: CreatorFilter, name: str, value: str, known: dict[str, frozenset[str]]
) -> tuple[CreatorFilter | None, str]:
    if name == "q":
        return replace(found, q=" ".join(value.split())[:200]), ""
    if name == "sort":
        if value.removeprefix("-") in SORTS:
            return replace(found, sort=value), ""
        return None, f"cannot be sorted by; choose one of {', '.join(SORTS)}"
    if name.removeprefix("-") in _CASES:
        return _choices(found, name, value, known)
    head, _, bound = name.rpartition(".")
    if head in RANGES and bound in ("gte", "lte"):
        return _bound(found, head, bound, value)
    return None, "is not a filter of this list"


def _choices(
    found: CreatorFilter, name: str, value: str, known: dict[str, frozenset[str]]
) -> tuple[CreatorFilter | None, str]:
    plain = name.removeprefix("-")
    values = [_cased(plain, part.strip()) for part in value.split(",") if part.strip()]
    bad = [part for part in values if plain in known and part not in known[plain]]
    barred = name.startswith("-")
    # What is asked for and does not exist fits nobody; dropping it would widen the list to everybody.
    good = tuple(part for part in values if part not in bad or not barred)
    before: Among = getattr(found, plain)
    side = "barred" if barred else "wanted"
    gathered = tuple(dict.fromkeys((*getattr(before, side), *good)))
    reason = f"fits nobody by {', '.join(bad)}: choose from {', '.join(sorted(known[plain]))}" if bad else ""
    return _with(found, plain, replace(before, **{side: gathered})), reason


def _cased(name: str, value: str) -> str:
    return UNKNOWN if value.lower() == UNKNOWN else _CASES[name](value)


def _bound(found: CreatorFilter, name: str, bound: str, value: str) -> tuple[CreatorFilter | None, str]:
    number = _number(value)
    if number is None:
        return None, "is not a number"
    before: Between = getattr(found, name)
    return _with(found, name, replace(before, **{"low" if bound == "gte" else "high": number})), ""


def _with(found: CreatorFilter, name: str, value: Among | Between) -> CreatorFilter:
    changes: dict[str, object] = {name: value}
    return replace(found, **changes)  # type: ignore[arg-type]


def _number(text: str) -> float | None:
    """`0.03`, `3%` and `25000`; the sign decides, nothing is guessed."""
    plain, share = text.removesuffix("%").strip(), text.endswith("%")
    try:
        number = float(plain)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return number / 100 if share else number


def _plain(number: float | None) -> str:
    return f"{number:.12g}"
