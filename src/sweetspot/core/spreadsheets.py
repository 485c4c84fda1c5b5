"""Texts in files that people open in a spreadsheet: none of them may run as a formula there."""

from __future__ import annotations

#: What begins a formula, also in the full-width form that East Asian spreadsheets take for the same; see OWASP,
#: "CSV Injection". A tab or a line end before it is passed over by some of them.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: with an apostrophe before one."""
    return f"'{text}" if text.startswith(_STARTS) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`; an apostrophe before anything else stays."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_STARTS) else text
