"""What is this file: its kind, its encoding, its size, and is it safe to open?"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal, cast

from sweetspot.core.errors import Invalid

BLOCK = 1 << 20
SAMPLE = 1 << 16

Kind = Literal["text", "workbook"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: packed, unpacked as text, unpacked as a workbook, and how many columns."""

    file_bytes: int = 200_000_000
    text_bytes: int = 1_000_000_000
    workbook_bytes: int = 200_000_000
    columns: int = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """What one look at a file established; `notes` are sentences the person should read."""

    path: Path
    name: str
    sha256: str
    size: int
    kind: Kind
    packed: bool
    encoding: str
    replaces: bool
    notes: tuple[str, ...] = field(default=())


def examine(path: Path, *, name: str = "", limits: Limits | None = None) -> Facts:
    """Read the whole file once, in constant memory, and say what it is.

    Raises Invalid when it is empty, too large, not a table, damaged, or unpacks to more than the limits.
    """
    limits = limits or Limits()
    size = path.stat().st_size
    name = name or path.name
    _refuse_size(name, size, limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        head = file.read(SAMPLE)
    if head.startswith(b"PK\x03\x04"):
        _refuse_workbook(path, name, limits)
        return Facts(path, name, digest, size, "workbook", packed=False, encoding="", replaces=False)
    _refuse_foreign(name, head)
    packed = head.startswith(b"\x1f\x8b")
    encoding, replaces, notes = _encoding(path, name, packed=packed, limits=limits)
    return Facts(path, name, digest, size, "text", packed, encoding, replaces, notes)


def open_bytes(path: Path, *, packed: bool) -> BinaryIO:
    """The file's bytes, unpacked where it is a .gz."""
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def _refuse_size(name: str, size: int, limits: Limits) -> None:
    if size == 0:
        raise Invalid(f"{name} is empty (0 bytes). Export it again and upload the new file.", code="empty_file")
    if size > limits.file_bytes:
        raise Invalid(
            f"{name} has {size / 1e6:,.0f} MB; the limit is {limits.file_bytes / 1e6:,.0f} MB. "
            "Split it into several files, or compress it as .gz.",
            code="file_too_large",
        )


_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


def _refuse_foreign(name: str, head: bytes) -> None:
    for magic, word in _FOREIGN:
        if head.startswith(magic):
            raise Invalid(f"{name} is {word}, not a table we can read. Save it as CSV or XLSX.", code="not_a_table")


def _refuse_workbook(path: Path, name: str, limits: Limits) -> None:
    """Unpack every member to nowhere: the sizes written in an archive may lie."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise Invalid(f"{name} is a ZIP archive. Unpack it and upload the table inside.", code="not_a_table")
            _measure_members(archive, name, limits.workbook_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Invalid(
            f"{name} is damaged: the workbook cannot be unpacked. Save it again as XLSX or CSV.",
            code="damaged_file",
        ) from error


def _measure_members(archive: zipfile.ZipFile, name: str, limit: int) -> None:
    total = 0
    for info in archive.infolist():
        with archive.open(info) as member:
            while block := member.read(BLOCK):
                total += len(block)
                if total > limit:
                    raise _unpacks_too_large(name, limit)


def _unpacks_too_large(name: str, limit: int) -> Invalid:
    return Invalid(
        f"{name} unpacks to more than {limit / 1e6:,.0f} MB. Split it, or save it as plain CSV.",
        code="unpacks_too_large",
    )


def blocks(path: Path, name: str, *, packed: bool, limit: int) -> Iterator[bytes]:
    """The unpacked bytes in blocks of 1 MB; raises Invalid past `limit` bytes or when the .gz is damaged."""
    total = 0
    with open_bytes(path, packed=packed) as file:
        while block := _read(file, name):
            total += len(block)
            if total > limit:
                raise _unpacks_too_large(name, limit)
            yield block


def _read(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(BLOCK)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid(
            f"{name} is damaged: it ends early or cannot be unpacked. Download it again.", code="damaged_file"
        ) from error


def _encoding(path: Path, name: str, *, packed: bool, limits: Limits) -> tuple[str, bool, tuple[str, ...]]:
    """(encoding, replaces unreadable bytes, notes), decided on every byte and not on a sample."""
    stream = blocks(path, name, packed=packed, limit=limits.text_bytes)
    first = next(stream, b"")
    if not first:
        raise Invalid(f"{name} is empty once unpacked.", code="empty_file")
    declared = _declared_encoding(first[:SAMPLE])
    _refuse_rubbish(name, first[:SAMPLE], declared)
    decoder = codecs.getincrementaldecoder(declared)(errors="surrogateescape" if declared[:5] == "utf-8" else "replace")
    broken = _ESCAPED if declared[:5] == "utf-8" else _REPLACED
    beyond = unreadable = 0
    for block in chain((first,), stream, (b"",)):
        text = decoder.decode(block, final=not block)
        if not text.isascii():
            beyond += sum(map(len, _BEYOND_ASCII.findall(text)))
            unreadable += sum(map(len, broken.findall(text)))
    return _verdict(declared, beyond - unreadable, unreadable)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_REPLACED = re.compile("\ufffd+")


def _verdict(declared: str, readable: int, unreadable: int) -> tuple[str, bool, tuple[str, ...]]:
    """Mostly good UTF-8 with a few broken bytes stays UTF-8; otherwise the file is Windows-1252."""
    if not unreadable:
        return declared, False, ()
    if declared[:5] != "utf-8" or readable >= 10 * unreadable:
        return declared, True, (f"{unreadable:,} characters could not be read and show as \N{REPLACEMENT CHARACTER}.",)
    note = "The file is not UTF-8. It was read as Windows-1252 (Western European); check names with accents."
    return "cp1252", True, (note,)


def _declared_encoding(head: bytes) -> str:
    """The encoding by byte order mark, or by where the zero bytes of UTF-16 fall; UTF-8 otherwise."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many = max(2, len(head) // 5)
    if odd >= many and even < odd // 10 + 1:
        return "utf-16-le"
    if even >= many and odd < even // 10 + 1:
        return "utf-16-be"
    return "utf-8"


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
#: How JSON begins and no header does; a byte order mark may stand before it, here read as Latin-1.
_JSON = re.compile(r'(?:\ufeff|\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\[])')


def _refuse_rubbish(name: str, head: bytes, encoding: str) -> None:
    text = head.decode(encoding if encoding.startswith("utf-16") else "latin-1", errors="ignore")
    if len(_CONTROLS.findall(text)) > len(text) // 100:
        raise Invalid(
            f"{name} is not a text file: it holds binary data. Save the table as CSV or XLSX.", code="not_a_table"
        )
    if _JSON.match(text):
        raise Invalid(f"{name} is JSON, not a table we can read. Save it as CSV or XLSX.", code="not_a_table")
