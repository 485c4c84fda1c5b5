"""`sweetspot creators`: files in and out, the list, one creator, verdicts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import click

from sweetspot.doors.cli.import_verb import import_options, take_in
from sweetspot.doors.cli.session import in_workspace, json_option, named, progress, table, tell, workspace_option

if TYPE_CHECKING:
    from sweetspot.doors.api.creators import ProfileOut
    from sweetspot.doors.api.shortlists import AlikesOut
    from sweetspot.stages.creators.formulas.filters import CreatorFilter

filter_option = click.option(
    "--filter", "filtered", default="", metavar="FILTER", help="As in the list's address: 'tier=micro&country=DE'."
)
HEADERS = ["Profile", "Handle", "Network", "Tier", "Followers", "Engagement", "Engaged people", "Audience", "Score"]


@click.group()
def creators() -> None:
    """Creators, their figures and the files they come from."""


@creators.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@import_options
def take(file: Path | None, **chosen: Any) -> int:
    """Take in a table of creators: CSV, TSV, XLSX, or one of the text forms as .gz.

    \b
    sweetspot creators import list.csv --network instagram --dry-run
    sweetspot creators import list.csv --network instagram --duplicates fill
    sweetspot creators import --resume imp_01J…

    Exit code 7 says that some rows were rejected; --rejected FILE keeps them with their reasons.
    """
    return take_in("creators", file, **chosen)


@creators.command(name="list")
@filter_option
@click.option("--limit", type=click.Choice(["25", "50", "100"]), default="50", show_default=True, help="Rows a page.")
@click.option("--after", default="", help="The marker of the page before.")
@workspace_option
@json_option
def listing(filtered: str, limit: str, after: str, workspace: str | None, as_json: bool) -> None:
    """List profiles by the same filter as the page and the API.

    \b
    sweetspot creators list --filter 'tier=micro&country=DE,AT&-tag=blocked&er.gte=3%&sort=-er'
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.creators import profiles_out
        from sweetspot.stages.vetting import queries

        found = profiles_out(queries.creator_page(asked(filtered), after or None, int(limit)))
    tell(found, as_json, table(HEADERS, [_cells(one) for one in found.data]))
    count = f"{found.count:,}" if found.count_is_exact else f"more than {found.count:,}"
    click.echo(f"{len(found.data)} of {count}.{f' Next: --after {found.next}' if found.next else ''}", err=True)


