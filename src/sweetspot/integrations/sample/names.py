"""What are invented people called? First and last names put together from syllables of several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator


@dataclass(frozen=True, slots=True)
class Syllables:
    """What names of a language begin and end with."""

    first: tuple[str, ...]
    first_end: tuple[str, ...]
    last: tuple[str, ...]
    last_end: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYLLABLES = {
    "de": Syllables(
        _words("Lie Marl Frie An Jul Hed Wil Lor Gret Tho El Ro Nel Jon Kar Mat Til Len Svan Mei"),
        _words("sel ene da neke ika wig ma enz el rid na ja as tea lo thea na hild ke ra"),
        _words("Brand Eich Hasel Kling Lind Mohn Rosen Stein Tann Wald Ahr Buch Dorn Falk Grün Winkel Sommer Birn"),
        _words("bauer hoff lund mann rieder stätter weiler becker au egger thal inger berg ner"),
    ),
    "fr": Syllables(
        _words("Ma Cé Lou El Ade Ju Noé Cla Flo Auré Ni Sol Vi Thé Bas Mi Rosa Ama Cori Ysa"),
        _words("line lise ane odie lie nor risse lienne ette ange laine ence dine thilde mée bel rien cal"),
        _words("Beau Char Du Four Gi La Mar Mont Per Roche Val Bel Cha Del Fon Gar Mou Tré"),
        _words("pont bonnier mont net rard valle chand rive rault fort lier lois pré tenay vaux linet mon"),
    ),
    "en": Syllables(
        _words("Ash Bri Cal Dar El Fay Har Jun Kin Lyn Mar Nor Pip Ro Tam Win Sky Del Im Ori"),
        _words("by dee lum ra sie len per ia sley ette lo ren na wyn sin fred la phne ogen on"),
        _words("Black Cold Dun Fair Hart Kes Lang Mar Nor Pen Rad Stan Thorn Wake Wes Bram Clay Oak"),
        _words("ford ley wick ton well bourne grave shaw more field croft hurst combe dale worth ridge"),
    ),
    "es": Syllables(
        _words("Ama Bel Car Dal Ele Ines Jua Lu Mari Noe Pa Ro Sol Tere Vale Xime Íri Ana"),
        _words("lia én mina ida na sta cía lena loma sario edad ria na sa bel ra mar"),
        _words("Agui Bar Cas Del Esco Fuen Gar Her Lo Mon Nava Or Pe Ro Sal Val Zam"),
        _words("rrón bosa tell gado bedo tes cía nal zano toya rro tega ralta brano cedo verde"),
    ),
    "it": Syllables(
        _words("Ales Bian Ca Do Ele Fio Gine Il La Mar Ne Or Pe Ra Sil Ti Vio Zo"),
        _words("sia ca milla nata nora renza vra ria ura tina lla nella tra chele via ziana letta"),
        _words("Bar Cal Dona Fer Gal Lan Mar Nar Or Pa Ros Sal Tar Ven Mon Ric"),
        _words("bieri cagni telli rante lucci zani chetti delli sini gano setti vini turi dramin"),
    ),
    "pl": Syllables(
        _words("Ali Bog Da Eli Gra Ha Jo Ka Li Mal Na Ola Pau Ró Syl Wi Zo Ma"),
        _words("cja na ria żbieta żyna lina anna sia dia wina talia lka liny ża wia ola fia"),
        _words("Bor Dąb Gło Jan Ka Kow Lis Maj No Ol Paw Ros Sad Wil Zie Zaw"),
        _words("kowska owska wińska icka chrzak lecka mińska ecka wicka szewska łowska liszek adzka"),
    ),
}

NICHES = {
    "jewellery": _words("stones silver rings gems bench"),
    "fashion": _words("wardrobe threads linen looks hems"),
    "beauty": _words("skin glow bare balm lashes"),
    "home": _words("rooms corners nest shelves clay"),
    "travel": _words("routes coast trains maps away"),
    "food": _words("kitchen crumbs table broth figs"),
    "fitness": _words("laps lifts miles mat climbs"),
    "craft": _words("makes knots loom stitch kiln"),
    "parenting": _words("small naps wild home mornings"),
    "photography": _words("frames grain light lens film"),
    "books": _words("pages shelf chapters ink reads"),
    "weddings": _words("vows veil aisle petals bouquet"),
}
CATEGORIES = tuple(NICHES)


def full_name(rng: Generator, language: str) -> str:
    """An invented first and last name."""
    parts = SYLLABLES[language]
    first = _pick(rng, parts.first) + _pick(rng, parts.first_end)
    return f"{first} {_pick(rng, parts.last)}{_pick(rng, parts.last_end)}"


def handle(rng: Generator, name: str, category: str) -> str:
    """An invented handle: lower-case letters, digits, dots and underscores."""
    first, last = (plain(part) for part in name.split(" ", 1))
    niche = _pick(rng, NICHES[category])
    forms = (f"{first}.{last}", f"{first}_{last}", f"{first}{last}", f"{first}.{niche}", f"{first}_{niche}",
             f"{niche}.by.{first}", f"the.{first}.{last[:3]}", f"{first}and{niche}",
             f"{first}{last[:4]}.{niche}")  # fmt: skip
    return _pick(rng, forms)


def plain(text: str) -> str:
    """Lower-case Latin letters only."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace("ß", "ss"))
    return re.sub(r"[^a-z]", "", bare)


def unused(wanted: str, taken: set[str]) -> str:
    """The wanted text, or the first `wanted2`, `wanted3`, ... that is free; it is taken from then on."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}{number}", number + 1
    taken.add(found)
    return found


def _pick(rng: Generator, choices: Sequence[str]) -> str:
    return choices[int(rng.random() * len(choices))]
