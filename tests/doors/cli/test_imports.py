"""`sweetspot creators import` and its sisters: what they print, refuse and exit with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sweetspot.doors.cli import import_verb as command
from sweetspot.doors.cli import session
from sweetspot.doors.cli.root import main
from sweetspot.stages.creators.models import Creator, Import, Post

if TYPE_CHECKING:
    from conftest import Brand

DATA = Path(__file__).parents[2] / "data" / "imports"


@pytest.fixture
def sweetspot(in_brand: Brand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command in Ana's brand; gives (exit code, standard output, standard error)."""
    monkeypatch.setattr(command, "connect", lambda: None)
    monkeypatch.setattr(session, "connect", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_a_dry_run_says_what_would_happen_and_writes_nothing(sweetspot: Any) -> None:
    code, out, err = sweetspot("creators", "import", str(DATA / "discovery.csv"), "--network", "instagram", "--dry-run")
    assert (code, out) == (7, "Would read 4 rows: 3 created, 0 updated, 0 skipped, 1 rejected.\n")
    assert "Handle → handle" in err
    assert not Creator.objects.exists()
    assert not Import.objects.exists()


def test_rejected_rows_make_exit_code_seven_and_a_file(sweetspot: Any, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    code, out, _ = sweetspot(
        "creators",
        "import",
        str(DATA / "discovery.csv"),
        "--network",
        "instagram",
        "--json",
        "--rejected",
        str(rejected),
    )
    found = json.loads(out)
    assert (code, found["read"], found["created"], found["rejected"], found["state"]) == (7, 4, 3, 1, "done")
    assert "Followers: “-7” is negative" in rejected.read_text(encoding="utf-8")


def test_an_open_choice_is_a_usage_error_that_names_the_flag(sweetspot: Any) -> None:
    code, _, err = sweetspot("creators", "import", str(DATA / "fractions.csv"))
    assert code == 2
    assert "--network" in err
    assert "--rate-unit" in err
    assert not Import.objects.exists()


def test_columns_can_be_mapped_by_hand(sweetspot: Any) -> None:
    code, _, _ = sweetspot(
        "posts", "import", str(DATA / "posts.tsv"), "--network", "tiktok", "--map", "wer=handle", "--map", "Note="
    )
    assert code == 0
    assert list(Post.objects.order_by("external_id").values_list("external_id", "profile__handle", "likes")) == [
        ("p1", "ana", 1200), ("p2", "ben", None),
    ]  # fmt: skip


def test_a_file_that_is_no_table_is_refused_in_a_sentence(sweetspot: Any, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    code, out, err = sweetspot("creators", "import", str(path), "--network", "x")
    assert (code, out) == (1, "")
    assert "photo.csv is a picture, not a table we can read." in err


def test_only_known_creators_where_that_is_asked(sweetspot: Any) -> None:
    arguments = (
        "posts",
        "import",
        str(DATA / "posts.tsv"),
        "--network",
        "tiktok",
        "--map",
        "wer=handle",
        "--known-only",
    )
    code, out, _ = sweetspot(*arguments)
    assert (code, out) == (7, "Read 2 rows: 0 created, 0 updated, 0 skipped, 2 rejected.\n")
    assert not Creator.objects.exists()


def test_an_import_is_listed_its_rejected_rows_printed_and_taken_back(sweetspot: Any) -> None:
    sweetspot("creators", "import", str(DATA / "discovery.csv"), "--network", "instagram")
    listed = json.loads(sweetspot("imports", "list", "--json")[1])["data"]
    assert [(one["file_name"], one["created"], one["rejected"]) for one in listed] == [("discovery.csv", 3, 1)]
    name = listed[0]["id"]
    assert "“-7” is negative" in sweetspot("imports", "rejected", name)[1]
    assert sweetspot("imports", "undo", name, "--dry-run")[1] == (
        "Would undo: 3 removed, 0 put back as they were, 0 stay.\n"
    )
    assert Creator.objects.count() == 3
    assert sweetspot("imports", "undo", name)[:2] == (0, "Undone: 3 removed, 0 put back as they were, 0 stay.\n")
    assert not Creator.objects.exists()
    code, _, err = sweetspot("imports", "undo", name)
    assert (code, "can no longer be undone" in err) == (4, True)
