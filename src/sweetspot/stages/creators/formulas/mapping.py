"""Which column of a file fills which field, and what has to be asked before it can be read?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sweetspot.stages.creators.formulas import handles, values
from sweetspot.stages.creators.formulas.fields import FIELDS, REQUIRED, Field, Kind
from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.creators.formulas.presets import Preset, preset_for
from sweetspot.stages.creators.formulas.rows import Options, cell_reader
from sweetspot.stages.creators.formulas.values import Unreadable

SAMPLES = 5
#: The share of a column's cells that must read as the field before the column is proposed for it.
_ENOUGH = {"handle": 0.3, "address": 0.8, "country": 0.8, "language": 0.8, "format": 0.8, "network": 0.8}
_ENOUGH_ELSE = 0.5
#: Under these a cell is readable only by the choices that are still to be made.
_LENIENT = Options(network="instagram", rate_unit="percent", date_order="day first", currency="EUR")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, some of its cells, the field it fills (or None), and a remark."""

    position: int
    name: str
    samples: tuple[str, ...]
    field: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file would be read if nobody objected."""

    columns: tuple[Column, ...]
    tool: str | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A choice that has to be made before the file can be read: the option, why, and what looks likely."""

    option: str
    reason: str
    likely: str | None = None


def propose(kind: Kind, columns: Sequence[str], rows: Sequence[Sequence[str]], more: Sequence[Field] = ()) -> Proposal:
    """A field for each column whose header is known and whose cells, in the sample `rows`, read as that field.

    `more` are fields beyond those that imports fill; they take what is left. Where several columns could fill one
    field, the one with most readable, most exact cells is taken.
    """
    cells = [[row[at] for row in rows if at < len(row)] for at in range(len(columns))]
    preset = preset_for(kind, columns)
    chosen = _chosen((*FIELDS[kind], *more), columns, cells, preset)
    found = tuple(
        Column(at, name, _samples(cells[at]), chosen.get(at), _remark(kind, name, at, cells[at], chosen, preset))
        for at, name in enumerate(columns)
    )
    remarks = (preset.remark,) if preset and preset.remark else ()
    if not chosen and any(map(_is_value, columns)):
        remarks = (*remarks, _HEADLESS.format(", ".join(f"“{values.short(name)}”" for name in columns[:3])))
    return Proposal(found, preset.tool if preset else None, remarks)


_HEADLESS = (
    "The first row ({}) reads like values and not like names of columns. If the file has no header, put a row of names "
    "above it and upload it again; otherwise the first row is not taken in."
)


def _is_value(name: str) -> bool:
    """Whether a column's name is rather a number, a handle or an address."""
    if name.startswith("@") or handles.is_address(name):
        return True
    try:
        return values.amount(name) is not None
    except Unreadable:
        return False


def _chosen(
    fields: Sequence[Field], columns: Sequence[str], cells: Sequence[Sequence[str]], preset: Preset | None
) -> dict[int, str]:
    chosen: dict[int, str] = {}
    for field in fields:
        fits = [
            (_score(field, folded(name), cells[at]), -at)
            for at, name in enumerate(columns)
            if at not in chosen and _may_fill(field, folded(name), preset) and _readable(field, cells[at])
        ]
        if fits:
            chosen[-max(fits)[1]] = field.key
    return chosen


def _may_fill(field: Field, header: str, preset: Preset | None) -> bool:
    if preset and header in preset.columns:
        return preset.columns[header] == field.key
    return header in field.aliases


def _readable(field: Field, cells: Sequence[str]) -> bool:
    return _share(field, cells) >= _ENOUGH.get(field.reads, _ENOUGH_ELSE)


def _share(field: Field, cells: Sequence[str]) -> float:
    """The share of the cells that say something which reads as the field; 1 where none says anything."""
    said = [cell for cell in cells if not values.is_missing(cell)]
    return sum(_reads(field, cell) for cell in said) / len(said) if said else 1.0


def _reads(field: Field, cell: str) -> bool:
    try:
        if field.reads == "handle":
            handles.handle(cell, "youtube")  # the network that allows most
        elif field.reads == "address":
            return handles.is_address(cell)
        else:
            cell_reader(field, _LENIENT)(cell)
    except Unreadable:
        return False
    return True


def _score(field: Field, header: str, cells: Sequence[str]) -> float:
    """Readable first, then filled, then exact (48500000 before 48.5M), then the more telling header."""
    said = [cell for cell in cells if not values.is_missing(cell)]
    filled = len(said) / len(cells) if cells else 0.0
    exact = sum(cell.strip()[-1:].isdigit() for cell in said) / len(said) if said else 0.0
    rank = field.aliases.index(header) if header in field.aliases else 0
    return (
        _share(field, cells) + 0.3 * filled + (0.1 * exact if field.reads in ("count", "average") else 0) - 0.01 * rank
    )


