"""The sample programme from the command line: make it, remove it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import click

from sweetspot.doors.cli.session import connect, home, json_option, table

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Person

DEMO_OWNER = "demo@sweetspot.example"
SEED = 7
owner_option = click.option(
    "--owner", metavar="EMAIL", default=DEMO_OWNER, show_default=True, help="Whose workspace it is; made where unknown."
)


@click.group()
def demo() -> None:
    """The sample programme: an invented shop, invented creators, and the troubles of real programmes."""


@demo.command()
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed, the same sample."
)
@click.option("--creators", type=int, default=240, show_default=True, help="How many creators, 60 or more.")
@click.option("--days", type=int, default=365, show_default=True, help="Days of posts and readings, 120 or more.")
@click.option("--posts", type=int, help="Posts in all; 84 per creator unless given, a million at most.")
@click.option("--workspace", metavar="NAME", help="The workspace's name; the invented brand's unless given.")
@click.option("--facts-only", is_flag=True, help="Leave what is derived from the facts for later.")
@owner_option
@json_option
def load(
    seed: int, creators: int, days: int, posts: int | None, workspace: str | None, facts_only: bool, owner: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Make the sample programme in a workspace of its own, and derive what follows from its facts.

    A sample of the same name is replaced.
    """
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
    if not facts_only:
        _derive(loaded.workspace_id, now)
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


@demo.command()
@click.option("--serve/--no-serve", default=True, show_default=True, help="Go on to serve it, and print a link.")
def start(serve: bool) -> None:
    """Make everything ready, load the sample once, print its report, and serve: what `make demo` runs."""
    click.echo("Starting the database", err=True)
    connect(upgraded=False)
    from django.conf import settings
    from django.utils import timezone

    from sweetspot.doors.cli import system
    from sweetspot.engines.upgrade import upgrade

    click.echo("Bringing the database up to date", err=True)
    upgrade(settings.DATABASE)
    system.build_static()
    workspace_id = _sample(timezone.now())
    _print_report(workspace_id)
    if serve:
        from sweetspot.doors.cli.supervisor import supervise

        sys.exit(supervise(home(), DEMO_OWNER))


def _sample(now: datetime) -> UUID:
    """The sample's workspace; made, and everything derived from it computed, where that was not done yet."""
    from sweetspot.engines.isolation import scope
    from sweetspot.integrations.sample import load as sample
    from sweetspot.integrations.sample.programme import Size
    from sweetspot.stages.payouts import queries as payouts

    owner = _person(DEMO_OWNER)
    known = next((one.workspace_id for one in sample.samples(owner)), None)
    if known is None:
        size = Size(240, 365, None)
        known = sample.load(owner, seed=SEED, size=size, today=now.date(), now=now, progress=_progress).workspace_id
    with scope(known):
        derived = payouts.has_commissions()
    if not derived:  # fresh, or stopped half-way the last time
        _derive(known, now)
    return known


def _derive(workspace_id: UUID, now: datetime) -> None:
    from django.conf import settings

    from sweetspot import pipeline
    from sweetspot.engines.isolation import scope
    from sweetspot.engines.upgrade import analyze

    analyze(settings.DATABASE)
    with scope(workspace_id):
        pipeline.run(now=now, progress=_step)
    click.echo("\r\033[K" if sys.stderr.isatty() else "", err=True, nl=False)


def _print_report(workspace_id: UUID) -> None:
    from django.utils import timezone

    from sweetspot.doors.cli.reports import as_text
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.accounts import queries as accounts
    from sweetspot.stages.reports import queries

    with scope(workspace_id):
        today = timezone.now().date()
        found = queries.programme(today - timedelta(days=89), today, by="creator")
        click.echo(f"\n{accounts.workspace().name} (SAMPLE): the programme of the last 90 days\n\n{as_text(found)}\n")
    sys.stdout.flush()


def _step(name: str, done: int, total: int) -> None:
    """How far a step of the pipeline is: one line written over on a terminal, one line at its end otherwise."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{name}: {done:,} of {total:,}", err=True, nl=False)
    elif done >= total:
        click.echo(f"{name}: {total:,}", err=True)


def _person(email: str) -> Person:
    from sweetspot.stages.accounts import services

    return services.person(email, "Demo" if email == DEMO_OWNER else "")


def _progress(what: str, rows: int) -> None:
    """One line that is written over on a terminal; one line per kind of row otherwise."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{what}: {rows:,}", err=True, nl=False)
    elif rows:
        click.echo(f"{what}: {rows:,}", err=True)
