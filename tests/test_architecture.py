"""The house keeps its shape: the grammar of stages, no grab-bags, and import contracts that really fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "sweetspot"
WORDS = {"__init__", "apps", "models", "formulas", "queries", "services", "tasks", "migrations"}


def test_a_stage_speaks_only_its_words() -> None:
    stages = [folder for folder in (SOURCE / "stages").iterdir() if (folder / "__init__.py").exists()]
    strange = {
        f"{stage.name}/{path.name}"
        for stage in stages
        for path in stage.iterdir()
        if path.stem not in WORDS and path.name != "__pycache__"
    }
    assert strange == set()


def test_every_package_says_what_it_answers() -> None:
    silent = [
        path
        for path in SOURCE.rglob("__init__.py")
        if "migrations" not in path.parts and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_no_module_is_a_grab_bag() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}
    assert [path for path in SOURCE.rglob("*.py") if path.stem in banned] == []


def test_no_file_holds_a_conflict_marker() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    names = [name for name in tracked.stdout.split("\0") if name] or ["README.md"]
    marker = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
    files = [REPOSITORY / name for name in names]
    assert [path for path in files if path.is_file() and marker.search(path.read_bytes())] == []
    assert marker.search(b"kept\n" + b"<" * 7 + b" HEAD\n")


def test_templates_mark_nothing_safe_and_carry_no_inline_code() -> None:
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/)|<style\b|\sstyle=|\son(?:click|load|error|submit|change|input|focus|blur|key\w+|mouse\w+|pointer\w+)=",
        re.IGNORECASE,
    )
    wrong = [
        f"{path.name}: {match.group(0)}"
        for path in SOURCE.rglob("*.html")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("stages/creators/queries.py", "import sweetspot.stages.payouts", "Stages in the order the data flows"),
        ("core/money.py", "import django", "Formulas and core are pure"),
        ("stages/creators/models.py", "import sweetspot.stages.creators.services", "Inside a stage"),
        ("engines/postgres.py", "import sweetspot.doors", "Flow: doors, pipeline"),
        ("doors/web/home.py", "import sweetspot.stages.creators.models", "A table is touched only by its own stage"),
        ("lean_to/__init__.py", "", "Flow: doors, pipeline"),
    ],
)
def test_a_planted_violation_breaks_the_contract_meant_for_it(
    tmp_path: Path, file: str, line: str, contract: str
) -> None:
    shutil.copytree(SOURCE, tmp_path / "sweetspot", ignore=shutil.ignore_patterns("static", "templates", "__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    victim = tmp_path / "sweetspot" / file
    victim.parent.mkdir(exist_ok=True)
    before = victim.read_text(encoding="utf-8") if victim.exists() else '"""A planted module."""\n'
    victim.write_text(f"{before}\n{line}\n", encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(  # the contracts as a contributor runs them, on the copy
        [str(linter), "--no-cache"], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    broken = re.findall(r"^(.*) BROKEN", result.stdout, re.MULTILINE)
    assert any(name.startswith(contract) for name in broken) or "exhaustive" in (result.stdout + result.stderr).lower()