def _samples(cells: Iterable[str]) -> tuple[str, ...]:
    distinct = dict.fromkeys(values.short(cell) for cell in cells if cell.strip())
    return tuple(distinct)[:SAMPLES]


def _remark(
    kind: Kind, name: str, at: int, cells: Sequence[str], chosen: Mapping[int, str], preset: Preset | None
) -> str:
    header = folded(name)
    if at in chosen or (preset and header in preset.columns):
        return ""
    like = next((field for field in FIELDS[kind] if header in field.aliases), None)
    if like is None:
        return ""
    if not _readable(like, cells):
        return f"Headed like “{like.label}”, but its cells do not read as that."
    return f"“{like.label}” is filled by another column that says more." if like.key in chosen.values() else ""


def missing_fields(kind: Kind, fields: Iterable[str]) -> tuple[str, ...]:
    """What a mapping still lacks, as words: `Handle or Profile address`; empty when the file can be read."""
    mapped = set(fields)
    labels = {field.key: field.label for field in FIELDS[kind]}
    return tuple(" or ".join(labels[key] for key in group) for group in REQUIRED[kind] if not mapped & set(group))


def questions(
    kind: Kind, columns: Mapping[int, str], names: Sequence[str], rows: Sequence[Sequence[str]], options: Options
) -> tuple[Question, ...]:
    """The choices without which the sample `rows` cannot be read, under the options made so far."""
    by_field = {key: [row[at] for row in rows if at < len(row) and row[at]] for at, key in columns.items()}
    asked = (
        _ask_network(by_field, names, options),
        _ask_handle(kind, by_field, options),
        _ask_rate_unit(kind, by_field, options),
        _ask_date_order(kind, by_field, options),
        _ask_currency(kind, by_field, options),
    )
    return tuple(question for question in asked if question)


def _ask_network(by_field: Mapping[str, list[str]], names: Sequence[str], options: Options) -> Question | None:
    if options.network or "network" in by_field:
        return None
    addresses = [cell for key in ("url", "post_url", "handle") for cell in by_field.get(key, ())]
    if addresses and any(handles.is_address(cell) and handles.network_of(cell) for cell in addresses):
        return None
    return Question("network", "No column says which network the accounts are on.", likely_network(names))


def _ask_handle(kind: Kind, by_field: Mapping[str, list[str]], options: Options) -> Question | None:
    if kind not in ("followers", "audience") or options.handle or by_field.get("handle"):
        return None
    return Question("handle", "No column says whose audience it is: give the creator's handle.")


def likely_network(names: Sequence[str]) -> str | None:
    """The one network that the headers (or the file's name among them) speak of, or None."""
    words = " ".join(folded(name) for name in names).split()
    named = {
        network.key
        for network in handles.NETWORKS.values()
        if any(word.startswith(network.key) for word in words if len(network.key) > 1)
    }
    if any(word.startswith(("tiktoker", "youtuber")) for word in words):
        named |= {"tiktok" if any(word.startswith("tiktoker") for word in words) else "youtube"}
    return named.pop() if len(named) == 1 else None


def _fails_only_without(
    kind: Kind, by_field: Mapping[str, list[str]], reads: str, options: Options, full: Options
) -> bool:
    for field in FIELDS[kind]:
        if field.reads == reads and field.key in by_field:
            bare, chosen = cell_reader(field, options), cell_reader(field, full)
            if any(_works(chosen, cell) and not _works(bare, cell) for cell in by_field[field.key]):
                return True
    return False


def _works(reader: object, cell: str) -> bool:
    try:
        reader(cell)  # type: ignore[operator]
    except Unreadable:
        return False
    return True


def _ask_rate_unit(kind: Kind, by_field: Mapping[str, list[str]], options: Options) -> Question | None:
    if options.rate_unit or not _fails_only_without(
        kind, by_field, "rate", options, replace(options, rate_unit="percent")
    ):
        return None
    return Question("rate_unit", "Rates without a % sign: does 3 mean 3 % (percent) or 300 % (fraction)?")


def _ask_date_order(kind: Kind, by_field: Mapping[str, list[str]], options: Options) -> Question | None:
    if options.date_order or not _fails_only_without(
        kind, by_field, "moment", options, replace(options, date_order="day first")
    ):
        return None
    return Question("date_order", "Dates such as 01/02/2024 can be read two ways: do days or months come first?")


def _ask_currency(kind: Kind, by_field: Mapping[str, list[str]], options: Options) -> Question | None:
    if options.currency or "price" not in by_field or "price_currency" in by_field:
        return None
    read = cell_reader(next(field for field in FIELDS[kind] if field.key == "price"), options)
    for cell in by_field["price"]:
        if _works(read, cell) and (price := read(cell)) and price[1] is None:
            return Question("currency", "The cost column names no currency.")
    return None
