"""What most verbs need first: the database running, Django ready, and one workspace in scope."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from sweetspot.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.accounts.models import Workspace

workspace_option = click.option(
    "--workspace", "-w", metavar="SLUG", envvar="SWEETSPOT_WORKSPACE", help="Which workspace, where there are several."
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


def home() -> Path:
    """The data folder."""
    return Path(os.environ.get("SWEETSPOT_HOME", "var")).absolute()


def connect(*, upgraded: bool = True) -> None:
    """Start or join the database and make Django ready; with `upgraded`, refuse a database that is behind."""
    if "DATABASE_URL" not in os.environ:
        from sweetspot.engines import postgres

        server = postgres.start(home())
        atexit.register(server.cleanup)
        # A plain kill must also let the database stop: Python's own exit handlers run only on a normal exit.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        postgres.prepare(server.get_uri(), os.environ.get("SWEETSPOT_DATABASE_NAME", "sweetspot"))
    import django

    django.setup()
    if upgraded:
        _refuse_old_database()


def _refuse_old_database() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('sweetspot_workspace_of') IS NOT NULL")
        if not cursor.fetchone()[0]:
            raise Invalid("The database is empty. Run: sweetspot migrate")


@contextmanager
def in_workspace(slug: str | None) -> Iterator[Workspace]:
    """The workspace that `--workspace` names (or the only one), with its scope open; connects first."""
    connect()
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.accounts import queries

    with scope(queries.workspace_id(slug)):
        yield queries.workspace()


def operator(workspace: Workspace) -> Actor:
    """Who acts on the command line: whoever may start programs on this machine may do everything."""
    from sweetspot.stages.accounts.formulas import system

    return system(workspace.id, "command line")


def named(prefix: str, text: str) -> UUID:
    """The id behind an outside name such as `cmp_01J…`; NotFound for anything else."""
    from sweetspot.core.identifiers import from_public

    try:
        return from_public(prefix, text)
    except ValueError:
        raise NotFound(f"There is no {text!r} here. Names of this kind look like {prefix}_….") from None


def tell(shape: BaseModel, as_json: bool, words: str) -> None:
    """On standard output one JSON document in the API's shape, or the words for people."""
    click.echo(shape.model_dump_json(indent=2) if as_json else words)


def progress(label: str, total: int | None = None) -> Callable[[int], None]:
    """A function that shows how far a long step is, on standard error; silent where that is no terminal."""
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: int) -> None:
        share = f"{done:,} of {total:,}" if total else f"{done:,}"
        click.echo(f"\r{label}: {share}", err=True, nl=total is not None and done >= total)

    return show


def table(headers: list[str], rows: list[list[Any]]) -> str:
    """Rows as aligned text; columns of numbers to the right. A sentence where there are none."""
    if not rows:
        return "There are none."
    columns = [[str(cell) for cell in column] for column in zip(headers, *rows, strict=True)]
    aligned = [_aligned(column) for column in columns]
    lines = ["  ".join(cells).rstrip() for cells in zip(*aligned, strict=True)]
    return "\n".join([lines[0], "─" * max(map(len, lines)), *lines[1:]])


def _aligned(column: list[str]) -> list[str]:
    width = max(map(len, column))
    is_number = len(column) > 1 and all(cell[:1] in "-—" or cell[:1].isdecimal() for cell in column[1:])
    return [cell.rjust(width) if is_number else cell.ljust(width) for cell in column]
