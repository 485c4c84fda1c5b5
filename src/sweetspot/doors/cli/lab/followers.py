"""`sweetspot lab followers`: how many of the accounts in a file were bought or are automated?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from sweetspot.core.errors import Invalid
from sweetspot.core.statistics import Floats
from sweetspot.doors.cli.lab.rows import pieces, refuse_target, write_beside
from sweetspot.doors.cli.session import json_option, table
from sweetspot.integrations.csv.files import Limits
from sweetspot.integrations.csv.reader import Table, open_table
from sweetspot.stages.audiences.formulas import (
    GROUPS,
    Agreement,
    Judgement,
    Layout,
    Unread,
    agreement,
    judge,
    layout,
    log_odds,
    read,
)
from sweetspot.stages.audiences.formulas.columns import TELLING

SAMPLE, SHOWN = 20_000, 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write every row with score and flagged.")
def followers(file: Path, as_json: bool, out: Path | None) -> None:
    """Judge the follower accounts in a table (CSV, TSV, XLSX, or text as .gz).

    \b
    sweetspot lab followers sample.csv
    sweetspot lab followers sample.csv --json --out judged.csv

    Columns: followers, following, posts, has_picture, private, username (or username_length, username_digits),
    bio (or bio_length), and is_fake where it is known; many other headings are understood, and any may be missing.
    A score says how much an account looks like bought or automated ones. It is no statement about a person.
    """
    if out:
        refuse_target(file, out)
    opened = open_table(file, limits=Limits(file_bytes=2_000_000_000, text_bytes=8_000_000_000))
    plan = layout(opened.columns, opened.sample(SAMPLE))
    if not TELLING & plan.columns.keys():
        raise Invalid(
            f"{opened.name} has no column that tells accounts apart. Name at least one of them followers, following, "
            f"posts, has_picture, username or bio; it has: {', '.join(opened.columns)}.",
            code="no_usable_column",
        )
    found = _found(opened, plan)
    if out:
        write_beside(opened, out, ("score", "flagged"), _cells(found.judged))
    click.echo(json.dumps(_document(plan, found), indent=2) if as_json else _words(opened, plan, found, out))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file holds: the judged accounts, how they agree with what is known, and what could not be read."""

    judged: Judgement
    agreement: Agreement | None
    unread: list[Unread]
    cells_unread: int

    @property
    def accounts(self) -> int:
        """How many accounts show anything."""
        return int(np.sum(~np.isnan(self.judged.scores)))

    @property
    def flagged(self) -> int:
        """How many of them are flagged."""
        return int(np.sum(self.judged.flagged))


def _found(opened: Table, plan: Layout) -> _Found:
    odds: list[Floats] = []
    bought: list[Floats] = []
    known = np.zeros(len(GROUPS), dtype=np.intp)
    unread: list[Unread] = []
    cells_unread = 0
    for piece in pieces(opened):
        reading = read(plan, piece)
        odds.append(log_odds(reading.accounts))
        bought.append(reading.is_fake)
        known += reading.accounts.known()
        cells_unread += len(reading.unread)
        unread += reading.unread[: SHOWN - len(unread)]
    judged = judge(np.concatenate(odds), known)
    truth = np.concatenate(bought)
    told = agreement(judged.scores, judged.flagged, truth) if "is_fake" in plan.columns else None
    return _Found(judged, told, unread, cells_unread)


def _cells(judged: Judgement) -> Iterator[tuple[str, str]]:
    for score, flagged in zip(judged.scores, judged.flagged, strict=True):
        yield ("", "") if np.isnan(score) else (f"{score:.6g}", str(int(flagged)))


def _document(plan: Layout, found: _Found) -> dict[str, Any]:
    share, told = found.judged.share, found.agreement
    return {
        "n": found.accounts,
        "flagged": found.flagged,
        "share": {
            "estimate": share.value if share else None, "low": share.low if share else None,
            "high": share.high if share else None, "level": share.level if share else None,
        },
        "reason": found.judged.reason or None,
        "evaluation": asdict(told) if told else None,
        "columns": {key: plan.names[at] for key, at in plan.columns.items()},
        "ignored": list(plan.ignored),
        "unread": {"cells": found.cells_unread, "first": [asdict(each) for each in found.unread]},
    }  # fmt: skip


def _words(opened: Table, plan: Layout, found: _Found, out: Path | None) -> str:
    judged, told = found.judged, found.agreement
    lines = [f"{found.accounts:,} accounts, {found.flagged:,} flagged ({_per_cent(found.flagged, found.accounts)})"]
    if judged.share:
        share = judged.share
        lines.append(
            f"Share of bought or automated accounts: {share.value:.1%} (95 %: {share.low:.1%} to {share.high:.1%})"
        )
    else:
        lines.append(f"Share of bought or automated accounts: {judged.reason}")
    if told:
        figures = ("accuracy", "precision", "recall", "f1", "auc")
        rows = [[name, "—" if (value := getattr(told, name)) is None else f"{value:.3f}"] for name in figures]
        lines += ["", table([f"Against {plan.names[plan.columns['is_fake']]}", "value"], rows)]
    lines += ["", "Read: " + ", ".join(f"{key} from “{plan.names[at]}”" for key, at in plan.columns.items())]
    if plan.ignored:
        lines.append("Not used: " + ", ".join(plan.ignored))
    lines += opened.notes
    if found.cells_unread:
        lines += ["", f"{found.cells_unread:,} cells could not be read and count as not known:"]
        lines += [f"  row {each.row:,}, {each.column or 'whole row'}: {each.reason}" for each in found.unread]
    if out:
        lines += ["", f"Every row with its score: {out}"]
    return "\n".join(lines)


def _per_cent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
