"""Which terms of a brand's word lists does a caption hold, in which sentences, and what may that mean?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sweetspot.stages.creators.formulas.captions import MARKS, folded
from sweetspot.stages.vetting.formulas.topics import split_hashtag

VERSION = "word lists 1"
LONGEST_TERM, LONGEST_CAPTION = 80, 10_000
Key = TypeVar("Key")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|[\r\n]+")
_TAG = re.compile(r"[#＃](\w+)")
_TOKEN = re.compile(rf"[\w{MARKS}]+")
# Scripts that write no blanks between words, and pictures: a term with one of them is found anywhere.
_UNPARTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\U0001f300-\U0001faff]"
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S*@\S+")


@dataclass(frozen=True, slots=True)
class Term(Generic[Key]):
    """A word or phrase, and the words beside which, in the same sentence, it does not count."""

    key: Key
    text: str
    not_beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """A term that a caption holds, with the first sentence in which it counts."""

    key: Key
    sentence: str


@dataclass(frozen=True, slots=True)
class _Ready(Generic[Key]):
    key: Key
    tokens: tuple[str, ...]
    text: str
    not_beside: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Matcher(Generic[Key]):
    """Terms made ready for many captions: by their first word, and those that are found anywhere."""

    by_word: Mapping[str, Sequence[_Ready[Key]]] = field(default_factory=dict)
    anywhere: tuple[_Ready[Key], ...] = ()

    def matches(self, caption: str) -> tuple[Match[Key], ...]:
        """Each term that the caption holds, once, in the order of the sentences.

        Words are whole, whatever their case, accents or script; a phrase may have anything but a sentence's end between
        its words. Hashtags count whole and by their capitals (`#WineNight`: winenight, wine night). Addresses and
        handles hold no terms. What stands after 10,000 characters is not read.
        """
        text = _ADDRESS.sub(" ", caption[:LONGEST_CAPTION])
        if not self._may_hold(text):
            return ()
        found: dict[Key, Match[Key]] = {}
        for sentence in _SENTENCE.split(text):
            for key in self._in(sentence):
                found.setdefault(key, Match(key, " ".join(sentence.split())))
        return tuple(found.values())

    def _may_hold(self, text: str) -> bool:
        plain = folded(_with_split_tags(text))
        if not self.by_word.keys().isdisjoint(_TOKEN.findall(plain)):
            return True
        return any(one.text in plain for one in self.anywhere)

    def _in(self, sentence: str) -> list[Key]:
        plain = folded(_with_split_tags(sentence))
        tokens = tuple(_TOKEN.findall(plain))
        found = [
            one
            for place, token in enumerate(tokens)
            for one in self.by_word.get(token, ())
            if tokens[place : place + len(one.tokens)] == one.tokens
        ]
        found += [one for one in self.anywhere if one.text in plain]
        return [one.key for one in found if not any(_holds(tokens, words) for words in one.not_beside)]


def matcher(terms: Iterable[Term[Key]]) -> Matcher[Key]:
    """Make terms ready; those without anything to look for are left out (`term_problem` says so beforehand)."""
    by_word: dict[str, list[_Ready[Key]]] = defaultdict(list)
    anywhere = []
    for term in terms:
        tokens = _words(term.text)
        beside = frozenset(words for one in term.not_beside if (words := _words(one)))
        one = _Ready(term.key, tokens, folded(term.text).strip(), beside)
        if _UNPARTED.search(term.text):
            anywhere.append(one)
        elif tokens:
            by_word[tokens[0]].append(one)
    return Matcher(dict(by_word), tuple(anywhere))


def term_problem(text: str) -> str:
    """Why a text is no term, in words; empty where it is one. Signs such as `*` or `(` mean nothing but themselves."""
    if len(text) > LONGEST_TERM:
        return f"“{text[:30]}…” is longer than {LONGEST_TERM} characters."
    if not _words(text) and not _UNPARTED.search(text):
        return f"“{text}” holds no letter, digit or picture to look for."
    return ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(folded(text)))


def _with_split_tags(text: str) -> str:
    """Every hashtag whole, and after it its words, where its capitals tell them apart."""
    if "#" not in text and "＃" not in text:
        return text

    def both(found: re.Match[str]) -> str:
        parted = split_hashtag(found[1])
        return f" {found[1]} " if parted == found[1].lower() else f" {found[1]} · {parted} · "

    return _TAG.sub(both, text)


def _holds(tokens: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(tokens[first : first + len(words)] == words for first in range(len(tokens) - len(words) + 1))
