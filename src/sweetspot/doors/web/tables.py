"""What a list page shows and how its address says so: columns, filters, chips, tabs and pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is its name in `sort=` and `cols=`; `why` is its formula in words."""

    key: str
    label: str
    number: bool = False
    sortable: bool = True
    why: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a filter can take."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One field that can be filtered by; several choices mean "any of them"."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    multiple: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number that can be filtered by its least and greatest value, as the person typed them."""

    name: str
    label: str
    low: str = ""
    high: str = ""
    example: str = ""
    #: Templates ask it of every filter: a list of choices, or bounds.
    bounds: bool = True

    @property
    def text(self) -> str:
        """The bounds in words."""
        if self.low and self.high:
            return f"{self.low} to {self.high}"
        return f"from {self.low}" if self.low else f"up to {self.high}"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    field: str
    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the same things: its name, address, whether it is open, and how many it holds."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


def chosen(params: QueryDict, name: str) -> list[str]:
    """The values of a field in the address: `tier=a,b` and `tier=a&tier=b` say the same."""
    return [part for text in params.getlist(name) for part in text.split(",") if part]


def filter_of(
    params: QueryDict, name: str, label: str, choices: Iterable[tuple[str, str]], *, multiple: bool = True
) -> Filter:
    """A filter whose choices know whether the address names them."""
    values = set(chosen(params, name))
    return Filter(name, label, tuple(Choice(value, text, value in values) for value, text in choices), multiple)


def bounds_of(params: QueryDict, name: str, label: str, example: str = "") -> Bounds:
    """Bounds that know what the address says of them."""
    low, high = (params.get(f"{name}.{end}", "").strip() for end in ("gte", "lte"))
    return Bounds(name, label, low, high, example)


def names(one: Filter | Bounds) -> tuple[str, ...]:
    """What a filter is called in the address."""
    return (f"{one.name}.gte", f"{one.name}.lte") if isinstance(one, Bounds) else (one.name,)


def chips(params: QueryDict, filters: Iterable[Filter | Bounds]) -> list[Chip]:
    """One chip for each value in force, each with the address that leaves it out."""
    return [chip for one in filters for chip in _chips(params, one)]


def _chips(params: QueryDict, one: Filter | Bounds) -> list[Chip]:
    if isinstance(one, Bounds):
        return [Chip(one.label, one.text, cleared(params, [one], search=False))] if one.low or one.high else []
    return [
        Chip(one.label, choice.label, without(params, one.name, choice.value))
        for choice in one.choices
        if choice.chosen
    ]


def without(params: QueryDict, name: str, value: str) -> str:
    """The address with one value of a field left out; paging starts again."""
    changed = params.copy()
    changed.setlist(name, [part for part in chosen(params, name) if part != value])
    return _address(changed)


def cleared(params: QueryDict, filters: Iterable[Filter | Bounds], *, search: bool = True) -> str:
    """The address without these filters and, with `search`, without the search; sort, columns and view stay."""
    changed = params.copy()
    for name in [*(["q"] if search else []), *(name for one in filters for name in names(one))]:
        changed.pop(name, None)
    return _address(changed)


def sorted_by(params: QueryDict, key: str, *, number: bool) -> str:
    """The address that sorts by a column: numbers first from the largest, words from A; again turns it round."""
    now = params.get("sort", "")
    first, second = (f"-{key}", key) if number else (key, f"-{key}")
    changed = params.copy()
    changed["sort"] = second if now == first else first
    return _address(changed)


def direction(params: QueryDict, key: str) -> str:
    """How the address sorts by a column: `ascending`, `descending` or nothing."""
    return {key: "ascending", f"-{key}": "descending"}.get(params.get("sort", ""), "")


def visible(params: QueryDict, columns: Sequence[Column]) -> list[Column]:
    """The columns that `cols=` names, in the table's order; without it those shown by default."""
    names = set(chosen(params, "cols"))
    return [column for column in columns if (column.key in names if names else column.shown)]


def _address(params: QueryDict) -> str:
    params.pop("after", None)
    params.pop("page", None)
    for name in [name for name in params if not any(params.getlist(name))]:
        params.pop(name)
    if set(params) == {"view"}:
        params["view"] = "all"  # nothing asked for is everything, and not what the view would ask for
    return f"?{params.urlencode(safe=',')}"


#: Rows on a page of a list, unless its rows are long.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of rows with the addresses of its neighbours, empty at either end."""

    rows: list[Any]
    total: int
    previous: str
    next: str


def leaf(params: QueryDict, name: str, rows: Any, size: int = PAGE) -> Leaf:
    """The page of rows that the address asks for by `name`; the nearest one where there is no such page."""
    page = Paginator(rows, size).get_page(params.get(name))

    def turned(number: int) -> str:
        changed = params.copy()
        changed[name] = str(number)
        return f"?{changed.urlencode()}"

    return Leaf(
        list(page.object_list), page.paginator.count,
        turned(page.previous_page_number()) if page.has_previous() else "",
        turned(page.next_page_number()) if page.has_next() else "",
    )  # fmt: skip
