"""What does a comment say once its costume is off: decorated letters, look-alikes, hidden characters, markup?"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_TAG = re.compile(
    r"<(?:a\s[^<>]{0,300}?href=[\"']?([^\"'<>\s]{1,2000})[^<>]{0,300}|/?(?:a|br|b|i|p|s)\b[^<>]{0,200})>", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\?\bu(200[b-f]|2060|feff)(?=\W|$)|(?<=\W)u(200[b-f]|2060|feff)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"\s+")

# Zero-width, joining, direction and variation characters: they carry no meaning in text, and hide words from filters.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0, *range(0x200B, 0x2010),
     *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0FFF)]
)  # fmt: skip
# Letters that NFKC leaves as they are: small capitals, and white letters on a square or disc.
_SMALL_CAPITALS = dict(zip(map(ord, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢғ"), "abcdefghijklmnopqrstuvwyzf", strict=True)) | {
    ord("ǝ"): "e",
    ord("ɑ"): "a",
    ord("ɡ"): "g",
}
_BOXED = {base + place: chr(97 + place) for base in (0x1F130, 0x1F150, 0x1F170) for place in range(26)}
# Cyrillic and Greek letters that look Latin; they are read as Latin only inside a word that also holds Latin letters.
_LOOKALIKES = dict(
    zip(
        map(ord, "аеорсухкмнтвіјѕԁԛԝһгпилАВЕКМНОРСТУХІЈЅαβεικνορτυχωηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
        "aeopcyxkmhtbijsdqwhrnunABEKMHOPCTYXIJSabeikvoptuxwnABEZHIKMNOPTYX",
        strict=True,
    )
)
_LATIN = re.compile(r"[A-Za-z]")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A comment as read: `text` in plain letters with its case, `decorated` letters that had to be put back (0..1)."""

    text: str
    decorated: float

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


def fold(text: str) -> Folded:
    """The comment without markup, hidden characters and costume; accents, emoji and other scripts stay.

    HTML of a network's export becomes text (the address of a link stays), NFKC undoes fullwidth and mathematical
    letters, a Cyrillic or Greek look-alike inside a Latin word becomes Latin, white space one blank. Empty stays empty.
    Source: Unicode Standard Annex 15 (NFKC) and Technical Standard 39 (confusables), the letters seen most.
    """
    if text.isascii() and "<" not in text and "&" not in text and "u20" not in text:
        return Folded(" ".join(text.split()), 0.0)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(lambda found: f" {found[1] or ''} ", html.unescape(text)))
    if "u20" in text or "ufeff" in text:
        text = _ESCAPED.sub("", text)
    bare = text.translate(_INVISIBLE)
    plain = unicodedata.normalize("NFKC", bare.translate(_BOXED)).translate(_SMALL_CAPITALS)
    plain, replaced = _without_lookalikes(plain)
    letters = sum(map(str.isalpha, plain))
    costumed = replaced + sum(_is_costume(letter) for letter in bare if letter > "\u0250")
    decorated = min(1.0, costumed / letters) if letters else 0.0
    return Folded(_SPACES.sub(" ", plain.translate(_INVISIBLE)).strip(), decorated)


def _is_costume(letter: str) -> bool:
    code = ord(letter)
    return (
        0x1D400 <= code <= 0x1D7FF  # mathematical letters
        or 0xFF21 <= code <= 0xFF5A  # fullwidth Latin
        or 0x2460 <= code <= 0x24FF  # letters in circles
        or code in _BOXED
        or code in _SMALL_CAPITALS
    )


def _without_lookalikes(text: str) -> tuple[str, int]:
    if not (_FOREIGN.search(text) and _LATIN.search(text)):
        return text, 0
    changed = 0

    def latin(found: re.Match[str]) -> str:
        nonlocal changed
        word = found[0]
        foreign = len(_FOREIGN.findall(word))
        if not foreign or len(_LATIN.findall(word)) < foreign:
            return word
        changed += foreign
        return word.translate(_LOOKALIKES)

    return _WORD.sub(latin, text), changed


_UNSPLIT = str.maketrans("łŁøØđĐıß", "lLoOdDis")


def without_accents(text: str) -> str:
    """The text with every accent taken from its letter: `é` becomes `e`; one letter stays one letter."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_UNSPLIT))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# Keycaps, `<3`, `:D`, `xD`: signs that are written with letters and digits.
_DRAWN = re.compile("[0-9#*]\u20e3|<3+|(?<!\\w)(?:[:;=]['-]?[DPpOo03]|[xX][DdPp]+)(?!\\w)")
_MENTION = re.compile(r"(?<![\w@])@\s?[\w][\w.\-]*|@(?=\s|$)", re.UNICODE)


def mentions(text: str) -> list[str]:
    """The handles named in a folded text, in order, without the sign."""
    return [found.lstrip("@ ") for found in _MENTION.findall(text)]


def without_mentions(text: str) -> str:
    """The folded text with handles blanked out."""
    return _MENTION.sub(" ", text) if "@" in text else text


def has_words(text: str) -> bool:
    """Whether a letter or digit is left: emoji, flags, hearts, keycaps and punctuation are none."""
    return bool(_LETTER_OR_DIGIT.search(_DRAWN.sub("", text)))
