"""`sweetspot lab followers`: a file in, figures out, nothing stored."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sweetspot.doors.cli.root import main

BOUGHT = {
    "followers": 3,
    "following": 1_800,
    "posts": 0,
    "has_picture": 0,
    "username": "a8812345",
    "bio": "",
    "is_fake": 1,
}
GENUINE = {
    "followers": 500,
    "following": 300,
    "posts": 80,
    "has_picture": 1,
    "username": "anna",
    "bio": "hello",
    "is_fake": 0,
}

Lab = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lab(capsys: pytest.CaptureFixture[str]) -> Lab:
    """Runs `sweetspot lab followers`; gives (exit code, standard output, standard error)."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["lab", "followers", *map(str, arguments)])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """60 bought accounts before 140 genuine ones."""
    path = tmp_path / "sample.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, BOUGHT)
        writer.writeheader()
        writer.writerows([BOUGHT] * 60 + [GENUINE] * 140)
    return path


def test_a_sample_is_counted_estimated_and_compared(lab: Lab, sample: Path) -> None:
    code, out, _ = lab(sample, "--json")
    found = json.loads(out)
    assert (code, found["n"], found["flagged"]) == (0, 200, 60)
    assert found["share"]["low"] < 0.3 < found["share"]["high"]
    assert found["evaluation"] == {
        "accounts": 200, "bought": 60, "accuracy": 1.0, "precision": 1.0, "recall": 1.0, "f1": 1.0, "auc": 1.0,
        "brier": pytest.approx(0, abs=0.01),
    }  # fmt: skip
    assert found["unread"] == {"cells": 0, "first": []}


def test_every_row_comes_back_with_its_score(lab: Lab, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "judged.csv"
    lab(sample, "--out", target)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*BOUGHT, "score", "flagged"]
    assert [row["flagged"] for row in rows] == ["1"] * 60 + ["0"] * 140
    assert float(rows[0]["score"]) > 0.9 > 0.1 > float(rows[-1]["score"]) > 0
    assert rows[0]["username"] == "a8812345"
    assert set(tmp_path.iterdir()) == {sample, target}


def test_people_read_it_in_words(lab: Lab, sample: Path) -> None:
    _, out, _ = lab(sample)
    assert "200 accounts, 60 flagged (30.0%)" in out
    assert "Share of bought or automated accounts: " in out
    assert ["f1", "1.000"] in [line.split() for line in out.splitlines()]


def test_a_few_accounts_have_no_share_and_no_evaluation_without_labels(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("followers,following,posts\n3,1800,0\n500,300,80\n", encoding="utf-8")
    found = json.loads(lab(path, "--json")[1])
    assert (found["n"], found["flagged"], found["evaluation"]) == (2, 1, None)
    assert found["share"] == {"estimate": None, "low": None, "high": None, "level": None}
    assert found["reason"] == "Not enough data: 2 accounts, and a share needs 100."


def test_unreadable_cells_are_counted_and_named(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("followers,following\n3,1800\n-5,12\n9,abc\n7,1\n", encoding="utf-8")
    code, out, _ = lab(path)
    assert code == 0
    assert "2 cells could not be read and count as not known:" in out
    assert "row 3, followers: “-5” is negative" in out
    assert "row 4, following: “abc” is not a number" in out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty (0 bytes)"),
        ("followers,following\n", "holds a header and no rows"),
        ("colour,size\nred,4\n", "has no column that tells accounts apart"),
        ("private,verified\n1,0\n", "has no column that tells accounts apart"),
    ],
)
def test_a_file_that_holds_no_followers_is_refused_with_what_to_do(
    lab: Lab, tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    code, out, err = lab(path)
    assert (code, out) == (1, "")
    assert told in err


def test_the_file_that_is_read_is_never_overwritten(lab: Lab, sample: Path, tmp_path: Path) -> None:
    before = sample.read_bytes()
    assert lab(sample, "--out", sample)[0] == 1
    assert lab(sample, "--out", tmp_path / "nowhere" / "out.csv")[0] == 1
    assert sample.read_bytes() == before


def test_neither_settings_nor_a_database_are_needed(sample: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SWEETSPOT", "DJANGO"))}
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sweetspot", "lab", "followers", str(sample), "--json"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ended.stdout)["n"] == 200
    assert "django" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["sample.csv"]
