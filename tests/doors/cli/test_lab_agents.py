"""`sweetspot lab agents`: a file in, classes out, without a database."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sweetspot.core.errors import Invalid
from sweetspot.doors.cli.lab.agents import agents

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 330.0.3.29"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(agents, arguments, catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "agents.csv"
    rows = [
        ("User-Agent", "is_bot"), (CHROME, "0"), (PHONE, "0"), ("Googlebot/2.1", "1"), ("WhatsApp/2.23", "1"),
        (CHROME, "1"), ("curl/8.5.0", "0"), ("SomeApp/1 CFNetwork/758.1.2 Darwin/15.0.0", ""),
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def test_a_document_holds_the_classes_and_how_they_agree_with_the_labels(file: Path) -> None:
    told = json.loads(run(str(file), "--json").stdout)
    counts = {kind: each["count"] for kind, each in told["classes"].items()}
    assert (told["n"], told["bots"], told["in_app"]) == (7, 3, {"instagram": 1})
    assert counts == {"person": 3, "preview": 1, "bot": 2, "suspect": 1}
    assert told["evaluation"] == {
        "agents": 6, "bots": 3, "recall": 2 / 3, "false_positive_rate": 1 / 3, "precision": 2 / 3, "accuracy": 4 / 6
    }  # fmt: skip


def test_every_row_comes_back_with_its_class_and_the_given_label_beside_it(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    run(str(file), "--out", str(target))
    with target.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["class"] for row in rows] == ["person", "person", "bot", "preview", "person", "bot", "suspect"]
    assert [row["is_bot"] for row in rows] == ["0", "0", "1", "1", "0", "1", "0"]
    assert [row["is_bot (given)"] for row in rows] == ["0", "0", "1", "1", "1", "0", ""]
    assert [row["in_app"] for row in rows] == ["", "instagram", "", "", "", "", ""]


def test_the_table_for_people_says_the_same(file: Path) -> None:
    said = run(str(file)).stdout
    assert "7 user agents" in said
    assert "recall" in said
    assert "66.67%" in said


def test_a_file_without_agents_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,followers\nanna,12\n")
    with pytest.raises(Invalid, match="no column that holds user agents"):
        run(str(path))


def test_without_labels_there_is_no_evaluation(tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    path.write_text(f'ua\n"{CHROME}"\n')
    assert json.loads(run(str(path), "--json").stdout)["evaluation"] is None
