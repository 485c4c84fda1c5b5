"""`sweetspot clicks`: what was recorded, judged again by newer rules."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sweetspot.doors.cli.session import in_workspace, json_option, operator, progress, table, workspace_option

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def clicks() -> None:
    """Recorded clicks and their classes."""


@clicks.command()
@click.option("--since", type=_DAY, help="The first UTC day that is judged; all by default.")
@click.option("--until", type=_DAY, help="The first day that is not judged any more.")
@click.option("--dry-run", is_flag=True, help="Only count what would change.")
@workspace_option
@json_option
def reclassify(
    since: datetime | None, until: datetime | None, dry_run: bool, workspace: str | None, as_json: bool
) -> None:
    """Judge kept clicks by the rules in force; broken off, the same command goes on where it stood.

    \b
    sweetspot clicks reclassify --dry-run
    sweetspot clicks reclassify --since 2026-06-01

    Nothing is deleted, and the class that each click had at first stays with it. Credits stay as they were decided
    until "sweetspot pipeline run".
    """
    with in_workspace(workspace) as row:
        from sweetspot.stages.tracking.services import reclassing

        begun = reclassing.start(
            operator(row), since=_utc(since), until=_utc(until), dry_run=dry_run, now=datetime.now(UTC)
        )
    days = progress("Judged days", (begun.until - begun.since).days)
    done = reclassing.run(row.id, begun.id, clock=lambda: datetime.now(UTC), progress=lambda day, _: days(day))
    from sweetspot.doors.api.privacy import reclassing_out
    from sweetspot.stages.tracking.queries import reclassing as known

    shown = known.progress(done)
    if as_json:
        click.echo(reclassing_out(shown).model_dump_json(indent=2))
        return
    click.echo(table(["Class", "Before", "After"], [[one.name, one.before, one.after] for one in shown.classes]))
    became = "would change" if dry_run else "changed"
    click.echo(f"{shown.moved:,} of {shown.judged:,} {became} their class. Rules {shown.rules}")


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None
