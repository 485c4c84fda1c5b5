"""What profiles speak of, word lists and their matches, and what creators like and refuse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot import pipeline
from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import (
    Currency,
    Day,
    EstimateOut,
    Given,
    ListOut,
    MoneyOut,
    PublicId,
    estimate,
    identifier,
    listed,
    money,
)
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.queries import fit
from sweetspot.stages.vetting.services import AskedTerm, Wish

router = Router(tags=["Fit and safety"])


class TopicOut(Schema):
    """A phrase, the captions that say it, and its weight; the squares of a profile's weights add up to 1."""

    phrase: str
    captions: int
    weight: float


class BrandSaidOut(Schema):
    """A brand that the posts name: how often, paid and earned, and when last."""

    brand: str
    name: str
    competitor: bool
    posts: int
    paid: int
    earned: int
    last: datetime | None


class ListFindingOut(Schema):
    """In how many posts a term of a list stands that nobody set aside, and their share with its interval."""

    list: str
    name: str
    posts: int
    share: EstimateOut | None


class BriefPartOut(Schema):
    """What one phrase of the brief adds: the captions that say it, their share, and its part of the likeness."""

    phrase: str
    captions: int
    share: EstimateOut | None
    part: float


class BriefFitOut(Schema):
    """How alike a brief's words and the captions' are, 0 to 1, the sum of its parts; more is not always better."""

    likeness: float | None
    parts: list[BriefPartOut]
    reason: str


class CaptionFitOut(Schema):
    """What a profile's newest captions speak of; without topics `reason` says what is missing."""

    profile: str
    posts: int
    judged: int
    not_judged: int
    topics: list[TopicOut]
    reason: str
    brands: list[BrandSaidOut]
    lists: list[ListFindingOut]
    brief: BriefFitOut | None
    version: str
    computed_at: datetime


class BriefQuery(Given):
    """What the brand speaks of, parted by commas."""

    brief: Annotated[str, Field(max_length=2000)] = ""


class SetAsideOut(Schema):
    """Why a match does not count, who said so, and when."""

    reason: str
    person: str
    at: datetime


class MatchOut(Schema):
    """A term in a post, with the sentence it stands in."""

    list: str
    term: str
    text: str
    sentence: str
    post: str
    url: str | None
    at: datetime | None
    set_aside: SetAsideOut | None


class HintOut(Schema):
    """A post that may be an advertisement without a label: a reason for a person to look, and no more."""

    post: str
    profile: str
    caption: str
    url: str | None
    at: datetime | None
    signs: list[str]
    set_aside: SetAsideOut | None


class SetAsideIn(Given):
    """Which match of a post (a hint without a term), and why it does not count; `again` lets it count again."""

    post: PublicId
    term: PublicId | None = None
    reason: Annotated[str, Field(max_length=400)] = ""
    again: bool = False


class TermIn(Given):
    """A word or phrase, and the words beside which, in the same sentence, it does not count."""

    text: Annotated[str, Field(min_length=1, max_length=80)]
    not_beside: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=30)] = []
    on: bool = True


