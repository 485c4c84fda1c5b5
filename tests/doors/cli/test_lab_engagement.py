"""`sweetspot lab engagement`: files in, every definition out, no database."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four posts of one profile, 100 engagements each on 1,000 followers."""
    path = tmp_path / "posts.csv"
    lines = [f"mia,p{n},{(NOW - timedelta(days=n)).isoformat()},90,10,1000" for n in range(4)]
    path.write_text("\n".join(["username,post id,published at,likes,comments,followers", *lines]), encoding="utf-8")
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with neither settings nor a database to be found."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("SWEETSPOT", "DATABASE", "DJANGO"))
    }
    clean["SWEETSPOT_HOME"] = "/nonexistent/home"
    command = [sys.executable, "-m", "sweetspot", "lab", "engagement", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=clean, timeout=60)


def test_json_holds_every_definition_of_every_profile(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run(str(file), "--json", "--out", str(out))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["kind"], document["n"], document["as_of"]) == ("posts", 1, "2026-06-04T12:00:00+00:00")
    found = document["profiles"][0]["definitions"]
    assert len(found) == len(document["definitions"]) == 14
    assert (round(found["per-follower"]["rate"], 9), found["per-follower"]["sample"]) == (0.1, 4)
    assert found["per-follower"]["low"] < 0.1 < found["per-follower"]["high"]
    assert found["per-follower"]["window"]["first"] == "2026-05-29T12:00:00+00:00"
    assert found["per-view"]["rate"] is None
    assert found["per-view"]["reason"].startswith("Not enough data")
    with out.open(encoding="utf-8", newline="") as lines:
        row = next(csv.DictReader(lines))
    assert (row["handle"], float(row["per-follower rate"])) == ("mia", pytest.approx(0.1))


def test_words_are_for_people_and_the_day_can_be_chosen(file: Path) -> None:
    assert "10.00 %" in run(str(file)).stdout
    late = run(str(file), "--as-of", "2028-01-01")
    assert "4 left out: too old to speak" in late.stdout


def test_a_file_that_is_no_table_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    done = run(str(path))
    assert done.returncode == 1
    assert "empty" in done.stderr
