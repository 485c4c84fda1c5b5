"""Where was a brand spoken of, by whom, earned or paid, and what share of the talk is it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.tracking.formulas.mentions import (
    Around,
    Shares,
    Tally,
    Voice,
    content_by_others,
    share_of_voice,
)
from sweetspot.stages.tracking.models import IgnoredAuthor, Mention, VoiceChoice

PREFIX = "mnt"
#: What people can filter by, with the words a form offers.
VOICES: list[tuple[str, str]] = [(one.value, str(one.label)) for one in VoiceChoice]
WRITERS: list[tuple[str, str]] = [
    ("creator", "A creator"), ("prospect", "A prospect"), ("unnamed", "Somebody without a kept handle"),
]  # fmt: skip
#: Mentions of our own brands and of campaigns.
OURS = Q(brand__kind="own") | Q(campaign__isnull=False)
#: Over which the content of others around a creator is counted.
AROUND = timedelta(days=90)
#: Of what others said around a creator, how much is shown to be read.
READ = 20


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """Which mentions; nothing given asks for all."""

    brands: tuple[UUID, ...] = ()
    campaigns: tuple[UUID, ...] = ()
    voices: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    search: str = ""
    profile: UUID | None = None


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention with everything around it. `handle` is empty where it is not kept, `name` where nobody is known."""

    id: UUID
    subject: str
    subject_kind: str
    place: str
    network: str
    at: datetime | None
    handle: str
    name: str
    profile_id: UUID | None
    creator_id: UUID | None
    writer: str
    words: tuple[str, ...]
    text: str
    url: str | None
    under: str
    under_id: UUID
    voice: str
    reason: str
    engagement: int | None

    @property
    def ref(self) -> str:
        """The outside name, `mnt_…`."""
        return to_public(PREFIX, self.id)

    @property
    def profile_ref(self) -> str | None:
        """The author's profile, `prf_…`."""
        return to_public("prf", self.profile_id) if self.profile_id else None

    @property
    def creator_ref(self) -> str | None:
        """The author as a creator, `crt_…`."""
        return to_public("crt", self.creator_id) if self.creator_id else None

    @property
    def under_ref(self) -> str:
        """The profile whose post it is in or under."""
        return to_public("prf", self.under_id)

    @property
    def voice_label(self) -> str:
        """How it came about, in words."""
        return str(VoiceChoice(self.voice).label)


@dataclass(frozen=True, slots=True)
class Offered:
    """An author who is no creator yet and could be one."""

    network: str
    author: str
    handle: str


@dataclass(frozen=True, slots=True)
class BrandVoice:
    """What was said of a brand in a time, and its share of what was said of all."""

    brand: creators.BrandRow
    tally: Tally
    shares: Shares


@dataclass(frozen=True, slots=True)
class Content:
    """What others said of our own brands around a creator: distinct authors, mentions, and the newest of these."""

    authors: int
    mentions: int
    rows: list[MentionRow]


def mentions(wanted: MentionFilter = MentionFilter()) -> QuerySet[Mention]:
    """The mentions that fit, the newest first, those without a date last; read them with `mention_rows`."""
    rows = _narrowed(Mention.objects.all(), wanted)
    around = ("brand", "campaign", "post__profile__creator", "profile__creator", "comment")
    return rows.select_related(*around).order_by(F("at").desc(nulls_last=True), "-id")


def mention_rows(rows: Iterable[Mention]) -> list[MentionRow]:
    """Mentions with everything around them; one query for all that are offered as prospects."""
    given = list(rows)
    offered = {(one.network, one.author) for one in authors_offered([row.id for row in given])}
    return [_row(row, offered) for row in given]


def mention_lots(wanted: MentionFilter, size: int = 1_000) -> Iterator[list[MentionRow]]:
    """All mentions that fit, a lot at a time, for a file."""
    rows = mentions(wanted).iterator(chunk_size=size)
    while lot := list(islice(rows, size)):
        yield mention_rows(lot)


def mention(mention_id: UUID) -> MentionRow:
    """One mention; NotFound where it is not here."""
    found = mention_rows(mentions().filter(id=mention_id))
    if not found:
        raise NotFound("There is no such mention. What it was found in may be gone.")
    return found[0]


def mentions_in(profile_ids: Collection[UUID]) -> QuerySet[Mention]:
    """The mentions in and under the posts of these profiles."""
    return Mention.objects.filter(post__profile_id__in=list(profile_ids))