class WordListIn(Given):
    """A list with exactly these terms; what was set aside of terms that stay is kept."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    on: bool = True
    terms: Annotated[list[TermIn], Field(max_length=5000)]


class TermOut(Schema):
    """A term of a list."""

    id: str
    text: str
    not_beside: list[str]
    on: bool


class WordListOut(Schema):
    """A list in short; `key` is its name in the filter `word_list=`."""

    id: str
    key: str
    name: str
    on: bool
    terms_count: int
    profiles: int


class WordListDetailOut(WordListOut):
    """A list with its terms."""

    terms: list[TermOut]


class PreferenceIn(Given):
    """What a creator said, from where and when; `about` fee needs an amount, everything else a value."""

    stance: Literal["likes", "refuses"]
    about: Literal["brand", "topic", "category", "format", "fee"]
    value: Annotated[str, Field(max_length=80)] = ""
    amount_minor: Annotated[int, Field(gt=0, lt=10**12)] | None = None
    currency: Currency | None = None
    source: Annotated[str, Field(min_length=1, max_length=200)]
    said_on: Day


class PreferenceOut(Schema):
    """What a creator said."""

    id: str
    stance: str
    about: str
    value: str
    least: MoneyOut | None
    source: str
    said_on: Day
    person: str
    noted_at: datetime


@router.get("/profiles/{profile_id}/fit", response={200: CaptionFitOut, 404: ErrorOut}, auth=key("creators.view"))
def get_fit(request: HttpRequest, profile_id: str, asked: Query[BriefQuery]) -> CaptionFitOut:
    """Topics, brands and word lists of a profile, and with `brief=` how alike its captions are; 404 if not read yet."""
    found = queries.one_profile(identifier("prf", profile_id)).profile_id
    read = fit.fit_of(found)
    if read is None:
        raise NotFound("The captions of this profile were not read yet.", code="not_read")
    wishes = [one.strip() for one in asked.brief.split(",") if one.strip()][:20]
    beside = fit.brief_fit(found, wishes) if wishes else None
    return CaptionFitOut(
        profile=to_public("prf", found), posts=read.posts, judged=read.judged, not_judged=read.others,
        topics=[TopicOut(phrase=one.phrase, captions=one.posts, weight=one.weight) for one in read.topics],
        reason=read.reason, version=read.version, computed_at=read.computed_at,
        brands=[
            BrandSaidOut(
                brand=one.brand.ref, name=one.brand.name, competitor=not one.brand.is_own, posts=one.times,
                paid=one.paid, earned=one.earned, last=one.last,
            )
            for one in read.brands
        ],
        lists=[
            ListFindingOut(list=one.key, name=one.name, posts=one.posts, share=estimate(one.share))
            for one in read.lists
        ],
        brief=BriefFitOut(
            likeness=beside.likeness, reason=beside.reason,
            parts=[
                BriefPartOut(phrase=one.phrase, captions=one.posts, share=estimate(one.share), part=one.part)
                for one in beside.parts
            ],
        ) if beside else None,
    )  # fmt: skip


@router.get(
    "/profiles/{profile_id}/matches", response={200: ListOut[MatchOut], 404: ErrorOut}, auth=key("creators.view")
)
def list_matches(request: HttpRequest, profile_id: str) -> ListOut[MatchOut]:
    """The terms of word lists in a profile's captions, at most 200, those that count first."""
    found = queries.one_profile(identifier("prf", profile_id)).profile_id
    return listed(
        MatchOut(
            list=one.list_key, term=one.term_ref, text=one.term, sentence=one.sentence, post=one.post.ref,
            url=one.post.url, at=one.post.at, set_aside=_aside(one.aside),
        )
        for one in fit.term_matches(found)
    )  # fmt: skip


@router.get("/ad-hints", response=ListOut[HintOut], auth=key("creators.view"))
def list_ad_hints(request: HttpRequest) -> ListOut[HintOut]:
    """Posts that may be advertisements without a label and wait for a person to look, the newest 200."""
    return listed(
        HintOut(
            post=one.post.ref, profile=one.profile_ref, caption=one.post.caption, url=one.post.url, at=one.post.at,
            signs=list(one.signs), set_aside=_aside(one.aside),
        )
        for one in fit.ad_hints(waiting=True)
    )  # fmt: skip


@router.post("/set-aside", response={204: None, 404: ErrorOut, 422: ErrorOut}, auth=key("creators.change"))
def set_aside(request: HttpRequest, asked: SetAsideIn) -> Status[None]:
    """Set a match or hint aside with a reason: it is kept and counts no longer. Or let it count again."""
    post, term = identifier("pst", asked.post), identifier("trm", asked.term) if asked.term else None
    if asked.again:
        services.take_back_dismissal(actor_of(request), post, term, now=datetime.now(UTC))
    else:
        services.dismiss(actor_of(request), post, term, asked.reason, now=datetime.now(UTC))
    return Status(204, None)


@router.get("/word-lists", response=ListOut[WordListOut], auth=key("creators.view"))
def list_word_lists(request: HttpRequest) -> ListOut[WordListOut]:
    """Every word list, by name."""
    return listed(WordListOut(**_in_short(one)) for one in fit.word_lists())


@router.post(
    "/word-lists", response={201: WordListDetailOut, 409: ErrorOut, 422: ErrorOut}, auth=key("creators.change")
)
def create_word_list(request: HttpRequest, asked: WordListIn) -> Status[WordListDetailOut]:
    """A new list; captions are read anew in the background."""
    actor, now = actor_of(request), datetime.now(UTC)
    made = services.create_word_list(actor, asked.name, _terms(asked.terms), now=now)
    if not asked.on:
        services.change_word_list(actor, made, name=asked.name, on=False, now=now)
    pipeline.read_later(actor.workspace_id)
    return Status(201, _list(*fit.word_list(made)))


