"""How a domain proves that it belongs to whoever names it: a text record, or a file on the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DNS, FILE, NONE = "dns", "file", ""
#: Stands before the token, so that whoever finds it in a zone knows whose it is.
PREFIX = "sweetspot-verification="
FILE_PATH = "/.well-known/sweetspot-verification.txt"


@dataclass(frozen=True, slots=True)
class Proof:
    """Which proof was found (`DNS`, `FILE` or `NONE`), and in words what was seen instead where none was."""

    kind: str
    seen: str


def bare(host: str) -> str:
    """The host that is asked: a domain with all hosts below it is proved by its own name."""
    return host.removeprefix("*.")


def record_name(host: str) -> str:
    """The name of the text record."""
    return f"_sweetspot.{bare(host)}"


def file_address(host: str) -> str:
    """The address of the file."""
    return f"https://{bare(host)}{FILE_PATH}"


def proof_of(token: str, texts: Sequence[str], file: str | None, why_no_file: str = "") -> Proof:
    """The proof among the text records and the file (None where there is none, for the reason given)."""
    wanted = PREFIX + token
    if any(text.strip() == wanted for text in texts):
        return Proof(DNS, "")
    if file is not None and file.strip() == wanted:
        return Proof(FILE, "")
    others = sum(text.strip().startswith(PREFIX) for text in texts)
    if others:
        record = "The text record holds another token."
    else:
        record = f"{len(texts)} text records, none with our token." if texts else "There is no text record."
    return Proof(NONE, f"{record} {why_no_file or 'The file holds something else.'}")
