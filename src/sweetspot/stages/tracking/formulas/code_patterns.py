"""Patterns of codes, such as `{FIRST}{PERCENT}`: what each creator's code is called, readable and never taken twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count, product
from random import Random

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.letters import plain

DEFAULT = "{FIRST}{PERCENT}"
#: The longest code that is kept, whatever the shop takes.
MAX_CODE = 40
#: The longest name within a code; longer ones are mistyped.
MAX_STEM = 12
#: Letters and digits of random codes. Without 0 and O, 1, I and L, which are taken for each other, and without A, E, U
#: and Y, so that no word can arise by chance.
READABLE = "23456789BCDFGHJKMNPQRSTVWXZ"
#: Codes that customers try by themselves, or that shops use: never a creator's own.
RESERVED = frozenset(
    "ADMIN CODE COUPON DISCOUNT FREE FREESHIP FREESHIPPING GIFT GRATIS NULL PROMO SALE SAVE STUDENT TEST VOUCHER "
    "WELCOME".split()
)  # fmt: skip
#: Words that may not arise where a name is cut or joined; a person whose name holds one keeps the name.
_RUDE = ("ANAL", "ANUS", "ARSE", "COCK", "CUM", "CUNT", "DICK", "FCK", "FUCK", "KKK", "NAZI", "PENIS", "PORN", "RAPE",
         "SEX", "SHIT", "SLUT", "TITS", "WHORE")  # fmt: skip
_TOKEN = re.compile(r"\{([A-Za-z]*)(?::(\d{1,2}))?\}")
_NAMING = frozenset({"FIRST", "NAME", "HANDLE", "RANDOM"})
#: How many random codes are tried before an ending settles it.
_DRAWS = 50


@dataclass(frozen=True, slots=True)
class Named:
    """For whom a code is: a name in any script, and the handle to fall back to."""

    name: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The code that is free, and the one the pattern gives first; both are the same where that was free."""

    code: str
    wished: str

    @property
    def taken(self) -> bool:
        """Whether the pattern's first code belonged to somebody already."""
        return self.code != self.wished


def checked_pattern(text: str, *, longest: int = MAX_CODE) -> str:
    """The pattern in capitals; Invalid for one that cannot make a code of its own for each creator.

    Parts in braces are `{FIRST}`, `{NAME}`, `{HANDLE}`, `{PERCENT}` and `{RANDOM:6}`; all else is letters A to Z,
    digits and hyphens as they stand. `longest` is what the shop takes.
    """
    pattern = text.strip().upper()
    fixed = _TOKEN.sub("", pattern)
    parts = [(match[1], match[2]) for match in _TOKEN.finditer(pattern)]
    unknown = next((name for name, _ in parts if name not in _NAMING | {"PERCENT"}), None)
    if unknown is not None:
        raise _refused("part", f"{{{unknown}}} is not known. There are {{FIRST}}, {{NAME}}, {{HANDLE}}, {{PERCENT}} "
                               "and {RANDOM:6}.")  # fmt: skip
    if any(size and name != "RANDOM" for name, size in parts) or any(
        name == "RANDOM" and not 3 <= int(size or 6) <= 20 for name, size in parts
    ):
        raise _refused("size", "{RANDOM:6} has between 3 and 20 letters; the other parts have no number.")
    if not re.fullmatch(r"[A-Z0-9-]*", fixed):
        raise _refused("letters", "Beside the parts in braces a code has letters A to Z, digits and hyphens.")
    if not any(name in _NAMING for name, _ in parts):
        raise _refused("same", "Every creator would get the same code. Add {FIRST}, {HANDLE} or {RANDOM:6}.")
    if sum(name in _NAMING - {"RANDOM"} for name, _ in parts) > 1:
        raise _refused("twice", "Use one of {FIRST}, {NAME} and {HANDLE}, once.")
    shortest = len(fixed) + sum(int(size or 6) if name == "RANDOM" else 2 for name, size in parts)
    if shortest > min(longest, MAX_CODE):
        raise _refused("length", f"The shop takes codes of at most {min(longest, MAX_CODE)} letters; these are longer.")
    return pattern


