"""A disk that is full, or fails: every visitor goes on, what could not be kept is counted, and it ends by itself."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.factories.database import until
from tests.factories.load import assert_each_once, recorded, steady
from tests.factories.tracker import House, opened

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_with_a_full_disk_and_no_database_everybody_goes_on_and_each_loss_is_counted(
    committed: Database, small_disk: Path
) -> None:
    with opened(committed, SWEETSPOT_EDGE_HOME=str(small_disk), SWEETSPOT_LOG_LEVEL="CRITICAL") as house:
        with _refusing(house):
            (small_disk / "filler").write_bytes(b"x" * 400_000)
            told = asyncio.run(steady(house.tracker.port, 400, 8))
            assert told.unanswered == 0
            assert told.clicks
            assert told.without > 0
            assert _number(house, "clicks_unrecorded_total") == told.without
            assert _number(house, "alarm") == 1
            ready = house.tracker.ask("/readyz")
            assert (ready.status, "the disk takes no clicks" in ready.body) == (503, True)
            (small_disk / "filler").unlink()
            until(lambda: "ssclid=" in house.tracker.ask("/anna").location, 10)
            assert house.tracker.ask("/readyz").status == 200
        until(lambda: not list(small_disk.glob("process-*/*.spool")), 30)
        assert_each_once(told.clicks, committed)
        lost = _number(house, "clicks_unrecorded_total")
        assert _number(house, 'clicks_recorded_total{kind="person"}') == len(recorded(committed))
        assert told.without <= lost <= told.without + 20  # those who asked again and again until there was space


class _refusing:
    """The database takes no clicks meanwhile."""

    def __init__(self, house: House) -> None:
        self._owner = house.database.conninfo(house.database.owner)

    def __enter__(self) -> None:
        self._say("REVOKE INSERT ON tracking_click FROM sweetspot_edge")

    def __exit__(self, *error: object) -> None:
        self._say("GRANT INSERT ON tracking_click TO sweetspot_edge")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._owner, autocommit=True) as connection:
            connection.execute(statement)


def _number(house: House, name: str) -> int:
    found = re.search(rf"^{re.escape(name)} (\d+)$", house.tracker.ask("/metrics").body, re.MULTILINE)
    assert found
    return int(found[1])


_KEEPS_FIVE = """
import logging, sys
from pathlib import Path
from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.spool import Spool, files, read
logging.disable()
folder = Path(sys.argv[1])
spool = Spool(lambda: folder)
rows = [Row(str(number), *"abcdefghijk") for number in range(5)]
kept = [spool.write([row]) for row in rows]
spool.seal()
there = {row.id for path in files(folder) for batch in read(path, 10) for row in batch}
lost = [row.id for row, known in zip(rows, kept) if known and row.id not in there]
print(spool.failures, len(files(folder)), len(lost), sum(kept))
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace, which makes the disk fail")
def test_a_file_that_could_not_be_synced_is_given_up_and_the_next_takes_over(tmp_path: Path) -> None:
    seen = set()
    for number in range(1, 14):  # one of these syncs fails; which of them is a click's depends on SQLite
        folder = tmp_path / str(number)
        folder.mkdir()
        order = ["strace", "-qq", "-o", "/dev/null", "-f", "-e", f"inject=fdatasync:error=EIO:when={number}"]
        ran = subprocess.run(
            [*order, sys.executable, "-c", _KEEPS_FIVE, str(folder)], env={"PYTHONPATH": "src"},
            capture_output=True, text=True,
        )  # fmt: skip
        if "ptrace" in ran.stderr:
            pytest.skip("no process may be traced here")
        failures, files, lost, kept = map(int, ran.stdout.split())
        assert lost == 0
        assert kept >= 4  # only a click for which no file could be made was not kept, and nobody was told it was
        seen.add((failures, files, kept))
    assert (1, 2, 5) in seen


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace, which sees when the disk is synced")
def test_a_spooled_click_is_synced_before_anybody_is_told(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    order = ["strace", "-qq", "-o", str(seen), "-f", "-e", "trace=fdatasync,fsync,pwrite64,write"]
    program = _KEEPS_FIVE.replace("kept = [spool.write([row]) for row in rows]", (
        "kept = []\nfor row in rows:\n    spool.write([row])\n    print('told', flush=True)"
    ))  # fmt: skip
    ran = subprocess.run(
        [*order, sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    if "ptrace" in ran.stderr:
        pytest.skip("no process may be traced here")
    calls = [line.split(maxsplit=1)[1] for line in seen.read_text().splitlines() if "(" in line]
    told = [place for place, call in enumerate(calls) if call.startswith("write(1,") and "told" in call]
    assert len(told) == 5
    for place in told:
        before = [call for call in calls[:place] if call.startswith(("fdatasync(", "fsync(", "pwrite64("))]
        assert before[-1].startswith(("fdatasync(", "fsync(")), before[-3:]
