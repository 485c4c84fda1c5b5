"""How do many texts become numbers quickly: the words, pairs of words and letter runs in each, hashed into buckets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sweetspot.stages.vetting.formulas.comments.folding import without_accents

Whole = NDArray[np.int64]
_Hashes = NDArray[np.uint64]

#: Odd, so that it has an inverse modulo 2^64: a span's hash is then the same wherever the span stands.
_BASE = 1_099_511_628_211
_INVERSE = pow(_BASE, -1, 2**64)
_LENGTHS = (3, 4, 5)
#: Beyond this a comment says nothing new: letters read of one text.
MOST_LETTERS = 600

_LINK = re.compile(r"(?:https?:\s?/\s?/|www\.)\S+")
_HANDLE = re.compile(r"@\s?[\w][\w.\-]*|#\w*_\w*|\S*_\S*")
_NUMBER = re.compile(r"\d[\d.,:]*(?:\s\d[\d.,:]*)*")
_STRETCHED = re.compile(r"(.)\1{2,}")
_OTHER = re.compile(r"[^\w$£€@%+]+|_")


@dataclass(frozen=True, slots=True)
class Grams:
    """Which buckets each of n texts fills: `text` and `bucket`, sorted and without repetition, one pair per entry."""

    text: Whole
    bucket: Whole


def canonical(lower: str) -> str:
    """A folded lower-case text as the model reads it: accents gone, links, handles and numbers made one sign each.

    `@` stands for any handle (also one written as a hashtag with underscores), `%` for any link, `0` for any number;
    a letter repeated three times or more becomes two; what is neither letter nor one of these becomes a blank.
    """
    text = without_accents(lower[: 4 * MOST_LETTERS])
    text = _HANDLE.sub(" @ ", _LINK.sub(" % ", text))
    text = _STRETCHED.sub(r"\1\1", _NUMBER.sub("0", text))
    return " ".join(_OTHER.sub(" ", text).split())[:MOST_LETTERS]


def grams(texts: Sequence[str], bits: int) -> Grams:
    """Words, pairs of neighbouring words, and runs of 3 to 5 letters inside a word (its edges included) of each text.

    Texts are canonical; buckets number 2^bits. Each bucket counts once a text, however often its gram stands there.
    Source: feature hashing, Weinberger et al. 2009; the spans' hashes from one prefix sum, Karp & Rabin 1987.
    """
    if not any(texts):
        return Grams(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    joined = " " + "  ".join(texts) + " "
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    owner = np.repeat(np.arange(len(texts)), lengths + 2)
    prefix = np.concatenate(([np.uint64(0)], np.cumsum(codes * _powers(_BASE, len(codes)), dtype=np.uint64)))
    back = _powers(_INVERSE, len(codes))
    blank = codes == 32
    starts = np.flatnonzero(~blank & np.concatenate(([True], blank[:-1])))
    ends = np.flatnonzero(~blank & np.concatenate((blank[1:], [True]))) + 1
    parts = [(owner[starts], _spans(prefix, back, starts, ends, 1))]
    pair = np.flatnonzero(owner[starts[:-1]] == owner[starts[1:]])
    parts.append((owner[starts[pair]], _spans(prefix, back, starts[pair], ends[pair + 1], 2)))
    # The count of blanks up to each place tells whether a run holds one inside; at its edges a blank is welcome.
    blanks = np.concatenate(([0], np.cumsum(blank)))
    for length in _LENGTHS:
        first = np.arange(len(codes) - length + 1)
        within = blanks[first + length - 1] - blanks[first + 1] == 0
        first = first[within]
        parts.append((owner[first], _spans(prefix, back, first, first + length, 2 + length)))
    text, hashes = (np.concatenate(column) for column in zip(*parts, strict=True))
    bucket = (_mixed(hashes) >> np.uint64(64 - bits)).astype(np.int64)
    whole = np.unique((text << bits) | bucket)
    return Grams(whole >> bits, whole & ((1 << bits) - 1))


def _powers(base: int, count: int) -> _Hashes:
    return np.concatenate(([np.uint64(1)], np.cumprod(np.full(count - 1, base, dtype=np.uint64), dtype=np.uint64)))


def _spans(prefix: _Hashes, back: _Hashes, starts: Whole, ends: Whole, kind: int) -> _Hashes:
    """A hash of each span; `kind` keeps a word from being its own letter run."""
    return (prefix[ends] - prefix[starts]) * back[starts] * np.uint64(2 * kind + 1) + np.uint64(kind)


def _mixed(hashes: _Hashes) -> _Hashes:
    # The finaliser of MurmurHash3 (public domain): every bit of the hash reaches the top ones.
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(factor)
    return hashes ^ (hashes >> np.uint64(33))
