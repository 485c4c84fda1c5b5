"""`sweetspot audit`, `pipeline` and `api`: is the trail intact, is everything derived, what can programs ask?"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from sweetspot.doors.cli.session import in_workspace, json_option, progress, workspace_option


@click.group()
def audit() -> None:
    """The trail of who did what; every entry seals the one before it."""


@audit.command()
@workspace_option
@json_option
def verify(workspace: str | None, as_json: bool) -> int:
    """Recompute the chain of the audit trail.

    \b
    sweetspot audit verify

    Exit code 1 where an entry was changed or is missing.
    """
    with in_workspace(workspace):
        from sweetspot.stages.accounts import queries

        newest = queries.audit_trail(1)
        count, broken = newest[0].number if newest else 0, queries.broken_audit_entry()
    sentence = "The trail is intact." if broken is None else f"Entry {broken} does not fit the one before it."
    told = {"entries": count, "broken_entry": broken}
    click.echo(json.dumps(told) if as_json else f"{count} entries checked. {sentence}")
    return 0 if broken is None else 1


@click.group(name="pipeline")
def run_group() -> None:
    """Everything that is derived from the facts."""


@run_group.command()
@workspace_option
def run(workspace: str | None) -> None:
    """Derive everything anew: engagement, verdicts, attribution, commissions; twice changes nothing.

    \b
    sweetspot pipeline run
    """
    with in_workspace(workspace):
        from sweetspot import pipeline

        def show(step: str, done: int, total: int) -> None:
            progress(step, total)(done)

        pipeline.run(now=datetime.now(UTC), progress=show)
    click.echo("Everything is derived anew.", err=True)


@click.group()
def api() -> None:
    """The API for programs."""


@api.command()
def schema() -> None:
    """Print the OpenAPI document of the API; needs no database.

    \b
    sweetspot api schema > openapi.json
    """
    import django

    django.setup()
    from sweetspot.doors.api.schema import schema as document

    click.echo(json.dumps(document(), indent=2, ensure_ascii=False))
