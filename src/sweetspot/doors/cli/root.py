"""The root of the command line: its nouns, its exit codes, and how errors are told."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound, SweetspotError, Unavailable

#: Each noun's group of verbs, imported only when it is called: `sweetspot --help` answers at once.
COMMANDS = {
    "api": "sweetspot.doors.cli.audit:api",
    "audit": "sweetspot.doors.cli.audit:audit",
    "audiences": "sweetspot.doors.cli.audiences:audiences",
    "build": "sweetspot.doors.cli.system:build",
    "campaigns": "sweetspot.doors.cli.campaigns:campaigns",
    "clicks": "sweetspot.doors.cli.clicks:clicks",
    "codes": "sweetspot.doors.cli.codes:codes",
    "comments": "sweetspot.doors.cli.comments:comments",
    "commissions": "sweetspot.doors.cli.money:commissions",
    "creators": "sweetspot.doors.cli.creators:creators",
    "definitions": "sweetspot.doors.cli.definitions:definitions",
    "demo": "sweetspot.doors.cli.demo:demo",
    "doctor": "sweetspot.doors.cli.system:doctor",
    "domains": "sweetspot.doors.cli.tracking:domains",
    "hosts": "sweetspot.doors.cli.short_hosts:hosts",
    "imports": "sweetspot.doors.cli.imports:imports",
    "keys": "sweetspot.doors.cli.keys:keys",
    "lab": "sweetspot.doors.cli.lab:lab",
    "ledger": "sweetspot.doors.cli.money:ledger",
    "links": "sweetspot.doors.cli.tracking:links",
    "mentions": "sweetspot.doors.cli.mentions:mentions",
    "migrate": "sweetspot.doors.cli.system:migrate",
    "orders": "sweetspot.doors.cli.orders:orders",
    "people": "sweetspot.doors.cli.people:people",
    "performance": "sweetspot.doors.cli.performance:performance",
    "pipeline": "sweetspot.doors.cli.audit:run_group",
    "plans": "sweetspot.doors.cli.plans:plans",
    "posts": "sweetspot.doors.cli.posts:posts",
    "reports": "sweetspot.doors.cli.reports:reports",
    "serve": "sweetspot.doors.cli.system:serve",
    "shortlists": "sweetspot.doors.cli.shortlists:shortlists",
    "shops": "sweetspot.doors.cli.shops:shops",
    "statements": "sweetspot.doors.cli.money:statements",
    "workspaces": "sweetspot.doors.cli.people:workspaces",
}
#: What a program may rely on; the whole table is in docs/reference/command-line.md.
EXIT_CODES: dict[type[SweetspotError], int] = {NotFound: 3, Conflict: 4, NotAllowed: 5, Unavailable: 6, Invalid: 1}
PARTIAL, INTERRUPTED = 7, 130


class Nouns(click.Group):
    """The nouns of `COMMANDS`, loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every noun, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The group behind a noun, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("sweetspot"), prog_name="sweetspot")
def root() -> None:
    """Run a micro-influencer programme from the first list of creators to the last cent paid.

    \b
    sweetspot creators import creators.csv    bring in a list of creators
    sweetspot demo load                       make the sample programme
    sweetspot serve                           start the pages, the tracker and the worker

    Data goes to standard output, talk to standard error. Every verb has --help.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sweetspot.settings")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exits with 0, or with the code that its error has in `EXIT_CODES`."""
    try:
        result = root.main(arguments, standalone_mode=False, prog_name="sweetspot")
        sys.exit(result if isinstance(result, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing is half-written; the same command goes on where it stopped.", err=True)
        sys.exit(INTERRUPTED)
    except SweetspotError as error:
        click.echo(f"Error: {error.message}", err=True)
        for problem in getattr(error, "problems", ()):
            click.echo(f"  {problem.field}: {problem.message}", err=True)
        sys.exit(EXIT_CODES[type(error)])
