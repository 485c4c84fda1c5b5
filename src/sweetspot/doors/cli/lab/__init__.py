"""The lab: every formula on a file, without a database and without settings."""

from __future__ import annotations

import importlib

import click

#: Each kind of file and its command, imported only when it is called.
COMMANDS = {
    "agents": "sweetspot.doors.cli.lab.agents:agents",
    "comments": "sweetspot.doors.cli.lab.comments:comments",
    "engagement": "sweetspot.doors.cli.lab.engagement:engagement",
    "followers": "sweetspot.doors.cli.lab.followers:followers",
}


class Benches(click.Group):
    """The commands of `COMMANDS`, loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Benches)
def lab() -> None:
    """Use the formulas on a file: nothing is stored, no database is needed."""
