"""`sweetspot lab comments`: what do the comments in a file say, and how many of them are spam?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from sweetspot.core.errors import Invalid
from sweetspot.core.statistics import Estimate, wilson
from sweetspot.doors.cli.lab.rows import pieces, refuse_target, write_beside
from sweetspot.doors.cli.session import json_option, table
from sweetspot.integrations.csv.files import Limits
from sweetspot.integrations.csv.reader import Table, open_table
from sweetspot.stages.audiences.formulas import Agreement, agreement
from sweetspot.stages.vetting.formulas.comments import (
    LABELS,
    VERSION,
    ClassShares,
    CommentClass,
    Judged,
    class_shares,
    judge_comments,
)
from sweetspot.stages.vetting.formulas.comments.columns import CommentLayout, comment_layout

SAMPLE, SHOWN = 20_000, 12
LEVEL = 0.90


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every row with class, spam_score and language.",
)
def comments(file: Path, as_json: bool, out: Path | None) -> None:
    """Sort the comments in a table (CSV, TSV, XLSX, or text as .gz) into classes, and find spam.

    \b
    sweetspot lab comments comments.csv
    sweetspot lab comments comments.csv --json --out judged.csv

    Columns: text, and where they are known caption, author, creator, and spam (1 or 0, spam or ham); many other
    headings are understood. Rules read English, Spanish, German, French, Portuguese, Italian and Indonesian; other
    languages are counted as not judged.
    """
    if out:
        refuse_target(file, out)
    opened = open_table(file, limits=Limits(file_bytes=2_000_000_000, text_bytes=8_000_000_000))
    plan = comment_layout(opened.columns, opened.sample(SAMPLE))
    if "text" not in plan.columns:
        raise Invalid(
            f"{opened.name} has no column that holds comments. Name it text, comment, content, body or message; "
            f"it has: {', '.join(opened.columns)}.",
            code="no_usable_column",
        )
    found = _found(opened, plan)
    if out:
        write_beside(opened, out, ("class", "spam_score", "language"), _cells(found.judged))
    click.echo(json.dumps(_document(plan, found), indent=2) if as_json else _words(opened, plan, found, out))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file holds: one judgement per row (None where its text is blank), and how it agrees with the labels."""

    judged: list[Judged | None]
    shares: ClassShares
    spam: Estimate | None
    agreement: Agreement | None
    languages: Counter[str]

    @property
    def comments(self) -> int:
        """How many rows hold a comment."""
        return sum(one is not None for one in self.judged)


def _found(opened: Table, plan: CommentLayout) -> _Found:
    written, labels = [], []
    for piece in pieces(opened):
        for _, cells in piece:
            written.append(plan.comment(cells))
            labels.append(plan.label(cells))
    answers = iter(judge_comments([one for one in written if one is not None]))
    judged = [None if one is None else next(answers) for one in written]
    known = [one for one in judged if one is not None]
    flagged = sum(one.spam.is_spam for one in known)
    return _Found(
        judged, class_shares(one.kind for one in known), wilson(flagged, len(known), LEVEL),
        _agreement(judged, labels) if "spam" in plan.columns else None, Counter(one.language for one in known),
    )  # fmt: skip


def _agreement(judged: list[Judged | None], labels: list[bool | None]) -> Agreement:
    nan = float("nan")
    return agreement(
        np.array([nan if one is None else one.spam.score for one in judged]),
        np.array([one is not None and one.spam.is_spam for one in judged]),
        np.array([nan if label is None else float(label) for label in labels]),
    )


def _cells(judged: list[Judged | None]) -> Iterator[tuple[str, str, str]]:
    for one in judged:
        yield ("", "", "") if one is None else (one.kind.value, f"{one.spam.score:g}", one.language)


def _document(plan: CommentLayout, found: _Found) -> dict[str, Any]:
    shares = found.shares
    return {
        "n": found.comments,
        "blank": len(found.judged) - found.comments,
        "counted": shares.counted,
        "classes": {
            kind.value: {"count": number, "share": _estimate(shares.shares[kind])}
            for kind, number in shares.counts.items()
        },
        "creator": shares.own,
        "not_judged": shares.not_judged,
        "languages": dict(found.languages.most_common()),
        "spam": {
            "flagged": sum(one is not None and one.spam.is_spam for one in found.judged),
            "share": _estimate(found.spam),
        },
        "evaluation": _evaluation(found.agreement),
        "columns": {key: plan.names[at] for key, at in plan.columns.items()},
        "ignored": list(plan.ignored),
        "version": VERSION,
    }  # fmt: skip


def _estimate(share: Estimate | None) -> dict[str, float] | None:
    if share is None:
        return None
    return {"estimate": share.value, "low": share.low, "high": share.high, "level": share.level}


def _evaluation(told: Agreement | None) -> dict[str, float | int | None] | None:
    if told is None:
        return None
    return {
        "comments": told.accounts, "spam": told.bought, "accuracy": told.accuracy, "precision": told.precision,
        "recall": told.recall, "f1": told.f1, "auc": told.auc, "brier": told.brier,
    }  # fmt: skip


def _words(opened: Table, plan: CommentLayout, found: _Found, out: Path | None) -> str:
    shares = found.shares
    left = [f"{shares.not_judged:,} not judged (another language)" if shares.not_judged else "",
            f"{shares.own:,} by the creator" if shares.own else ""]  # fmt: skip
    lines = [f"{found.comments:,} comments", *(f"  of these {one}" for one in left if one), ""]
    lines.append(table(["Class", "Comments", "Share", "90 % interval"], _class_rows(shares)))
    spoken = ", ".join(f"{name} {number:,}" for name, number in found.languages.most_common(SHOWN))
    lines += ["", f"Languages: {spoken or '—'}"]
    if told := found.agreement:
        figures = ("accuracy", "precision", "recall", "f1", "auc")
        rows = [[name, "—" if (value := getattr(told, name)) is None else f"{value:.3f}"] for name in figures]
        lines += ["", table([f"Spam against {plan.names[plan.columns['spam']]}", "value"], rows)]
    lines += ["", "Read: " + ", ".join(f"{key} from “{plan.names[at]}”" for key, at in plan.columns.items())]
    if plan.ignored:
        lines.append("Not used: " + ", ".join(plan.ignored))
    lines += opened.notes
    if blank := len(found.judged) - found.comments:
        lines.append(f"{blank:,} rows hold no text.")
    if out:
        lines.append(f"Every row with its class and score: {out}")
    return "\n".join(lines)


def _class_rows(shares: ClassShares) -> list[list[str]]:
    rows = []
    for kind in sorted(shares.counts, key=lambda one: -shares.counts[one]):
        share = shares.shares[CommentClass(kind)]
        rows.append([
            LABELS[kind], f"{shares.counts[kind]:,}", f"{share.value:.1%}" if share else "—",
            f"{share.low:.1%} to {share.high:.1%}" if share else "—",
        ])  # fmt: skip
    return rows
