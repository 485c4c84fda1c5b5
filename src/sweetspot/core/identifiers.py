"""Names of rows: time-ordered UUIDs inside, a prefix and Crockford base 32 outside (`crt_01J…`)."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_LENGTH = 26
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits; never repeats, sorts by time.

    Within one process the time part never goes back, even when the clock does.
    """
    global _last
    with _lock:
        _last = milliseconds = max(time.time_ns() // 1_000_000, _last)
    return uuid7(milliseconds, secrets.randbits(74))


def uuid7(milliseconds: int, random_bits: int) -> UUID:
    """The UUIDv7 of a time in milliseconds since 1970 and 74 random bits."""
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)


def to_public(prefix: str, identifier: UUID) -> str:
    """The outside name of a row: `crt_` and 26 letters of Crockford base 32."""
    # The last 26 of the 32 letters that 160 bits make hold the 128; the tracker does this for every click.
    letters = base64.b32encode(identifier.bytes.rjust(20, b"\0"))[-_LENGTH:].translate(_CROCKFORD)
    return f"{prefix}_{letters.decode()}"


def from_public(prefix: str, text: str) -> UUID:
    """The id behind an outside name; raises ValueError for another prefix or a malformed body."""
    head, separator, body = text.strip().partition("_")
    if head != prefix or not separator or len(body) != _LENGTH:
        raise ValueError(f"{text!r} is not a {prefix}_ identifier")
    number = 0
    for letter in body.upper():
        if letter not in _VALUES:
            raise ValueError(f"{text!r} is not a {prefix}_ identifier")
        number = number * 32 + _VALUES[letter]
    if number >> 128:
        raise ValueError(f"{text!r} is not a {prefix}_ identifier")
    return UUID(int=number)