def authors_offered(mention_ids: Collection[UUID]) -> list[Offered]:
    """The authors of these mentions who are prospects, each once."""
    rows = _prospects(Mention.objects.filter(id__in=list(mention_ids))).order_by("network", "author")
    found = rows.values_list("network", "author", "comment__author_handle").distinct()
    return list({row[:2]: Offered(*row) for row in found}.values())


def share_by_brand(start: datetime, end: datetime) -> list[BrandVoice]:
    """Every brand's tally and share of voice in `[start, end)`, our own first; one query over the mentions.

    What brands say of themselves is left out.
    """
    known = creators.brands()
    rows = Mention.objects.filter(brand__isnull=False, at__gte=start, at__lt=end).exclude(voice=Voice.OWN).order_by()
    counted: dict[UUID, Mapping[str, Any]] = {
        row["brand_id"]: row
        for row in rows.values("brand_id").annotate(
            posts=Count("id", filter=Q(comment__isnull=True)), comments=Count("id", filter=Q(comment__isnull=False)),
            authors=Count("author", distinct=True, filter=~Q(author="")),
            sum=Sum("engagement", filter=Q(comment__isnull=True)),
            shown=Count("engagement", filter=Q(comment__isnull=True)),
            **{voice.value: Count("id", filter=Q(voice=voice.value)) for voice in Voice},
        )
    }  # fmt: skip
    tallies = [_tally(counted.get(one.id)) for one in known]
    return [
        BrandVoice(brand, tally, shares)
        for brand, tally, shares in zip(known, tallies, share_of_voice(tallies), strict=True)
    ]


def _tally(row: Mapping[str, Any] | None) -> Tally:
    if row is None:
        return Tally(0, 0, 0, None, 0)
    total = None if row["sum"] is None else int(row["sum"])
    voices = tuple((voice, row[voice.value]) for voice in Voice if row[voice.value])
    return Tally(row["posts"], row["comments"], row["authors"], total, row["shown"], voices)


def brands_spoken() -> dict[UUID, dict[UUID, tuple[int, int, int, datetime | None]]]:
    """By profile and brand, in how many of its posts it speaks of it, paid and earned ones, and when last."""
    rows = Mention.objects.filter(brand__isnull=False, comment__isnull=True, profile__isnull=False).order_by()
    counted = rows.values_list("profile_id", "brand_id").annotate(
        times=Count("id"), paid=Count("id", filter=Q(voice=Voice.PAID)),
        earned=Count("id", filter=Q(voice=Voice.EARNED)), last=Max("at"),
    )  # fmt: skip
    found: dict[UUID, dict[UUID, tuple[int, int, int, datetime | None]]] = defaultdict(dict)
    for profile_id, brand_id, times, paid, earned, last in counted:
        if profile_id is not None and brand_id is not None:
            found[profile_id][brand_id] = (times, paid, earned, last)
    return found


def earned_by_creator() -> dict[UUID, tuple[int, datetime | None]]:
    """In how many texts each creator spoke of our own brands or campaigns unpaid, and when last."""
    rows = Mention.objects.filter(OURS, profile__isnull=False, voice=Voice.EARNED).values("profile__creator_id")
    counted = rows.annotate(texts=Count(Coalesce("comment_id", "post_id"), distinct=True), last=Max("at")).order_by()
    return {row["profile__creator_id"]: (row["texts"], row["last"]) for row in counted}


def mention_stock() -> tuple[int, datetime | None]:
    """How many mentions there are, and when the newest was written."""
    newest = Mention.objects.filter(at__isnull=False).order_by("-at").values_list("at", flat=True).first()
    return Mention.objects.count(), newest


# Content of others around a creator -----------------------------------------------------------------------------------


def mentions_around(now: datetime, profile_id: UUID | None = None) -> dict[UUID, list[tuple[Mention, Around]]]:
    """Mentions of our own brands around each profile (None: all) in the last 90 days.

    Around is below its posts, and in posts of others that name its handle beside the brand.
    """
    rows = Mention.objects.filter(OURS, at__gt=now - AROUND, at__lte=now)
    narrowed = rows.filter(Q(comment__isnull=False) | ~Q(beside=[])).select_related("post__profile", "profile")
    accounts = _accounts(rows, profile_id)
    if profile_id is not None:
        names = [f"@{handle}" for (_, handle) in accounts]
        narrowed = narrowed.filter(Q(post__profile_id=profile_id) | Q(beside__overlap=names))
    found: dict[UUID, list[tuple[Mention, Around]]] = defaultdict(list)
    for row in narrowed.order_by("-at", "id").iterator(chunk_size=5_000):
        named = [accounts[row.network, one[1:]] for one in row.beside if (row.network, one[1:]) in accounts]
        below = [(row.post.profile_id, row.post.profile.creator_id)] if row.comment_id else []
        for around, creator_id in dict.fromkeys([*below, *named]):
            if profile_id in (None, around):
                is_creator = row.author == str(creator_id)
                found[around].append((row, Around(row.author, is_creator, row.contracted)))
    return found


