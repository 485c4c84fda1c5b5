"""`sweetspot comments`: taking comments in from files, judging them, and what they say of an audience."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sweetspot.core.errors import NotFound
from sweetspot.doors.cli.import_verb import import_options, take_in
from sweetspot.doors.cli.session import in_workspace, json_option, named, progress, table, tell, workspace_option


@click.group()
def comments() -> None:
    """Comments and the files they come from."""


@comments.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@import_options
def take(file: Path | None, **chosen: Any) -> int:
    """Take in a table of comments: CSV, TSV, XLSX, or one of the text forms as .gz.

    \b
    sweetspot comments import list.csv --network instagram --dry-run
    sweetspot comments import list.csv --network instagram --duplicates fill
    sweetspot comments import --resume imp_01J…

    Exit code 7 says that some rows were rejected; --rejected FILE keeps them with their reasons.
    """
    return take_in("comments", file, **chosen)


@comments.command()
@workspace_option
def judge(workspace: str | None) -> None:
    """Judge the comments that are new, or that an older version judged, and compare each profile with its peers.

    \b
    sweetspot comments judge

    A stopped run goes on where it stopped.
    """
    with in_workspace(workspace):
        from sweetspot.stages.vetting import services

        now = datetime.now(UTC)
        found = services.judge_comments(now=now, progress=lambda done, total: progress("Profiles", total)(done))
        services.recompute_connections(now=now)
    click.echo(
        f"{found.comments:,} comments of {found.judged:,} profiles judged; {found.profiles:,} profiles have comments.",
        err=True,
    )


@comments.command()
@click.argument("profile")
@workspace_option
@json_option
def show(profile: str, workspace: str | None, as_json: bool) -> None:
    """Show what the comments below a PROFILE's posts (prf_…) say: classes, connection score, groups.

    \b
    sweetspot comments show prf_01J… --json
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.vetting import connection_out
        from sweetspot.stages.vetting import queries

        found = queries.one_profile(named("prf", profile)).profile_id
        stored = queries.stored_connection(found)
        if stored is None:
            raise NotFound("This profile has no judged comments yet. Run: sweetspot comments judge")
        one = connection_out(found, stored)
    score = f"{one.score.value:.0f} of 100 ({one.score.low:.0f} to {one.score.high:.0f})" if one.score else one.reason
    classes = [
        [kind, f"{each.count:,}", f"{each.share.value:.1%}" if each.share else "—",
         f"{each.share.low:.1%} to {each.share.high:.1%}" if each.share else "—"]
        for kind, each in one.classes.items()
    ]  # fmt: skip
    signs = sum(each.speaks for each in one.pods.evidence)
    group = one.pods.reason or f"{signs} of 4 kinds of evidence for a group that comments together"
    told = table(["Class", "Comments", "Share", "90 % interval"], classes)
    tell(one, as_json, f"Connection: {score}\n{group}\n\n{told}")
