"""Going through a file's rows in pieces, and writing them out again with what was found."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from sweetspot.core.errors import Invalid
from sweetspot.integrations.csv.reader import Row, Table, unique_names

#: Rows held at a time: a file of any length fits in memory.
PIECE = 20_000


def pieces(table: Table) -> Iterator[list[Row]]:
    """The rows of a table, PIECE at a time."""
    rows = table.rows()
    while piece := list(islice(rows, PIECE)):
        yield piece


def refuse_target(source: Path, target: Path) -> None:
    """Raise Invalid where `target` is the file that is read, or lies in no folder."""
    if not target.parent.is_dir():
        raise Invalid(f"There is no folder {target.parent} to write {target.name} in.", code="no_folder")
    if target.exists() and source.samefile(target):
        raise Invalid(f"{target} is the file that is read. Name another one for the results.", code="same_file")


def write_beside(table: Table, target: Path, columns: Sequence[str], found: Iterable[Sequence[str]]) -> None:
    """Write the table as CSV with `found`, one entry per row, in these columns on the right; whole or not at all.

    A column of the table that is called like one of `columns` is called `name (given)`: the name is for what was found.
    """
    width = len(table.columns)
    given = [f"{name} (given)" if name in columns else name for name in table.columns]
    with NamedTemporaryFile(
        "w", dir=target.parent, prefix=f".{target.name}.", encoding="utf-8", newline="", delete=False
    ) as file:
        try:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(unique_names((*given, *columns)))
            for (_, cells), more in zip(table.rows(), found, strict=True):
                writer.writerow((*cells[:width], *[""] * (width - len(cells)), *more))
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    mask = os.umask(0)
    os.umask(mask)
    Path(file.name).chmod(0o666 & ~mask)
    Path(file.name).replace(target)
