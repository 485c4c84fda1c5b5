"""How profiles are kept on named lists, shown by a link to people without an account, and answered on by them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.engines import bulk
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.queries import key_hash
from sweetspot.stages.creators.models import (
    Answer,
    Profile,
    Shortlist,
    ShortlistAnswer,
    ShortlistEntry,
    ShortlistShare,
)
from sweetspot.stages.creators.queries import shortlists as known

#: What a list is made for people to look through; more than this is a filter.
MOST_ENTRIES = 10_000
SHARE_DAYS = (1, 90)
#: How many answers one link takes in ten minutes, whoever sends them.
ANSWERS_IN_TEN_MINUTES = 300


@transaction.atomic
def create_shortlist(actor: Actor, name: str, notes: str = "", *, now: datetime) -> Shortlist:
    """An empty shortlist; Invalid for a name that is empty or too long, Conflict for one that is taken."""
    shortlist = Shortlist(workspace_id=actor.workspace_id, person_id=_person(actor), notes=notes.strip()[:5000])
    _rename(shortlist, name)
    accounts.record(actor, "shortlist.created", shortlist.name, {}, now=now)
    return shortlist


@transaction.atomic
def change_shortlist(actor: Actor, shortlist_id: UUID, name: str, notes: str, *, now: datetime) -> Shortlist:
    """The shortlist with another name and other notes; errors as for a new one."""
    shortlist = known.shortlist_row(shortlist_id)
    before, shortlist.notes = [shortlist.name, shortlist.notes], notes.strip()[:5000]
    _rename(shortlist, name)
    accounts.record(actor, "shortlist.changed", shortlist.name, {"before": before}, now=now)
    return shortlist


@transaction.atomic
def delete_shortlist(actor: Actor, shortlist_id: UUID, *, now: datetime) -> None:
    """The shortlist is gone with its notes, links and answers; the trail keeps its name and who was on it."""
    shortlist = known.shortlist_row(shortlist_id)
    on_it = [to_public("prf", one) for one in known.profile_ids(shortlist_id)]
    shortlist.delete()
    accounts.record(actor, "shortlist.deleted", shortlist.name, {"profiles": on_it}, now=now)


@transaction.atomic
def put_on(actor: Actor, shortlist_id: UUID, profile_ids: Collection[UUID], *, query: str = "", now: datetime) -> int:
    """Put profiles on a shortlist and return how many were not on it before; ids that are not here are left out.

    `query` is the filter that chose them, for the trail. Invalid where the list would hold more than 10,000.
    """
    shortlist = known.shortlist_row(shortlist_id)
    Shortlist.objects.select_for_update().get(id=shortlist.id)
    on_it = set(known.profile_ids(shortlist.id))
    here = set(Profile.objects.filter(id__in=list(profile_ids)).values_list("id", flat=True))
    fresh = [one for one in dict.fromkeys(profile_ids) if one in here and one not in on_it]
    if len(on_it) + len(fresh) > MOST_ENTRIES:
        message = (
            f"A shortlist holds at most {MOST_ENTRIES:,} profiles; this would make it {len(on_it) + len(fresh):,}."
        )
        raise Invalid(message, problems=[Problem("profiles", "too_many", message)])
    rows = [{"shortlist_id": shortlist.id, "profile_id": one} for one in fresh]
    bulk.insert(ShortlistEntry, rows, workspace_id=actor.workspace_id, now=now)
    if fresh:
        detail = {"profiles": len(fresh)} | ({"query": query} if query else {})
        accounts.record(actor, "shortlist.added", shortlist.name, detail, now=now)
    return len(fresh)


@transaction.atomic
def take_off(actor: Actor, shortlist_id: UUID, profile_ids: Collection[UUID], *, now: datetime) -> int:
    """Take profiles off a shortlist and return how many were on it."""
    shortlist = known.shortlist_row(shortlist_id)
    found = ShortlistEntry.objects.filter(shortlist=shortlist, profile_id__in=list(profile_ids))
    gone = {to_public("prf", entry.profile_id): entry.note for entry in found}
    found.delete()
    if gone:
        accounts.record(actor, "shortlist.removed", shortlist.name, {"notes": gone}, now=now)
    return len(gone)


@transaction.atomic
def note_on(actor: Actor, shortlist_id: UUID, profile_id: UUID, note: str, *, now: datetime) -> None:
    """Set the note beside a profile on a shortlist; NotFound where it is not on it."""
    entry = known.entry_row(shortlist_id, profile_id)
    before, entry.note = entry.note, note.strip()[:2000]
    if entry.note != before:
        entry.save(update_fields=["note"])
        detail = {"before": before, "after": entry.note}
        accounts.record(actor, "shortlist.noted", to_public("prf", profile_id), detail, now=now)


@transaction.atomic
def share(
    actor: Actor, shortlist_id: UUID, label: str, *, days: int, with_notes: bool = False, with_prices: bool = False,
    now: datetime,
) -> tuple[ShortlistShare, str]:  # fmt: skip
    """A link to a shortlist that ends by itself, and its token (shown this once); Invalid for no label or the days."""
    shortlist, label = known.shortlist_row(shortlist_id), " ".join(label.split())
    problems = []
    if not 0 < len(label) <= 100:
        problems.append(Problem("label", "length", "Say in at most 100 characters whom the link is for."))
    if not SHARE_DAYS[0] <= days <= SHARE_DAYS[1]:
        problems.append(Problem("days", "range", f"A link works for {SHARE_DAYS[0]} to {SHARE_DAYS[1]} days."))
    if problems:
        raise Invalid("The link was not made.", problems=problems)
    token = secrets.token_urlsafe(32)
    made = ShortlistShare.objects.create(
        workspace_id=actor.workspace_id, shortlist=shortlist, label=label, token_hash=key_hash(token),
        with_notes=with_notes, with_prices=with_prices, person_id=_person(actor),
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    detail = {"for": label, "until": made.expires_at.isoformat(), "notes": with_notes, "prices": with_prices}
    accounts.record(actor, "shortlist.shared", shortlist.name, detail, now=now)
    return made, token


@transaction.atomic
def revoke(actor: Actor, shortlist_id: UUID, share_id: UUID, *, now: datetime) -> ShortlistShare:
    """End a link at once; its answers stay."""
    found = known.share_row(shortlist_id, share_id)
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        accounts.record(actor, "shortlist.unshared", found.shortlist.name, {"for": found.label}, now=now)
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one profile: `approve`, `decline` or `comment`, and why."""

    choice: str
    comment: str = ""


