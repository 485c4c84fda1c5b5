"""Which hashtags and handles are in a caption or comment, in any script?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sweetspot.stages.creators.formulas.handles import NETWORKS

#: No network links a hashtag longer than this.
LONGEST_HASHTAG = 100
# Zero-width, joining and direction characters: nobody sees them, and they split or hide words.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u0640\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f]")
_ACCENT = re.compile("[\u0300-\u036f]+")
_FOREIGN, _SHORT = re.compile(r"[^\x00-\x7f]+"), 12
# Letters that no decomposition takes apart.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
# What a word consists of: letters, digits and underscores, and in scripts that write vowels as marks the marks too.
MARKS = (
    "\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
    "\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
_HASHTAGS = re.compile(rf"(?<![\w&/{MARKS}])(?:#[\w{MARKS}]+)+")
_LETTER = re.compile(r"[^\W\d_]")
# Of an e-mail address the part before the @ stands against it; `@one@two` is an account elsewhere.
_HANDLES = {
    key: re.compile(rf"(?<![\w+/@])(?<!\w-)@([{letters}]+)(?![{letters}]*@)")
    for key, letters in {"instagram": "a-z0-9._", "tiktok": "a-z0-9._", "youtube": r"\w.·-", "x": "a-z0-9_"}.items()
}
_TOKENS = re.compile(rf"[\w.+-]*@[\w.·-]+|#[\w{MARKS}]+")


def folded(text: str) -> str:
    """The text as it is compared: compatibility forms (full-width, decorated), case and accents undone.

    Invisible characters are gone; emoji, other scripts and white space stay. Twice is the same as once.
    Source: Unicode Standard Annex 15, NFKC and NFKD.
    """
    lower = text.lower()
    return lower if lower.isascii() else _FOREIGN.sub(_folded_run, lower)


def _folded_run(found: re.Match[str]) -> str:
    # Apart from accents nothing joins an ASCII letter, so that what lies between these is folded by itself.
    return _folded(found[0]) if len(found[0]) > _SHORT else _folded_short(found[0])


def _folded(run: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", run).casefold())
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", plain)).translate(_PLAIN)
    return unicodedata.normalize("NFC", bare)


#: Emoji, accented letters and punctuation come again and again.
_folded_short = lru_cache(1 << 14)(_folded)


def hashtags(plain: str) -> tuple[str, ...]:
    """The hashtags of a folded text without their #, each once, in the order they come; `#a#b` are two.

    A hashtag holds a letter (`#1` is a place) and at most 100 characters; the # of an address (`/page#part`), of
    `&#39;` or inside a word begins none.
    """
    if "#" not in plain:
        return ()
    found = (tag for run in _HASHTAGS.findall(plain) for tag in run.split("#"))
    return tuple(dict.fromkeys(tag for tag in found if len(tag) <= LONGEST_HASHTAG and _LETTER.search(tag)))


def handles(plain: str, network: str) -> tuple[str, ...]:
    """The handles of a folded text without their @, each once, in order, by the letters that the network allows.

    Points at the end belong to the sentence. An e-mail address holds no handle, nor does an account elsewhere
    (`@one@two.example`), nor the address of a page. KeyError for a network that is not known.
    """
    if "@" not in plain:
        return ()
    allowed = NETWORKS[network].handle
    found = (name.strip(".·-") for name in _HANDLES[network].findall(plain))
    return tuple(dict.fromkeys(name for name in found if allowed.fullmatch(name)))


def spoken(plain: str) -> str:
    """A folded text without its hashtags, handles and e-mail addresses: where names are looked for."""
    return _TOKENS.sub(" ", plain) if "@" in plain or "#" in plain else plain
