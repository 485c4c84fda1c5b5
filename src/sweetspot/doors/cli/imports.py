"""`sweetspot imports`: the files that were taken in, their rejected rows, and taking one back."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sweetspot.doors.cli.session import in_workspace, json_option, operator, table, tell, workspace_option


@click.group()
def imports() -> None:
    """Imports: what files brought, and undoing them within seven days."""


@imports.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the newest 50 imports.

    \b
    sweetspot imports list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.imports import import_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.creators.queries import imports as known

        found = listed(import_out(job.id) for job in known.recent_imports())
    rows = [
        [one.id, one.kind, one.state, one.file_name, one.created, one.updated, one.rejected,
         "—" if one.undo_until is None else f"{one.undo_until:%Y-%m-%d %H:%M} UTC"]
        for one in found.data
    ]  # fmt: skip
    headers = ["Import", "Kind", "State", "File", "Created", "Updated", "Rejected", "Undo until"]
    tell(found, as_json, table(headers, rows))


@imports.command()
@click.argument("import_name", metavar="IMPORT")
@workspace_option
def rejected(import_name: str, workspace: str | None) -> None:
    """Print the rejected rows of an IMPORT (imp_…) as CSV, each with its reason.

    \b
    sweetspot imports rejected imp_01J… > rejected.csv
    """
    with in_workspace(workspace):
        from sweetspot.stages.creators.queries import imports as known

        for line in known.rejected_rows(known.import_job(known.import_id(import_name))):
            click.echo(line, nl=False)


@imports.command()
@click.argument("import_name", metavar="IMPORT")
@click.option("--dry-run", is_flag=True, help="Say what would be taken back and change nothing.")
@workspace_option
@json_option
def undo(import_name: str, dry_run: bool, workspace: str | None, as_json: bool) -> None:
    """Take an IMPORT (imp_…) back, except for what somebody has changed or used since.

    \b
    sweetspot imports undo imp_01J… --dry-run
    """
    with in_workspace(workspace) as place:
        from sweetspot import pipeline
        from sweetspot.doors.api.imports import UndoneOut
        from sweetspot.stages.creators.queries import imports as known
        from sweetspot.stages.creators.services import import_undo

        act = import_undo.preview if dry_run else import_undo.undo
        done = act(operator(place), known.import_id(import_name), now=datetime.now(UTC))
        if not dry_run:
            pipeline.listen_later(place.id)
    shape = UndoneOut(removed=done.removed, restored=done.restored, kept=done.kept)
    start = "Would undo" if dry_run else "Undone"
    words = f"{start}: {done.removed:,} removed, {done.restored:,} put back as they were, {done.kept:,} stay."
    tell(shape, as_json, words)
