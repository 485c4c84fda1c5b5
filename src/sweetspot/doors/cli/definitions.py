"""`sweetspot definitions`: what an engagement rate is here, and having another one worked out."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sweetspot.doors.cli.session import in_workspace, json_option, operator, table, tell, workspace_option


@click.group()
def definitions() -> None:
    """Definitions of engagement: the built-in ones and your own."""


@definitions.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List every definition with its formula; one is in force.

    \b
    sweetspot definitions list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.definitions import definition_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.creators import queries

        found = listed(map(definition_out, queries.definitions()))
    rows = [
        [f"{one.key}.{one.version}", one.name, one.formula, "in force" if one.in_force else ""] for one in found.data
    ]
    tell(found, as_json, table(["Definition", "Name", "Formula", ""], rows))


@definitions.command()
@click.argument("definition")
@click.option("--force", "comes_into_force", is_flag=True, help="Put it into force once every rate is worked out.")
@workspace_option
@json_option
def run(definition: str, comes_into_force: bool, workspace: str | None, as_json: bool) -> None:
    """Work a DEFINITION (such as per-view.1) out for every profile, to be compared or to come into force.

    \b
    sweetspot definitions run per-view.1
    sweetspot definitions run per-view.1 --force
    """
    name, _, version = definition.rpartition(".")
    if not name or not version.isdecimal():
        raise click.UsageError("Name a definition as its key and version, such as per-view.1.")
    with in_workspace(workspace) as place:
        from sweetspot.stages.creators import queries, services

        one = queries.definition_of(name, int(version))
        run_id = services.start_run(operator(place), one, comes_into_force=comes_into_force, now=datetime.now(UTC))
        workspace_id = place.id
    from sweetspot.doors.api.definitions import run_out
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.creators.services.definitions import run as work_out

    work_out(workspace_id, run_id, clock=lambda: datetime.now(UTC))
    with scope(workspace_id):
        done = run_out(queries.run_of(run_id))
    ending = "It is in force." if comes_into_force else "Nothing else changed."
    tell(done, as_json, f"{one.title}: {done.done:,} of {done.total:,} profiles worked out. {ending}")
