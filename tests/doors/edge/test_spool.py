"""Clicks on disk, links on disk, folders and counters of processes that are gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sweetspot.doors.edge import folders, snapshot, spool
from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.counters import Counters, exposition
from sweetspot.doors.edge.folders import Folder
from sweetspot.doors.edge.links import LinkTable, OwnHost, Target
from sweetspot.doors.edge.spool import Spool


def row(number: int) -> Row:
    return Row(f"{number:032x}", *"abcdefghijk")


def test_clicks_come_back_in_the_order_they_came(tmp_path: Path) -> None:
    kept = Spool(lambda: tmp_path)
    assert kept.write([row(1), row(2)])
    assert kept.write([row(3)])
    assert (kept.rows, kept.sealed()) == (3, [])
    kept.seal()
    (path,) = kept.sealed()
    assert list(spool.read(path, at_once=2)) == [[row(1), row(2)], [row(3)]]
    spool.remove(path)
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_file_is_never_written_again(tmp_path: Path) -> None:
    kept = Spool(lambda: tmp_path)
    kept.write([row(1)])
    kept.seal()
    kept.write([row(2)])
    (sealed,) = kept.sealed()
    assert [one for batch in spool.read(sealed, 10) for one in batch] == [row(1)]
    assert len(spool.files(tmp_path)) == 2


def test_a_place_that_cannot_be_had_is_said_and_asked_for_again(tmp_path: Path) -> None:
    kept = Spool(lambda: tmp_path / "later")
    assert (kept.write([row(1)]), kept.refused) == (False, True)
    (tmp_path / "later").mkdir()
    assert (kept.write([row(1)]), kept.refused) == (True, False)


def test_a_file_that_is_no_database_any_more_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / f"1{spool.SUFFIX}"
    path.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(sqlite3.DatabaseError) as error:
        list(spool.read(path, 10))
    assert spool.is_damaged(error.value)


def test_a_file_that_was_trusted_with_nothing_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / f"1{spool.SUFFIX}"
    path.touch()
    assert list(spool.read(path, 10)) == []


def test_the_copy_of_the_links_is_whole_or_none(tmp_path: Path) -> None:
    table, path = LinkTable(), tmp_path / "links"
    hosts = [OwnHost("go.brand.example", "w", "{}")]
    table.replace([Target("1", "anna", "w", "https://shop.example/a", True), Target("2", "bea", "w", "", False)], hosts)
    assert snapshot.load(path) is None
    snapshot.save(table, path)
    assert snapshot.load(path) == (table.targets(), hosts)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert snapshot.load(path) is None


def test_links_from_the_copy_are_replaced_by_what_the_database_says() -> None:
    table, old = LinkTable(), Target("1", "anna", "w", "https://shop.example/old", True)
    table.begin_with([old])
    assert (table.loaded, table.fresh, table.find("anna")) == (True, False, old)
    table.replace([])
    table.begin_with([old])
    assert (table.fresh, len(table)) == (True, 0)


def test_a_folder_is_taken_over_only_when_its_process_is_gone(tmp_path: Path) -> None:
    own = Folder.own(tmp_path)
    assert list(folders.abandoned(tmp_path)) == []
    path = own.path
    own.let_go()
    (left,) = folders.abandoned(tmp_path)
    assert left.path == path
    assert list(folders.abandoned(tmp_path)) == []
    left.remove()
    assert folders.all_folders(tmp_path) == []


def test_what_processes_count_is_summed_and_outlives_them(tmp_path: Path) -> None:
    first, second = (Folder.own(tmp_path) for _ in range(2))
    one, two = Counters(first.path), Counters(second.path)
    one.add("clicks_unrecorded_total", 3)
    two.add("clicks_unrecorded_total")
    two.set("links", 5)
    one.set("links", 4)
    lines = exposition(one, [second.path]).splitlines()
    assert {"clicks_unrecorded_total 4", "links 4", "processes 2", "# TYPE links gauge"} <= set(lines)
    one.take_over(second.path)
    second.remove()
    assert {"clicks_unrecorded_total 4", "processes 1"} <= set(exposition(one, []).splitlines())
