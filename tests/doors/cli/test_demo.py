"""`sweetspot demo load` and `sweetspot demo remove`: what they make, print and refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sweetspot.doors.cli import demo as command
from sweetspot.doors.cli.root import main
from sweetspot.stages.accounts import queries
from sweetspot.stages.accounts.models import Person

SMALL = ("--creators", "60", "--days", "150", "--posts", "900")


@pytest.fixture
def sweetspot(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command; gives (exit code, standard output, standard error)."""
    monkeypatch.setattr(command, "connect", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_a_sample_is_made_told_and_removed(sweetspot: Any) -> None:
    code, out, err = sweetspot("demo", "load", *SMALL, "--seed", "3", "--workspace", "Try me", "--json")
    told = json.loads(out)
    assert (code, told["workspace"], told["name"], told["seed"], told["creators"]) == (0, "try-me", "Try me", 3, 60)
    assert f"posts: {told['posts']:,}" in err
    assert "Verdicts: " in err
    owner = Person.objects.get(email=command.DEMO_OWNER)
    assert [one.workspace.is_sample for one in queries.memberships(owner)] == [True]
    assert sweetspot("demo", "remove")[:2] == (0, "try-me\n")
    assert queries.memberships(owner) == []


def test_a_sample_too_small_for_its_troubles_is_refused(sweetspot: Any) -> None:
    code, out, err = sweetspot("demo", "load", "--creators", "12")
    assert (code, out) == (1, "")
    assert "at least 60 creators" in err


def test_removing_where_there_is_no_sample_says_so(sweetspot: Any) -> None:
    code, _, err = sweetspot("demo", "remove")
    assert (code, err) == (3, "Error: There is no sample to remove.\n")
