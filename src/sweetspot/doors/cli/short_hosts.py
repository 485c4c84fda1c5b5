"""`sweetspot hosts`: the brand's own hosts for short links."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sweetspot.doors.cli.session import in_workspace, json_option, named, operator, table, tell, workspace_option


@click.group()
def hosts() -> None:
    """Own hosts for short links, such as go.brand.example."""


@hosts.command(name="list")
@workspace_option
@json_option
def listing(workspace: str | None, as_json: bool) -> None:
    """List the own hosts and whether each is in force.

    \b
    sweetspot hosts list
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.short_hosts import short_host_out
        from sweetspot.doors.api.values import listed
        from sweetspot.stages.tracking import queries

        found = listed(map(short_host_out, queries.short_hosts()))
    rows = [
        [one.id, one.host, "record lost" if one.lost_at else "in force" if one.verified_at else "waits", one.seen]
        for one in found.data
    ]
    tell(found, as_json, table(["Id", "Host", "State", "Seen"], rows))


@hosts.command()
@click.argument("host")
@workspace_option
@json_option
def add(host: str, workspace: str | None, as_json: bool) -> None:
    """Name a HOST and print the text record that proves it.

    \b
    sweetspot hosts add go.brand.example
    """
    with in_workspace(workspace) as place:
        from sweetspot.doors.api.short_hosts import short_host_out
        from sweetspot.stages.tracking.services.hosts import add_short_host

        made = short_host_out(add_short_host(operator(place), host, now=datetime.now(UTC)))
    tell(
        made, as_json, f'Add this record, then run: sweetspot hosts check\n{made.record_name} TXT "{made.record_text}"'
    )


@hosts.command()
@workspace_option
def check(workspace: str | None) -> None:
    """Look for the text records of every own host, now.

    \b
    sweetspot hosts check
    """
    from sweetspot.engines.isolation import scope

    with in_workspace(workspace) as place:
        from sweetspot.engines.names import texts_at
        from sweetspot.stages.tracking import queries
        from sweetspot.stages.tracking.services import hosts as services

        tokens = {row.host: row.token for row in queries.short_hosts()}
    found = services.look(tokens, texts_at)
    with scope(place.id):
        services.keep(found, now=datetime.now(UTC))
        for row in queries.short_hosts():
            click.echo(f"{row.host}: {'in force' if row.verified_at and not row.lost_at else row.seen}")


@hosts.command()
@click.argument("host")
@workspace_option
def remove(host: str, workspace: str | None) -> None:
    """Give a HOST (sho_…) up: links printed with it lead nowhere then.

    \b
    sweetspot hosts remove sho_01J…
    """
    with in_workspace(workspace) as place:
        from sweetspot.stages.tracking.services.hosts import remove_short_host

        remove_short_host(operator(place), named("sho", host), now=datetime.now(UTC))
    click.echo("Removed.")
