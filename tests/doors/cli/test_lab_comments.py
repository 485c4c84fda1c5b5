"""`sweetspot lab comments`: a file in, classes and spam out, without a database."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sweetspot.core.errors import Invalid
from sweetspot.doors.cli.lab.comments import comments
from sweetspot.stages.vetting.formulas.comments.columns import comment_layout


def run(*arguments: str) -> Result:
    return CliRunner().invoke(comments, arguments, catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    rows = [
        ("Content", "Commenter", "Post user", "Caption", "CLASS"),
        ("Check out my channel", "@zed", "anna", "Morning necklace", "1"),
        ("That necklace though", "ben", "anna", "Morning necklace", "0"),
        ("thank you all", "@Anna", "anna", "Morning necklace", "0"),
        ("สวยมาก", "cleo", "anna", "Morning necklace", "0"),
        ("", "dora", "anna", "Morning necklace", "0"),
        ("where can I buy it?", "eve", "anna", "Morning necklace", ""),
    ]
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def test_a_document_holds_classes_languages_spam_and_how_it_agrees_with_the_labels(file: Path) -> None:
    told = json.loads(run(str(file), "--json").stdout)
    assert (told["n"], told["blank"], told["creator"], told["not_judged"], told["counted"]) == (5, 1, 1, 1, 3)
    counts = {kind: each["count"] for kind, each in told["classes"].items() if each["count"]}
    assert counts == {"spam": 1, "purchase": 1, "on_topic": 1}
    share = told["classes"]["spam"]["share"]
    assert (round(share["estimate"], 3), round(share["low"], 3), round(share["high"], 3)) == (0.333, 0.078, 0.746)
    assert told["spam"]["flagged"] == 1
    assert told["evaluation"] == {
        "comments": 4, "spam": 1, "accuracy": 1.0, "precision": 1.0, "recall": 1.0, "f1": 1.0, "auc": 1.0,
        "brier": told["evaluation"]["brier"],
    }  # fmt: skip
    assert told["columns"] == {
        "text": "Content", "caption": "Caption", "author": "Commenter", "creator": "Post user", "spam": "CLASS",
    }  # fmt: skip


def test_every_row_comes_back_with_class_score_and_language(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    run(str(file), "--out", str(target))
    with target.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["class"] for row in rows] == ["spam", "on_topic", "creator", "not_judged", "", "purchase"]
    assert [row["language"] for row in rows] == ["en", "en", "en", "und-Thai", "", "en"]
    assert float(rows[0]["spam_score"]) >= 0.5 > float(rows[1]["spam_score"])
    assert rows[0]["Commenter"] == "@zed"


def test_people_read_a_table(file: Path) -> None:
    told = run(str(file)).stdout
    assert "5 comments\n  of these 1 not judged (another language)\n  of these 1 by the creator" in told
    assert "Wants to buy" in told
    assert "Spam against CLASS" in told
    assert "1 rows hold no text." in told


def test_labels_in_words_are_read_and_unknown_ones_are_not(tmp_path: Path) -> None:
    assert "spam" in comment_layout(["text", "label"], [["a", "ham"], ["b", "spam"]]).columns
    assert "spam" not in comment_layout(["text", "label"], [["a", "positive"], ["b", "negative"]]).columns


@pytest.mark.parametrize("heading", ["text", "content", "comment", "Comment_Text", "body", "message"])
def test_many_headings_hold_comments(heading: str) -> None:
    assert comment_layout([heading], []).columns == {"text": 0}


def test_a_file_without_comments_says_what_to_name_the_column(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("handle,followers\nanna,100\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"no column that holds comments\. Name it text, comment"):
        run(str(path))