@router.get("/word-lists/{list_id}", response={200: WordListDetailOut, 404: ErrorOut}, auth=key("creators.view"))
def get_word_list(request: HttpRequest, list_id: str) -> WordListDetailOut:
    """One list with its terms."""
    return _list(*fit.word_list(identifier("wdl", list_id)))


@router.put(
    "/word-lists/{list_id}", response={200: WordListDetailOut, 404: ErrorOut, 409: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)  # fmt: skip
def change_word_list(request: HttpRequest, list_id: str, asked: WordListIn) -> WordListDetailOut:
    """Give a list this name, switch and exactly these terms; captions are read anew in the background."""
    actor, found = actor_of(request), identifier("wdl", list_id)
    services.change_word_list(
        actor, found, name=asked.name, on=asked.on, terms=_terms(asked.terms), now=datetime.now(UTC)
    )
    pipeline.read_later(actor.workspace_id)
    return _list(*fit.word_list(found))


@router.delete("/word-lists/{list_id}", response={204: None, 404: ErrorOut}, auth=key("creators.change"))
def delete_word_list(request: HttpRequest, list_id: str) -> Status[None]:
    """Delete a list with its matches."""
    actor = actor_of(request)
    services.delete_word_list(actor, identifier("wdl", list_id), now=datetime.now(UTC))
    pipeline.read_later(actor.workspace_id)
    return Status(204, None)


@router.get(
    "/creators/{creator_id}/preferences", response={200: ListOut[PreferenceOut], 404: ErrorOut},
    auth=key("creators.view"),
)  # fmt: skip
def list_preferences(request: HttpRequest, creator_id: str) -> ListOut[PreferenceOut]:
    """What a creator likes, refuses and asks for."""
    found = queries.creator_detail(identifier("crt", creator_id))
    return listed(_preference(one) for one in fit.preferences(found.id))


@router.post(
    "/creators/{creator_id}/preferences", response={201: PreferenceOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("creators.change"),
)  # fmt: skip
def note_preference(request: HttpRequest, creator_id: str, asked: PreferenceIn) -> Status[PreferenceOut]:
    """Note what a creator said; it is checked when the creator is added to a campaign."""
    found = identifier("crt", creator_id)
    wish = Wish(**asked.model_dump(exclude={"currency"}), currency=asked.currency or "")
    made = services.note_preference(actor_of(request), found, wish, now=datetime.now(UTC))
    return Status(201, next(_preference(one) for one in fit.preferences(found) if one.id == made))


@router.delete(
    "/creators/{creator_id}/preferences/{preference_id}", response={204: None, 404: ErrorOut},
    auth=key("creators.change"),
)  # fmt: skip
def remove_preference(request: HttpRequest, creator_id: str, preference_id: str) -> Status[None]:
    """Take a preference out that holds no longer."""
    services.remove_preference(
        actor_of(request), identifier("crt", creator_id), identifier("prp", preference_id), now=datetime.now(UTC)
    )
    return Status(204, None)


def _terms(asked: Iterable[TermIn]) -> list[AskedTerm]:
    return [AskedTerm(one.text, one.not_beside, one.on) for one in asked]


def _in_short(one: fit.ListRow) -> dict[str, Any]:
    return {
        "id": one.ref, "key": one.key, "name": one.name, "on": one.on, "terms_count": one.terms,
        "profiles": one.profiles,
    }  # fmt: skip


def _list(one: fit.ListRow, terms: Iterable[fit.TermRow]) -> WordListDetailOut:
    held = [TermOut(id=term.ref, text=term.text, not_beside=list(term.not_beside), on=term.on) for term in terms]
    return WordListDetailOut(**_in_short(one), terms=held)


def _aside(one: fit.SetAside | None) -> SetAsideOut | None:
    return SetAsideOut(reason=one.reason, person=one.person, at=one.at) if one else None


def _preference(one: fit.PreferenceRow) -> PreferenceOut:
    return PreferenceOut(
        id=one.ref, stance=one.said.stance, about=one.said.about, value=one.said.value, least=money(one.said.least),
        source=one.said.source, said_on=one.said.said_on, person=one.person, noted_at=one.noted_at,
    )  # fmt: skip
