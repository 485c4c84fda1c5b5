"""`sweetspot lab agents`: which of the user agents in a file are programs, and which are apps' own browsers?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sweetspot.core.errors import Invalid
from sweetspot.core.statistics import wilson
from sweetspot.doors.cli.lab.rows import pieces, refuse_target, write_beside
from sweetspot.doors.cli.session import json_option, table
from sweetspot.integrations.csv.files import Limits
from sweetspot.integrations.csv.reader import Table, open_table
from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.creators.formulas.values import Unreadable, flag
from sweetspot.stages.tracking.formulas.click_classes import (
    MAX_AGENT,
    RULE_VERSION,
    Classified,
    ClickClass,
    classify_agent,
)

#: The headings a column is known under, folded; the first that is there is read.
AGENT = ("user agent", "useragent", "ua", "agent", "http user agent", "user agent string", "ua string")
LABEL = ("is bot", "isbot", "bot", "is crawler", "crawler", "is robot", "robot")
#: What an agent alone can tell.
KINDS = (ClickClass.PERSON, ClickClass.PREVIEW, ClickClass.BOT, ClickClass.SUSPECT)
LEVEL = 0.90


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write every row with class, is_bot and in_app."
)
def agents(file: Path, as_json: bool, out: Path | None) -> None:
    """Class the user agents in a table (CSV, TSV, XLSX, or text as .gz) as the tracker classes clicks.

    \b
    sweetspot lab agents agents.csv
    sweetspot lab agents agents.csv --json --out classed.csv

    Columns: user_agent, and is_bot (1 or 0) where it is known. A bot or a preview is a program; a suspect may be an
    app, so it is neither called a program nor counted as a person.
    """
    if out:
        refuse_target(file, out)
    opened = open_table(file, limits=Limits(file_bytes=2_000_000_000, text_bytes=8_000_000_000))
    place, label = _place(opened.columns, AGENT), _place(opened.columns, LABEL)
    if place is None:
        raise Invalid(
            f"{opened.name} has no column that holds user agents. Name it user_agent; it has: "
            f"{', '.join(opened.columns)}.",
            code="no_usable_column",
        )
    found = _found(opened, place, label)
    if out:
        write_beside(opened, out, ("class", "is_bot", "in_app"), (_cells(one) for one in found.classed))
    click.echo(json.dumps(_document(opened, found, label), indent=2) if as_json else _words(found, out))


@dataclass(frozen=True, slots=True)
class _Found:
    """One class per row, and per pair of label (None: not told) and "is a program" how many rows have it."""

    classed: list[Classified]
    agreed: Counter[tuple[bool | None, bool]]

    def share(self, label: bool) -> float | None:
        """The part of the rows with this label that are called programs; None where no row has it."""
        return _part(self.agreed[label, True], self.agreed[label, False])

    def precision(self) -> float | None:
        """The part of what is called a program that is labelled one; None where nothing is."""
        return _part(self.agreed[True, True], self.agreed[False, True])


def _part(yes: int, no: int) -> float | None:
    return yes / (yes + no) if yes + no else None


def _place(columns: Sequence[str], headings: Sequence[str]) -> int | None:
    places = {folded(name): at for at, name in reversed(list(enumerate(columns)))}
    return next((places[heading] for heading in headings if heading in places), None)


def is_program(one: Classified) -> bool:
    """Whether the class says that a program asked, by itself or to show somebody a preview."""
    return one.kind in (ClickClass.BOT, ClickClass.PREVIEW)


def _found(opened: Table, place: int, label: int | None) -> _Found:
    classed: list[Classified] = []
    agreed: Counter[tuple[bool | None, bool]] = Counter()
    for piece in pieces(opened):
        for _, cells in piece:
            one = classify_agent(_cell(cells, place)[:MAX_AGENT])
            classed.append(one)
            agreed[_label(_cell(cells, label)), is_program(one)] += 1
    return _Found(classed, agreed)


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _label(text: str) -> bool | None:
    try:
        return flag(text)
    except Unreadable:
        return None


def _cells(one: Classified) -> tuple[str, str, str]:
    return one.kind.value, str(int(is_program(one))), one.in_app or ""


def _document(opened: Table, found: _Found, label: int | None) -> dict[str, Any]:
    kinds = Counter(one.kind for one in found.classed)
    apps = Counter(one.in_app for one in found.classed if one.in_app)
    return {
        "n": len(found.classed),
        "classes": {kind.value: {"count": kinds[kind], "share": _share(kinds[kind], len(found.classed))}
                    for kind in KINDS},
        "bots": sum(is_program(one) for one in found.classed),
        "in_app": dict(apps.most_common()),
        "evaluation": None if label is None else _evaluation(found),
        "rule_version": RULE_VERSION,
        "notes": list(opened.notes),
    }  # fmt: skip


def _share(count: int, total: int) -> dict[str, float] | None:
    share = wilson(count, total, LEVEL)
    if share is None:
        return None
    return {"estimate": share.value, "low": share.low, "high": share.high, "level": share.level}


def _evaluation(found: _Found) -> dict[str, float | int | None]:
    told = {pair: count for pair, count in found.agreed.items() if pair[0] is not None}
    right = sum(count for (label, program), count in told.items() if label == program)
    return {
        "agents": sum(told.values()), "bots": found.agreed[True, True] + found.agreed[True, False],
        "recall": found.share(True), "false_positive_rate": found.share(False), "precision": found.precision(),
        "accuracy": _part(right, sum(told.values()) - right),
    }  # fmt: skip


def _words(found: _Found, out: Path | None) -> str:
    kinds, total = Counter(one.kind for one in found.classed), len(found.classed)
    rows = []
    for kind in KINDS:
        share = wilson(kinds[kind], total, LEVEL)
        between = f"{share.low:.1%} to {share.high:.1%}" if share else "—"
        rows.append([kind.value.capitalize(), f"{kinds[kind]:,}", f"{share.value:.1%}" if share else "—", between])
    lines = [f"{total:,} user agents", "", table(["Class", "Agents", "Share", "90 % interval"], rows)]
    if apps := Counter(one.in_app for one in found.classed if one.in_app):
        lines += ["", "Apps' own browsers: " + ", ".join(f"{name} {count:,}" for name, count in apps.most_common())]
    figures = (("recall", found.share(True)), ("false positives", found.share(False)))
    if any(value is not None for _, value in figures):
        told = [[name, "—" if value is None else f"{value:.2%}"] for name, value in figures]
        lines += ["", table(["Against what is known", "value"], told)]
    lines += ["", f"Rules {RULE_VERSION}"]
    if out:
        lines.append(f"Every row with its class: {out}")
    return "\n".join(lines)
