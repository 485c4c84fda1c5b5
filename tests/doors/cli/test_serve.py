"""`sweetspot serve` in a folder that nobody built anything in."""

from __future__ import annotations

from pathlib import Path

import pytest

from sweetspot.doors.cli import supervisor, system
from sweetspot.doors.cli.root import main


def test_serving_writes_the_static_files_where_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, built = tmp_path / "static" / "staticfiles.json", []

    def build() -> None:
        built.append(1)
        manifest.parent.mkdir()
        manifest.write_text("{}")

    monkeypatch.setattr(system, "connect", lambda: None)
    monkeypatch.setattr(system, "home", lambda: tmp_path)
    monkeypatch.setattr(system, "build_static", build)
    monkeypatch.setattr(supervisor, "supervise", lambda home, email: 0)
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            main(["serve"])
        assert ended.value.code == 0
    assert built == [1]
