"""Names in the letters A to Z, whatever they are written in, as far as that can be read as the name again."""

from __future__ import annotations

import re
import unicodedata

_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ə": "e"}
_CYRILLIC = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюяђјљњћџѓќѕ",
        "a b v g g d e ye yo zh z i i yi y k l m n o p r s t u u f kh ts ch sh shch  y  e yu ya dj j lj nj c dz g k dz"
        .split(" "), strict=True,
    )
)  # fmt: skip
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)
)
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(), strict=True,
    )
)  # fmt: skip
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev".split(), strict=True,
    )
)  # fmt: skip
_TABLE = _LATIN | _CYRILLIC | _GREEK | _GEORGIAN | _ARMENIAN
#: What Unicode's names of kana are in the spelling that is on Japanese passports.
_KANA = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}
#: Scripts whose letters carry an `a` until a sign says otherwise; in the first four it falls silent at a word's end.
_INDIC = ("DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM")


def plain(text: str) -> str:
    """Latin letters and digits in lower case, words separated by single spaces; doing it twice changes nothing.

    Accents are dropped; Cyrillic, Greek, Georgian, Armenian, Korean, Japanese kana and the scripts of India are
    written in Latin letters. Left out are Chinese characters, whose reading depends on the language, and Arabic, Hebrew
    and Thai, whose letters alone are not read as the name.
    """
    words = re.split(r"\s+", unicodedata.normalize("NFKC", text).casefold())
    bare = " ".join(_latin(unicodedata.normalize("NFC", word).replace("ου", "ou")) for word in words)
    bare = "".join(_TABLE.get(letter, letter) for letter in unicodedata.normalize("NFKD", bare))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def _latin(word: str) -> str:
    """The word with each letter of a known script written in Latin ones; others as they are."""
    made, bearing = "", ""
    for letter in word:
        if letter == "ー":
            continue  # it only lengthens the vowel before
        script, _, name = unicodedata.name(letter, "").partition(" ")
        kind, _, sound = name.rpartition(" ")
        if script in _INDIC:
            made = _indic(made, bearing, kind, sound.lower())
            bearing = script if kind == "LETTER" else ""
            continue
        if script == "HANGUL" and kind == "SYLLABLE":
            made += sound.lower()
        elif script in ("HIRAGANA", "KATAKANA") and "LETTER" in kind:
            made = _kana(made, sound.lower(), small="SMALL" in kind)
        else:
            made += _TABLE.get(letter, letter)
        bearing = ""
    silent = bearing in _INDIC[:4] and len(made) > 2 and made[-2] not in "aeiou"
    return made[:-1] if silent and made.endswith("a") else made


def _kana(made: str, sound: str, *, small: bool) -> str:
    if small and sound == "tu":
        return made  # it only lengthens what follows
    if small and sound[0] == "y" and made.endswith("i"):
        stem = made[:-1]
        return stem + (sound[1:] if stem.endswith(("sh", "ch", "j")) else sound)
    return made + _KANA.get(sound, sound)


def _indic(made: str, bearing: str, kind: str, sound: str) -> str:
    short = re.sub(r"^([a-z])\1+", r"\1", re.sub(r"aa$", "a", sound))
    if kind == "LETTER":
        return made + short
    if bearing and (kind == "VOWEL SIGN" or sound in ("virama", "pulli")):
        return made.removesuffix("a") + (short if kind == "VOWEL SIGN" else "")
    return made + ("n" if sound in ("anusvara", "bindi", "tippi", "candrabindu") else "")
