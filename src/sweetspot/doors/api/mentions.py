"""Brands that are listened for, the mentions of them, and each brand's share of voice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, Instant, ListOut, PublicId, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators import services as creator_services
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.tracking.formulas.mentions import Voice
from sweetspot.stages.tracking.queries import mentions as queries
from sweetspot.stages.tracking.queries.mentions import BrandVoice, MentionFilter, MentionRow
from sweetspot.stages.tracking.services import mentions as services

router = Router(tags=["Mentions"])
Words = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)]


class BrandOut(Schema):
    """A brand that is listened for; a text with one of `shared_words` counts for another brand, too."""

    id: str
    name: str
    kind: Literal["own", "competitor"]
    aliases: list[str]
    ordinary: list[str]
    context: list[str]
    handles: list[str]
    hashtags: list[str]
    shared_words: list[str]


class BrandIn(Given):
    """A brand and the words by which it is heard.

    A handle is `@mejuri` for every network, `tiktok:mejuri` for one. `ordinary` are names that are words of the
    language, too: they count beside another of its words or beside one of `context`.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["own", "competitor"] = "own"
    aliases: Words = []
    ordinary: Words = []
    context: Words = []
    handles: Words = []
    hashtags: Words = []


class MentionOut(Schema):
    """A brand or a campaign's hashtag, spoken of in one post or comment; `handle` is empty where it is not kept."""

    id: str
    of: str
    of_kind: Literal["brand", "campaign"]
    place: Literal["post", "comment"]
    network: str
    written_at: datetime | None
    handle: str
    creator: str | None
    profile: str | None
    is_prospect: bool
    under_profile: str
    words: list[str]
    text: str
    url: str | None
    voice: Literal["earned", "paid", "own", "unknown"]
    reason: str
    engagement: int | None


class VoiceOut(Schema):
    """A brand's mentions in a time and its shares, between 0 and 1; null where there is nothing to share."""

    brand: str
    name: str
    kind: str
    mentions: int
    posts: int
    comments: int
    authors: int
    engagement: int | None
    posts_with_engagement: int
    earned: int
    paid: int
    not_known: int
    share_of_mentions: float | None
    share_of_authors: float | None
    share_of_engagement: float | None


class MentionQuery(Given):
    """Which mentions."""

    brand: PublicId | None = None
    campaign: PublicId | None = None
    voice: Literal["", "earned", "paid", "own", "unknown"] = ""
    by: Literal["", "creator", "prospect", "unnamed"] = ""
    network: Literal["", "instagram", "tiktok", "youtube", "x"] = ""
    written_from: Instant | None = None
    written_before: Instant | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class VoiceQuery(Given):
    """Which time; the last 90 days without."""

    written_from: Instant | None = None
    written_before: Instant | None = None


class ChosenMentionsIn(Given):
    """Mentions whose authors something is done about."""

    mentions: Annotated[list[PublicId], Field(min_length=1, max_length=500)]


class PeopleOut(Schema):
    """How many people that changed."""

    changed: int


class FoundOut(Schema):
    """What a search for mentions read and found; which of these are new, changed or gone."""

    posts: int
    comments: int
    mentions: int
    added: int
    changed: int
    gone: int


@router.get("/brands", response=ListOut[BrandOut], auth=key("creators.view"))
def list_brands(request: HttpRequest) -> ListOut[BrandOut]:
    """Every brand that is listened for, our own first."""
    return listed(map(_brand, creators.brands()))


@router.post("/brands", response={201: BrandOut, 409: ErrorOut, 422: ErrorOut}, auth=key("creators.change"))
def add_brand(request: HttpRequest, asked: BrandIn) -> Status[BrandOut]:
    """Listen for a brand from now on; what was said before is looked through, too. 409 for a taken name."""
    actor = actor_of(request)
    made = creator_services.add_brand(actor, Asked(**dict(asked)), now=datetime.now(UTC))
    pipeline.listen_later(actor.workspace_id)
    return Status(201, _brand(creators.brand(made)))


