"""What does a profile speak of, which terms do its captions hold, and what did the creator say?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.alike import Frequencies
from sweetspot.stages.creators.queries import PostText
from sweetspot.stages.vetting.formulas import topics
from sweetspot.stages.vetting.formulas.preferences import Objection, Offer, Said, objections
from sweetspot.stages.vetting.formulas.word_lists import Term, matcher
from sweetspot.stages.vetting.models import (
    AdHint,
    CaptionReading,
    Dismissal,
    PhraseUsage,
    Preference,
    TermMatch,
    WordList,
)
from sweetspot.stages.vetting.models import Term as TermTable
from sweetspot.stages.vetting.queries.captions import newest_posts, usage_of_row

if TYPE_CHECKING:
    from sweetspot.stages.creators.models import Profile

LEVEL = 0.90
POST = "pst"
#: So many posts are shown behind a number, and so many hints wait on one page.
MOST_SHOWN = 200
_NEWEST = (F("post__published_at").desc(nulls_last=True), "id")


@dataclass(frozen=True, slots=True)
class BrandSaid:
    """A brand that a profile's posts speak of: how often, paid, earned, and when last."""

    brand: creators.BrandRow
    times: int
    paid: int
    earned: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class ListFinding:
    """A word list, in how many of the posts read a term of it counts, and their share with its interval."""

    key: str
    name: str
    posts: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Fit:
    """What a profile's newest captions speak of; without topics, `reason` says what is missing."""

    version: str
    computed_at: datetime
    posts: int
    judged: int
    others: int
    topics: tuple[topics.Topic, ...]
    reason: str
    brands: tuple[BrandSaid, ...]
    lists: tuple[ListFinding, ...]