def proposals(
    pattern: str, people: Iterable[Named], number: str, taken: Collection[str], *, draw: Random, longest: int = MAX_CODE
) -> list[Proposal]:
    """A free code for each person, in order; nobody gets one that is `taken` (in any spelling) or another's here.

    `number` stands for `{PERCENT}`, empty for none. Of several people called Anna the second gets her initial
    (`ANNAK15`), then more of the name, the handle, and at last an ending (`ANNA15B`).
    """
    used = {normal_code(code) for code in taken}
    made = []
    for person in people:
        candidates = _candidates(checked_pattern(pattern), person, number, draw, min(longest, MAX_CODE))
        wished = next(candidates)
        code = _first_free(chain([wished], candidates), used, person)
        used.add(code)
        made.append(Proposal(code, wished))
    return made


def pool(pattern: str, person: Named, size: int, number: str, taken: Collection[str], *, draw: Random,
         longest: int = MAX_CODE) -> list[str]:  # fmt: skip
    """So many different codes for one person; the pattern must have a random part with room enough for them.

    Room enough: at least a thousand times as many codes as are wanted, or they could be guessed.
    """
    text = checked_pattern(pattern, longest=longest)
    letters = sum(int(match[2] or 6) for match in _TOKEN.finditer(text) if match[1] == "RANDOM")
    if len(READABLE) ** letters < 1_000 * size:
        raise _refused("room", f"With {letters} random letters, {size:,} codes could be guessed. Use {{RANDOM:8}}.")
    used, made = {normal_code(code) for code in taken}, list[str]()
    while len(made) < size:
        code = _first_free(_candidates(text, person, number, draw, min(longest, MAX_CODE)), used, person)
        used.add(code)
        made.append(code)
    return made


def _first_free(candidates: Iterator[str], used: Collection[str], person: Named) -> str:
    # After so many it is the pattern's own text that reads badly, and whoever wrote it wants it so.
    return next(
        code for tried, code in enumerate(candidates)
        if code and code not in used and (tried > 2 * _DRAWS or not _refusable(code, person))
    )  # fmt: skip


def _candidates(pattern: str, person: Named, number: str, draw: Random, longest: int) -> Iterator[str]:
    """Codes for a person, the one wished for first, without end."""
    stems = _stems(person, whole="{NAME}" in pattern, handle="{HANDLE}" in pattern)
    by_chance = "{RANDOM" in pattern
    while not stems and not by_chance:
        yield _filled(pattern, "".join(draw.choices(READABLE, k=6)), number, draw, longest)
    stem = stems[0] if stems else ""
    yield from (_filled(pattern, one, number, draw, longest) for one in ([stem] * _DRAWS if by_chance else stems))
    yield from (_filled(pattern, stem, number, draw, longest - len(one)) + one for one in _endings())


def _filled(pattern: str, stem: str, number: str, draw: Random, longest: int) -> str:
    """The pattern with its parts; the name is cut to what the rest leaves free."""
    values = {"PERCENT": number, **dict.fromkeys(("FIRST", "NAME", "HANDLE"), "\0")}

    def part(found: re.Match[str]) -> str:
        return values[found[1]] if found[1] in values else "".join(draw.choices(READABLE, k=int(found[2] or 6)))

    text = _TOKEN.sub(part, pattern)
    room = max(0, min(MAX_STEM, longest - len(text) + 1))
    return text.replace("\0", stem[:room].upper())[:longest].strip("-")


def _stems(person: Named, *, whole: bool, handle: bool) -> list[str]:
    """What a code may be called: the first name, with an initial, the whole name, the handle."""
    words = [word for word in plain(person.name).split() if not word.isdigit()]
    handles = ["".join(plain(person.handle).split())]
    full = ["".join(words)]
    first = [words[0], *(words[0] + words[-1][:size] for size in (1, 2, 3) if len(words) > 1)] if words else []
    order = [*handles, *first, *full] if handle else [*full, *handles] if whole else [*first, *full, *handles]
    return list(dict.fromkeys(stem for stem in order if stem))


def _refusable(code: str, person: Named) -> bool:
    own = plain(person.name).replace(" ", "").upper() + " " + plain(person.handle).replace(" ", "").upper()
    bare = code.rstrip("0123456789").replace("-", "")
    return not code or bare in RESERVED or any(word in bare and word not in own for word in _RUDE)


def _endings() -> Iterator[str]:
    """B, C, D, F and so on without vowels, then BB, BC: endings that are not read as digits or words."""
    letters = [letter for letter in READABLE if letter.isalpha()]
    return map("".join, chain.from_iterable(product(letters, repeat=length) for length in count(1)))


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem("pattern", code, message)])