def content_around(now: datetime) -> dict[UUID, int]:
    """How many others made content about our own brands around each profile in the last 90 days.

    Profiles with comments and nobody are 0; those without comments and without a mention around them are missing, as is
    everybody where no brand of our own is listened for.
    """
    if not any(one.is_own for one in creators.brands()):
        return {}
    counts = dict.fromkeys(creators.comment_stocks(), 0)
    for profile_id, around in mentions_around(now).items():
        counts[profile_id] = len(content_by_others(one for _, one in around))
    return counts


def content_of(profile_id: UUID, now: datetime) -> Content:
    """What others said of our own brands around one profile in the last 90 days."""
    around = mentions_around(now, profile_id).get(profile_id, [])
    authors = content_by_others(one for _, one in around)
    theirs = [row.id for row, one in around if one.author in authors and not one.is_contracted]
    return Content(len(authors), len(theirs), mention_rows(mentions().filter(id__in=theirs[:READ])))


def _accounts(rows: QuerySet[Mention], profile_id: UUID | None) -> dict[tuple[str, str], tuple[UUID, UUID]]:
    """The profile, or all profiles that these mentions name, by network and handle."""
    if profile_id is not None:
        known = creators.accounts([profile_id])
    else:
        beside = rows.exclude(beside=[]).values_list("beside", flat=True)
        known = creators.accounts_named({name[1:] for names in beside.iterator(chunk_size=5_000) for name in names})
    return {(one.network, one.handle): (one.profile_id, one.creator_id) for one in known}


# Narrowing ------------------------------------------------------------------------------------------------------------


def _prospects(rows: QuerySet[Mention]) -> QuerySet[Mention]:
    """Earned mentions of our own by people with a kept handle who are no creators and not ignored."""
    ignored = IgnoredAuthor.objects.filter(network=OuterRef("network"), author=OuterRef("author"))
    named = rows.filter(OURS, profile__isnull=True, voice=Voice.EARNED).exclude(comment__author_handle="")
    return named.filter(comment__isnull=False).exclude(Exists(ignored))


def _narrowed(rows: QuerySet[Mention], wanted: MentionFilter) -> QuerySet[Mention]:
    about = Q(brand_id__in=wanted.brands) | Q(campaign_id__in=wanted.campaigns)
    rows = rows.filter(about) if wanted.brands or wanted.campaigns else rows
    rows = rows.filter(voice__in=wanted.voices) if wanted.voices else rows
    rows = rows.filter(network__in=wanted.networks) if wanted.networks else rows
    rows = rows.filter(at__gte=wanted.start) if wanted.start else rows
    rows = rows.filter(at__lt=wanted.end) if wanted.end else rows
    rows = rows.filter(profile_id=wanted.profile) if wanted.profile else rows
    if wanted.writers:
        any_of = Q(id__in=[])
        if "creator" in wanted.writers:
            any_of |= Q(profile__isnull=False)
        if "prospect" in wanted.writers:
            any_of |= Q(id__in=_prospects(Mention.objects.all()).values("id"))
        if "unnamed" in wanted.writers:
            any_of |= Q(profile__isnull=True, comment__author_handle="")
        rows = rows.filter(any_of)
    if text := wanted.search.strip().removeprefix("@"):
        rows = rows.filter(
            Q(profile__handle__icontains=text) | Q(comment__author_handle__icontains=text)
            | Q(post__profile__handle__icontains=text) | Q(profile__creator__name__icontains=text)
        )  # fmt: skip
    return rows


def _row(row: Mention, offered: Collection[tuple[str, str]]) -> MentionRow:
    brand, campaign, comment, under = row.brand, row.campaign, row.comment, row.post.profile
    handle = row.profile.handle if row.profile else comment.author_handle if comment else ""
    writer = "creator" if row.profile_id else "prospect" if (row.network, row.author) in offered else "other"
    return MentionRow(
        row.id, brand.name if brand else campaign.name if campaign else "", "brand" if brand else "campaign",
        "comment" if comment else "post", row.network, row.at, handle, row.profile.creator.name if row.profile else "",
        row.profile_id, row.profile.creator_id if row.profile else None, writer, tuple(row.words),
        comment.text if comment else row.post.caption, row.post.url, under.handle, under.id, row.voice, row.reason,
        row.engagement,
    )  # fmt: skip