def fit_of(profile_id: UUID) -> Fit | None:
    """The reading of a profile's captions; None before the first one."""
    row = CaptionReading.objects.filter(profile_id=profile_id).first()
    if row is None:
        return None
    brands = {str(one.id): one for one in creators.brands()}
    said = [
        BrandSaid(brands[key], times, paid, earned, datetime.fromisoformat(last) if last else None)
        for key, (times, paid, earned, last) in row.brands.items()
        if key in brands
    ]
    lists = [
        ListFinding(key, name, row.lists.get(key, 0), wilson(row.lists.get(key, 0), row.posts, LEVEL))
        for key, name in WordList.objects.filter(on=True).order_by("name").values_list("key", "name")
    ]
    return Fit(
        row.version, row.computed_at, row.posts, row.judged, row.others,
        tuple(topics.Topic(*one) for one in row.topics), row.reason,
        tuple(sorted(said, key=lambda one: (-one.times, one.brand.name))),
        tuple(sorted(lists, key=lambda one: -one.posts)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostSeen:
    """A post as evidence."""

    id: UUID
    at: datetime | None
    caption: str
    url: str | None

    @property
    def ref(self) -> str:
        """The outside name, `pst_…`."""
        return to_public(POST, self.id)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why a person set a match or hint aside, who, and when."""

    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A term in a post, with the sentence it stands in; `aside` where it does not count."""

    list_key: str
    list_name: str
    term_id: UUID
    term: str
    sentence: str
    post: PostSeen
    aside: SetAside | None

    @property
    def term_ref(self) -> str:
        """The outside name, `trm_…`."""
        return to_public("trm", self.term_id)


def term_matches(profile_id: UUID, list_key: str = "") -> list[MatchRow]:
    """The matches of a profile (of one list, where named), those that count first, the newest first."""
    rows = TermMatch.objects.filter(profile_id=profile_id, term__on=True, term__word_list__on=True)
    rows = rows.filter(term__word_list__key=list_key) if list_key else rows
    aside = _aside([row[0] for row in rows.values_list("post_id")])
    found = []
    for row in rows.select_related("post", "term__word_list").order_by(*_NEWEST)[:MOST_SHOWN]:
        read = matcher([Term(row.term_id, row.term.text, tuple(row.term.not_beside))]).matches(row.post.caption)
        seen = PostSeen(row.post_id, row.post.published_at, row.post.caption, row.post.url)
        found.append(
            MatchRow(
                row.term.word_list.key, row.term.word_list.name, row.term_id, row.term.text,
                read[0].sentence if read else row.post.caption, seen, aside.get((row.post_id, row.term_id)),
            )
        )  # fmt: skip
    found.sort(key=lambda one: -(one.post.at.timestamp() if one.post.at else 0.0))
    return sorted(found, key=lambda one: one.aside is not None)


def _aside(post_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], SetAside]:
    rows = Dismissal.objects.filter(post_id__in=list(post_ids)).select_related("person")
    return {
        (row.post_id, row.term_id): SetAside(
            row.reason, (row.person.name or row.person.email) if row.person else "a program", row.dismissed_at
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class HintRow:
    """A post that looks like an advertisement without a label: what makes it look so, and whose it is."""

    post: PostSeen
    signs: tuple[str, ...]
    profile_id: UUID
    creator_id: UUID
    handle: str
    aside: SetAside | None

    @property
    def creator_ref(self) -> str:
        """The creator's outside name."""
        return to_public("crt", self.creator_id)

    @property
    def profile_ref(self) -> str:
        """The profile's outside name."""
        return to_public("prf", self.profile_id)


def ad_hints(profile_id: UUID | None = None, *, waiting: bool = False) -> list[HintRow]:
    """Hints of a profile (None: of all), the newest first, at most 200; `waiting`: those that nobody looked at yet."""
    rows = AdHint.objects.all() if profile_id is None else AdHint.objects.filter(profile_id=profile_id)
    if waiting:
        rows = rows.filter(~Exists(Dismissal.objects.filter(post_id=OuterRef("post_id"), term__isnull=True)))
    rows = rows.select_related("post", "profile").order_by(*_NEWEST)[:MOST_SHOWN]
    aside = _aside([row.post_id for row in rows])
    return [
        HintRow(
            PostSeen(row.post_id, row.post.published_at, row.post.caption, row.post.url), tuple(row.signs),
            row.profile_id, row.profile.creator_id, row.profile.handle, aside.get((row.post_id, None)),
        )
        for row in rows
    ]  # fmt: skip


def posts_saying(profile_id: UUID, phrase: str) -> list[PostText]:
    """The newest posts that say a phrase, as topics are counted: each caption once."""
    wanted, seen = phrase.lower(), set()
    found = []
    for post in _captions(profile_id):
        plain = " ".join(post.caption.split()).casefold()
        if plain not in seen and wanted in (topics.phrases(post.caption) or ()):
            found.append(post)
        seen.add(plain)
    return found


def posts_naming(profile_id: UUID, brand_id: UUID) -> list[PostText]:
    """The newest posts that speak of a brand, as it is listened for."""
    ear, network = creators.listening(), creators.one_profile(profile_id).network
    return [
        post for post in _captions(profile_id) if any(one.key == brand_id for one in ear.heard(post.caption, network))
    ]


def usual_topics(most: int = 24) -> list[str]:
    """The topics of most profiles among the 10,000 read last, the most frequent first."""
    newest = CaptionReading.objects.filter(
        id__in=Subquery(CaptionReading.objects.order_by("-id").values("id")[:10_000])
    )
    rows = newest.annotate(topic=Func(F("topic_names"), function="unnest")).values_list("topic")
    counted = rows.annotate(count=Count("id")).order_by("-count", "topic")
    return [row[0] for row in counted[:most]]


def brief_fit(profile_id: UUID, wishes: Sequence[str]) -> topics.BriefFit:
    """How alike a brief's phrases and the profile's captions are, with its parts."""
    return topics.brief_fit(wishes, topics.spoken(post.caption for post in _captions(profile_id)), _usage())


def _captions(profile_id: UUID) -> list[PostText]:
    return newest_posts([profile_id])[profile_id]


def _usage() -> Frequencies:
    kept = PhraseUsage.objects.first()
    return usage_of_row(kept) if kept else topics.usage_of([])


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of a list."""

    id: UUID
    text: str
    not_beside: tuple[str, ...]
    on: bool

    @property
    def ref(self) -> str:
        """The outside name, `trm_…`."""
        return to_public("trm", self.id)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A word list, how many terms it holds and how many of them are on, and in how many profiles' posts it is found."""

    id: UUID
    key: str
    name: str
    on: bool
    terms: int
    terms_on: int
    profiles: int

    @property
    def ref(self) -> str:
        """The outside name, `wdl_…`."""
        return to_public("wdl", self.id)


def list_names() -> list[tuple[str, str]]:
    """The key and the name of every word list, by name."""
    return list(WordList.objects.order_by("name").values_list("key", "name"))


def word_lists() -> list[ListRow]:
    """Every word list, by name; two queries."""
    counted = WordList.objects.annotate(
        held=Count("terms"), held_on=Count("terms", filter=Q(terms__on=True))
    ).order_by("name")  # fmt: skip
    found = CaptionReading.objects.annotate(key=Func(F("list_keys"), function="unnest")).values_list("key")
    profiles = dict(found.annotate(count=Count("id")).order_by())
    return [
        ListRow(row.id, row.key, row.name, row.on, row.held, row.held_on, profiles.get(row.key, 0)) for row in counted
    ]


def word_list(list_id: UUID) -> tuple[ListRow, list[TermRow]]:
    """One list with its terms in their order; NotFound where it is not here."""
    found = next((one for one in word_lists() if one.id == list_id), None)
    if found is None:
        raise NotFound("There is no such word list. It may have been deleted.")
    rows = TermTable.objects.filter(word_list_id=list_id).order_by("text")
    return found, [TermRow(row.id, row.text, tuple(row.not_beside), row.on) for row in rows]


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """What a creator said, with who noted it."""

    id: UUID
    said: Said
    person: str
    noted_at: datetime

    @property
    def ref(self) -> str:
        """The outside name, `prp_…`."""
        return to_public("prp", self.id)


def preferences(creator_id: UUID) -> list[PreferenceRow]:
    """What a creator said, refusals first, the newest first."""
    rows = (
        Preference.objects.filter(creator_id=creator_id).select_related("person").order_by("-stance", "-said_on", "id")
    )
    return [
        PreferenceRow(row.id, _said(row), (row.person.name or row.person.email) if row.person else "", row.noted_at)
        for row in rows
    ]


def _said(row: Preference) -> Said:
    least = Money(row.amount_minor, row.currency) if row.amount_minor is not None else None
    return Said(row.stance, row.about, row.value, row.source, row.said_on, least)


def objections_to(texts: Sequence[str], fees: Mapping[Profile, Money | None]) -> list[tuple[Profile, Objection]]:
    """What creators said that speaks against these words, our own brands, and for each profile this fee."""
    brands = tuple(one.name for one in creators.brands() if one.is_own)
    said: dict[UUID, list[Said]] = {}
    for row in Preference.objects.filter(creator_id__in=[one.creator_id for one in fees]).order_by("id"):
        said.setdefault(row.creator_id, []).append(_said(row))
    return [
        (profile, one)
        for profile, fee in fees.items()
        for one in objections(said.get(profile.creator_id, ()), Offer(brands, tuple(texts), fee))
    ]
