"""`sweetspot posts`: taking posts in from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sweetspot.doors.cli.import_verb import import_options, take_in


@click.group()
def posts() -> None:
    """Posts and the files they come from."""


@posts.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@import_options
def take(file: Path | None, **chosen: Any) -> int:
    """Take in a table of posts: CSV, TSV, XLSX, or one of the text forms as .gz.

    \b
    sweetspot posts import list.csv --network instagram --dry-run
    sweetspot posts import list.csv --network instagram --duplicates fill
    sweetspot posts import --resume imp_01J…

    Exit code 7 says that some rows were rejected; --rejected FILE keeps them with their reasons.
    """
    return take_in("posts", file, **chosen)
