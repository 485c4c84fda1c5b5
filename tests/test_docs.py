"""The documentation tells the truth: its examples run, and what it lists is what there is."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import click
import pytest

from sweetspot.doors.cli import root

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
FORMULAS = sorted(REPOSITORY.glob("docs/formulas/*.md"))


@pytest.mark.parametrize("page", FORMULAS, ids=lambda page: page.stem)
def test_every_formula_page_computes_what_it_says(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_setting_is_documented() -> None:
    package = REPOSITORY / "src/sweetspot"
    readers = ("settings.py", "engines/postgres.py", "doors/cli/session.py")
    paths = [*(package / name for name in readers), *package.glob("doors/edge/*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in paths)
    read = set(re.findall(r'"((?:SWEETSPOT_[A-Z_]+|DATABASE_URL))"', source))
    page = (REPOSITORY / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `((?:SWEETSPOT_[A-Z_]+|DATABASE_URL))`", page, re.MULTILINE))


def _verbs(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += _verbs(command, (*path, name))
        else:
            found.append((" ".join((*path, name)), command))
    return found


def test_every_command_has_help_and_is_documented() -> None:
    verbs = _verbs(root.root)
    page = (REPOSITORY / "docs/reference/command-line.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^### `sweetspot ([a-z -]+?)`", page, re.MULTILINE))
    assert [name for name, command in verbs if not (command.help or "").strip()] == []
    assert {name for name, _ in verbs} == documented
