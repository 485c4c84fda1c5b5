"""The sample programme from the command line: make it, remove it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sweetspot.doors.cli.session import connect, json_option, table

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Person

DEMO_OWNER = "demo@sweetspot.example"
owner_option = click.option(
    "--owner", metavar="EMAIL", default=DEMO_OWNER, show_default=True, help="Whose workspace it is; made where unknown."
)


@click.group()
def demo() -> None:
    """The sample programme: an invented shop, invented creators, and the troubles of real programmes."""


@demo.command()
@click.option(
    "--seed", type=click.IntRange(min=0), default=7, show_default=True, help="The same seed, the same sample."
)
@click.option("--creators", type=int, default=240, show_default=True, help="How many creators, 60 or more.")
@click.option("--days", type=int, default=365, show_default=True, help="Days of posts and readings, 120 or more.")
@click.option("--posts", type=int, help="Posts in all; 84 per creator unless given, a million at most.")
@click.option("--workspace", metavar="NAME", help="The workspace's name; the invented brand's unless given.")
@owner_option
@json_option
def load(
    seed: int, creators: int, days: int, posts: int | None, workspace: str | None, owner: str, as_json: bool
) -> None:
    """Make the sample programme in a workspace of its own; one of the same name is replaced."""
    connect()
    from django.utils import timezone

    from sweetspot.integrations.sample import load as sample
    from sweetspot.integrations.sample.phrases import BRAND
    from sweetspot.integrations.sample.programme import Size

    now = timezone.now()
    loaded = sample.load(
        _person(owner), seed=seed, size=Size(creators, days, posts), today=now.date(), now=now,
        name=workspace or BRAND, progress=_progress,
    )  # fmt: skip
    click.echo("\r\033[K" if sys.stderr.isatty() else "", err=True, nl=False)
    rows = {name: value for name, value in asdict(loaded).items() if name != "workspace_id"}
    click.echo(json.dumps(rows) if as_json else table(["What", "Rows"], [[name, str(rows[name])] for name in rows]))


@demo.command()
@click.option("--workspace", metavar="SLUG", help="Only the sample with this short name.")
@owner_option
def remove(workspace: str | None, owner: str) -> None:
    """Remove the sample workspaces of a person with everything in them; real workspaces stay."""
    connect()
    from sweetspot.core.errors import NotFound
    from sweetspot.integrations.sample import load as sample

    removed = sample.remove(_person(owner), workspace)
    if not removed:
        raise NotFound("There is no sample to remove.")
    click.echo("\n".join(removed))


def _person(email: str) -> Person:
    from sweetspot.stages.accounts.models import Person

    found = Person.objects.filter(email=email.lower()).first()
    return found or Person.objects.create_user(email, name="Demo" if email == DEMO_OWNER else "")


def _progress(what: str, rows: int) -> None:
    """One line that is written over on a terminal; one line per kind of row otherwise."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[KWriting {what}: {rows:,}", err=True, nl=False)
    elif rows:
        click.echo(f"{what}: {rows:,}", err=True)
