"""`sweetspot audiences`: who follows a creator, from files; and what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sweetspot.doors.cli.import_verb import import_options, take_in
from sweetspot.doors.cli.session import in_workspace, json_option, named, table, tell, workspace_option

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)


@click.group()
def audiences() -> None:
    """Samples of followers and what audiences consist of."""


@audiences.command(name="import-followers")
@_FILE
@import_options
def followers(file: Path | None, **chosen: Any) -> int:
    """Take in a sample of a creator's followers; names are kept as keyed hashes only.

    \b
    sweetspot audiences import-followers sample.csv --network instagram --handle mia.wolf
    sweetspot audiences import-followers sample.csv --network instagram --handle mia.wolf --as-of 2026-05-14

    Exit code 7 says that some rows were rejected; --rejected FILE keeps them with their reasons.
    """
    return take_in("followers", file, **chosen)


@audiences.command(name="import-shares")
@_FILE
@import_options
def shares(file: Path | None, **chosen: Any) -> int:
    """Take in what audiences consist of: one row for each group of age, gender or country, with its share.

    \b
    sweetspot audiences import-shares audience.csv --network instagram --rate-unit percent

    Exit code 7 says that some rows were rejected; --rejected FILE keeps them with their reasons.
    """
    return take_in("audience", file, **chosen)


@audiences.command()
@click.argument("profile")
@workspace_option
@json_option
def show(profile: str, workspace: str | None, as_json: bool) -> None:
    """What is known of a profile's (prf_…) audience: its groups, and the samples of its followers."""
    with in_workspace(workspace):
        from sweetspot.doors.api.audiences import audience_out

        shown = audience_out(named("prf", profile))
        groups = [
            [one.dimension, cell.cell, f"{cell.share:.1%}", one.provenance, f"{one.as_of:%Y-%m-%d}"]
            for one in shown.breakdowns
            for cell in one.cells
        ]
        samples = [
            [f"{one.sampled_at:%Y-%m-%d}", f"{one.accounts:,}", f"{one.flagged:,}", _share(one), one.reason]
            for one in shown.samples
        ]
        words = [
            table(["By", "Group", "Share", "From", "On"], groups),
            table(["Sampled", "Accounts", "Flagged", "Suspicious (95 %)", ""], samples),
        ]
        tell(shown, as_json, "\n\n".join(words))


def _share(sample: Any) -> str:
    share = sample.suspicious
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})" if share else "—"
