"""Running Sweetspot itself: bring the database up to date, build the static files, serve, look for trouble."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sweetspot.doors.cli.session import connect, home


@click.command()
def migrate() -> None:
    """Make the database, or bring it to this version; changes nothing the second time."""
    connect(upgraded=False)
    from django.conf import settings

    from sweetspot.engines.upgrade import upgrade

    upgrade(settings.DATABASE, verbosity=1 if sys.stderr.isatty() else 0)
    click.echo("The database is up to date.", err=True)


@click.command()
def build() -> None:
    """Write the static files that the pages need into the data folder."""
    build_static()
    click.echo("The static files are built.", err=True)


def build_static() -> None:
    """Write the drawing library and collect every static file, with content-addressed names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sweetspot.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    from sweetspot.doors.web import bundle

    bundle.write(home() / "built")
    django.setup()
    settings.STATICFILES_DIRS = [("built", home() / "built")]
    call_command("collectstatic", interactive=False, verbosity=0)


@click.command()
@click.option("--open-for", "email", metavar="EMAIL", help="Print a link that signs this person in.")
def serve(email: str | None) -> None:
    """Start the pages, the tracker and the worker; Ctrl-C stops all of them.

    SWEETSPOT_PORT and SWEETSPOT_EDGE_PORT change the ports of the pages and the tracker.
    """
    connect()
    from sweetspot.doors.cli.supervisor import supervise

    if not (home() / "static" / "staticfiles.json").exists():
        click.echo("Writing the static files that the pages need", err=True)
        build_static()
    sys.exit(supervise(home(), email))


@click.command()
def doctor() -> None:
    """Look for what would lose data or lock people out; exits with 1 where something is wrong."""
    connect()
    from sweetspot.doors.cli.checkup import findings

    found = list(findings(Path(home())))
    for finding in found:
        click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.sentence}")
    sys.exit(0 if all(finding.good for finding in found) else 1)
