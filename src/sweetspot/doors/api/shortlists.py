"""Shortlists and look-alikes: profiles kept together, shown by links, and more like them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sweetspot.doors.api.creators import ProfileOut, profile
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, ListOut, PublicId, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.creators.queries import shortlists as known
from sweetspot.stages.creators.queries.alike import Alikes
from sweetspot.stages.creators.services import shortlists as services
from sweetspot.stages.vetting import queries as vetting

router = Router(tags=["Shortlists"])


class ShortlistOut(Schema):
    """A shortlist with how many profiles are on it and how many links to it work."""

    id: str
    name: str
    notes: str
    entries: int
    open_links: int
    created_at: datetime


class ShortlistAnswerOut(Schema):
    """What somebody said last by a link: `approve`, `decline` or `comment`."""

    name: str
    choice: str
    comment: str
    answered_at: datetime
    link: str


class EntryOut(Schema):
    """A profile on a shortlist, the note beside it, and what people said."""

    profile: ProfileOut
    note: str
    answers: list[ShortlistAnswerOut]


class ShortlistDetailOut(ShortlistOut):
    """A shortlist with everybody on it, in the order in which they came."""

    profiles: list[EntryOut]


class ShortlistIn(Given):
    """A new shortlist."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    notes: Annotated[str, Field(max_length=5000)] = ""


class ProfilesIn(Given):
    """Profiles to put on or take off."""

    profiles: Annotated[list[PublicId], Field(min_length=1, max_length=500)]


class ChangedOut(Schema):
    """How many profiles that changed."""

    changed: int


class NoteIn(Given):
    """The note beside a profile."""

    note: Annotated[str, Field(max_length=2000)]


class ShareIn(Given):
    """Whom a link is for, how many days it works, and what it shows beside the figures."""

    label: Annotated[str, Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=90)] = 14
    with_notes: bool = False
    with_prices: bool = False


class ShareOut(Schema):
    """A link; its `url` is told once, when it is made. `state` is `open`, `revoked` or `expired`."""

    id: str
    label: str
    state: str
    with_notes: bool
    with_prices: bool
    expires_at: datetime
    people_who_answered: int
    url: str | None = None


class AlikeOut(Schema):
    """A look-alike: 1 is the same in everything known, 0 nothing in common; the strongest reason first."""

    profile: ProfileOut
    likeness: float
    because: list[str]


class AlikesOut(Schema):
    """The look-alikes, the most alike first; `reason` says why there are none."""

    data: list[AlikeOut]
    seeds: int
    topics: list[str]
    reason: str
    computed_at: datetime | None
    version: str


