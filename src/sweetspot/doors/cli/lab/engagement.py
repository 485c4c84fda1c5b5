"""`sweetspot lab engagement`: every definition of engagement for the profiles or posts of a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from sweetspot.doors.cli.lab.rows import refuse_target
from sweetspot.doors.cli.session import json_option, table
from sweetspot.integrations.csv.reader import open_table
from sweetspot.stages.creators.formulas import engaged_people
from sweetspot.stages.creators.formulas.definitions import BUILT_IN, DEFAULT_DEFINITION, stored
from sweetspot.stages.creators.formulas.moments import DateOrder
from sweetspot.stages.creators.formulas.rated import Rated, RatedProfile, rate_sheet
from sweetspot.stages.creators.formulas.rows import Options
from sweetspot.stages.creators.formulas.sheets import Sheet, SheetKind, read_sheet, with_followers

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN = 20


@click.command()
@click.argument("file", type=_FILE)
@click.option("--profiles", type=_FILE, help="A file of profiles with the followers that a file of posts lacks.")
@click.option("--kind", type=click.Choice(["profiles", "posts"]), help="What the rows are, where headers do not say.")
@click.option(
    "--as-of", type=click.DateTime(), help="The day to look from; if not given, 72 hours after the newest post."
)
@click.option("--network", help="The network of rows that name none: instagram, tiktok, youtube or x.")
@click.option("--rate-unit", type=click.Choice(["percent", "fraction"]), help="What 3 means in a rate column.")
@click.option("--date-order", type=click.Choice(["day-first", "month-first"]), help="How to read 01/02/2024.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A CSV with one row per profile.")
@json_option
def engagement(
    file: Path, profiles: Path | None, kind: SheetKind | None, as_of: datetime | None, out: Path | None,
    as_json: bool, **chosen: Any,
) -> None:  # fmt: skip
    """Every definition of engagement for each profile of FILE (profiles or posts; CSV, TSV, XLSX, .gz)."""
    order: dict[str | None, DateOrder] = {"day-first": "day first", "month-first": "month first"}
    options = Options(
        network=chosen["network"], rate_unit=chosen["rate_unit"], date_order=order.get(chosen["date_order"])
    )
    if out:
        refuse_target(file, out)
    sheet = _sheet(file, options, kind)
    if profiles:
        sheet = with_followers(sheet, _sheet(profiles, options, "profiles"))
    now = as_of.replace(tzinfo=UTC) if as_of else sheet.as_of or datetime.now(UTC)
    rated = rate_sheet(sheet, BUILT_IN, now)
    if out:
        _write(out, rated)
    click.echo(_json(file.name, sheet, rated, now) if as_json else _words(sheet, rated))


def _sheet(path: Path, options: Options, kind: SheetKind | None) -> Sheet:
    found = open_table(path)
    return read_sheet(found.name, found.columns, [cells for _, cells in found.rows()], options, kind)


def _json(name: str, sheet: Sheet, rated: Sequence[RatedProfile], now: datetime) -> str:
    terms = [{"key": one.key, "name": one.name, "version": one.version, "formula": one.formula, **stored(one)}
             for one in BUILT_IN]  # fmt: skip
    document = {
        "file": name, "kind": sheet.kind, "as_of": now.isoformat(), "n": len(rated), "default": DEFAULT_DEFINITION.key,
        "columns": dict(sheet.fields), "notes": list(sheet.notes), "definitions": terms,
        "profiles": [_profile(one) for one in rated],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2)


def _profile(one: RatedProfile) -> dict[str, Any]:
    own = one.profile
    return {
        "handle": own.handle, "network": own.network, "followers": own.followers, "posts": len(own.posts),
        "stated_rate": own.stated_rate,
        "definitions": {rated.definition.key: _rated(rated, own.followers) for rated in one.rates},
    }  # fmt: skip


def _rated(one: Rated, followers: int | None) -> dict[str, Any]:
    window = one.definition.window
    people = followers if one.definition.counts_people else None
    return {
        "rate": one.rate, "low": one.low, "high": one.high, "sample": one.sample, "median": one.median,
        "engaged_people": {
            "estimate": engaged_people(one.rate, people), "low": engaged_people(one.low, people),
            "high": engaged_people(one.high, people),
        },
        "mean": one.mean, "version": one.definition.version, "source": one.source or None, "reason": one.reason or None,
        "window": {
            "posts": window.posts, "minimum": window.minimum, "youngest_hours": window.youngest // timedelta(hours=1),
            "oldest_days": window.oldest // timedelta(days=1), "first": _iso(one.first), "last": _iso(one.last),
        },
        "left_out": dict(one.left_out),
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _write(path: Path, rated: Sequence[RatedProfile]) -> None:
    parts = ("rate", "low", "high", "sample", "reason")
    keys = [one.key for one in BUILT_IN]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        head = [f"{key} {part}" for key in keys for part in parts]
        writer.writerow(["handle", "network", "followers", "posts", "stated rate", *head])
        for one in rated:
            own = one.profile
            cells = [getattr(rate, part) for rate in one.rates for part in parts]
            writer.writerow([own.handle, own.network, own.followers, len(own.posts), own.stated_rate, *cells])


def _words(sheet: Sheet, rated: Sequence[RatedProfile]) -> str:
    head = ["Profile", "Followers", *("Posts", DEFAULT_DEFINITION.name, "90 % interval", "Why not")]
    rows = [_row(one) for one in rated[:_SHOWN]]
    known = sum(one.rates[0].rate is not None for one in rated)
    said = f"{len(rated):,} profiles; {known:,} have a rate by “{DEFAULT_DEFINITION.title}”."
    more = (
        [f"The first {_SHOWN} are shown; --json and --out give all, by every definition."]
        if len(rated) > _SHOWN
        else []
    )
    return "\n".join([table(head, rows), "", said, *more, *sheet.notes])


def _row(one: RatedProfile) -> list[Any]:
    rate = one.rates[0]
    value = "—" if rate.rate is None else f"{100 * rate.rate:.2f} %"
    span = "—" if rate.low is None or rate.high is None else f"{100 * rate.low:.2f}-{100 * rate.high:.2f} %"
    followers = "—" if one.profile.followers is None else f"{one.profile.followers:,}"
    return [one.profile.handle[:30], followers, len(one.profile.posts), value, span, rate.reason]