@transaction.atomic
def answer(token: str, name: str, said: Mapping[UUID, Said], *, now: datetime) -> int:
    """Keep what somebody without an account says by a link, by profile; returns how many answers were new.

    What repeats that person's last answer is not kept again. NotFound for a link that ended; Invalid for a missing
    name, no answers, or profiles that are not on the list; Conflict when too much comes in at once.
    """
    found = known.share_by_token(token, now)
    name = " ".join(name.split())
    if not 0 < len(name) <= 100:
        raise Invalid("Give your name.", problems=[Problem("name", "missing", "Give your name.")])
    before = {one.profile_id: one for one in known.latest_answers(found.shortlist_id) if one.name == name}
    fresh = {
        profile: one
        for profile, one in said.items()
        if profile not in before or (before[profile].choice, before[profile].comment) != (one.choice, one.comment)
    }
    if not said or not set(said) <= set(known.profile_ids(found.shortlist_id)):
        message = "Answer on at least one creator." if not said else "Not all of these are on the list any more."
        raise Invalid(message, problems=[Problem("answers", "invalid", message)])
    if any(
        one.choice not in Answer.values or (one.choice == Answer.COMMENT and not one.comment) for one in said.values()
    ):
        raise Invalid("An answer approves, declines or comments.", problems=[Problem("choice", "unknown", "Choose.")])
    recent = ShortlistAnswer.objects.filter(share=found, answered_at__gt=now - timedelta(minutes=10)).count()
    if recent + len(fresh) > ANSWERS_IN_TEN_MINUTES:
        raise Conflict("Too many answers came in by this link. Nothing was lost; try again in ten minutes.")
    ShortlistAnswer.objects.bulk_create(
        ShortlistAnswer(
            workspace_id=found.workspace_id, share=found, profile_id=profile, name=name, choice=one.choice,
            comment=one.comment[:2000], answered_at=now,
        )
        for profile, one in fresh.items()
    )  # fmt: skip
    if fresh:
        outsider = Actor(
            "visitor", found.id, f"{name} (by the link for {found.label})", found.workspace_id, frozenset()
        )
        detail = {to_public("prf", profile): one.choice for profile, one in fresh.items()}
        accounts.record(outsider, "shortlist.answered", found.shortlist.name, detail, now=now)
    return len(fresh)


def _rename(shortlist: Shortlist, name: str) -> None:
    shortlist.name = " ".join(name.split())
    if not 0 < len(shortlist.name) <= 100:
        message = "Give a name of at most 100 characters."
        raise Invalid(message, problems=[Problem("name", "length", message)])
    try:
        with transaction.atomic():
            shortlist.save()
    except IntegrityError as error:
        raise Conflict(f"There is a shortlist {shortlist.name} already. Choose another name.") from error


def _person(actor: Actor) -> Any:
    return actor.id if actor.kind == "person" else None
