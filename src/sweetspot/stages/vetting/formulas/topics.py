"""What do a profile's captions speak of more than others' do, in phrases of one to three words?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.creators.formulas.alike import Frequencies, frequencies
from sweetspot.stages.vetting.formulas.comments.folding import fold
from sweetspot.stages.vetting.formulas.comments.languages import script
from sweetspot.stages.vetting.formulas.fillers import is_filler

VERSION = "topics 3"
LEVEL = 0.90
#: A topic is said in so many different captions; below so many nothing is said of a profile.
FEWEST_POSTS, FEWEST_CAPTIONS = 2, 3
MOST_TOPICS, LONGEST_PHRASE, LONGEST_CAPTION = 20, 3, 10_000
#: From so many profiles on, a phrase of one profile alone, or of more than half of them, is no topic.
ENOUGH_PROFILES = 10
#: Phrases are counted by their hash in so many places.
PLACES = 1 << 20
_ELSEWHERE = re.compile(r"https?://\S+|www\.\S+|\S*@\S+")
_TAG = re.compile(r"[#＃](\w+)")
_PIECE = re.compile(r"[^\w\s'’-]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NO_LETTER = re.compile(r"[\W\d_]+")
_CAPITALS = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-zß-öø-ÿ])|_+|(?<=\D)(?=\d)|(?<=\d)(?=\D)")


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase, the number of captions that say it, and its weight: the squares of a profile's weights add up to 1."""

    phrase: str
    posts: int
    weight: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a profile's captions say: in how many of the `judged` ones each phrase occurs; `others` are not judged.

    Captions of the same words count once. `judged` and `others` count captions, not posts.
    """

    counts: Mapping[str, int]
    judged: int
    others: int

    @property
    def repeated(self) -> list[str]:
        """The phrases that may be topics: those said in two captions or more."""
        return [phrase for phrase, count in self.counts.items() if count >= FEWEST_POSTS]


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics, the strongest first; without any, `reason` says what is missing. `length` is the plain weights'."""

    topics: tuple[Topic, ...]
    judged: int
    others: int
    length: float
    reason: str = ""


def split_hashtag(tag: str) -> str:
    """The words of a hashtag by its capitals, digits and underscores: `CleanBeauty` becomes `clean beauty`."""
    return " ".join(part for part in _CAPITALS.split(tag) if part).lower()


def phrases(caption: str) -> frozenset[str] | None:
    """The phrases of one to three words of a caption; None where its script is not split into words here.

    Small words and fillers, addresses, mentions, digits, punctuation, emoji and the bounds of a hashtag part phrases. A
    single word has three letters or more. Only Latin script is judged: for others there are no
    lists of small words, and some write no blanks between words. Source: Rose et al. 2010 (RAKE) for the parting.
    """
    text = _ELSEWHERE.sub(" . ", caption[:LONGEST_CAPTION].replace("\n", " . "))
    text = fold(_TAG.sub(lambda found: f" . {split_hashtag(found[1])} . ", text)).text
    if script(text) not in ("Latn", ""):
        return None
    found: set[str] = set()
    for piece in _PIECE.split(text.lower()):
        run: list[str] = []
        for word in _WORD.findall(piece):
            plain = word.replace("’", "'")
            if len(plain) < 2 or is_filler(plain):
                run = []
                continue
            run = [*run[1 - LONGEST_PHRASE :], plain] if len(run) >= LONGEST_PHRASE else [*run, plain]
            found.update(" ".join(run[first:]) for first in range(len(run)))
    return frozenset(phrase for phrase in found if len(phrase) > 2)


def spoken(captions: Iterable[str]) -> Spoken:
    """In how many captions each phrase is said; empty ones and those without a letter count in neither number."""
    counts: Counter[str] = Counter()
    judged = others = 0
    for caption in {" ".join(one.split()).casefold(): one for one in captions}.values():
        said = phrases(caption)
        if said is None:
            others += 1
        elif said:
            judged += 1
            counts.update(said)
    return Spoken(counts, judged, others)


def usage_of(profiles: Iterable[Spoken]) -> Frequencies:
    """In how many profiles each phrase is said in two captions or more, counted by hash."""
    return frequencies((one.repeated for one in profiles), PLACES)


