"""People and workspaces from the command line: who may enter, and a link that signs somebody in."""

from __future__ import annotations

import json

import click

from sweetspot.doors.cli.session import connect, in_workspace, json_option, table, workspace_option


@click.group()
def people() -> None:
    """People who sign in."""


@people.command()
@click.argument("email")
@click.option("--name", default="", help="Their name, as others see it.")
def create(email: str, name: str) -> None:
    """Make a person who signs in by a link until they set a password."""
    connect()
    from sweetspot.core.errors import Conflict
    from sweetspot.stages.accounts import queries, services

    if queries.is_known(email):
        raise Conflict(f"{email} is there already.")
    services.person(email, name)
    click.echo(f"Made {email}. Sign in: sweetspot people link {email}", err=True)


@people.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a link that signs EMAIL in once, within an hour."""
    connect()
    from django.conf import settings

    from sweetspot.stages.accounts import queries

    click.echo(f"{settings.PUBLIC_URL}/enter/{queries.sign_in_token(queries.person_by_email(email))}")


@people.command(name="list")
@workspace_option
@json_option
def members(workspace: str | None, as_json: bool) -> None:
    """The members of a workspace and their roles."""
    with in_workspace(workspace):
        from sweetspot.stages.accounts import queries

        rows = [[member.person.email, member.person.name, member.role] for member in queries.members()]
    if as_json:
        click.echo(json.dumps([dict(zip(("email", "name", "role"), row, strict=True)) for row in rows]))
    else:
        click.echo(table(["E-mail", "Name", "Role"], rows))


@click.group()
def workspaces() -> None:
    """Workspaces: one brand each."""


@workspaces.command(name="create")
@click.argument("name")
@click.option("--owner", required=True, metavar="EMAIL", help="The person who owns it; made where unknown.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--time-zone", default="UTC", show_default=True)
@click.option("--slug", default="", metavar="SLUG", help="Its short name; made from the name unless given.")
def create_workspace(name: str, owner: str, currency: str, time_zone: str, slug: str) -> None:
    """Make a workspace for a brand and print its short name.

    A second one of the same short name is refused: give it one of its own with --slug.
    """
    connect()
    from django.utils.text import slugify

    from sweetspot.stages.accounts import services

    made = services.create_workspace(
        name, owner=services.person(owner), currency=currency, time_zone=time_zone, slug=slug or slugify(name)
    )
    click.echo(made.slug)


@workspaces.command(name="list")
@json_option
def list_workspaces(as_json: bool) -> None:
    """List every workspace with its short name."""
    connect()
    from sweetspot.stages.accounts import queries

    rows = [[one.slug, one.name, one.currency, "sample" if one.is_sample else ""] for one in queries.every_workspace()]
    if as_json:
        click.echo(json.dumps([dict(zip(("slug", "name", "currency", "kind"), row, strict=True)) for row in rows]))
    else:
        click.echo(table(["Short name", "Name", "Currency", ""], rows))