def asked(text: str) -> CreatorFilter:
    """The filter of a text; what is not understood is told on standard error."""
    from sweetspot.stages.creators import queries

    found = queries.creator_filter(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
    for one in found.ignored:
        click.echo(f"Ignored: {one.name}={one.value} {one.reason}.", err=True)
    return found


def _cells(one: ProfileOut) -> list[str]:
    rate, people, verdict = one.engagement_rate, one.engaged_people, one.verdict
    return [
        one.id, f"@{one.handle}", one.network, one.tier or "—",
        "—" if one.followers is None else f"{one.followers:,}",
        f"{rate.value:.2%} ({rate.low:.2%} to {rate.high:.2%})" if rate else "—",
        f"{people.value:,.0f}" if people else "—", verdict.band if verdict else "—",
        "—" if verdict is None or verdict.score is None else f"{verdict.score} ({verdict.low} to {verdict.high})",
    ]  # fmt: skip


@creators.command()
@click.argument("creator")
@workspace_option
@json_option
def show(creator: str, workspace: str | None, as_json: bool) -> None:
    """Show one creator (crt_…) with every profile, or the creator behind a profile (prf_…).

    \b
    sweetspot creators show crt_01J…
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.creators import creator_out
        from sweetspot.stages.vetting import queries

        is_profile = creator.startswith("prf_")
        found = queries.one_profile(named("prf", creator)).creator_id if is_profile else named("crt", creator)
        one = creator_out(queries.creator_detail(found))
    facts = [one.name, one.country, one.category, ", ".join(one.tags)]
    words = " · ".join(fact for fact in facts if fact)
    tell(one, as_json, f"{words}\n\n{table(HEADERS, [_cells(each) for each in one.profiles])}")


@creators.command()
@click.argument("profile", required=False)
@workspace_option
@json_option
def vet(profile: str | None, workspace: str | None, as_json: bool) -> None:
    """Judge every profile by its posts anew, or show the verdict on one PROFILE (prf_…) with its checks.

    \b
    sweetspot creators vet
    sweetspot creators vet prf_01J… --json
    """
    with in_workspace(workspace):
        if profile is None:
            _vet_all(as_json)
        else:
            _show_verdict(profile, as_json)


def _vet_all(as_json: bool) -> None:
    import json
    from dataclasses import asdict

    from sweetspot.stages.vetting import services

    show = progress("Verdicts")
    done = services.vet(now=datetime.now(UTC), progress=lambda count, total: show(count))
    click.echo(json.dumps(asdict(done)) if as_json else f"{done.profiles:,} profiles judged, {done.changed:,} anew.")


def _show_verdict(profile: str, as_json: bool) -> None:
    from sweetspot.core.errors import NotFound
    from sweetspot.doors.api.vetting import verdict_out
    from sweetspot.stages.vetting import queries

    found = queries.latest_verdict(queries.one_profile(named("prf", profile)).profile_id)
    if found is None:
        raise NotFound("This profile was not vetted yet. Run: sweetspot creators vet")
    one = verdict_out(found, queries.checks_of(found))
    score = f"{one.score.value:.0f} ({one.score.low:.0f} to {one.score.high:.0f})" if one.score else "no score"
    rows = [
        [check.title, "not known", "—", check.sentence]
        if check.value is None
        else [check.title, check.strength, f"{check.points:.1f}", check.sentence]
        for check in one.checks
    ]
    words = f"{one.words}: {score}, from {one.posts} posts. {one.advice}"
    tell(one, as_json, f"{words}\n\n{table(['Check', 'Strength', 'Points lost', 'What was found'], rows)}")


@creators.command()
@click.argument("profiles", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="How many at most.")
@workspace_option
@json_option
def alike(profiles: tuple[str, ...], limit: int, workspace: str | None, as_json: bool) -> None:
    """List the creators most like these PROFILES (prf_…), each with its reasons.

    \b
    sweetspot creators alike prf_01J…
    sweetspot creators alike prf_01J… prf_01J… --limit 50 --json
    """
    with in_workspace(workspace):
        from sweetspot.doors.api.shortlists import alikes_out
        from sweetspot.stages.vetting import queries

        found = alikes_out(queries.look_alikes([named("prf", one) for one in profiles], limit))
    tell(found, as_json, alike_words(found))


def alike_words(found: AlikesOut) -> str:
    """Look-alikes for people: a table, or why there are none."""
    rows = [
        [one.profile.id, f"@{one.profile.handle}", one.profile.network, f"{one.likeness:.0%}", "; ".join(one.because)]
        for one in found.data
    ]
    return found.reason or table(["Profile", "Handle", "Network", "Alike", "Because"], rows)


@creators.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-")
@filter_option
@workspace_option
def export(file: Path, filtered: str, workspace: str | None) -> None:
    """Write every matching profile with all columns as CSV to FILE, or to standard output.

    \b
    sweetspot creators export creators.csv --filter 'tier=nano,micro'
    """
    with in_workspace(workspace):
        from sweetspot.doors.web.creator_columns import csv_lines, fields
        from sweetspot.stages.creators import queries as creators_known
        from sweetspot.stages.vetting import queries

        every = fields(creators_known.tier_scheme(), creators_known.definition_in_force())
        lines = csv_lines(every, queries.all_rows(asked(filtered)))
        if str(file) == "-":
            sys.stdout.writelines(lines)
            return
        with file.open("w", encoding="utf-8", newline="") as target:
            target.writelines(lines)
    click.echo(f"Written to {file}.", err=True)
