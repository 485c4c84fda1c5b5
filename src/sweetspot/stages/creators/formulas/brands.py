"""Which brands does a caption or comment speak of, and by which of their words?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from sweetspot.stages.creators.formulas.captions import MARKS, folded, handles, hashtags, spoken
from sweetspot.stages.creators.formulas.handles import NETWORKS

VERSION = "brands 1"
Key = TypeVar("Key", bound=Hashable)


class Sort(StrEnum):
    """What kind of word names a brand."""

    HANDLE = "handle"
    HASHTAG = "hashtag"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Words(Generic[Key]):
    """The words by which something is heard, a brand or a campaign; `key` is what it is called in answers.

    `handles` are `mejuri` for every network or `tiktok:mejuri` for one. `ordinary` are names that are words of the
    language, too (Gap, Seed): they count only beside another of the words, or beside one of `context`.
    """

    key: Key
    names: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One word that was found, as it is compared: `@mejuri`, `#mejuri`, `mejuri`."""

    sort: Sort
    text: str


@dataclass(frozen=True, slots=True)
class Heard(Generic[Key]):
    """What a text speaks of, and the words that say so."""

    key: Key
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Listener(Generic[Key]):
    """Everything that is listened for, made ready for many texts; `listener` makes it."""

    needles: tuple[str, ...] = ()
    by_tag: Mapping[str, Sequence[Key]] = field(default_factory=dict)
    by_handle: Mapping[tuple[str, str], Sequence[Key]] = field(default_factory=dict)
    #: A needle to look for first, the pattern, whose name it is, and whether it is an ordinary word.
    names: tuple[tuple[str, re.Pattern[str], Key, bool], ...] = ()
    context: Mapping[Key, re.Pattern[str]] = field(default_factory=dict)

    def heard(self, text: str, network: str) -> tuple[Heard[Key], ...]:
        """Everything this text speaks of, each once, in the order in which it was listened for.

        Hashtags and handles count whole (`@mejuri.fan` is not `@mejuri`), names between the bounds of a word, where the
        script has any. A handle of one network counts there alone. KeyError for an unknown network.
        """
        plain = folded(text)
        if not any(needle in plain for needle in self.needles):
            return ()
        found: dict[Key, list[Word]] = defaultdict(list)
        for handle in handles(plain, network):
            for key in dict.fromkeys(
                [*self.by_handle.get(("", handle), ()), *self.by_handle.get((network, handle), ())]
            ):
                found[key].append(Word(Sort.HANDLE, f"@{handle}"))
        for tag in hashtags(plain):
            for key in self.by_tag.get(tag, ()):
                found[key].append(Word(Sort.HASHTAG, f"#{tag}"))
        self._add_names(spoken(plain), found)
        return tuple(Heard(key, tuple(words)) for key, words in found.items())

    def _add_names(self, prose: str, found: dict[Key, list[Word]]) -> None:
        said = [
            (key, Word(Sort.NAME, " ".join(hit[0].split())), ordinary)
            for needle, pattern, key, ordinary in self.names
            if needle in prose and (hit := pattern.search(prose))
        ]
        for key, word, ordinary in sorted(said, key=lambda one: one[2]):
            if not ordinary or key in found or (key in self.context and self.context[key].search(prose)):
                found[key].append(word)


def listener(listened: Iterable[Words[Key]]) -> Listener[Key]:
    """Make everything listened for ready. Two that share a hashtag, handle or name are both heard by it.

    A name without its spaces is a hashtag of its brand as well (`Ana Luisa`, `#analuisa`), unless it is ordinary.
    """
    by_tag: dict[str, list[Key]] = defaultdict(list)
    by_handle: dict[tuple[str, str], list[Key]] = defaultdict(list)
    names, context = [], {}
    for one in listened:
        for tag in _tags(one):
            by_tag[tag].append(one.key)
        for handle in dict.fromkeys(map(_account, one.handles)):
            by_handle[handle].append(one.key)
        for given, is_ordinary in ((_names(one), False), (one.ordinary, True)):
            for name in dict.fromkeys(map(folded, given)):
                names.append((max(name.split(), key=len), _pattern([name]), one.key, is_ordinary))
        if one.context:
            context[one.key] = _pattern([folded(word) for word in one.context])
    needles = dict.fromkeys([*by_tag, *(handle for _, handle in by_handle), *(name[0] for name in names)])
    return Listener(tuple(needles), dict(by_tag), dict(by_handle), tuple(names), context)


def shared(listened: Sequence[Words[Key]]) -> dict[str, tuple[Key, ...]]:
    """The hashtags, handles and names that several are heard by, as written in `Word`: each text counts for all."""
    found: dict[str, list[Key]] = defaultdict(list)
    for one in listened:
        everywhere = [f"@{handle}" for _, handle in map(_account, one.handles)]
        for word in dict.fromkeys([*(f"#{tag}" for tag in _tags(one)), *everywhere, *map(folded, _names(one))]):
            found[word].append(one.key)
    return {word: tuple(keys) for word, keys in found.items() if len(keys) > 1}


def is_own(handle: str, network: str, words: Words[Key]) -> bool:
    """Whether an account is one of the brand's own."""
    return any(account in {("", handle), (network, handle)} for account in map(_account, words.handles))


def _account(text: str) -> tuple[str, str]:
    network, colon, name = text.rpartition(":")
    return (network, name) if colon and network in NETWORKS else ("", text)


def _names(one: Words[Key]) -> list[str]:
    ordinary = set(map(folded, one.ordinary))
    return [name for name in one.names if folded(name) not in ordinary]


def _tags(one: Words[Key]) -> list[str]:
    squeezed = [re.sub(rf"[^\w{MARKS}]", "", folded(name)) for name in _names(one)]
    given = [folded(tag).removeprefix("#") for tag in one.hashtags]
    return [tag for tag in dict.fromkeys([*given, *squeezed]) if hashtags(f"#{tag}") == (tag,)]


# Thai, Lao, Burmese, Khmer, kana and Han are written without spaces; Korean puts its particles right behind a name.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_HANGUL = "\uac00-\ud7a3"


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of these folded names as whole words, with any white space where a name has some."""
    return re.compile("|".join(map(_bounded, names)))


def _bounded(name: str) -> str:
    open_start, open_end = re.match(f"[{_SPACELESS}]", name), re.search(f"[{_SPACELESS}{_HANGUL}]$", name)
    before = "" if open_start else rf"(?<![^\W{_SPACELESS}{_HANGUL}])"
    after = "" if open_end else rf"(?![^\W{_SPACELESS}{_HANGUL}])"
    return before + r"\s+".join(map(re.escape, name.split())) + after