class AlikeQuery(Schema):
    """How many at most."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20


@router.get("/shortlists", response=ListOut[ShortlistOut], auth=key("shortlists.view"))
def list_shortlists(request: HttpRequest) -> ListOut[ShortlistOut]:
    """Every shortlist, by name."""
    return listed(shortlist_out(one) for one in known.shortlists(datetime.now(UTC)))


@router.post("/shortlists", response={201: ShortlistOut, 409: ErrorOut, 422: ErrorOut}, auth=key("shortlists.change"))
def create_shortlist(request: HttpRequest, asked: ShortlistIn) -> Status[ShortlistOut]:
    """An empty shortlist; 409 where the name is taken."""
    now = datetime.now(UTC)
    made = services.create_shortlist(actor_of(request), asked.name, asked.notes, now=now)
    return Status(201, shortlist_out(known.shortlist(made.id, now)))


@router.get(
    "/shortlists/{shortlist_id}", response={200: ShortlistDetailOut, 404: ErrorOut}, auth=key("shortlists.view")
)
def get_shortlist(request: HttpRequest, shortlist_id: str) -> ShortlistDetailOut:
    """One shortlist with its profiles, notes and answers."""
    return shortlist_detail_out(known.shortlist(identifier("shl", shortlist_id), datetime.now(UTC)))


@router.delete("/shortlists/{shortlist_id}", response={204: None, 404: ErrorOut}, auth=key("shortlists.change"))
def delete_shortlist(request: HttpRequest, shortlist_id: str) -> Status[None]:
    """Remove a shortlist with its notes, links and answers; its creators stay."""
    services.delete_shortlist(actor_of(request), identifier("shl", shortlist_id), now=datetime.now(UTC))
    return Status(204, None)


@router.post(
    "/shortlists/{shortlist_id}/profiles", response={200: ChangedOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("shortlists.change"),
)  # fmt: skip
def put_on_shortlist(request: HttpRequest, shortlist_id: str, asked: ProfilesIn) -> ChangedOut:
    """Put profiles on; those that are on it already stay as they are."""
    ids = [identifier("prf", one) for one in asked.profiles]
    changed = services.put_on(actor_of(request), identifier("shl", shortlist_id), ids, now=datetime.now(UTC))
    return ChangedOut(changed=changed)


@router.post(
    "/shortlists/{shortlist_id}/removals", response={200: ChangedOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("shortlists.change"),
)  # fmt: skip
def take_off_shortlist(request: HttpRequest, shortlist_id: str, asked: ProfilesIn) -> ChangedOut:
    """Take profiles off."""
    ids = [identifier("prf", one) for one in asked.profiles]
    changed = services.take_off(actor_of(request), identifier("shl", shortlist_id), ids, now=datetime.now(UTC))
    return ChangedOut(changed=changed)


@router.put(
    "/shortlists/{shortlist_id}/profiles/{profile_id}/note", response={204: None, 404: ErrorOut, 422: ErrorOut},
    auth=key("shortlists.change"),
)  # fmt: skip
def note_on_shortlist(request: HttpRequest, shortlist_id: str, profile_id: str, asked: NoteIn) -> Status[None]:
    """Set the note beside a profile."""
    services.note_on(
        actor_of(request), identifier("shl", shortlist_id), identifier("prf", profile_id), asked.note,
        now=datetime.now(UTC),
    )  # fmt: skip
    return Status(204, None)


@router.get(
    "/shortlists/{shortlist_id}/links", response={200: ListOut[ShareOut], 404: ErrorOut}, auth=key("shortlists.view")
)
def list_links(request: HttpRequest, shortlist_id: str) -> ListOut[ShareOut]:
    """The links to a shortlist, newest first; never their addresses."""
    found = known.shortlist_row(identifier("shl", shortlist_id))
    return listed(_share(one) for one in known.shares(found.id, datetime.now(UTC)))


@router.post(
    "/shortlists/{shortlist_id}/links", response={201: ShareOut, 404: ErrorOut, 422: ErrorOut},
    auth=key("shortlists.change"),
)  # fmt: skip
def share_shortlist(request: HttpRequest, shortlist_id: str, asked: ShareIn) -> Status[ShareOut]:
    """A link by which people without an account see the list and answer; its address is told this once."""
    found = identifier("shl", shortlist_id)
    return Status(201, made_share(*services.share(actor_of(request), found, **dict(asked), now=datetime.now(UTC))))


@router.post(
    "/shortlists/{shortlist_id}/links/{link}/revoke", response={200: ShareOut, 404: ErrorOut},
    auth=key("shortlists.change"),
)  # fmt: skip
def revoke_link(request: HttpRequest, shortlist_id: str, link: str) -> ShareOut:
    """End a link at once; what was said by it stays."""
    now, shortlist = datetime.now(UTC), identifier("shl", shortlist_id)
    ended = services.revoke(actor_of(request), shortlist, identifier("shr", link), now=now)
    return next(_share(one) for one in known.shares(shortlist, now) if one.id == ended.id)


@router.get(
    "/profiles/{profile_id}/alike", response={200: AlikesOut, 404: ErrorOut, 503: ErrorOut}, auth=key("creators.view")
)
def get_alikes(request: HttpRequest, profile_id: str, asked: Query[AlikeQuery]) -> AlikesOut:
    """The profiles most like this one, each with its reasons; 503 where the database has no pgvector."""
    return alikes_out(vetting.look_alikes([identifier("prf", profile_id)], asked.limit))


@router.get(
    "/shortlists/{shortlist_id}/alike", response={200: AlikesOut, 404: ErrorOut, 503: ErrorOut},
    auth=key("creators.view"),
)  # fmt: skip
def get_alikes_of_shortlist(request: HttpRequest, shortlist_id: str, asked: Query[AlikeQuery]) -> AlikesOut:
    """The profiles most like those on a shortlist."""
    found = known.shortlist_row(identifier("shl", shortlist_id))
    return alikes_out(vetting.look_alikes(known.profile_ids(found.id), asked.limit))


def shortlist_out(one: known.ShortlistRow) -> ShortlistOut:
    """A shortlist in a list as the API and `--json` write it."""
    return ShortlistOut(
        id=one.ref, name=one.name, notes=one.notes, entries=one.entries, open_links=one.open_links,
        created_at=one.created_at,
    )  # fmt: skip


def shortlist_detail_out(one: known.ShortlistRow) -> ShortlistDetailOut:
    """A shortlist with its profiles as the API and `--json` write it."""
    entries = vetting.shortlist_entries(one.id, known.profile_ids(one.id))
    return ShortlistDetailOut(**dict(shortlist_out(one)), profiles=[_entry(each) for each in entries])


def made_share(share: Any, token: str) -> ShareOut:
    """A link that was just made, with its address."""
    address = reverse("shared_shortlist", args=[share.workspace_id, token])
    [row] = [one for one in known.shares(share.shortlist_id, datetime.now(UTC)) if one.id == share.id]
    return _share(row, f"{settings.PUBLIC_URL}{address}")


def alikes_out(found: Alikes) -> AlikesOut:
    """Look-alikes as the API and `--json` write them."""
    return AlikesOut(
        data=[
            AlikeOut(profile=profile(one.profile), likeness=round(one.likeness, 4), because=list(one.because))
            for one in found.rows
        ],
        seeds=found.seeds, topics=list(found.topics), reason=found.reason, computed_at=found.computed_at,
        version=found.version,
    )  # fmt: skip


def _entry(one: known.EntryRow) -> EntryOut:
    answers = [
        ShortlistAnswerOut(
            name=each.name, choice=each.choice, comment=each.comment, answered_at=each.answered_at, link=each.share
        )
        for each in one.answers
    ]
    return EntryOut(profile=profile(one.profile), note=one.note, answers=answers)


def _share(one: known.ShareRow, url: str | None = None) -> ShareOut:
    return ShareOut(
        id=one.ref, label=one.label, state=one.state, with_notes=one.with_notes, with_prices=one.with_prices,
        expires_at=one.expires_at, people_who_answered=one.people, url=url,
    )  # fmt: skip
