"""The rows of a table file, one after another, in constant memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from sweetspot.core.errors import Invalid
from sweetspot.core.spreadsheets import unguarded
from sweetspot.integrations.csv.files import SAMPLE, Facts, Limits, examine, open_bytes

DELIMITERS = (",", ";", "\t", "|")
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table file: its facts, its column names (unique), and its rows on demand.

    `header_row` is the number of the header in the file; row numbers are those a spreadsheet shows.
    """

    facts: Facts
    delimiter: str
    columns: tuple[str, ...]
    header_row: int

    @property
    def sha256(self) -> str:
        """The fingerprint of the file's bytes."""
        return self.facts.sha256

    @property
    def name(self) -> str:
        """The name the file was uploaded under."""
        return self.facts.name

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about the file the person should read."""
        return self.facts.notes

    def rows(self, after: int = 0) -> Iterator[Row]:
        """(row number, cells) of every row that is not blank, beyond row number `after`."""
        start = max(after, self.header_row)
        for number, cells in _records(self.facts, self.delimiter):
            if number > start and any(cells):
                yield number, cells

    def sample(self, size: int) -> list[Sequence[str]]:
        """The cells of the first `size` rows."""
        return [cells for _, cells in islice(self.rows(), size)]


def open_table(path: Path, *, name: str = "", max_bytes: int | None = None, limits: Limits | None = None) -> Table:
    """The table in a CSV, TSV, XLSX or gzipped text file.

    Raises Invalid when the file is empty, too large, no table, or without a header and a row.
    """
    limits = limits or (Limits(file_bytes=max_bytes) if max_bytes else Limits())
    facts = examine(path, name=name, limits=limits)
    delimiter = _delimiter(facts) if facts.kind == "text" else ""
    header = next(((number, cells) for number, cells in _records(facts, delimiter) if any(cells)), None)
    if header is None:
        raise Invalid(f"{facts.name} holds no rows.", code="empty_file")
    if len(header[1]) > limits.columns:
        raise Invalid(
            f"{facts.name} has {len(header[1]):,} columns; the limit is {limits.columns:,}. "
            "Keep those you need and save it again.",
            code="too_many_columns",
        )
    table = Table(facts, delimiter, unique_names(header[1]), header[0])
    if next(table.rows(), None) is None:
        raise Invalid(f"{facts.name} holds a header and no rows below it.", code="empty_file")
    return table


def unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """Column names on one line, trimmed, unique: `Followers`, `Followers (2)`, `Column 3` for a blank one."""
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(header, start=1):
        plain = " ".join(unguarded(cell.replace("\ufeff", "")).split()) or f"Column {position}"
        name, repeat = plain, 1
        while name in taken:
            repeat += 1
            name = f"{plain} ({repeat})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def _records(facts: Facts, delimiter: str) -> Iterator[Row]:
    return _workbook_records(facts) if facts.kind == "workbook" else _text_records(facts, delimiter)


def _text_records(facts: Facts, delimiter: str) -> Iterator[Row]:
    errors = "replace" if facts.replaces else "strict"
    with (
        open_bytes(facts.path, packed=facts.packed) as raw,
        io.TextIOWrapper(raw, encoding=facts.encoding, errors=errors, newline="") as text,
    ):
        reader = csv.reader(text, delimiter=delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number > 1 or not _names_delimiter(cells):
                    yield number, cells
        except csv.Error as error:
            raise Invalid(
                f"{facts.name} cannot be read beyond row {number + 1:,}: a cell there is longer than "
                f"{csv.field_size_limit():,} characters. Most likely a quotation mark was opened and never closed.",
                code="unclosed_quote",
            ) from error


def _names_delimiter(cells: Sequence[str]) -> bool:
    """Whether this is the `sep=;` line that Excel understands and writes nowhere else."""
    return len(cells) <= 2 and "".join(cells).lower().startswith("sep=")


def _delimiter(facts: Facts) -> str:
    """The delimiter under which the first rows have most columns and the same number of them."""
    with open_bytes(facts.path, packed=facts.packed) as raw:
        head = raw.read(SAMPLE)
    text = codecs.getincrementaldecoder(facts.encoding)(errors="replace").decode(head)
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """(share of rows with the usual number of columns if more than one, that number)."""
    try:
        records = [
            cells for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 100) if cells
        ]
    except csv.Error:
        return 0.0, 0
    if len(records) > 2:
        records.pop()  # the sample may end inside the last row
    widths = Counter(map(len, records))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if records and len(records[0]) > 1 and widths[len(records[0])] * 2 >= count:
        width, count = len(records[0]), widths[len(records[0])]
    return (count / len(records), width) if width > 1 else (0.0, width)


def _workbook_records(facts: Facts) -> Iterator[Row]:
    """The rows of the first sheet that holds any."""
    try:
        book = calamine.CalamineWorkbook.from_path(facts.path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height:
                for number, cells in enumerate(sheet.iter_rows(), start=1):
                    yield number, [_cell_text(cell) for cell in cells]
                return
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise Invalid(
            f"{facts.name} is damaged: its sheets cannot be read. Save it again as XLSX or CSV.", code="damaged_file"
        ) from error


Cell = int | float | str | bool | time | date | datetime | timedelta


def _cell_text(cell: Cell) -> str:
    """A workbook's cell as the text a CSV would hold."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
