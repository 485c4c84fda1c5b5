"""Tables in every encoding, delimiter and state of repair."""

from __future__ import annotations

import datetime
import gzip
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sweetspot.core.errors import Invalid
from sweetspot.integrations.csv.files import Limits
from sweetspot.integrations.csv.reader import open_table, unique_names

TEXT = 'Handle;Name\nana;"Añá, the\nfirst"\nben;Бен 🔥\n'
EXPECTED = [(2, ["ana", "Añá, the\nfirst"]), (3, ["ben", "Бен 🔥"])]


def written(folder: Path, content: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_unicode_encoding_gives_the_same_rows(tmp_path: Path, encoding: str, ends: str) -> None:
    text = TEXT.replace("\n", ends)
    table = open_table(written(tmp_path, text.encode(encoding)))
    assert (table.columns, table.delimiter, table.notes) == (("Handle", "Name"), ";", ())
    assert [(number, [cell.replace("\r\n", "\n") for cell in cells]) for number, cells in table.rows()] == EXPECTED


def test_an_old_western_encoding_is_read_and_said(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "handle,name\nana,José Müller €\n".encode("cp1252")))
    assert list(table.rows()) == [(2, ["ana", "José Müller €"])]
    assert "Windows-1252" in table.notes[0]


def test_a_few_broken_bytes_do_not_turn_a_unicode_file_into_rubbish(tmp_path: Path) -> None:
    content = b"handle,name\n" + "ana,Ünïcödé çàéèê\n".encode() * 10 + b"ben,B\xe9n\n"
    table = open_table(written(tmp_path, content))
    assert next(table.rows())[1] == ["ana", "Ünïcödé çàéèê"]
    assert list(table.rows())[-1][1] == ["ben", "B�n"]
    assert table.notes == ("1 characters could not be read and show as �.",)


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.txt")])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str, name: str) -> None:
    text = "handle,bio,n\nana,x y; z,1\nben,,2\n" if delimiter == "," else "handle|bio|n\nana|a, b, c, d|1\nben||2\n"
    table = open_table(written(tmp_path, text.replace("|", delimiter).encode(), name))
    assert table.columns == ("handle", "bio", "n")


def test_the_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, b"sep=;\r\nhandle;n\r\nana;1,5\r\n"))
    assert (table.columns, list(table.rows())) == (("handle", "n"), [(3, ["ana", "1,5"])])


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert list(open_table(written(tmp_path, b"handle\nana\nben\n")).rows()) == [(2, ["ana"]), (3, ["ben"])]


def test_headers_become_unique_and_lie_on_one_line() -> None:
    header = ["Followers", " Followers\n", "", "Avg\nlikes ", "Followers (2)"]
    assert unique_names(header) == ("Followers", "Followers (2)", "Column 3", "Avg likes", "Followers (2) (2)")


def test_blank_rows_are_passed_over_and_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, b"\nhandle,n\n\nana,1\n,\nben,2,3\n"))
    assert list(table.rows()) == [(4, ["ana", "1"]), (6, ["ben", "2", "3"])]
    assert list(table.rows(after=4)) == [(6, ["ben", "2", "3"])]


def test_a_gzipped_file_is_read_as_it_is(tmp_path: Path) -> None:
    assert list(open_table(written(tmp_path, gzip.compress(TEXT.encode(), mtime=0), "a.csv.gz")).rows()) == EXPECTED


def test_a_workbook_gives_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("second")
    second = book["second"]
    second.append(["Handle", "Followers", "Verified", "Date", "Rate", None])
    second.append(["ana", 48500000, True, datetime.datetime(2026, 1, 31, 12), 0.0325, None])  # noqa: DTZ001 - a sheet knows no zones
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert table.columns[:5] == ("Handle", "Followers", "Verified", "Date", "Rate")
    number, cells = next(table.rows())
    assert (number, list(cells[:5])) == (2, ["ana", "48500000", "True", "2026-01-31T12:00:00", "0.0325"])


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"\n \n", "a.csv", "empty_file"),
        (b"handle,n\n", "a.csv", "empty_file"),
        (gzip.compress(b"", mtime=0), "a.csv.gz", "empty_file"),
        (b"%PDF-1.7 ...", "a.csv", "not_a_table"),
        (b'[{"text": "hi"}]', "a.json", "not_a_table"),
        (b'\xef\xbb\xbf{\n  "text": "hi"\n}\n', "a.json", "not_a_table"),
        (gzip.compress(b'{"text": "hi"}\n{"text": "ho"}\n', mtime=0), "a.json.gz", "not_a_table"),
        (b"\x00\x01\x02\x03" * 5000, "a.csv", "not_a_table"),
        (os.urandom(5000), "a.csv", "not_a_table"),
        (gzip.compress(b"handle,n\nana,1\n" * 999, mtime=0)[:-30], "a.csv.gz", "damaged_file"),
        (b"PK\x03\x04 not really", "a.xlsx", "damaged_file"),
        (b'handle,n\n"ana,1\n' + b"x,1\n" * 60_000, "a.csv", "unclosed_quote"),
        (",".join(f"c{n}" for n in range(501)).encode() + b"\n1\n", "a.csv", "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_table(written(tmp_path, content, name))
    assert refused.value.code == code
    assert name in refused.value.message


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"handle\n")
    os.truncate(path, 200_000_001)  # sparse: it takes no room on the disk
    with pytest.raises(Invalid) as refused:
        open_table(path)
    assert refused.value.code == "file_too_large"


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    packed = written(tmp_path, gzip.compress(b"handle\n" + b"a" * 3_000_000, mtime=0), "a.csv.gz")
    bomb = tmp_path / "a.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    for path in (packed, bomb):
        with pytest.raises(Invalid) as refused:
            open_table(path, limits=Limits(text_bytes=2_000_000, workbook_bytes=2_000_000))
        assert refused.value.code == "unpacks_too_large"


def test_an_archive_without_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", "handle\nana\n")
    with pytest.raises(Invalid, match="Unpack it"):
        open_table(path)


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_bytes_are_a_table_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    try:
        table = open_table(path)
    except Invalid:
        return
    assert all(isinstance(cell, str) for _, cells in table.rows() for cell in cells)
