"""The verb `import` that creators, posts, comments, followers and audiences share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from sweetspot.doors.cli.root import PARTIAL
from sweetspot.doors.cli.session import connect, json_option, progress, workspace_option

Kind = Literal["creators", "posts", "comments", "followers", "audience"]
Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--map", "mapped", metavar="COLUMN=FIELD", multiple=True, help="Read a column as a field; empty: not."
    ),
    click.option("--network", help="The network of rows that name none: instagram, tiktok, youtube or x."),
    click.option("--handle", help="Whose followers or audience it is, where no column says it."),
    click.option("--rate-unit", type=click.Choice(["percent", "fraction"]), help="What 3 means in a rate column."),
    click.option("--decimal", type=click.Choice(["point", "comma"]), help="The decimal mark where 1.234 is unclear."),
    click.option("--date-order", type=click.Choice(["day-first", "month-first"]), help="How to read 01/02/2024."),
    click.option("--zone", metavar="ZONE", help="The time zone of times that name none, such as Europe/Berlin."),
    click.option("--currency", metavar="CODE", help="The currency of costs that name none."),
    click.option("--as-of", metavar="DATE", help="The day of the figures, such as 2026-03-31; today if not given."),
    click.option("--duplicates", type=click.Choice(["skip", "fill", "overwrite"]), help="What to do with known rows."),
    click.option("--known-only", is_flag=True, help="Reject rows about creators (or posts) that are not there yet."),
    click.option("--dry-run", is_flag=True, help="Check the whole file and write nothing."),
    click.option("--resume", "resumed", metavar="IMPORT", help="Go on with a stopped import (imp_…)."),
    click.option("--rejected", "rejected_to", type=click.Path(path_type=Path), help="Where to write rejected rows."),
    workspace_option,
    json_option,
)


def import_options(command: Command) -> Command:
    """The options of every `import`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_in(kind: Kind, file: Path | None, *, workspace: str | None, resumed: str | None, **chosen: Any) -> int:
    """Check and import FILE, or go on with a stopped import; the exit code: 0, or 7 when rows were rejected."""
    if (file is None) == (resumed is None):
        raise click.UsageError("Name a FILE, or a stopped import with --resume.")
    connect()
    from sweetspot.stages.accounts import queries as accounts
    from sweetspot.stages.accounts.formulas import system
    from sweetspot.stages.creators.queries.imports import import_id

    workspace_id = accounts.workspace_id(workspace)
    actor = system(workspace_id)
    job_id = import_id(resumed) if resumed else _upload(actor, kind, Path(str(file)), chosen)
    if not resumed:
        checked = _check(actor, job_id, chosen)
        if chosen["dry_run"]:
            _discard(actor, job_id)
            return _told(asdict(checked), {"dry_run": True}, chosen["as_json"])
    return _run(actor, job_id, chosen)


def _upload(actor: Any, kind: Kind, path: Path, chosen: dict[str, Any]) -> Any:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.creators.services import imports

    options = {
        "network": chosen["network"], "handle": chosen["handle"], "rate_unit": chosen["rate_unit"],
        "decimal": chosen["decimal"],
        "date_order": (chosen["date_order"] or "").replace("-", " ") or None, "zone": chosen["zone"],
        "currency": chosen["currency"], "duplicates": chosen["duplicates"], "as_of": _day(chosen["as_of"]),
        "add_missing": not chosen["known_only"],
    }  # fmt: skip
    with path.open("rb") as source:
        job = imports.upload(actor, kind, source, name=path.name, now=_now())
    with scope(actor.workspace_id):
        job = imports.choose(
            job.id,
            fields=_fields(chosen["mapped"]),
            options={key: value for key, value in options.items() if value is not None},
        )
        shown = imports.preview(job)
        if shown.questions or shown.missing:
            imports.discard(job.id)
    _show_mapping(shown)
    return job.id


def _fields(pairs: Sequence[str]) -> dict[str, str | None]:
    fields: dict[str, str | None] = {}
    for pair in pairs:
        column, separator, field = pair.rpartition("=")
        if not separator or not column:
            raise click.UsageError(f"--map needs COLUMN=FIELD, not {pair!r}.")
        fields[column] = field or None
    return fields


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--as-of needs a date such as 2026-03-31, not {text!r}.") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def _show_mapping(shown: Any) -> None:
    """Say on standard error how the file is read, and stop with a usage error where a choice is open."""
    for note in shown.notes:
        click.echo(f"Note: {note}", err=True)
    for column in shown.columns:
        click.echo(f"  {column.name} → {column.field or 'not used'}{_remark(column.remark)}", err=True)
    flags = {question.option: "--" + question.option.replace("_", "-") for question in shown.questions}
    lines = [
        f"{question.reason} Add {flags[question.option]}{_likely(question.likely)}." for question in shown.questions
    ]
    lines += [f"No column is read as {name}. Add --map COLUMN=FIELD." for name in shown.missing]
    if lines:
        raise click.UsageError(" ".join(lines))


def _remark(text: str) -> str:
    return f" ({text})" if text else ""


def _likely(value: str | None) -> str:
    return f" {value}, if that is so" if value else ""


def _check(actor: Any, job_id: Any, chosen: dict[str, Any]) -> Any:
    from sweetspot.stages.creators.services.import_check import check

    summary = check(actor.workspace_id, job_id, now=_now(), report=progress("Checked"))
    if not chosen["as_json"]:
        for reason, count in summary.reasons:
            click.echo(f"  {count:,} × {reason}", err=True)
    return summary


def _discard(actor: Any, job_id: Any) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.creators.services import imports

    with scope(actor.workspace_id):
        imports.discard(job_id)


def _run(actor: Any, job_id: Any, chosen: dict[str, Any]) -> int:
    from sweetspot import pipeline
    from sweetspot.core.identifiers import to_public
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.audiences import services as audiences
    from sweetspot.stages.creators.queries import imports as asked
    from sweetspot.stages.creators.services import imports

    with scope(actor.workspace_id):
        job = asked.import_job(job_id)
    if job.state in ("uploaded", "checked"):
        job = imports.start(actor, job_id, now=_now())
    name = to_public(asked.PREFIX, job_id)
    click.echo(f"Importing as {name}. If it stops: --resume {name}", err=True)
    report = progress("Imported", job.rows_total)
    job = imports.run(actor.workspace_id, job_id, clock=_now, report=report)
    with scope(actor.workspace_id):
        if job.kind == "followers":  # quick, and what the rows are for: not left to a worker that may not run
            audiences.judge_samples(now=_now())
        pipeline.know_later(actor.workspace_id)
        shown = asdict(asked.progress(job, _now()))
        if chosen["rejected_to"] and job.rows_rejected:
            _write_rejected(job, chosen["rejected_to"])
    return _told(shown, {}, chosen["as_json"])


def _write_rejected(job: Any, path: Path) -> None:
    from sweetspot.stages.creators.queries.imports import rejected_rows

    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(rejected_rows(job))
    click.echo(f"The rejected rows are in {path}; correct them and import that file.", err=True)


def _told(result: dict[str, Any], more: dict[str, Any], as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps(result | more, default=str, ensure_ascii=False, indent=2))
    else:
        words = [f"{result[word]:,} {word}" for word in ("created", "updated", "skipped", "rejected")]
        start = "Would read" if more.get("dry_run") else "Read"
        click.echo(f"{start} {result['read']:,} rows: {', '.join(words)}.")
    return PARTIAL if result["rejected"] else 0


def _now() -> datetime:
    return datetime.now(UTC)