@router.put(
    "/brands/{brand_id}", response={200: BrandOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)  # fmt: skip
def change_brand(request: HttpRequest, brand_id: str, asked: BrandIn) -> BrandOut:
    """Listen for a brand by these words instead."""
    actor, one = actor_of(request), identifier("brd", brand_id)
    creator_services.change_brand(actor, one, Asked(**dict(asked)), now=datetime.now(UTC))
    pipeline.listen_later(actor.workspace_id)
    return _brand(creators.brand(one))


@router.delete("/brands/{brand_id}", response={204: None, 404: ErrorOut}, auth=key("creators.change"))
def delete_brand(request: HttpRequest, brand_id: str) -> Status[None]:
    """Listen for a brand no longer; its mentions go with it."""
    actor = actor_of(request)
    creator_services.delete_brand(actor, identifier("brd", brand_id), now=datetime.now(UTC))
    pipeline.listen_later(actor.workspace_id)
    return Status(204, None)


@router.get("/mentions", response={200: ListOut[MentionOut], 404: ErrorOut, 422: ErrorOut}, auth=key("creators.view"))
def list_mentions(request: HttpRequest, asked: Query[MentionQuery]) -> ListOut[MentionOut]:
    """Mentions, newest first."""
    wanted = MentionFilter(
        brands=_ids("brd", asked.brand), campaigns=_ids("cmp", asked.campaign), voices=_given(asked.voice),
        writers=_given(asked.by), networks=_given(asked.network), start=asked.written_from, end=asked.written_before,
        search=asked.q,
    )  # fmt: skip
    return mentions_out(wanted, asked.limit, asked.offset)


@router.get("/mentions/{mention_id}", response={200: MentionOut, 404: ErrorOut}, auth=key("creators.view"))
def get_mention(request: HttpRequest, mention_id: str) -> MentionOut:
    """One mention."""
    return _mention(queries.mention(identifier("mnt", mention_id)))


@router.get("/share-of-voice", response={200: ListOut[VoiceOut], 422: ErrorOut}, auth=key("creators.view"))
def share_of_voice(request: HttpRequest, asked: Query[VoiceQuery]) -> ListOut[VoiceOut]:
    """Each brand's mentions in a time and its share of them; what brands say of themselves is left out."""
    end = asked.written_before or datetime.now(UTC)
    return voices_out(asked.written_from or end - timedelta(days=90), end)


@router.post(
    "/mention-authors/prospects", response={200: PeopleOut, 404: ErrorOut, 422: ErrorOut}, auth=key("creators.change")
)
def add_prospects(request: HttpRequest, asked: ChosenMentionsIn) -> PeopleOut:
    """Make creators, tagged as prospects, of those who wrote these mentions and are none yet."""
    ids = [identifier("mnt", one) for one in asked.mentions]
    return PeopleOut(changed=services.add_prospects(actor_of(request), ids, now=datetime.now(UTC)))


@router.post(
    "/mention-authors/ignored", response={200: PeopleOut, 404: ErrorOut, 422: ErrorOut}, auth=key("creators.change")
)
def ignore_authors(request: HttpRequest, asked: ChosenMentionsIn) -> PeopleOut:
    """Offer the authors of these mentions as prospects no longer."""
    ids = [identifier("mnt", one) for one in asked.mentions]
    return PeopleOut(changed=services.ignore_authors(actor_of(request), ids, now=datetime.now(UTC)))


def mentions_out(wanted: MentionFilter, limit: int, offset: int = 0) -> ListOut[MentionOut]:
    """A page of mentions as the API and `--json` write them."""
    rows = list(queries.mentions(wanted)[offset : offset + limit + 1])
    page = listed(map(_mention, queries.mention_rows(rows[:limit])))
    page.has_more = len(rows) > limit
    return page


def voices_out(start: datetime, end: datetime) -> ListOut[VoiceOut]:
    """Each brand's share of voice as the API and `--json` write it."""
    return listed(map(_voice, queries.share_by_brand(start, end)))


def _ids(prefix: str, text: str | None) -> tuple[UUID, ...]:
    return (identifier(prefix, text),) if text else ()


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _brand(one: creators.BrandRow) -> BrandOut:
    words = one.words
    return BrandOut(
        id=one.ref, name=one.name, kind="own" if one.is_own else "competitor", aliases=list(one.aliases),
        ordinary=list(words.ordinary), context=list(words.context), handles=list(words.handles),
        hashtags=list(words.hashtags), shared_words=list(one.shares),
    )  # fmt: skip


def _mention(one: MentionRow) -> MentionOut:
    return MentionOut(
        id=one.ref, of=one.subject, of_kind="brand" if one.subject_kind == "brand" else "campaign",
        place="comment" if one.place == "comment" else "post", network=one.network, written_at=one.at,
        handle=one.handle, creator=one.creator_ref, profile=one.profile_ref, is_prospect=one.writer == "prospect",
        under_profile=one.under_ref, words=list(one.words), text=one.text, url=one.url, voice=Voice(one.voice).value,
        reason=one.reason, engagement=one.engagement,
    )  # fmt: skip


def _voice(one: BrandVoice) -> VoiceOut:
    tally, shares = one.tally, one.shares
    return VoiceOut(
        brand=one.brand.ref, name=one.brand.name, kind=one.brand.kind, mentions=tally.mentions, posts=tally.posts,
        comments=tally.comments, authors=tally.authors, engagement=tally.engagement,
        posts_with_engagement=tally.shown, earned=tally.count(Voice.EARNED), paid=tally.count(Voice.PAID),
        not_known=tally.count(Voice.UNKNOWN), share_of_mentions=shares.mentions, share_of_authors=shares.authors,
        share_of_engagement=shares.engagement,
    )  # fmt: skip
