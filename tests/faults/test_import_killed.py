"""An import killed in the middle goes on where it stood, and nothing comes in twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.models import Person
from sweetspot.stages.accounts.services import create_workspace
from sweetspot.stages.creators.models import Creator, Import, ImportRow, Profile, Snapshot

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

ROWS = 30_000


def command(database: Database, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SWEETSPOT_DATABASE_NAME": database.name, "PYTHONPATH": "src"}
    return subprocess.Popen(
        [sys.executable, "-m", "sweetspot", "creators", "import", *arguments, "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def rows_in(workspace_id: object) -> int:
    with scope(workspace_id):  # type: ignore[arg-type]
        return ImportRow.objects.count()


@pytest.mark.faults
def test_a_killed_import_resumes_without_a_duplicate(committed: Database, tmp_path: Path) -> None:
    owner = Person.objects.create_user("ana@example.com")
    workspace = create_workspace("Ana's brand", owner=owner)
    path = tmp_path / "list.csv"
    path.write_text("handle,followers\n" + "".join(f"creator_{n},{1000 + n}\n" for n in range(ROWS)))
    running = command(committed, str(path), "--network", "instagram")
    deadline = time.monotonic() + 120
    while rows_in(workspace.id) == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    with scope(workspace.id):
        job = Import.objects.get()
        stood = job.rows_read
        assert 0 < stood < ROWS
        assert (job.last_row, ImportRow.objects.count(), Profile.objects.count()) == (stood + 1, stood, stood)
    resumed = command(committed, "--resume", _public(job))
    output, talk = resumed.communicate(timeout=240)
    assert resumed.returncode == 0, talk
    assert {key: json.loads(output)[key] for key in ("read", "created", "updated", "skipped", "rejected")} == {
        "read": ROWS, "created": ROWS, "updated": 0, "skipped": 0, "rejected": 0,
    }  # fmt: skip
    with scope(workspace.id):
        for model in (Creator, Profile, Snapshot, ImportRow):
            assert model._default_manager.count() == ROWS
    assert settings.DATABASE.name == committed.name


def _public(job: Import) -> str:
    from sweetspot.core.identifiers import to_public

    return to_public("imp", job.id)
