"""What a story link shows before it leads on: a small page in the brand's look."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import dataclass

from sweetspot.core.errors import Invalid, Problem

#: What a story page asks for; the first is what is meant where nothing is said.
BUTTONS = {"buy": "Go to the shop", "subscribe": "Subscribe"}
MAX_LOGO = 8_000
_MAX_SIDE = 1024
_KEPT_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


@dataclass(frozen=True, slots=True)
class Story:
    """A story page's words; an empty `code` shows none, an empty `button` the usual word for what is asked."""

    title: str
    text: str = ""
    ask: str = "buy"
    button: str = ""
    code: str = ""


def checked_story(story: Story) -> Story:
    """The words without spaces around them; Invalid where one is too long or there is no title."""
    found = Story(*(value.strip() for value in (story.title, story.text, story.ask, story.button, story.code)))
    faults = [
        (not 1 <= len(found.title) <= 80, "title", "A title has between 1 and 80 characters."),
        (len(found.text) > 400, "text", "The text has up to 400 characters."),
        (found.ask not in BUTTONS, "ask", "A story page asks to buy or to subscribe."),
        (len(found.button) > 40, "button", "A button has up to 40 characters."),
        (len(found.code) > 40, "code", "A code has up to 40 characters."),
    ]
    problems = [Problem(field, "length", message) for holds, field, message in faults if holds]
    if problems:
        raise Invalid(" ".join(one.message for one in problems), problems=problems)
    return found


def checked_accent(text: str) -> str:
    """A colour as `#86287a`; Invalid for anything else."""
    found = text.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", found):
        raise Invalid("Give a colour such as #86287a.", problems=[Problem("accent", "form", "Such as #86287a.")])
    return found


def ink_on(accent: str) -> str:
    """Black or white, whichever is read better on the colour (WCAG 2 relative luminance)."""
    channels = [int(accent[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def clean_logo(image: bytes) -> bytes:
    """A PNG file with its picture and nothing else: no text, no place, no bytes after its end.

    Invalid for another kind of file, a broken one, or one above 8 kB or 1024 pixels a side.
    """
    if len(image) > 4 * MAX_LOGO or not image.startswith(b"\x89PNG\r\n\x1a\n"):
        raise _refused()
    kept, place = image[:8], 8
    while place + 12 <= len(image):
        size = struct.unpack(">I", image[place : place + 4])[0]
        kind, body = image[place + 4 : place + 8], image[place + 8 : place + 8 + size]
        whole = image[place : place + 12 + size]
        if len(whole) != 12 + size or zlib.crc32(kind + body) != struct.unpack(">I", whole[-4:])[0]:
            raise _refused()
        if kind == b"IHDR" and not (
            size == 13 and all(1 <= side <= _MAX_SIDE for side in struct.unpack(">II", body[:8]))
        ):
            raise _refused()
        if kind in _KEPT_CHUNKS:
            kept += whole
        place += 12 + size
        if kind == b"IEND":
            break
    kinds = [kept[12:16], kept[-8:-4]]
    if kinds != [b"IHDR", b"IEND"] or len(kept) > MAX_LOGO:
        raise _refused()
    return kept


def _refused() -> Invalid:
    message = "A logo is a PNG file of 8 kB and 1024 pixels a side at most."
    return Invalid(message, problems=[Problem("logo", "form", message)])


def as_data(image: bytes) -> str:
    """A PNG file as an address that needs no request."""
    return f"data:image/png;base64,{base64.b64encode(image).decode()}"
