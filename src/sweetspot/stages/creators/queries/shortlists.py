"""Which shortlists are there, who is on them, who was shown them, and what did they say?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import to_public
from sweetspot.stages.accounts.queries import key_hash
from sweetspot.stages.creators.models import Answer, Shortlist, ShortlistAnswer, ShortlistEntry, ShortlistShare
from sweetspot.stages.creators.queries.listing import rows_of
from sweetspot.stages.creators.queries.rows import ProfileRow

PREFIX = "shl"
#: The choices with their words, as a form offers them.
CHOICES: list[tuple[str, str]] = [(one.value, str(one.label)) for one in Answer]


@dataclass(frozen=True, slots=True)
class ShortlistRow:
    """A shortlist with how many profiles are on it and how many links to it work."""

    id: UUID
    name: str
    notes: str
    person: str
    entries: int
    open_links: int
    created_at: datetime
    updated_at: datetime

    @property
    def ref(self) -> str:
        """The outside name, `shl_…`."""
        return to_public(PREFIX, self.id)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What somebody said last by a link about one profile."""

    profile_id: UUID
    name: str
    choice: str
    comment: str
    answered_at: datetime
    share: str

    @property
    def label(self) -> str:
        """The choice in a word."""
        return str(Answer(self.choice).label)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A profile on a shortlist, the note beside it, and what people said."""

    profile: ProfileRow
    note: str
    added_at: datetime
    answers: tuple[AnswerRow, ...]

    @property
    def approved(self) -> int:
        """How many people approved."""
        return sum(one.choice == Answer.APPROVE for one in self.answers)

    @property
    def declined(self) -> int:
        """How many people declined."""
        return sum(one.choice == Answer.DECLINE for one in self.answers)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A link to a shortlist: whom it is for, whether it works, and how many people answered by it."""

    id: UUID
    label: str
    with_notes: bool
    with_prices: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    people: int
    state: str

    @property
    def ref(self) -> str:
        """The outside name, `shr_…`."""
        return to_public("shr", self.id)


def shortlists(now: datetime) -> list[ShortlistRow]:
    """Every shortlist of the workspace, by name."""
    return [_row(one) for one in _counted(now).order_by("name", "id")]


def shortlist(shortlist_id: UUID, now: datetime) -> ShortlistRow:
    """One shortlist; NotFound for an id of another workspace, or none."""
    found = _counted(now).filter(id=shortlist_id).first()
    if found is None:
        raise NotFound("There is no such shortlist.")
    return _row(found)


def profile_ids(shortlist_id: UUID) -> list[UUID]:
    """The profiles on a shortlist, in the order in which they came."""
    entries = ShortlistEntry.objects.filter(shortlist_id=shortlist_id).order_by("id")
    return list(entries.values_list("profile_id", flat=True))


def entries_of(
    shortlist_id: UUID, profiles: Iterable[UUID], *, verdicts: QuerySet[Any] | None = None
) -> list[EntryRow]:
    """These profiles of a shortlist, in that order, with notes and everybody's last answer."""
    wanted = list(profiles)
    found = {
        one.profile_id: one for one in ShortlistEntry.objects.filter(shortlist_id=shortlist_id, profile_id__in=wanted)
    }
    answers = latest_answers(shortlist_id)
    return [
        EntryRow(
            row, found[row.profile_id].note, found[row.profile_id].created_at,
            tuple(one for one in answers if one.profile_id == row.profile_id),
        )
        for row in rows_of([one for one in wanted if one in found], verdicts=verdicts)
    ]  # fmt: skip


def latest_answers(shortlist_id: UUID) -> list[AnswerRow]:
    """What each person said last of each profile of a shortlist, the newest first."""
    rows = (
        ShortlistAnswer.objects.filter(share__shortlist_id=shortlist_id)
        .order_by("profile_id", "name", "-answered_at", "-id")
        .distinct("profile_id", "name")
        .values_list("profile_id", "name", "choice", "comment", "answered_at", "share__label")
    )
    return sorted((AnswerRow(*row) for row in rows), key=lambda one: one.answered_at, reverse=True)


def shares(shortlist_id: UUID, now: datetime) -> list[ShareRow]:
    """The links to a shortlist, newest first; those that ended too."""
    rows = ShortlistShare.objects.filter(shortlist_id=shortlist_id).annotate(
        people=Count("answers__name", distinct=True)
    )
    return [
        ShareRow(
            one.id, one.label, one.with_notes, one.with_prices, one.created_at, one.expires_at, one.revoked_at,
            one.people, "revoked" if one.revoked_at else "expired" if one.expires_at <= now else "open",
        )
        for one in rows.order_by("-created_at", "-id")
    ]  # fmt: skip


def share_by_token(token: str, now: datetime) -> ShortlistShare:
    """The link of a token in the workspace in scope; NotFound where it was revoked, has expired, or never was."""
    found = (
        ShortlistShare.objects.select_related("shortlist", "workspace", "person")
        .filter(token_hash=key_hash(token), revoked_at=None, expires_at__gt=now)
        .first()
    )
    if found is None:
        raise NotFound("This link was taken back or has expired. Ask whoever sent it for a new one.")
    return found


def shortlist_row(shortlist_id: UUID) -> Shortlist:
    """The stored shortlist; NotFound for an id of another workspace, or none."""
    found = Shortlist.objects.filter(id=shortlist_id).first()
    if found is None:
        raise NotFound("There is no such shortlist.")
    return found


def entry_row(shortlist_id: UUID, profile_id: UUID) -> ShortlistEntry:
    """The stored entry of a profile on a shortlist; NotFound where it is not on it."""
    found = ShortlistEntry.objects.filter(shortlist_id=shortlist_id, profile_id=profile_id).first()
    if found is None:
        raise NotFound("This profile is not on the shortlist.")
    return found


def share_row(shortlist_id: UUID, share_id: UUID) -> ShortlistShare:
    """The stored link; NotFound for one of another shortlist, or none."""
    found = ShortlistShare.objects.select_related("shortlist").filter(id=share_id, shortlist_id=shortlist_id).first()
    if found is None:
        raise NotFound("There is no such link.")
    return found


def _counted(now: datetime) -> QuerySet[Shortlist]:
    works = Q(shares__revoked_at=None, shares__expires_at__gt=now)
    return Shortlist.objects.select_related("person").annotate(
        on_it=Count("entries", distinct=True), links=Count("shares", filter=works, distinct=True)
    )


def _row(one: Any) -> ShortlistRow:
    person = (one.person.name or one.person.email) if one.person else ""
    return ShortlistRow(one.id, one.name, one.notes, person, one.on_it, one.links, one.created_at, one.updated_at)