def topics(said: Spoken, usage: Frequencies, handle: str = "") -> Topics:
    """The topics of a profile, at most 20: phrases of two captions or more, by (1 + ln captions) x (1 + ln rarity).

    Rarity is (1 + profiles) / (1 + profiles with it). From ten profiles on, what one profile alone says, or more than
    half of them, is no topic, nor is the profile's own name: a phrase of four letters or more in its `handle`. A phrase
    inside a longer one that is said as often gives way to it. Fewer than three judged captions are not enough data.
    Source: Salton & Buckley 1988 (tf-idf, sublinear).
    """
    if said.judged < FEWEST_CAPTIONS:
        return Topics((), said.judged, said.others, 0.0, _lack(said))
    weighed = {
        phrase: _weight(said.counts[phrase], phrase, usage)
        for phrase in said.repeated
        if (usage.profiles < ENOUGH_PROFILES or usage.says_something(phrase)) and not _is_own(phrase, handle)
    }
    kept = _longest(weighed, said.counts)
    strongest = sorted(kept, key=lambda phrase: (-weighed[phrase], phrase))[:MOST_TOPICS]
    length = math.sqrt(sum(weighed[phrase] ** 2 for phrase in strongest))
    reason = "" if strongest else "No phrase is said in two captions that not everybody says."
    found = tuple(Topic(phrase, said.counts[phrase], weighed[phrase] / length) for phrase in strongest)
    return Topics(found, said.judged, said.others, length, reason)


def _is_own(phrase: str, handle: str) -> bool:
    name = phrase.replace(" ", "")
    return len(name) >= 4 and name in _NO_LETTER.sub("", handle.lower())


def _weight(posts: int, phrase: str, usage: Frequencies) -> float:
    return (1 + math.log(posts)) * (1 + usage.weight(phrase))


def _longest(weighed: Iterable[str], counts: Mapping[str, int]) -> list[str]:
    """The phrases without those that a longer one among them says as often."""
    swallowed = set()
    for phrase in weighed:
        words = phrase.split()
        for size in range(1, len(words)):
            for first in range(len(words) - size + 1):
                part = " ".join(words[first : first + size])
                if counts.get(part) == counts[phrase]:
                    swallowed.add(part)
    return [phrase for phrase in weighed if phrase not in swallowed]


def _lack(said: Spoken) -> str:
    if said.others and not said.judged:
        return f"Not judged: {said.others} captions are in a script whose words are not told apart here."
    return f"Not enough captions: {said.judged} of {FEWEST_CAPTIONS} with words."


@dataclass(frozen=True, slots=True)
class FitPart:
    """What one wish of a brief adds: in how many captions it is said, their share with interval, and its part."""

    phrase: str
    posts: int
    share: Estimate | None
    part: float


@dataclass(frozen=True, slots=True)
class BriefFit:
    """How alike a brief and a profile's captions are, 0 to 1, as the sum of its parts; None with a reason."""

    likeness: float | None
    parts: tuple[FitPart, ...]
    reason: str = ""


def brief_fit(wishes: Sequence[str], said: Spoken, usage: Frequencies) -> BriefFit:
    """The cosine between a brief's phrases and a profile's, both weighed by tf-idf; the parts add up to it.

    A wish is a phrase of one to three words that are no small words; others of it are left out. A share is of the
    judged captions, with its 90 % Wilson interval. None where fewer than three captions are judged or no wish is left.
    """
    asked = list(dict.fromkeys(phrase for wish in wishes if (phrase := _wish(wish))))
    if not asked:
        return BriefFit(None, (), "Give one to three words for each thing that the brand speaks of.")
    if said.judged < FEWEST_CAPTIONS:
        return BriefFit(None, (), _lack(said))
    mine = topics(said, usage)
    sums = {topic.phrase: topic.weight * mine.length for topic in mine.topics}
    sums |= {one: _weight(count, one, usage) for one in asked if (count := said.counts.get(one, 0))}
    length = math.sqrt(sum(weight**2 for weight in sums.values()))
    wanted = math.sqrt(sum(_weight(1, one, usage) ** 2 for one in asked))
    parts = tuple(
        FitPart(
            one, said.counts.get(one, 0), wilson(said.counts.get(one, 0), said.judged, LEVEL),
            _weight(1, one, usage) * sums.get(one, 0.0) / (wanted * length) if length else 0.0,
        )
        for one in asked
    )  # fmt: skip
    return BriefFit(math.fsum(part.part for part in parts), parts)


def _wish(text: str) -> str:
    """The longest phrase in a wish; empty where none is."""
    return max(sorted(phrases(text) or ()), key=len, default="")
